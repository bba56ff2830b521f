// The stage policy where media flows: a real chair leads through every stage, and what the server lets flow of every role is held against the table.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Source } from '../../server/protocol/asks.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { mayShow, maySpeak, STAGES } from '../../server/protocol/stages.ts';
import type { Tab } from '../running/browserless.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { enterAsStaff, nextStage, openHearing } from './walk.ts';

const ROLES: HearingRole[] = [
  'complainant',
  'agent',
  'other_party',
  'officer',
  'officer',
  'supervisor',
  'witness',
  'expert',
  'interpreter',
  'observer',
];
const TITLES = [
  '介绍案情及听证问题',
  '当事人说明情况',
  '听证员提问',
  '听证员意见',
  '最后陈述',
  '总结·当场宣布',
  '签署承诺书·核对笔录并签名',
];

let server: RunningServer;
let office: Office;
let chair: Person;
let hearing: PreparedHearing;
const tabs: Tab[] = [];

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office, ROLES);
  chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  for (const { browser, personId, role } of hearing.participants) {
    const tab = await browser.connect(hearing.hearingId, personId);
    tabs.push(tab);
    await tab.ask('enter', {});
    await chair.page
      .getByRole('button', { name: /^请进：/ })
      .first()
      .click();
    await tab.notice('admitted');
    await tab.ask('enter', {});
    if (role !== 'observer') await publishBoth(tab);
  }
});

afterAll(async () => {
  for (const tab of tabs) tab.close();
  await chair?.browser.close();
  await server?.remove();
});

/** Tracks without a packet: what the server lets flow is decided before any comes. */
async function publishBoth(tab: Tab): Promise<void> {
  const { transportId } = await tab.ask('openTransport', { direction: 'send' });
  const codecs = {
    microphone: { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 },
    camera: { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
  } satisfies Record<Source, object>;
  for (const [index, source] of (['microphone', 'camera'] as const).entries()) {
    const ssrc = 1_000_000 + 100 * tabs.length + index;
    const codec = { ...codecs[source], parameters: {}, rtcpFeedback: [] };
    const rtpParameters = {
      mid: String(index),
      codecs: [codec],
      headerExtensions: [],
      encodings: [{ ssrc }],
      rtcp: { cname: 'test' },
    };
    await tab.ask('publish', { transportId, source, rtpParameters, on: true });
  }
}

const snapshot = async (): Promise<RoomSnapshot> => {
  const [tab] = tabs;
  if (tab === undefined) throw new Error('nobody is there');
  return tab.ask('snapshot', {});
};

/** The room's word comes first, media follows it within moments. */
const agrees = (): Promise<void> => vi.waitFor(async () => agree(await snapshot()), { timeout: 2_000, interval: 20 });

function agree({ state, stage, people }: RoomSnapshot): void {
  for (const { role, hasFloor, microphone, camera, presence, mutedByChair } of people) {
    if (presence !== 'in_room' || role === 'chair') continue;
    // No witness is called in this hearing.
    const moment = { state, stage, role, hasFloor, wasCalled: hasFloor };
    const wanted =
      role === 'observer'
        ? ['none', 'none']
        : [maySpeak(moment) && !mutedByChair ? 'on' : 'held', mayShow(moment) ? 'on' : 'held'];
    expect([stage, role, microphone, camera]).toEqual([stage, role, ...wanted]);
  }
}

it('holds in every stage, for every role, with and without the floor, muted and suspended', async () => {
  const { page } = chair;
  await agrees();
  await openHearing(page);
  await agrees();
  for (const title of TITLES) {
    await nextStage(page, title);
    await agrees();
    if ((await snapshot()).stage === 'questions') {
      for (const participant of ['参加人1', '参加人8']) {
        const giving = page.getByRole('button', { name: `请发言：${participant}` });
        if ((await giving.count()) > 0) await giving.click();
      }
      await expect
        .poll(async () => (await snapshot()).people.filter((person) => person.hasFloor).length)
        .toBeGreaterThanOrEqual(2);
      await agrees();
      await page.getByRole('button', { name: '全部关话筒' }).click();
      await expect
        .poll(async () => (await snapshot()).people.filter((person) => person.mutedByChair).length)
        .toBe(ROLES.length);
      await agrees();
      await page.getByRole('button', { name: '中断', exact: true }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: '中断', exact: true }).click();
      await expect.poll(async () => (await snapshot()).state).toBe('suspended');
      await agrees();
      await page.getByRole('button', { name: '继续听证' }).click();
      await expect.poll(async () => (await snapshot()).state, { timeout: 20_000 }).toBe('in_session');
      await agrees();
    }
  }
  expect((await snapshot()).stage).toBe(STAGES.at(-2));
});

it('records nothing of anybody who was held, and says so of the chair who was not', async () => {
  const detail = await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
  const owners = new Set(detail.recording?.segments.map((segment) => segment.personId));
  expect([...owners]).toEqual([hearing.chairId]);
  expect(detail.stages.map((span) => span.stage)).toEqual(
    STAGES.filter((stage) => !['lobby', 'ended'].includes(stage)),
  );
});
