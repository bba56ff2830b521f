// Composed recordings as work that is kept: asked for once, begun, put aside, made or failed, in versions; and how a hearing went.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import type { RecordingState } from '../../server/protocol/api.ts';
import { newId, Office, refuses, segmentOf } from './office.ts';

const RECIPE = 'recipe-1';
const OBJECT = { sha256: 'a'.repeat(64), bytes: 5, mediaType: 'video/mp4' };

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

/** A hearing that has closed, with one segment in its recording. */
async function closed({ state = 'sealed' as RecordingState, own = office } = {}) {
  const caseId = await own.case();
  const hearingId = await own.hearing(SERVER, caseId);
  const personId = await own.person(hearingId);
  const { hearings, recordings } = own.archive;
  const id = newId();
  await recordings.start(SERVER, hearingId, { id, zeroAtMs: own.time, directory: 'recordings/1' });
  await recordings.addSegment(id, segmentOf(personId));
  await hearings.setState(SERVER, hearingId, 'closed', { from: ['draft'] });
  await recordings.setState(SERVER, id, state);
  return { caseId, hearingId, personId };
}

describe('a composed recording', () => {
  test('is asked for once, in versions that stay', async () => {
    const { compositions } = office.archive;
    const { caseId, hearingId } = await closed();
    await compositions.ask(SERVER, hearingId, RECIPE);
    await compositions.ask(SERVER, hearingId, RECIPE);
    const [first, ...more] = await compositions.ofHearing(hearingId);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ version: 1, state: 'waiting', attempts: 0, made: null });
    const id = first?.id ?? '';
    await compositions.begun(id);
    await compositions.done(id, OBJECT, 7_000, ['s']);
    await compositions.ask(SERVER, hearingId, RECIPE);
    const all = await compositions.ofHearing(hearingId);
    expect(all.map(({ version, state }) => [version, state])).toEqual([
      [2, 'waiting'],
      [1, 'done'],
    ]);
    expect(all[1]?.made).toEqual({ ...OBJECT, durationMs: 7_000, skipped: ['s'] });
    await compositions.failed(all[0]?.id ?? '', 'file_damaged');
    expect((await compositions.ofHearing(hearingId))[0]).toMatchObject({ state: 'failed', error: 'file_damaged' });
    expect((await office.acts(caseId)).slice(-4)).toEqual([
      ...['composition.asked', 'composition.made', 'composition.asked', 'composition.failed'],
    ]);
    await refuses(compositions.ask(SERVER, newId(), RECIPE), 'not_found');
    await refuses(compositions.ask(SERVER, await office.hearing(), RECIPE), 'wrong_state');
    await refuses(compositions.failed(newId(), 'internal'), 'not_found');
  });

  test('is asked for by itself where a hearing has closed, once its recording was checked', async () => {
    const { compositions } = office.archive;
    const states = ['recording', 'stopped', 'verifying', 'failed', 'sealed', 'degraded', 'missing'] as const;
    const all = await Promise.all(states.map((state) => closed({ state })));
    const open = await office.hearing();
    await compositions.askForMissing(RECIPE);
    await compositions.askForMissing(RECIPE);
    const count = async (hearingId: string) => (await compositions.ofHearing(hearingId)).length;
    const counts = await Promise.all([...all.map(({ hearingId }) => hearingId), open].map(count));
    expect(counts).toEqual([0, 0, 0, 0, 1, 1, 1, 0]);
  });
});

test('what a restart interrupted comes first, what was put aside keeps its turn and its attempts', async () => {
  const own = await Office.open();
  const { time } = own;
  const [one, two] = [await closed({ own }), await closed({ own })];
  await own.archive.compositions.ask(SERVER, one.hearingId, RECIPE);
  own.time = time + 1_000;
  await own.archive.compositions.ask(SERVER, two.hearingId, RECIPE);
  const [second] = await own.archive.compositions.ofHearing(two.hearingId);
  expect((await own.archive.compositions.next())?.hearingId).toBe(one.hearingId);
  await own.archive.compositions.begun(second?.id ?? '');
  await own.archive.compositions.progressed(second?.id ?? '', 0.5);
  await own.restart();
  const { compositions } = own.archive;
  expect(await compositions.next()).toMatchObject({ id: second?.id, state: 'running', progress: 0.5, attempts: 1 });
  await compositions.putAside(second?.id ?? '', 0.6);
  expect((await compositions.ofHearing(two.hearingId))[0]).toMatchObject({
    state: 'waiting',
    attempts: 0,
    progress: 0.6,
  });
  expect((await compositions.next())?.hearingId).toBe(one.hearingId);
});

test('how a hearing went is read from its trail, and whether any is in session', async () => {
  const own = await Office.open();
  const caseId = await own.case();
  const hearingId = await own.hearing(SERVER, caseId);
  const personId = await own.person(hearingId);
  const { hearings, trail } = own.archive;
  const startMs = own.time;
  expect(await hearings.anyInSession()).toBe(false);
  await hearings.setState(SERVER, hearingId, 'in_session', { from: ['draft'] });
  expect(await hearings.anyInSession()).toBe(true);
  own.time += 1_000;
  await trail.write(SERVER, { act: 'person.entered', about: '李四', caseId, hearingId, detail: { personId } });
  await hearings.setState(SERVER, hearingId, 'recess', { from: ['in_session'], reason: '休息' });
  own.time += 1_000;
  await trail.write(SERVER, { act: 'person.left', about: '李四', caseId, hearingId, detail: { personId } });
  expect(await hearings.course(hearingId)).toEqual({
    states: [
      { atMs: startMs, state: 'in_session', reason: null },
      { atMs: startMs + 1_000, state: 'recess', reason: '休息' },
    ],
    presence: [
      { atMs: startMs + 1_000, personId, inRoom: true },
      { atMs: startMs + 2_000, personId, inRoom: false },
    ],
  });
});
