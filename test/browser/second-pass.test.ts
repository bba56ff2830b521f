// An engine that is killed while a hearing is held: what it missed is listened to afterwards from the recording, and everything once more by a model for whole sentences; what a person has changed meanwhile stays.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Transcript } from '../../server/protocol/transcript.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, PRACTICE, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { paint, speak } from '../running/speech.ts';
import { closeHearing, enterAsStaff, openHearing } from './walk.ts';

const SENTENCES = ['现在公开听证', '请申诉人陈述事实和理由', '请听证员提问'];

let folder: string;
let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
const transcript = (): Promise<Transcript> => office.staff.prosecutor.browser.call('transcript', {}, hearing.hearingId);
const wordsPids = () => [...server.output().matchAll(/"wordsPid":(\d+)/g)].map((found) => Number(found[1]));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-second-'));
  server = await startServer({
    ...{ WORDS_SECOND_MODEL: 'rehearsal-second' },
  });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant'], PRACTICE);
  const voice = { name: 'chair', voice: 'cmn+f5', pitch: 50, sentences: SENTENCES };
  const [{ file }, picture] = await Promise.all([speak(folder, voice, 150), paint(folder, 'chair', 0, '320x180')]);
  chair = await openChromium({ sound: file, picture }, { size: 'desktop', language: 'zh-CN' });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  await openHearing(chair.page);
});
afterAll(async () => {
  await chair?.browser.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

it('goes on understanding after it was killed, and says what it missed', async () => {
  await vi.waitFor(async () => expect((await transcript()).lines.length).toBeGreaterThanOrEqual(2), 60_000);
  // In the middle of a sentence.
  const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
  await clerk.ask('enter', {});
  await clerk.ask('followCaptions', { on: true });
  await clerk.notice('captioned', ({ state, text }) => state === 'partial' && text.length > 1);
  process.kill(wordsPids().at(-1) ?? 0, 'SIGKILL');
  clerk.close();
  await vi.waitFor(() => expect(wordsPids().length).toBe(2), 20_000);
  const before = (await transcript()).lines.length;
  await vi.waitFor(async () => expect((await transcript()).lines.length).toBeGreaterThanOrEqual(before + 2), 60_000);
  // In a practice hearing the engine is started with the recording, so that a first hole may be there already.
  expect((await transcript()).holes.at(-1)).toMatchObject({ open: true });
});

it('is listened to once more when the hearing is over: the hole is filled, and what a person wrote stays', async () => {
  const [line] = (await transcript()).lines;
  if (line === undefined) throw new Error('nothing was understood');
  const edits = [{ lineId: line.id, revision: line.revision, text: '人写的一句' }];
  await office.staff.clerk.browser.call('editLines', { edits }, hearing.hearingId);
  await closeHearing(chair.page);
  await vi.waitFor(async () => expect((await transcript()).holes.some(({ open }) => open)).toBe(false), 90_000);
  const { lines, holes } = await transcript();
  const written = lines.find(({ id }) => id === line.id);
  expect(written).toMatchObject({ text: '人写的一句', by: 'person', suggestion: expect.stringMatching(/./) });
  const others = lines.filter(({ id, pass }) => id !== line.id && pass === 'live');
  expect(others.length).toBeGreaterThan(2);
  for (const { by } of others) expect(by).toBe('second');

  // Of what was said in the hole nothing is missing: the sentences are a second apart.

  const filled = lines.filter(({ pass }) => pass === 'repair');
  expect(filled.length).toBeGreaterThan(0);
  for (const { startMs } of filled)
    expect(holes.some((hole) => startMs > hole.startMs - 400 && startMs < hole.endMs + 400)).toBe(true);
  const said = lines.map(({ startMs, endMs }) => ({ startMs, endMs })).sort((a, b) => a.startMs - b.startMs);
  for (const [index, next] of said.slice(1).entries())
    expect(next.startMs - (said[index]?.endMs ?? 0)).toBeLessThan(3_000);
  // Nothing is said twice.
  for (const [index, next] of said.slice(1).entries())
    expect(next.startMs).toBeGreaterThan((said[index]?.startMs ?? 0) + 300);
});
