// The composed recording as work of the running product: begun by itself, taken up after a kill, played by whom the table allows.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompositionState } from '../../server/protocol/api.ts';
import { compositionPath } from '../../server/protocol/routes.ts';
import { temporaryFolder } from '../media/folder.ts';
import { knownBeeps, knownColour } from '../media/known.ts';
import { beepsIn, formatOf } from '../media/measure.ts';
import { writeCounted } from '../media/segments.ts';
import { Browserless } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { keepRecorded } from '../running/recorded.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const OPUS = { codec: 'opus' } as const;
const PICTURE = { codec: 'vp8', size: { width: 320, height: 180 } } as const;
/** Spoken to, a recess, spoken to again and again: every recess begins a part, so that there is something to be killed in between. */
const SPOKEN_MS = [0, 20_000, 40_000];
const SPOKEN_S = 8;
/** The work goes after everything else on the machine, so that a busy one makes it wait. */
const PATIENCE_MS = 300_000;

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let folder: string;
const prosecutor = () => office.staff.prosecutor.browser;

const stateOf = async (): Promise<CompositionState> => prosecutor().call('composition', {}, hearing.hearingId);

/** Asks until it is so. */
async function until(found: (state: CompositionState) => boolean): Promise<CompositionState> {
  return expect
    .poll(stateOf, { timeout: PATIENCE_MS, interval: 100 })
    .toSatisfy(found)
    .then(() => stateOf());
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const beeps = await knownBeeps(SPOKEN_S, 1_000);
  const red = await knownColour(SPOKEN_S, '320x180', 'red');
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  expect(await server.stop()).toBe(0);
  const personId = hearing.chairId;
  const torn = { ...(await writeCounted(folder, red, PICTURE, 1_000)), personId: hearing.clerkId };
  await writeFile(torn.file, Buffer.alloc(4_000, 7));
  const segments = [torn];
  for (const startMs of SPOKEN_MS) {
    segments.push({ ...(await writeCounted(folder, beeps, OPUS, startMs)), personId });
    segments.push({ ...(await writeCounted(folder, red, PICTURE, startMs)), personId });
  }
  await keepRecorded(server.dataDir, {
    hearingId: hearing.hearingId,
    segments,
    acts: [
      { atMs: 0, state: 'in_session' },
      { atMs: 100, stage: 'opening' },
      { atMs: 9_000, state: 'recess', reason: '休息十分钟' },
      { atMs: 20_000, state: 'in_session' },
      { atMs: 20_100, stage: 'statements' },
      { atMs: 29_000, state: 'recess' },
      { atMs: 40_000, state: 'in_session' },
      { atMs: 49_000, state: 'closed' },
    ],
  });
  server = await server.again();
}, 2 * PATIENCE_MS);
afterAll(async () => {
  await server?.remove();
});

describe('the composed recording', () => {
  it(
    'begins by itself, and a killed server goes on with the parts that are there',
    async () => {
      const parts = async () =>
        (await readdir(join(server.dataDir, 'temporary', `composition-${hearing.hearingId}`)).catch(() => [])).filter(
          (name) => name.endsWith('.mkv'),
        );
      await expect.poll(async () => (await parts()).length, { timeout: PATIENCE_MS, interval: 20 }).toBeGreaterThan(0);
      server.process.kill('SIGKILL');
      await once(server.process, 'exit');
      const before = await parts();
      expect(before.length).toBeLessThan(5);
      server = await server.again();
      const { current, work } = await until((state) => state.current !== null);
      expect(work).toBeNull();
      expect(current).toMatchObject({ version: 1, durationMs: expect.closeTo(48_000, -2) });
      // Said once the folder is empty, which is after the file is there.
      await expect.poll(server.output, { timeout: 10_000 }).toMatch(new RegExp(`"reused":[${before.length}-5]`));
      expect(await readdir(join(server.dataDir, 'temporary'))).toEqual([]);
    },
    2 * PATIENCE_MS,
  );

  it('names what could not be read', async () => {
    const { current } = await stateOf();
    expect(current?.skipped).toEqual([{ personId: hearing.clerkId, source: 'camera', startMs: 1_000 }]);
  });

  it('is played in ranges, under its check value, and that is noted', async () => {
    const { current } = await stateOf();
    const path = compositionPath(hearing.hearingId);
    const whole = await prosecutor().fetch(path);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('content-security-policy')).toContain('sandbox');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(current?.sha256);
    const range = await prosecutor().fetch(path, { headers: { range: 'bytes=4-7' } });
    expect([range.status, await range.text()]).toEqual([206, 'ftyp']);
    const file = join(folder, 'composed.mp4');
    await writeFile(file, bytes);
    expect(await formatOf(file)).toMatchObject({ durationMs: expect.closeTo(48_000, -2) });
    const spoken = SPOKEN_MS.flatMap((ms) => Array.from({ length: SPOKEN_S }, (_, second) => ms + 1_000 * second));
    expect(await beepsIn(file)).toEqual(spoken.map((ms) => expect.closeTo(ms, -1.7)));
    const trail = await prosecutor().call('caseTrail', {}, hearing.caseId);
    expect(trail.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['composition.asked', 'composition.made', 'object.derived', 'composition.played']),
    );
  });

  it(
    'is made anew on request: a new version',
    async () => {
      const asked = await office.staff.archivist.browser.call('compose', {}, hearing.hearingId);
      expect(asked.current?.version).toBe(1);
      expect(asked.work?.state).toMatch(/waiting|running/);
      const again = await prosecutor().call('compose', {}, hearing.hearingId);
      expect(again.work?.state).toMatch(/waiting|running/);
      const { current } = await until((state) => state.current?.version === 2);
      expect(current?.durationMs).toBeCloseTo(48_000, -2);
    },
    PATIENCE_MS,
  );

  it('is for those who may play recordings, and for closed hearings', async () => {
    const approver = office.staff.approver.browser;
    expect((await approver.ask('composition', {}, hearing.hearingId)).code).toBe('forbidden');
    expect((await approver.ask('compose', {}, hearing.hearingId)).code).toBe('forbidden');
    expect((await approver.fetch(compositionPath(hearing.hearingId))).status).toBe(403);
    expect((await new Browserless(server.origin).fetch(compositionPath(hearing.hearingId))).status).toBe(401);
    const open = await prepareHearing(office);
    expect(await prosecutor().call('composition', {}, open.hearingId)).toEqual({
      current: null,
      work: null,
      mayAsk: false,
    });
    expect((await prosecutor().ask('compose', {}, open.hearingId)).code).toBe('wrong_state');
    expect((await prosecutor().fetch(compositionPath(open.hearingId))).status).toBe(404);
  });
});
