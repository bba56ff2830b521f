// Several people at one device, asked over the socket of the running product: who may, what it changes, and that a restart forgets nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../server/protocol/asks.ts';
import type { RoomPerson } from '../../server/protocol/snapshot.ts';
import type { Tab } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;
let office: Office;
const open: Tab[] = [];

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
});
afterAll(async () => {
  for (const tab of open) tab.close();
  await server?.remove();
});

async function staffTab(hearing: PreparedHearing, role: 'prosecutor' | 'clerk'): Promise<Tab> {
  const tab = await office.staff[role].browser.connect(hearing.hearingId);
  open.push(tab);
  expect((await tab.ask('enter', {})).place).toBe('room');
  return tab;
}

async function hosts(hearing: PreparedHearing): Promise<{ chair: Tab; clerk: Tab }> {
  return { chair: await staffTab(hearing, 'prosecutor'), clerk: await staffTab(hearing, 'clerk') };
}

/** Comes by link, is let in, takes the seat. */
async function guestTab(hearing: PreparedHearing, chair: Tab, index: number): Promise<Tab> {
  const { browser, personId } = hearing.participants[index] ?? {};
  if (browser === undefined || personId === undefined) throw new Error('not prepared');
  const tab = await browser.connect(hearing.hearingId, personId);
  open.push(tab);
  await tab.ask('enter', {});
  const doorId = (await personOf(chair, personId)).doors.at(-1)?.doorId ?? '';
  await chair.ask('admit', { personId, doorId });
  await tab.notice('admitted');
  await tab.ask('enter', {});
  return tab;
}

async function personOf(tab: Tab, personId: string): Promise<RoomPerson> {
  const found = (await tab.ask('snapshot', {})).people.find((one) => one.personId === personId);
  if (found === undefined) throw new Error('not in the room');
  return found;
}

const idAt = (hearing: PreparedHearing, index: number): string => hearing.participants[index]?.personId ?? '';
const refused = (code: string, detail?: string) => ({ ok: false, refusal: { code, ...(detail ? { detail } : {}) } });

