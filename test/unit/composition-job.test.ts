// What the composed recording is told of a hearing: tiles, stages, pauses and who was away when.
import { describe, expect, it } from 'vitest';
import { common } from '../../client/words/zh/common.ts';
import type { HearingCourse } from '../../server/archive/hearing-course.ts';
import { compositionJob } from '../../server/jobs/composition-job.ts';
import { AWAY_WORDS, PAUSE_WORDS, STAGE_WORDS } from '../../server/jobs/composition-words.ts';
import { ROLE_WORDS } from '../../server/papers/role-words.ts';
import type { Person, Segment } from '../../server/protocol/api.ts';
import type { Span } from '../../server/protocol/manifest.ts';

const ZERO_MS = 1_000_000;
const person = (id: string, role: Person['role']): Person => ({
  id,
  role,
  name: `名${id}`,
  accountId: null,
  invitation: null,
  consentedAtMs: null,
});
const segment = (id: string, personId: string): Segment => ({
  ...{ id, trackId: id, personId, source: 'camera', codec: 'vp8', startMs: 0, durationMs: 9_000, bytes: 1 },
  sha256: `hash-${id}`,
});
const job = (course: Partial<HearingCourse>, segments = [segment('s', 'a')], outages: readonly Span[] = []) =>
  compositionJob(
    {
      title: '听证',
      people: [person('z', 'observer'), person('a', 'chair'), person('b', 'officer')],
      stages: [
        { stage: 'lobby', startedAtMs: 0, startMs: null, reason: null, actorName: '' },
        { stage: 'opening', startedAtMs: ZERO_MS + 10, startMs: 10, reason: null, actorName: '' },
        { stage: 'ended', startedAtMs: ZERO_MS + 9_000, startMs: 9_000, reason: null, actorName: '' },
      ],
    },
    { startedAtMs: ZERO_MS, segments: segments.map((one) => ({ ...one, rate: 1 })) },
    { states: [], presence: [], ...course },
    outages,
    (sha256) => `/objects/${sha256}`,
  );
const spans = (all: readonly { startMs: number; endMs: number; words: string }[]) =>
  all.map(({ startMs, endMs, words }) => [startMs, endMs, words]);

describe('the job of a composed recording', () => {
  it('has a tile for whoever sent anything, in the order of seats, whoever it was', () => {
    const { people, segments } = job({}, [segment('1', 'b'), segment('2', 'a'), segment('3', 'unknown-person')]);
    expect(people).toEqual([
      { id: 'a', name: '名a', role: '主持人' },
      { id: 'b', name: '名b', role: '听证员' },
      { id: 'unknown-person', name: 'unknown-', role: '' },
    ]);
    expect(segments[0]?.file).toBe('/objects/hash-1');
  });

  it('names stages from when they began on the clock', () => {
    expect(job({}).stages).toEqual([{ startMs: 10, name: STAGE_WORDS.opening }]);
  });

  it('knows pauses by the changes of state', () => {
    const states = [
      { atMs: ZERO_MS - 5_000, state: 'suspended', reason: null },
      { atMs: ZERO_MS - 1_000, state: 'in_session', reason: null },
      { atMs: ZERO_MS + 1_000, state: 'recess', reason: '休息' },
      { atMs: ZERO_MS + 3_000, state: 'suspended', reason: null },
      { atMs: ZERO_MS + 4_000, state: 'in_session', reason: null },
      { atMs: ZERO_MS + 8_000, state: 'recess', reason: null },
    ] as const;
    const { pauses } = job({ states });
    expect(spans(pauses)).toEqual([
      [1_000, 3_000, PAUSE_WORDS.recess],
      [3_000, 4_000, PAUSE_WORDS.suspended],
      [8_000, 1e12, PAUSE_WORDS.recess],
    ]);
    expect(pauses[0]?.reason).toBe('休息');
  });

  it('says of an outage that nothing was recorded then, in the order of all pauses', () => {
    const states = [
      { atMs: ZERO_MS + 6_000, state: 'suspended', reason: null },
      { atMs: ZERO_MS + 7_000, state: 'in_session', reason: null },
    ] as const;
    const { pauses } = job({ states }, [segment('s', 'a')], [{ startMs: 5_000, endMs: 6_000 }]);
    expect(spans(pauses)).toEqual([
      [5_000, 6_000, PAUSE_WORDS.outage],
      [6_000, 7_000, PAUSE_WORDS.suspended],
    ]);
  });

  it('knows who was away, and who had not come yet', () => {
    const at = (atMs: number, personId: string, inRoom: boolean) => ({ atMs: ZERO_MS + atMs, personId, inRoom });
    const presence = [at(-500, 'a', true), at(2_000, 'b', true), at(4_000, 'b', false), at(5_000, 'b', true)];
    const { away } = job({ presence }, [segment('1', 'a'), segment('2', 'b')]);
    expect(away.every(({ personId }) => personId === 'b')).toBe(true);
    expect(spans(away)).toEqual([
      [0, 2_000, AWAY_WORDS.notYet],
      [4_000, 5_000, AWAY_WORDS.gone],
    ]);
    const left = job({ presence: [at(-500, 'a', true), at(100, 'a', false)] });
    expect(spans(left.away)).toEqual([[100, 1e12, AWAY_WORDS.gone]]);
  });

  it('calls nobody away where presence was not kept', () => {
    expect(job({}).away).toEqual([]);
  });

  it('speaks the words of the screens', () => {
    expect(ROLE_WORDS).toEqual(common.role);
    expect(STAGE_WORDS).toEqual(common.stage);
    expect(PAUSE_WORDS.recess).toBe(common.hearingState.recess);
    expect(PAUSE_WORDS.suspended).toContain(common.hearingState.suspended);
  });
});
