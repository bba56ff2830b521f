// The manifest of a recording: its schema for other programs, what makes a recording sealed or not, when it was on the record, and when a nightly round is due.
import { describe, expect, it } from 'vitest';
import { type Checked, findingsOf, type ManifestInput, manifestOf } from '../../server/jobs/manifest.ts';
import { onRecordOf, pausesOf } from '../../server/jobs/on-record.ts';
import { isDue } from '../../server/jobs/sweep.ts';
import { manifestSchema, RecordingManifest } from '../../server/protocol/manifest.ts';
import type { HearingState, Stage } from '../../server/protocol/stages.ts';

const ZERO = Date.UTC(2026, 5, 1, 6);
const [PERSON, TRACK, SEGMENT] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
const HASH = 'ab'.repeat(32);

const segment = {
  ...({ id: SEGMENT, trackId: TRACK, personId: PERSON, source: 'microphone', codec: 'opus' } as const),
  ...{ startMs: 0, durationMs: 60_000, bytes: 9, sha256: HASH, file: 'a.mkv', packets: 3_000, frames: 3_000 },
};
const check: Checked['checks'][number] = {
  ...{ segmentId: SEGMENT, is: 'intact', why: '', readable: true, frames: 3_000, durationMs: 60_000 },
  power: { sum: 480, samples: 480_000 },
};
const part = { file: 'journal-0000.ohj', bytes: 9, sha256: HASH, is: 'whole', why: '', sealedBytes: 9 } as const;
const span = (startMs: number, endMs: number) => ({ startMs, endMs });
const sound: Checked = {
  checks: [check],
  survey: {
    tracks: [
      {
        ...{ trackId: TRACK, ownerId: PERSON, source: 'microphone', segmentIds: [SEGMENT], gaps: [] },
        ...{ flows: [span(0, 60_000)], writtenMs: 60_000, gapMs: 0, flowMs: 60_000 },
      },
    ],
    outages: [],
    steps: [{ segmentId: SEGMENT, startMs: 4, rate: 1 }],
    journal: [{ ...part, lastSeal: HASH, follows: true }],
    strays: [],
  },
  account: {
    tracks: [{ trackId: TRACK, gaps: [], flowMs: 60_000, writtenMs: 60_000, gapMs: 0, allowedMs: 400 }],
    outages: [],
    journalGaps: [],
    untaken: [],
  },
};

const input = (checked: Checked, segments: ManifestInput['segments'] = [segment]): ManifestInput => ({
  hearing: {
    ...{ id: crypto.randomUUID(), caseId: crypto.randomUUID(), caseNumber: '沪检听〔2026〕1号', title: '公开听证' },
    ...{ scheduledAtMs: ZERO, people: [], stages: [] },
  },
  recording: { id: crypto.randomUUID(), startedAtMs: ZERO, endedAtMs: ZERO + 60_000 },
  course: { states: [] },
  ...{ segments, checked, madeAtMs: ZERO + 61_000, replaces: null },
});
const stateAnd = (checked: Checked, segments?: ManifestInput['segments']) => {
  const { state, findings } = RecordingManifest.parse(manifestOf(input(checked, segments)));
  return [state, ...findings.map(({ what }) => what)];
};
const account = (more: Partial<Checked['account']>): Checked => ({ ...sound, account: { ...sound.account, ...more } });
const survey = (more: Partial<Checked['survey']>): Checked => ({ ...sound, survey: { ...sound.survey, ...more } });
const checks = (more: Partial<typeof check>): Checked => ({ ...sound, checks: [{ ...check, ...more }] });
const gap = (reason: 'nothing_arrived' | 'waiting_for_key_frame' | 'write_failed' | 'unexplained') =>
  account({ tracks: sound.account.tracks.map((track) => ({ ...track, gaps: [{ ...span(1, 5), reason }] })) });