describe('sitting at somebody’s device', () => {
  it('is refused where somebody would hear too early, speak who never speaks, or look partial', async () => {
    const hearing = await prepareHearing(office, [
      'complainant',
      'officer',
      'observer',
      'witness',
      'interpreter',
      'officer',
    ]);
    const { chair, clerk } = await hosts(hearing);
    await guestTab(hearing, chair, 0);
    const [complainant, officer, observer, witness, interpreter] = [0, 1, 2, 3, 4].map((index) => idAt(hearing, index));
    const { clerkId, chairId } = hearing;
    const at = (personId = '', hostPersonId = '') => clerk.answer('seatAt', { personId, hostPersonId });
    expect(await at(observer, clerkId)).toMatchObject(refused('stage_forbids', 'listener'));
    expect(await at(witness, clerkId)).toMatchObject(refused('stage_forbids', 'uncalled'));
    expect(await at(officer, complainant)).toMatchObject(refused('forbidden', 'interest'));
    expect(await at(complainant, officer)).toMatchObject(refused('forbidden', 'interest'));
    expect(await at(chairId, complainant)).toMatchObject(refused('forbidden', 'chair'));
    expect(await at(officer, officer)).toMatchObject(refused('bad_request'));
    expect(await at(officer, crypto.randomUUID())).toMatchObject(refused('not_found'));
    expect(await at(officer, interpreter)).toMatchObject(refused('wrong_state', 'no device in the room'));
    await clerk.ask('seatAt', { personId: officer ?? '', hostPersonId: clerkId });
    expect(await at(interpreter, officer)).toMatchObject(refused('wrong_state', 'sits at another device'));
    expect(await at(clerkId, chairId)).toMatchObject(refused('wrong_state', 'others sit at their device'));
    // Once called, the witness may.
    await chair.ask('giveFloor', { personId: witness ?? '', given: true });
    await clerk.ask('seatAt', { personId: witness ?? '', hostPersonId: clerkId });
    expect(await personOf(chair, witness ?? '')).toMatchObject({ atDeviceOf: clerkId, presence: 'in_room' });
  });

  it('makes present, counts officers, and follows the device that carries', async () => {
    const hearing = await prepareHearing(office, ['complainant', 'officer', 'officer']);
    const { chair, clerk } = await hosts(hearing);
    expect((await chair.ask('snapshot', {})).lacking).toContain('officers');
    for (const index of [1, 2]) {
      await chair.ask('seatAt', { personId: idAt(hearing, index), hostPersonId: hearing.clerkId });
    }
    expect((await chair.ask('snapshot', {})).lacking).not.toContain('officers');
    expect(await personOf(chair, idAt(hearing, 1))).toMatchObject({ presence: 'in_room', hasDevice: false });
    clerk.close();
    await expect.poll(async () => (await personOf(chair, idAt(hearing, 1))).presence).toBe('reconnecting');
    expect((await chair.ask('snapshot', {})).lacking).toContain('officers');
    await staffTab(hearing, 'clerk');
    await chair.ask('seatAt', { personId: idAt(hearing, 1), hostPersonId: null });
    expect(await personOf(chair, idAt(hearing, 1))).toMatchObject({ presence: 'away', atDeviceOf: null });
  });

  it('lets the chair’s own device fall silent for the clerk’s, but never lets go of the chair’s seat', async () => {
    const hearing = await prepareHearing(office);
    const { chair, clerk } = await hosts(hearing);
    await clerk.ask('seatAt', { personId: hearing.chairId, hostPersonId: hearing.clerkId });
    expect(await personOf(clerk, hearing.chairId)).toMatchObject({ atDeviceOf: hearing.clerkId, presence: 'in_room' });
    chair.close();
    await expect.poll(async () => (await personOf(clerk, hearing.chairId)).presence).toBe('reconnecting');
  });

  it('ends for everybody there when the one whose device it is, is sent out', async () => {
    const hearing = await prepareHearing(office, ['officer', 'officer', 'officer', 'complainant']);
    const { chair } = await hosts(hearing);
    const tablet = await guestTab(hearing, chair, 0);
    for (const index of [1, 2])
      await chair.ask('seatAt', { personId: idAt(hearing, index), hostPersonId: idAt(hearing, 0) });
    await chair.ask('remove', { personId: idAt(hearing, 0), reason: '扰乱秩序' });
    expect((await tablet.notice('farewell')).why).toBe('removed');
    for (const index of [1, 2]) {
      expect(await personOf(chair, idAt(hearing, index))).toMatchObject({ atDeviceOf: null, presence: 'away' });
    }
  });
});

describe('who speaks there', () => {
  it('is named by the clerk, and by the floor', async () => {
    const hearing = await prepareHearing(office);
    const { chair, clerk } = await hosts(hearing);
    const [complainant, first, second] = [0, 1, 2].map((index) => idAt(hearing, index)) as [string, string, string];
    const { clerkId } = hearing;
    expect(await clerk.answer('nameSpeaker', { devicePersonId: clerkId, personId: clerkId })).toMatchObject(
      refused('wrong_state'),
    );
    for (const personId of [first, second]) await clerk.ask('seatAt', { personId, hostPersonId: clerkId });
    expect(await clerk.answer('nameSpeaker', { devicePersonId: clerkId, personId: complainant })).toMatchObject(
      refused('wrong_state'),
    );
    const speaker = async () => (await personOf(chair, clerkId)).speakerId;
    expect(await speaker()).toBeNull();
    await clerk.ask('nameSpeaker', { devicePersonId: clerkId, personId: first });
    expect(await speaker()).toBe(first);
    await chair.ask('giveFloor', { personId: second, given: true });
    expect(await speaker()).toBe(second);
    await chair.ask('giveFloor', { personId: second, given: false });
    expect(await speaker()).toBeNull();
    await clerk.ask('nameSpeaker', { devicePersonId: clerkId, personId: clerkId });
    expect(await speaker()).toBe(clerkId);
  });
});

