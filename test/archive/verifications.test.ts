// Checks of recordings as they are kept: which are due, what they came to, what a sealed one refuses, and the nightly rounds.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import type { RecordingState } from '../../server/protocol/api.ts';
import type { Finding } from '../../server/protocol/manifest.ts';
import { newId, Office, refuses, segmentOf, sqlIn } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

const NOWHERE = {
  personId: null,
  source: null,
  startMs: null,
  endMs: null,
  reason: null,
  segmentId: null,
  detail: null,
};
const OUTAGE: Finding = { ...NOWHERE, what: 'outage', startMs: 1_000, endMs: 9_000 };
const GONE: Finding = { ...NOWHERE, what: 'segment_missing', detail: 'no such file' };

async function over({ state = 'stopped' as RecordingState, hearing = 'closed' as const, own = office } = {}) {
  const caseId = await own.case();
  const hearingId = await own.hearing(SERVER, caseId);
  const segment = segmentOf(await own.person(hearingId));
  const recordingId = newId();
  const { hearings, recordings } = own.archive;
  await recordings.start(SERVER, hearingId, { id: recordingId, zeroAtMs: own.time, directory: 'recordings/1' });
  await recordings.addSegment(recordingId, segment);
  await hearings.setState(SERVER, hearingId, hearing, { from: ['draft'] });
  await recordings.setState(SERVER, recordingId, state);
  const manifest = await own.archive.objects.putStream(
    (async function* () {
      yield Buffer.from(recordingId);
    })(),
  );
  return { caseId, hearingId, recordingId, segment, manifest };
}

describe('a check', () => {
  test('is due when the hearing is over, in whatever state its recording was left, and until it has come to something', async () => {
    const own = await Office.open();
    const due: string[] = [];
    for (const state of ['recording', 'paused', 'stopped', 'verifying'] as const) {
      due.push((await over({ state, own })).recordingId);
      own.time += 1_000;
    }
    for (const state of ['sealed', 'degraded', 'failed', 'missing'] as const) await over({ state, own });
    await over({ own, hearing: 'in_session' as never });
    const found: string[] = [];
    for (;;) {
      const next = await own.archive.verifications.next(found);
      if (next === null) break;
      found.push(next.recordingId);
    }
    expect(found).toEqual(due);
    await own.restart();
    expect((await own.archive.verifications.next([]))?.recordingId).toBe(due[0]);
  });

  test('is kept with its state, its manifest and its findings, and stands in the trail', async () => {
    const { verifications } = office.archive;
    const { caseId, recordingId, segment, manifest } = await over();
    expect(await verifications.ofRecording(recordingId)).toBeNull();
    const result = { state: 'degraded', findings: [OUTAGE], manifest } as const;
    expect(await verifications.conclude(recordingId, [segment.id], result)).toBe(true);
    const { time: atMs } = office;
    const last = { atMs, state: 'degraded', findings: [OUTAGE] };
    expect(await verifications.ofRecording(recordingId)).toEqual({ last, manifest: { ...manifest, madeAtMs: atMs } });
    expect((await office.acts(caseId)).at(-1)).toBe('recording.verified');
    const [entry] = sqlIn(office.dataDir, 'SELECT detail FROM trail ORDER BY seq DESC LIMIT 1');
    expect(JSON.parse(String(entry?.detail))).toMatchObject({
      ...{ from: 'stopped', to: 'degraded', manifest: manifest.sha256, findings: 1, named: [{ what: 'outage' }] },
    });
  });

  test('of other segments than there are now comes to nothing', async () => {
    const { verifications, recordings } = office.archive;
    const { hearingId, recordingId, segment, manifest } = await over({ state: 'verifying' });
    await recordings.addSegment(recordingId, segmentOf(newId()));
    const result = { state: 'sealed', findings: [], manifest } as const;
    expect(await verifications.conclude(recordingId, [segment.id], result)).toBe(false);
    expect((await recordings.ofHearing(hearingId))?.state).toBe('verifying');
  });

  test('that did not seal it is made again when a segment comes late', async () => {
    const { verifications, recordings } = office.archive;
    const { hearingId, recordingId, segment, manifest } = await over();
    await verifications.conclude(recordingId, [segment.id], { state: 'degraded', findings: [OUTAGE], manifest });
    await recordings.addSegment(recordingId, segment);
    expect((await recordings.ofHearing(hearingId))?.state).toBe('degraded');
    await recordings.addSegment(recordingId, segmentOf(newId()));
    expect((await recordings.ofHearing(hearingId))?.state).toBe('stopped');
  });

  test('that sealed it lets no segment in any more, whatever it becomes later', async () => {
    const { verifications, recordings } = office.archive;
    const { hearingId, recordingId, segment, manifest } = await over();
    await verifications.conclude(recordingId, [segment.id], { state: 'sealed', findings: [], manifest });
    await refuses(recordings.addSegment(recordingId, segmentOf(newId())), 'wrong_state');
    await verifications.damaged(recordingId, 'missing', [GONE]);
    expect((await recordings.ofHearing(hearingId))?.state).toBe('missing');
    await refuses(recordings.addSegment(recordingId, segmentOf(newId())), 'wrong_state');
    const verified = await verifications.ofRecording(recordingId);
    expect(verified?.last).toMatchObject({ state: 'missing', findings: [GONE] });
    expect(verified?.manifest?.sha256).toBe(manifest.sha256);
  });
});

test('nightly rounds begin with what was not read for the longest time, and say when the last was', async () => {
  const own = await Office.open();
  const { verifications } = own.archive;
  expect(await verifications.lastSweepAtMs()).toBeNull();
  const [one, two] = [await over({ own, state: 'sealed' }), await over({ own, state: 'degraded' })];
  await over({ own, state: 'stopped' });
  await verifications.read(one.recordingId);
  own.time += 1_000;
  expect((await verifications.kept()).map(({ recordingId }) => recordingId)).toEqual([
    two.recordingId,
    one.recordingId,
  ]);
  await verifications.read(two.recordingId);
  own.time += 1_000;
  await verifications.read(two.recordingId);
  expect((await verifications.kept()).map(({ readAtMs }) => readAtMs)).toEqual([own.time - 2_000, own.time]);
  await verifications.swept({ beganAtMs: own.time, recordings: 2, bytesRead: 5, found: 0 });
  await verifications.swept({ beganAtMs: own.time + 5, recordings: 2, bytesRead: 5, found: 0 });
  expect(await verifications.lastSweepAtMs()).toBe(own.time + 5);
});

test('a case names the worst that has become of its recordings', async () => {
  const own = await Office.open();
  const troubles = async () =>
    (await own.archive.cases.find({ page: 1, pageSize: 10, visibleTo: 'all' })).rows.map((row) => row.recordingTrouble);
  const { caseId, recordingId } = await over({ own, state: 'sealed' });
  expect(await troubles()).toEqual([null]);
  const hearingId = await own.hearing(SERVER, caseId);
  const other = newId();
  await own.archive.recordings.start(SERVER, hearingId, { id: other, zeroAtMs: own.time, directory: 'recordings/2' });
  await own.archive.recordings.setState(SERVER, other, 'degraded');
  expect(await troubles()).toEqual(['degraded']);
  await own.archive.verifications.damaged(recordingId, 'missing', [GONE]);
  expect(await troubles()).toEqual(['missing']);
});
