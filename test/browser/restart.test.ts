// A live hearing while its server is stopped and started again, and while its media process is killed: the same hearing goes on, on the same record.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn } from '../../media/journal/rebuild.ts';
import type { HearingDetail } from '../../server/protocol/api.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { closeHearing, enterAsStaff, nextStage, openHearing } from './walk.ts';

let server: RunningServer;
let office: Office;
let chair: Person;
let hearing: PreparedHearing;
const detail = (): Promise<HearingDetail> =>
  office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);

/** How many streams of her voice have brought something to keep: what is begun and closed at once would hold nothing. */
async function voices(): Promise<number> {
  const heard = new Map<string, number>();
  const { recording } = await detail();
  for (const part of await partsIn(join(server.dataDir, 'recordings', recording?.id ?? ''))) {
    const sounds = new Set<number>();
    await readJournal(part, (record) => {
      if (record.kind === 'stream' && record.about.source === 'microphone') sounds.add(record.stream);
      if (record.kind !== 'packet' || !sounds.has(record.stream)) return;
      const stream = `${part} ${record.stream}`;
      heard.set(stream, (heard.get(stream) ?? 0) + 1);
    });
  }
  return [...heard.values()].filter((packets) => packets >= 25).length;
}

beforeAll(async () => {
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  await openHearing(chair.page);
});
afterAll(async () => {
  await chair?.browser.close();
  await server?.remove();
});

describe('a live hearing', () => {
  it('is suspended, not closed, when the server is asked to stop; its segments are closed and hashed', async () => {
    await expect.poll(voices, { timeout: 30_000 }).toBe(1);
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    server = await server.again();
    const now = await detail();
    expect(now.state).toBe('suspended');
    expect(now.recording?.state).toBe('paused');
    const sources = new Set(now.recording?.segments.map((segment) => segment.source));
    expect(sources).toEqual(new Set(['microphone', 'camera']));
    expect(now.recording?.segments.every((segment) => /^[0-9a-f]{64}$/.test(segment.sha256) && segment.bytes > 0)).toBe(
      true,
    );
  });

  it('is resumed by its chair, whose page came back by itself, on the same clock', async () => {
    const before = await detail();
    await chair.page.getByRole('button', { name: '继续听证' }).click({ timeout: 40_000 });
    await expect.poll(async () => (await detail()).state, { timeout: 30_000 }).toBe('in_session');
    const now = await detail();
    expect([now.recording?.id, now.recording?.startedAtMs]).toEqual([
      before.recording?.id,
      before.recording?.startedAtMs,
    ]);
    await nextStage(chair.page, '介绍案情及听证问题');
    await expect.poll(voices, { timeout: 30_000 }).toBe(2);
  });

  it('goes on when the media process is killed: the page sends again by itself and is recorded again', async () => {
    const served = () => [...server.output().matchAll(/"mediaPid":(\d+)/g)].map((found) => Number(found[1]));
    const [pid = 0] = served();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => served().length, { timeout: 20_000 }).toBe(2);
    await expect
      .poll(() => server.output().match(/"msg":"recording started"/g)?.length ?? 0, { timeout: 20_000 })
      .toBe(2);
    await expect.poll(voices, { timeout: 30_000 }).toBe(3);
    await chair.page.getByText('录音里有您的声音').first().waitFor({ timeout: 30_000 });
    expect((await detail()).state).toBe('in_session');
  });

  it('has everything that was written before and after in one record', async () => {
    await closeHearing(chair.page);
    expect((await detail()).state).toBe('closed');
    const voicesKept = async () =>
      ((await detail()).recording?.segments ?? [])
        .filter((segment) => segment.source === 'microphone')
        .sort((a, b) => a.startMs - b.startMs);
    // What the killed process left open is found at the latest by the check that follows the hearing.
    await expect.poll(async () => (await voicesKept()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    const sounds = await voicesKept();
    for (const [index, segment] of sounds.entries()) {
      const next = sounds[index + 1];
      if (next !== undefined) expect(segment.startMs + segment.durationMs).toBeLessThanOrEqual(next.startMs + 250);
    }
  });
});