it('its schema is kept as a file for programs that are not ours', async () => {
  const file = '../../server/protocol/recording-manifest.schema.json';
  await expect(`${JSON.stringify(manifestSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});

describe('a recording', () => {
  it('is sealed when nothing is missing but what was never sent, or could not be shown yet', () => {
    expect(stateAnd(sound)).toEqual(['sealed']);
    expect(stateAnd(gap('nothing_arrived'))).toEqual(['sealed']);
    expect(stateAnd(gap('waiting_for_key_frame'))).toEqual(['sealed']);
    expect(stateAnd(survey({ journal: [{ ...part, is: 'torn', lastSeal: HASH, follows: true }] }))).toEqual(['sealed']);
  });

  it('is degraded by whatever was said and is in no file, and by what cannot be trusted', () => {
    expect(stateAnd(gap('write_failed'))).toEqual(['degraded', 'gap']);
    expect(stateAnd(gap('unexplained'))).toEqual(['degraded', 'gap']);
    expect(stateAnd(account({ outages: [span(1_000, 3_000)] }))).toEqual(['degraded', 'outage']);
    expect(stateAnd(account({ journalGaps: [span(1_000, 3_000)] }))).toEqual(['degraded', 'journal_gap']);
    const untaken = [{ trackId: crypto.randomUUID(), ...span(1_000, 3_000) }];
    expect(stateAnd(account({ untaken }))).toEqual(['degraded', 'gap']);
    const short = sound.account.tracks.map((track) => ({ ...track, writtenMs: 59_000 }));
    expect(stateAnd(account({ tracks: short }))).toEqual(['degraded', 'does_not_add_up']);
    expect(stateAnd(survey({ journal: [] }))).toEqual(['degraded', 'journal_missing']);
    expect(stateAnd(survey({ strays: ['b.mkv.part'] }))).toEqual(['degraded', 'file_unreadable']);
    const altered = [{ ...part, is: 'altered', lastSeal: null, follows: true } as const];
    expect(stateAnd(survey({ journal: altered }))).toEqual(['degraded', 'journal_altered']);
    expect(stateAnd(survey({ journal: [{ ...part, lastSeal: HASH, follows: false }] }))).toEqual([
      'degraded',
      'journal_altered',
    ]);
  });

  it('says whose file it is and where it lies', () => {
    const [found] = findingsOf(input(checks({ is: 'altered', why: 'SHA-256 00' })));
    expect(found).toEqual({
      ...{ what: 'segment_altered', personId: PERSON, source: 'microphone', startMs: 0, endMs: 60_000 },
      ...{ reason: null, segmentId: SEGMENT, detail: 'SHA-256 00' },
    });
  });

  it('is missing when a file is, failed when nothing is readable, and one or the other when there never was any', () => {
    expect(stateAnd(checks({ is: 'missing', readable: false }))).toEqual(['missing', 'segment_missing']);
    expect(stateAnd(checks({ is: 'undecodable', readable: false }))).toEqual(['failed', 'segment_undecodable']);
    expect(stateAnd(checks({ is: 'undecodable' }))).toEqual(['degraded', 'segment_undecodable']);
    const none = { ...sound, checks: [], account: { ...sound.account, tracks: [] } };
    expect(stateAnd(none, [])).toEqual(['failed', 'nothing_recorded']);
    expect(stateAnd({ ...none, survey: { ...sound.survey, journal: [] } }, [])).toEqual([
      ...['missing', 'nothing_recorded', 'journal_missing'],
    ]);
  });

  it('without a sound in any microphone is not well, though all of its files are', () => {
    expect(stateAnd(checks({ power: { sum: 0, samples: 480_000 } }))).toEqual(['degraded', 'silent']);
    expect(stateAnd(checks({ power: { sum: 0.01, samples: 480_000 } }))).toEqual(['degraded', 'silent']);
    // Too short to mean anything.
    expect(stateAnd(checks({ power: { sum: 0, samples: 40_000 } }))).toEqual(['sealed']);
  });
});

describe('the time on record', () => {
  const state = (atMs: number, to: HearingState, reason: string | null = null) => ({
    atMs: ZERO + atMs,
    state: to,
    reason,
  });
  const stage = (atMs: number, name: Stage) => ({
    startedAtMs: ZERO + atMs,
    startMs: atMs < 0 ? null : atMs,
    stage: name,
  });
  const states = [
    ...[
      state(-60_000, 'lobby'),
      state(1_000, 'in_session'),
      state(10_000, 'recess', '休息'),
      state(20_000, 'in_session'),
    ],
    ...[state(30_000, 'suspended'), state(40_000, 'in_session'), state(50_000, 'closed')],
  ];
  const stages = [stage(-60_000, 'lobby'), stage(900, 'opening'), stage(22_000, 'statements'), stage(49_990, 'ended')];

  it('is that in session in stages that are recorded', () => {
    expect(onRecordOf({ states }, stages, ZERO)).toEqual([
      span(1_000, 10_000),
      span(20_000, 30_000),
      span(40_000, 49_990),
    ]);
    expect(onRecordOf({ states }, [], ZERO)).toEqual([]);
    expect(onRecordOf({ states: states.slice(0, 2) }, stages.slice(0, 2), ZERO)).toEqual([]);
  });

  it('is broken by pauses with their reasons', () => {
    expect(pausesOf({ states }, stages, ZERO)).toEqual([
      { ...span(10_000, 20_000), kind: 'recess', reason: '休息' },
      { ...span(30_000, 40_000), kind: 'suspended', reason: '' },
    ]);
  });
});

it('the time on record does not move when the wall clock is set in the middle of a hearing', () => {
  const HOUR = 3_600_000;
  const states = [
    { atMs: ZERO + 1_000, state: 'in_session', reason: null },
    { atMs: ZERO + HOUR + 30_000, state: 'recess', reason: null },
    { atMs: ZERO + HOUR + 40_000, state: 'in_session', reason: null },
    { atMs: ZERO + HOUR + 60_010, state: 'closed', reason: null },
  ] as const;
  const stages = [
    { stage: 'opening', startedAtMs: ZERO + 900, startMs: 900 },
    { stage: 'statements', startedAtMs: ZERO + HOUR + 20_000, startMs: 20_000 },
    { stage: 'ended', startedAtMs: ZERO + HOUR + 60_000, startMs: 60_000 },
  ] as const;
  expect(onRecordOf({ states }, stages, ZERO)).toEqual([span(1_000, 30_000), span(40_000, 60_000)]);
  expect(pausesOf({ states }, stages, ZERO)).toMatchObject([span(30_000, 40_000)]);
});

it('a nightly round is due at its hour, once, and whenever the last is a day old', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute).getTime();
  expect(isDue(at(2, 15), null, 3)).toBe(true);
  expect(isDue(at(2, 3, 1), at(1, 3, 0), 3)).toBe(true);
  expect(isDue(at(2, 3, 30), at(2, 3, 1), 3)).toBe(false);
  expect(isDue(at(2, 4), at(1, 5), 3)).toBe(false);
  expect(isDue(at(2, 3), at(1, 22), 3)).toBe(false);
  expect(isDue(at(3, 9), at(2, 8), 3)).toBe(true);
});
