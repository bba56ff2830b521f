// Surveys a recording's folder: what the journal says should be there, held against the segments that are.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type JournalEnd, readJournal } from '../journal/reader.ts';
import { partsIn } from '../journal/rebuild.ts';
import { measureFile } from '../record/file.ts';
import { readSidecar } from '../record/sidecar.ts';
import { Flows } from './flows.ts';
import { type Step, type SteppedSegment, Steps } from './steps.ts';
import { type Timeline, timelineOf, type WrittenSegment } from './timeline.ts';

export type Survey = Timeline & {
  /** Where the segments lie once sound, picture and people are in step. */
  readonly steps: readonly Step[];
  readonly journal: readonly JournalPartFound[];
  /** Files of segments, whole or half written, that belong to none of those that are known. */
  readonly strays: readonly string[];
};

/** One part of the journal as it lies there. `file`: its name in the folder. */
export type JournalPartFound = Pick<JournalEnd, 'is' | 'why' | 'sealedBytes' | 'lastSeal'> & {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Is it chained to the part before it? True of the first. */
  readonly follows: boolean;
};

/** Adds what the notes beside the segments say of their first packets; a segment without a note stays as it is. */
export async function withRtp<Segment extends { readonly segmentId: string }>(
  directory: string,
  segments: readonly Segment[],
): Promise<(Segment & Pick<SteppedSegment, 'rtp'>)[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const notes = await Promise.all(names.map((name) => readSidecar(join(directory, name))));
  const rtps = new Map(notes.flatMap((note) => (note === null ? [] : [[note.segment.segmentId, note.segment.rtp]])));
  return segments.map((segment) => ({ ...segment, rtp: rtps.get(segment.segmentId) }));
}

/** @param directory the recording's folder @throws Error of the file system */
export async function survey(
  directory: string,
  segments: readonly (WrittenSegment & SteppedSegment & { readonly file?: string | undefined })[],
): Promise<Survey> {
  const flows = new Flows();
  const steps = new Steps();
  const journal: JournalPartFound[] = [];
  for (const path of await partsIn(directory)) {
    let previous: string | null = null;
    const end = await readJournal(path, (record) => {
      if (record.kind === 'head') previous = record.head.previous;
      flows.record(record);
      steps.record(record);
    });
    flows.partEnded(end);
    const { is, why, sealedBytes, lastSeal } = end;
    const before = journal.at(-1);
    const follows = before === undefined || before.lastSeal === previous;
    journal.push({ file: basename(path), ...(await measureFile(path)), is, why, sealedBytes, lastSeal, follows });
  }
  const known = new Set(segments.map(({ file }) => file));
  const strays = (await readdir(directory)).filter((name) => {
    const [, file] = /^(.+\.mkv)(?:\.part)?$/.exec(name) ?? [];
    return file !== undefined && !known.has(file);
  });
  return { ...timelineOf(flows.end(), segments), steps: steps.of(segments), journal, strays };
}
