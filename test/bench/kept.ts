// How much of what counted senders sent is in a recording's folder: in its journal, in its segments, in either.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../../media/journal/reader.ts';
import { readMkv } from '../../media/record/mkvread.ts';
import { type CountedSender, missingOf, numberOfFrame, numberOfPacket, type Source, STEP_MS } from './counted.ts';

export type CountedTrack = { readonly trackId: string; readonly participant: number; readonly source: Source };

/** Of the track that lost most, in milliseconds of media. */
export type Lost = {
  readonly lostMs: number;
  readonly inSegmentsMs: number;
  readonly inJournalMs: number;
  /** Sent before the first that is kept: while the recorder was still opening its taps. */
  readonly lateMs: number;
};

type Folder = {
  readonly directory: string;
  /** Parts of the journal to look into. */
  readonly parts: readonly string[];
  readonly segments: Iterable<{ readonly trackId: string; readonly source: Source; readonly file: string }>;
};

export async function lostOf(
  folder: Folder,
  tracks: readonly CountedTrack[],
  sent: readonly CountedSender['sent'][],
): Promise<Lost> {
  const inJournal = await journalled(folder, tracks);
  const inSegments = await segmented(folder, tracks);
  const worst = { lostMs: 0, inSegmentsMs: 0, inJournalMs: 0, lateMs: 0 };
  for (const { trackId, participant, source } of tracks) {
    const numbers = sent[participant]?.[source] ?? [];
    const lost = (has: (number: number) => number) => missingOf(numbers, has).missing * STEP_MS[source];
    const [journal, segments] = [inJournal.get(trackId), inSegments.get(trackId)];
    const ofJournal = (number: number) => journal?.get(number) ?? 0;
    const ofSegments = (number: number) => (segments?.has(number) === true ? Number.POSITIVE_INFINITY : 0);
    const ofEither = (number: number) => Math.max(ofJournal(number), ofSegments(number));
    worst.inJournalMs = Math.max(worst.inJournalMs, lost(ofJournal));
    worst.inSegmentsMs = Math.max(worst.inSegmentsMs, lost(ofSegments));
    worst.lostMs = Math.max(worst.lostMs, lost(ofEither));
    worst.lateMs = Math.max(worst.lateMs, missingOf(numbers, ofEither).before * STEP_MS[source]);
  }
  return worst;
}

/** How many packets of each number are in the journal, by track. */
async function journalled(
  { parts }: Folder,
  tracks: readonly CountedTrack[],
): Promise<Map<string, Map<number, number>>> {
  const counts = new Map(tracks.map(({ trackId }) => [trackId, new Map<number, number>()]));
  const sources = new Map(tracks.map(({ trackId, source }) => [trackId, source]));
  for (const part of parts) {
    const streams = new Map<number, string>();
    await readJournal(part, (record) => {
      if (record.kind === 'stream') streams.set(record.stream, record.about.trackId);
      if (record.kind !== 'packet') return;
      const trackId = streams.get(record.stream) ?? '';
      const source = sources.get(trackId);
      const number = source === undefined ? null : numberOfPacket(source, record.bytes);
      const of = counts.get(trackId);
      if (number !== null) of?.set(number, (of.get(number) ?? 0) + 1);
    });
  }
  return counts;
}

async function segmented(
  { directory, segments }: Folder,
  tracks: readonly CountedTrack[],
): Promise<Map<string, Set<number>>> {
  const numbers = new Map(tracks.map(({ trackId }) => [trackId, new Set<number>()]));
  for (const { trackId, source, file } of segments) {
    const of = numbers.get(trackId);
    if (of === undefined) continue;
    for (const { data } of readMkv(await readFile(join(directory, file))).frames) {
      const number = numberOfFrame(source, data);
      if (number !== null) of.add(number);
    }
  }
  return numbers;
}
