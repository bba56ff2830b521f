// Making composed recordings beside live hearings: it waits while one is in session, and is put aside when one begins.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import { ComposedRecordings } from '../../server/jobs/composition.ts';
import { Surveys } from '../../server/jobs/survey.ts';
import { temporaryFolder } from '../media/folder.ts';
import { knownBeeps } from '../media/known.ts';
import { writeSegment } from '../media/segments.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
const PATIENCE_MS = 400_000;
/** Far apart, so that there is enough to render to be put aside in the middle of it. */
const SPOKEN_MS = [0, 290_000];

let dataDir: string;
let archive: Archive;
let composed: ComposedRecordings;
let caseId: string;

async function newHearing(): Promise<string> {
  const id = crypto.randomUUID();
  const fields = {
    title: '公开听证',
    kind: 'simple',
    publicity: 'public',
    scheduledAtMs: Date.now(),
    minutes: 60,
  } as const;
  await archive.hearings.create(SERVER, caseId, { id, ...fields });
  return id;
}

async function closedHearing(): Promise<string> {
  const hearingId = await newHearing();
  const personId = crypto.randomUUID();
  await archive.hearings.addPerson(SERVER, hearingId, { id: personId, role: 'officer', name: '李四' });
  const id = crypto.randomUUID();
  await archive.recordings.start(SERVER, hearingId, { id, zeroAtMs: Date.now(), directory: join('recordings', id) });
  const { file, ...known } = await writeSegment(
    await temporaryFolder(),
    await knownBeeps(2, 500),
    { codec: 'opus' },
    0,
  );
  const stored = await archive.objects.putFile(file);
  for (const startMs of SPOKEN_MS) {
    const names = { id: crypto.randomUUID(), trackId: crypto.randomUUID(), personId, file: `${startMs}.mkv` };
    const facts = { ...known, ...stored, codec: 'opus', packets: 1, frames: 1 } as const;
    await archive.recordings.addSegment(id, { ...names, ...facts, startMs });
  }
  await archive.hearings.setState(SERVER, hearingId, 'closed', { from: ['draft'] });
  await archive.recordings.setState(SERVER, id, 'sealed');
  return hearingId;
}

const stateOf = async (hearingId: string) => {
  const hearing = await archive.hearings.byId(hearingId);
  if (hearing === null) throw new Error('no hearing');
  return composed.state(hearing);
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'open-hearing-data-'));
  archive = await Archive.open({ dataDir, log: SILENT });
  caseId = crypto.randomUUID();
  await archive.cases.create(SERVER, { id: caseId, number: '沪检听〔2026〕1号', title: '王某信访案' });
});
afterAll(async () => {
  await composed?.close();
  await archive.close();
  await rm(dataDir, { recursive: true, force: true });
});

it(
  'waits for a hearing in session, is put aside for one that begins, and is finished after it',
  async () => {
    const live = await newHearing();
    await archive.hearings.setState(SERVER, live, 'in_session', { from: ['draft'] });
    const hearingId = await closedHearing();
    composed = await ComposedRecordings.open(
      archive,
      new Surveys(archive, dataDir, SILENT),
      { dataDir, ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg' },
      SILENT,
    );
    const waiting = { state: 'waiting', for: 'hearing' };
    const work = async () => (await stateOf(hearingId)).work;
    const poll = { timeout: PATIENCE_MS, interval: 50 };
    await expect.poll(work, poll).toMatchObject(waiting);
    await archive.hearings.setState(SERVER, live, 'recess', { from: ['in_session'] });
    await expect.poll(work, poll).toMatchObject({ state: 'running' });
    await archive.hearings.setState(SERVER, live, 'in_session', { from: ['recess'] });
    await expect.poll(work, poll).toMatchObject(waiting);
    const [put] = await archive.compositions.ofHearing(hearingId);
    expect(put).toMatchObject({ state: 'waiting', attempts: 0 });
    await archive.hearings.setState(SERVER, live, 'closed', { from: ['in_session'] });
    await expect.poll(async () => (await stateOf(hearingId)).current, poll).toMatchObject({ version: 1, skipped: [] });
  },
  3 * PATIENCE_MS,
);

it(
  'that cannot be made says so, and is asked for again',
  async () => {
    await composed.close();
    composed = await ComposedRecordings.open(
      archive,
      new Surveys(archive, dataDir, SILENT),
      { dataDir, ffmpeg: '/nowhere/ffmpeg' },
      SILENT,
    );
    const hearingId = await closedHearing();
    const poll = { timeout: PATIENCE_MS, interval: 50 };
    await expect.poll(async () => (await stateOf(hearingId)).work, poll).toEqual({ state: 'failed' });
    const hearing = await archive.hearings.byId(hearingId);
    if (hearing === null) throw new Error('no hearing');
    expect((await composed.ask(SERVER, hearing)).work?.state).toMatch(/waiting|running/);
  },
  PATIENCE_MS,
);
