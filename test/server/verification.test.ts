// What becomes of a recording when its hearing has closed: checked by the running product, sealed with a manifest, looked at again each night, and said to be damaged where it is.
import { createHash } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Archive } from '../../server/archive/archive.ts';
import { sweep } from '../../server/jobs/sweep.ts';
import type { RecordingState, Segment } from '../../server/protocol/api.ts';
import { RecordingManifest } from '../../server/protocol/manifest.ts';
import { manifestPath } from '../../server/protocol/routes.ts';
import { temporaryFolder } from '../media/folder.ts';
import { knownBeeps, knownPicture } from '../media/known.ts';
import { writeCounted } from '../media/segments.ts';
import { Stage } from '../media/stage.ts';
import { Browserless } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type Journalled, keepJournalled, keepRecorded } from '../running/recorded.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const PATIENCE = { timeout: 45_000, interval: 100 };
const SPOKEN_S = 4;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };

let server: RunningServer;
let office: Office;
let sealed: PreparedHearing;
let kept: Journalled;
let bare: PreparedHearing;
let empty: PreparedHearing;
let crashed: PreparedHearing;
let torn: Journalled;

const prosecutor = () => office.staff.prosecutor.browser;
const recordingOf = async ({ hearingId }: PreparedHearing) =>
  (await prosecutor().call('hearingDetail', {}, hearingId)).recording;
const becomes = (hearing: PreparedHearing, state: RecordingState) =>
  expect.poll(async () => (await recordingOf(hearing))?.state, PATIENCE).toBe(state);
const timelineOf = ({ hearingId }: PreparedHearing) => prosecutor().call('recordingTimeline', {}, hearingId);
const objectOf = ({ sha256 }: Pick<Segment, 'sha256'>) =>
  join(server.dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
const manifestOf = async ({ hearingId }: PreparedHearing) => {
  const answer = await prosecutor().fetch(manifestPath(hearingId));
  return RecordingManifest.parse(await answer.json());
};

/** Recorded by the real recorder from a real room, and not yet in any archive. */
async function recorded({ hearingId, chairId }: PreparedHearing): Promise<Journalled> {
  const worker = await Stage.worker();
  const stage = await Stage.create(worker, 2_000);
  const [mic, cam] = [await stage.publish('microphone', 1, chairId), await stage.publish('camera', 1, chairId)];
  await wait(300);
  const sessionMs = Date.now() - stage.zeroAtMs;
  const [beeps, picture] = [await knownBeeps(SPOKEN_S, 1_000), await knownPicture(SPOKEN_S, '320x240')];
  await Promise.all([mic.send(mic.packets(beeps)), cam.send(cam.packets(picture))]);
  const closedMs = Date.now() - stage.zeroAtMs;
  await stage.close();
  worker.worker.close();
  return {
    ...{ hearingId, recordingId: stage.recording.recordingId, zeroAtMs: stage.zeroAtMs },
    ...{ folder: stage.directory, segments: stage.segments },
    acts: [
      { atMs: sessionMs, state: 'in_session' },
      { atMs: sessionMs, stage: 'opening' },
      { atMs: closedMs, state: 'closed' },
    ],
  };
}

/** Everything is looked at again, by a server that stands still. */
async function aNight(): Promise<void> {
  expect(await server.stop()).toBe(0);
  const archive = await Archive.open({ dataDir: server.dataDir, log: SILENT });
  await sweep(archive, server.dataDir, SILENT, new AbortController().signal).finally(() => archive.close());
  server = await server.again();
}

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
  [sealed, bare, empty] = [await prepareHearing(office), await prepareHearing(office), await prepareHearing(office)];
  crashed = await prepareHearing(office);
  [kept, torn] = [await recorded(sealed), await recorded(crashed)];
  await server.stop();
  await keepJournalled(server.dataDir, kept);
  await keepJournalled(server.dataDir, { ...torn, segments: torn.segments.slice(1), left: 'recording' });
  const sound = await writeCounted(await temporaryFolder(), await knownBeeps(SPOKEN_S, 1_000), { codec: 'opus' }, 0);
  const acts = [
    { atMs: 0, state: 'in_session' },
    { atMs: 0, stage: 'opening' },
    { atMs: 5_000, state: 'closed' },
  ] as const;
  const { hearingId, chairId: personId } = bare;
  await keepRecorded(server.dataDir, { hearingId, segments: [{ ...sound, personId }], acts });
  await keepRecorded(server.dataDir, { hearingId: empty.hearingId, segments: [], acts });
  server = await server.again();
}, 120_000);
afterAll(async () => {
  await server?.remove();
});