describe('a device of one’s own in the hearing room', () => {
  const CODECS = {
    microphone: { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 },
    camera: { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
  } satisfies Record<Source, object>;

  /** Tracks without a packet: who is offered them is decided before any comes. */
  async function publishBoth(tab: Tab): Promise<void> {
    const { transportId } = await tab.ask('openTransport', { direction: 'send' });
    for (const [index, source] of (['microphone', 'camera'] as const).entries()) {
      const rtpParameters = {
        mid: String(index),
        codecs: [{ ...CODECS[source], parameters: {}, rtcpFeedback: [] }],
        headerExtensions: [],
        encodings: [{ ssrc: 1_000_000 + index }],
        rtcp: { cname: 'test' },
      };
      await tab.ask('publish', { transportId, source, rtpParameters, on: true });
    }
  }

  it('is offered pictures and no sound, until it is an ordinary device again', async () => {
    const hearing = await prepareHearing(office);
    const { chair, clerk } = await hosts(hearing);
    const tablet = await guestTab(hearing, chair, 1);
    await publishBoth(chair);
    const personId = idAt(hearing, 1);
    const entered = await tablet.ask('enter', {});
    if (entered.place !== 'room' || entered.rtpCapabilities === null) throw new Error('no media');
    await tablet.ask('openTransport', { direction: 'receive' });
    const kinds = () =>
      tablet.notices.flatMap(({ name, body }) => (name === 'trackOffered' ? [(body as { kind: string }).kind] : []));
    await clerk.ask('seatAt', { personId, hostPersonId: hearing.clerkId });
    await tablet.ask('receive', { rtpCapabilities: entered.rtpCapabilities });
    await tablet.notice('trackOffered', ({ kind }) => kind === 'video');
    expect(kinds()).toEqual(['video']);
    await clerk.ask('seatAt', { personId, hostPersonId: null });
    const { consumerId } = await tablet.notice('trackOffered', ({ kind }) => kind === 'audio');
    await clerk.ask('seatAt', { personId, hostPersonId: hearing.clerkId });
    await tablet.notice('trackEnded', (ended) => ended.consumerId === consumerId);
    expect(kinds()).toEqual(['video', 'audio']);
  });
});

describe('a restart', () => {
  it('finds everybody at the same device, and the same one speaking', async () => {
    const hearing = await prepareHearing(office);
    const { clerk } = await hosts(hearing);
    const [first, second] = [idAt(hearing, 1), idAt(hearing, 2)];
    for (const personId of [first, second]) await clerk.ask('seatAt', { personId, hostPersonId: hearing.clerkId });
    await clerk.ask('seatAt', { personId: first, hostPersonId: hearing.chairId });
    await clerk.ask('nameSpeaker', { devicePersonId: hearing.clerkId, personId: second });
    await server.stop();
    server = await server.again();
    const again = await hosts(hearing);
    expect(await personOf(again.chair, first)).toMatchObject({ atDeviceOf: hearing.chairId, presence: 'in_room' });
    expect(await personOf(again.chair, second)).toMatchObject({ atDeviceOf: hearing.clerkId, presence: 'in_room' });
    expect((await personOf(again.chair, hearing.clerkId)).speakerId).toBe(second);
    const { devices } = await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    expect(
      devices.sittings.map(({ personId, hostPersonId, startMs, actorName }) => [
        personId,
        hostPersonId,
        startMs,
        actorName,
      ]),
    ).toEqual([
      [first, hearing.clerkId, null, '林书记员'],
      [second, hearing.clerkId, null, '林书记员'],
      [first, hearing.chairId, null, '林书记员'],
    ]);
    const acts = (await office.staff.prosecutor.browser.call('caseTrail', {}, hearing.caseId)).map(
      ({ act, about }) => `${act} ${about}`,
    );
    expect(acts).toEqual(expect.arrayContaining(['person.shared_device 参加人2', 'speaker.named 参加人3']));
  });
});
