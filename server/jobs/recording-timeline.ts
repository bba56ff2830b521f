// What the case page shows of a recording when: out of its newest manifest, or, before there is one, out of its segments.
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import type { RecordingTimeline, Span } from '../protocol/manifest.ts';
import { readManifest } from './kept-manifest.ts';
import { pausesOf } from './on-record.ts';

/** Nearer to each other than this, two segments are shown as one. */
const JOIN_MS = 250;
const EMPTY = {
  state: null,
  manifest: null,
  checkedAtMs: null,
  findings: [],
  endMs: 0,
  pauses: [],
  outages: [],
  people: [],
} as const;

type Lane = RecordingTimeline['people'][number]['lanes'][number];
type Piece = Span & Pick<Lane, 'source'> & { readonly personId: string };
type Gap = Piece & Lane['gaps'][number];

export async function recordingTimeline(archive: Archive, hearing: HearingRecord): Promise<RecordingTimeline> {
  const { recording } = hearing;
  if (recording === null) return EMPTY;
  const verified = await archive.verifications.ofRecording(recording.id);
  const made = verified?.manifest ?? null;
  const manifest = made === null ? null : await readManifest(archive, made.sha256);
  const pieces = recording.segments.map(({ personId, source, startMs, durationMs }): Piece => {
    return { personId, source, startMs, endMs: startMs + durationMs };
  });
  const gaps = (manifest?.tracks ?? []).flatMap(({ personId, source, gaps: own }) =>
    own.map((gap): Gap => ({ ...gap, personId, source })),
  );
  const outages = manifest?.outages ?? [];
  const pauses =
    manifest?.pauses ?? pausesOf(await archive.hearings.course(hearing.id), hearing.stages, recording.startedAtMs);
  return {
    state: recording.state,
    manifest: made,
    checkedAtMs: verified?.last.atMs ?? null,
    findings: verified?.last.findings ?? [],
    endMs: endOf(hearing, [...pieces, ...pauses, ...outages]),
    pauses,
    outages,
    people: peopleOf(pieces, gaps),
  };
}

function endOf({ stages }: HearingRecord, spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ endMs }) => endMs), ...stages.map(({ startMs }) => startMs ?? 0));
}

function peopleOf(pieces: readonly Piece[], gaps: readonly Gap[]): RecordingTimeline['people'] {
  const ids = new Set([...pieces, ...gaps].map(({ personId }) => personId));
  return [...ids].map((personId) => ({
    personId,
    lanes: (['microphone', 'camera'] as const).flatMap((source): Lane[] => {
      const isOwn = (one: Piece): boolean => one.personId === personId && one.source === source;
      const own = gaps.filter(isOwn).map(({ startMs, endMs, reason }) => ({ startMs, endMs, reason }));
      const recorded = joined(pieces.filter(isOwn));
      return recorded.length + own.length === 0
        ? []
        : [{ source, recorded, gaps: own.sort((a, b) => a.startMs - b.startMs) }];
    }),
  }));
}

function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const { startMs, endMs } of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = out.at(-1);
    if (last === undefined || startMs > last.endMs + JOIN_MS) out.push({ startMs, endMs });
    else out[out.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) };
  }
  return out;
}