describe('a recording whose hearing has closed', () => {
  it('is checked by itself and sealed, with a manifest that names every file and adds up', async () => {
    await becomes(sealed, 'sealed');
    const manifest = await manifestOf(sealed);
    expect(manifest).toMatchObject({ state: 'sealed', findings: [], outages: [], pauses: [], replaces: null });
    expect(manifest.recording).toMatchObject({ id: kept.recordingId, zeroAt: new Date(kept.zeroAtMs).toISOString() });
    expect(manifest.onRecord).toHaveLength(1);
    expect(manifest.journal).toMatchObject([{ is: 'whole', follows: true }]);
    const segments = manifest.tracks.flatMap((track) => track.segments);
    expect(new Set(segments.map(({ sha256 }) => sha256))).toEqual(new Set(kept.segments.map(({ sha256 }) => sha256)));
    expect(segments.every(({ check, step }) => check.is === 'intact' && step !== null)).toBe(true);
    expect(manifest.tracks.map(({ source }) => source).sort()).toEqual(['camera', 'microphone']);
    for (const { sum } of manifest.tracks) {
      expect(Math.abs(sum.writtenMs + sum.gapMs - sum.flowMs)).toBeLessThanOrEqual(sum.allowedMs);
      expect(sum.flowMs).toBeGreaterThan(1_000 * (SPOKEN_S - 1));
    }
  });

  it('has its manifest kept under its check value, given as a file to whoever may play it, and named in the trail', async () => {
    const path = manifestPath(sealed.hearingId);
    const answer = await prosecutor().fetch(path);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=manifest-/);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect((await timelineOf(sealed)).manifest).toMatchObject({ sha256, bytes: bytes.length });
    expect(await readFile(objectOf({ sha256 }))).toEqual(bytes);
    const acts = (await prosecutor().call('caseTrail', {}, sealed.caseId)).map(({ act }) => act);
    expect(acts).toEqual(expect.arrayContaining(['recording.verified', 'object.derived', 'manifest.downloaded']));
    expect((await office.staff.approver.browser.fetch(path)).status).toBe(403);
    expect((await new Browserless(server.origin).fetch(path)).status).toBe(401);
    expect((await prosecutor().fetch(manifestPath(crypto.randomUUID()))).status).toBe(403);
  });

  it('is shown over time, person by person', async () => {
    const { people, endMs, findings } = await timelineOf(sealed);
    expect(findings).toEqual([]);
    expect(people).toMatchObject([
      { personId: sealed.chairId, lanes: [{ source: 'microphone' }, { source: 'camera' }] },
    ]);
    for (const { recorded: spans } of people[0]?.lanes ?? []) expect(spans.at(-1)?.endMs).toBeLessThanOrEqual(endMs);
  });

  it('that was never said to have stopped gets what was not filed yet before it is sealed', async () => {
    await becomes(crashed, 'sealed');
    const { segments = [], endedAtMs } = (await recordingOf(crashed)) ?? {};
    expect(segments.map(({ id }) => id).sort()).toEqual(torn.segments.map(({ segmentId }) => segmentId).sort());
    expect(endedAtMs).not.toBeNull();
  });

  it('without a journal is degraded, because nobody can say what is missing', async () => {
    await becomes(bare, 'degraded');
    expect((await timelineOf(bare)).findings).toMatchObject([{ what: 'journal_missing' }]);
    const { rows } = await prosecutor().call('cases', {});
    const troubles = new Map(rows.map(({ id, recordingTrouble }) => [id, recordingTrouble]));
    expect([troubles.get(bare.caseId), troubles.get(sealed.caseId)]).toEqual(['degraded', null]);
  });

  it('of which nothing was ever written is missing, not silently nothing', async () => {
    await becomes(empty, 'missing');
    expect((await timelineOf(empty)).findings.map(({ what }) => what)).toContain('nothing_recorded');
  });
});

describe('the nightly round', () => {
  it('leaves what is as it was', async () => {
    await aNight();
    expect((await recordingOf(sealed))?.state).toBe('sealed');
  });

  it('finds one flipped byte, and names its segment', async () => {
    const [, segment] = kept.segments;
    if (segment === undefined) throw new Error('no segment');
    const path = objectOf(segment);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await chmod(path, 0o644);
    await writeFile(path, bytes);
    await aNight();
    expect((await recordingOf(sealed))?.state).toBe('degraded');
    const { findings, manifest } = await timelineOf(sealed);
    expect(findings).toMatchObject([
      { what: 'segment_altered', segmentId: segment.segmentId, personId: sealed.chairId, source: segment.source },
    ]);
    expect(manifest).not.toBeNull();
    const acts = (await prosecutor().call('caseTrail', {}, sealed.caseId)).map(({ act }) => act);
    expect(acts).toContain('recording.damaged');
  });

  it('finds a file that is gone, and, once it is back, has all of it checked again', async () => {
    const [segment] = kept.segments;
    if (segment === undefined) throw new Error('no segment');
    const path = objectOf(segment);
    await rename(path, `${path}.away`);
    await aNight();
    expect((await recordingOf(sealed))?.state).toBe('missing');
    expect((await timelineOf(sealed)).findings.map(({ what }) => what).sort()).toEqual([
      'segment_altered',
      'segment_missing',
    ]);
    await rename(`${path}.away`, path);
    await aNight();
    await becomes(sealed, 'degraded');
    const manifest = await manifestOf(sealed);
    expect(manifest.findings.map(({ what }) => what)).toEqual(['segment_altered']);
    expect(manifest.replaces).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds a manifest that is not one any more, and the page says so all the same', async () => {
    const { manifest } = await timelineOf(crashed);
    if (manifest === null) throw new Error('no manifest');
    const path = objectOf(manifest);
    await chmod(path, 0o644);
    await writeFile(path, '{}');
    await aNight();
    const { state, findings, people } = await timelineOf(crashed);
    expect([state, ...findings.map(({ what }) => what)]).toEqual(['degraded', 'manifest_altered']);
    expect(people).toHaveLength(1);
  });
});
