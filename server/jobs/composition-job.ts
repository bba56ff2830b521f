// From what is kept of a hearing to what its composed recording shows when: a pure function.
import type { HearingCourse } from '../archive/hearing-course.ts';
import type { HearingRecord, KeptRecording } from '../archive/records.ts';
import { ROLE_WORDS } from '../papers/role-words.ts';
import type { Segment } from '../protocol/api.ts';
import type { Span } from '../protocol/manifest.ts';
import { AWAY_WORDS, PAUSE_WORDS, PICTURE_WORDS, STAGE_WORDS } from './composition-words.ts';
import { type Pause, pausesOf } from './on-record.ts';

/** Spans that nothing ended last beyond any hearing; the program cuts them at the recording's end. */
const OPEN_END_MS = 1e12;

/** @param outages when no recorder ran: what nobody has must not look like a camera that was off @param fileOf path of a segment by its SHA-256 */
export function compositionJob(
  hearing: Pick<HearingRecord, 'title' | 'people' | 'stages'>,
  recording: Pick<KeptRecording, 'startedAtMs'> & {
    readonly segments: readonly (Segment & { readonly rate: number })[];
  },
  course: HearingCourse,
  outages: readonly Span[],
  fileOf: (sha256: string) => string,
) {
  const { segments, startedAtMs: zeroAtMs } = recording;
  // Whoever never sent anything has no tile; whom the record does not know has one without a role.
  const known = hearing.people.filter(({ id }) => segments.some(({ personId }) => personId === id));
  const unknown = [...new Set(segments.map(({ personId }) => personId))].filter(
    (id) => !hearing.people.some((person) => person.id === id),
  );
  const people = [
    ...known.map(({ id, name, role }) => ({ id, name, role: ROLE_WORDS[role] })),
    ...unknown.map((id) => ({ id, name: id.slice(0, 8), role: '' })),
  ];
  return {
    title: hearing.title,
    zeroAtMs,
    people,
    segments: segments.map(({ id, sha256, personId, source, startMs, durationMs, rate }) => ({
      id,
      file: fileOf(sha256),
      personId,
      source,
      startMs,
      durationMs,
      rate,
    })),
    stages: hearing.stages.flatMap(({ stage, startMs }) =>
      startMs === null || stage === 'ended' ? [] : [{ startMs, name: STAGE_WORDS[stage] }],
    ),
    pauses: [
      ...pausesOf(course, hearing.stages, zeroAtMs, OPEN_END_MS)
        .filter(({ startMs, endMs }) => endMs > startMs)
        .map(pauseOf),
      ...outages.map(outageOf),
    ].sort((a, b) => a.startMs - b.startMs),
    away: known.flatMap(({ id }) => awayOf(course, id, zeroAtMs)),
    words: PICTURE_WORDS,
  };
}

const pauseOf = ({ startMs, endMs, kind, reason }: Pause) => ({ startMs, endMs, words: PAUSE_WORDS[kind], reason });

const outageOf = ({ startMs, endMs }: Span) => ({ startMs, endMs, words: PAUSE_WORDS.outage, reason: '' });

/** Hearings of before presence was kept say nothing of it: then nobody is called away. */
function awayOf({ presence }: HearingCourse, personId: string, zeroAtMs: number) {
  const own = presence.filter((one) => one.personId === personId);
  if (own.length === 0) return [];
  const changes = [{ atMs: Number.NEGATIVE_INFINITY, inRoom: false }, ...own];
  return changes.flatMap(({ atMs, inRoom }, index) => {
    if (inRoom) return [];
    const startMs = Math.max(0, atMs - zeroAtMs);
    const next = changes[index + 1];
    const endMs = next === undefined ? OPEN_END_MS : next.atMs - zeroAtMs;
    const words = index === 0 ? AWAY_WORDS.notYet : AWAY_WORDS.gone;
    return endMs > startMs ? [{ personId, startMs, endMs, words }] : [];
  });
}
