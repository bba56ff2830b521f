// The socket door of the running product: who is let in, what each role may ask, what bad and hostile input gets.
import fc from 'fast-check';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { can } from '../../server/may.ts';
import { ASKS, type AskBody, type AskName, PROTOCOL_VERSION } from '../../server/protocol/asks.ts';
import type { Answer } from '../../server/protocol/notices.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import { RIGHT_FOR } from '../../server/signalling/handlers.ts';
import { Browserless, type Tab } from '../running/browserless.ts';
import {
  type Office,
  openOffice,
  type Participant,
  type PreparedHearing,
  prepareHearing,
} from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;
let office: Office;
const open: Tab[] = [];
const someId = () => crypto.randomUUID();

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
});
afterAll(async () => {
  for (const tab of open) tab.close();
  await server?.remove();
});

async function tabOf(
  browser: Browserless,
  hearingId: string,
  personId?: string,
  over: Record<string, unknown> = {},
): Promise<Tab> {
  const tab = await browser.connect(hearingId, personId, over);
  open.push(tab);
  return tab;
}

async function chairOf(hearing: PreparedHearing): Promise<Tab> {
  const tab = await tabOf(office.staff.prosecutor.browser, hearing.hearingId);
  await tab.ask('enter', {});
  return tab;
}

function person(hearing: PreparedHearing, index = 0): Participant {
  const found = hearing.participants[index];
  if (found === undefined) throw new Error('not prepared');
  return found;
}

/** Comes to the door, is let in by the chair, takes the seat. */
async function seat(hearing: PreparedHearing, chair: Tab, index = 0): Promise<Tab> {
  const { browser, personId } = person(hearing, index);
  const tab = await tabOf(browser, hearing.hearingId, personId);
  expect((await tab.ask('enter', {})).place).toBe('door');
  const doorId = await doorOf(chair, personId);
  await chair.ask('admit', { personId, doorId });
  await tab.notice('admitted');
  expect((await tab.ask('enter', {})).place).toBe('room');
  return tab;
}

async function doorOf(chair: Tab, personId: string): Promise<string> {
  const snapshot = await chair.ask('snapshot', {});
  const doorId = snapshot.people.find((one) => one.personId === personId)?.doors.at(-1)?.doorId;
  if (doorId === undefined) throw new Error('nobody at the door');
  return doorId;
}

describe('who is let in', () => {
  it('refuses a socket without session, of another hearing, of another version, and with a foreign Origin', async () => {
    const hearing = await prepareHearing(office);
    const other = await prepareHearing(office);
    const { browser, personId } = person(hearing);
    await expect(new Browserless(server.origin).connect(hearing.hearingId)).rejects.toThrow('not_signed_in');
    await expect(new Browserless(server.origin).connect(hearing.hearingId, personId)).rejects.toThrow('link_unknown');
    await expect(browser.connect(other.hearingId, personId)).rejects.toThrow('link_unknown');
    await expect(browser.connect(hearing.hearingId, person(hearing, 1).personId)).rejects.toThrow('link_unknown');
    await expect(office.staff.archivist.browser.connect(hearing.hearingId)).rejects.toThrow('forbidden');
    await expect(office.admin.connect(hearing.hearingId)).rejects.toThrow('forbidden');
    await expect(browser.connect(hearing.hearingId, personId, { protocol: PROTOCOL_VERSION + 1 })).rejects.toThrow(
      'protocol_version',
    );
    await expect(browser.connect(hearing.hearingId, personId, { role: 'chair' })).rejects.toThrow('bad_request');
    const evil = io(server.origin, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { origin: 'https://evil.example', cookie: browser.cookie },
    });
    await expect(
      new Promise((resolve, reject) => evil.once('connect', () => resolve('in')).once('connect_error', reject)),
    ).rejects.toThrow();
    evil.close();
  });

  it('shows somebody outside the door nothing of the room', async () => {
    const hearing = await prepareHearing(office);
    const { browser, personId } = person(hearing);
    const tab = await tabOf(browser, hearing.hearingId, personId);
    const entered = await tab.ask('enter', {});
    expect(entered).not.toHaveProperty('snapshot');
    expect(JSON.stringify(entered)).not.toContain('参加人2');
    for (const name of ['snapshot', 'openTransport', 'raiseHand', 'receive'] as const) {
      const body = {
        snapshot: {},
        openTransport: { direction: 'receive' },
        raiseHand: { raised: true },
        receive: { rtpCapabilities: {} },
      }[name];
      expect(await tab.raw(name, body)).toMatchObject({ ok: false, refusal: { code: 'not_admitted' } });
    }
  });

  it('asks for the notice of recording before the door', async () => {
    const hearing = await prepareHearing(office);
    const { browser } = office.staff.prosecutor;
    const added = await browser.call('addPerson', { id: someId(), role: 'observer', name: '旁听' }, hearing.hearingId);
    const { url } = await browser.call('invite', {}, added.id);
    const fresh = new Browserless(server.origin);
    await fresh.call('openLink', { token: url.slice(url.lastIndexOf('/') + 1) });
    const tab = await tabOf(fresh, hearing.hearingId, added.id);
    expect(await tab.answer('enter', {})).toMatchObject({ ok: false, refusal: { code: 'consent_needed' } });
  });

  it('admits the device that was looked at, and only that one', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const { browser, personId, token } = person(hearing);
    const own = await tabOf(browser, hearing.hearingId, personId);
    await own.ask('enter', {});
    const ownDoor = await doorOf(chair, personId);
    const thief = new Browserless(server.origin);
    await thief.call('openLink', { token });
    const stolen = await tabOf(thief, hearing.hearingId, personId);
    await stolen.ask('enter', {});
    await chair.ask('admit', { personId, doorId: ownDoor });
    await own.notice('admitted');
    expect((await own.ask('enter', {})).place).toBe('room');
    expect((await stolen.ask('enter', {})).place).toBe('door');
    expect(stolen.notices.some(({ name }) => name === 'admitted')).toBe(false);
    expect(await chair.answer('admit', { personId, doorId: ownDoor })).toMatchObject({
      ok: false,
      refusal: { code: 'wrong_state' },
    });
    const door = (await chair.ask('snapshot', {})).people.find((one) => one.personId === personId)?.doors;
    expect(door?.map((one) => one.seatTaken)).toEqual([true]);
  });

  it('gives the seat to a second tab of the same browser, and back only when asked', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const first = await seat(hearing, chair);
    const { browser, personId } = person(hearing);
    const second = await tabOf(browser, hearing.hearingId, personId);
    expect((await second.ask('enter', {})).place).toBe('room');
    expect((await first.notice('farewell')).why).toBe('seat_taken');
    const people = (await chair.ask('snapshot', {})).people.filter((one) => one.personId === personId);
    expect(people.map((one) => one.presence)).toEqual(['in_room']);
  });

  it('lets a tab whose line was lost go on with its media, and no other tab', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    await seat(hearing, chair);
    const { browser, personId } = person(hearing);
    const tabId = someId();
    const lost = await tabOf(browser, hearing.hearingId, personId, { tabId });
    const entered = await lost.ask('enter', { takeOver: true });
    if (entered.place !== 'room' || entered.rtpCapabilities === null) throw new Error('not in the room');
    const { transportId } = await lost.ask('openTransport', { direction: 'receive' });
    await lost.ask('receive', { rtpCapabilities: { ...entered.rtpCapabilities } });
    const holding = { transports: [transportId], tracks: [], consumers: [] };
    const back = await tabOf(browser, hearing.hearingId, personId, { tabId });
    expect(await back.ask('enter', { holding })).toMatchObject({ place: 'room', goesOn: true });
    await back.ask('restartIce', { transportId });
    await expect(lost.ask('restartIce', { transportId })).rejects.toThrow();
    const other = await tabOf(browser, hearing.hearingId, personId);
    expect(await other.ask('enter', { takeOver: true, holding })).toMatchObject({ place: 'room', goesOn: false });
    expect(await other.answer('restartIce', { transportId })).toMatchObject({ ok: false });
  });

  it('keeps who was removed outside until let in again', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair);
    const { browser, personId } = person(hearing);
    await chair.ask('remove', { personId, reason: '扰乱秩序' });
    expect((await tab.notice('farewell')).why).toBe('removed');
    const again = await tabOf(browser, hearing.hearingId, personId);
    expect((await again.ask('enter', {})).place).toBe('door');
    await chair.ask('admit', { personId, doorId: await doorOf(chair, personId) });
    await again.notice('admitted');
    expect((await again.ask('enter', {})).place).toBe('room');
  });

  it('sends whoever came by a link away when it is revoked, within a second', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair);
    const detail = await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    const invitation = detail.people.find((one) => one.id === person(hearing).personId)?.invitation;
    await office.staff.prosecutor.browser.call('revokeInvitation', {}, invitation?.id);
    expect((await tab.notice('farewell')).why).toBe('link_revoked');
  });
});

const LETTER = { letterId: someId(), version: 1 };
const WORDING = { title: '承诺书', text: '自愿。' };
const SIGNED = {
  ...LETTER,
  textSha256: '0'.repeat(64),
  ink: {
    height: 0.4,
    strokes: [
      [
        [0.1, 0.1, 0],
        [0.6, 0.3, 400],
      ],
    ],
  },
} satisfies AskBody<'signLetter'>;

const BODIES: { readonly [Name in AskName]: AskBody<Name> } = {
  enter: {},
  snapshot: {},
  leave: {},
  reportDevices: { microphone: true, camera: true },
  raiseHand: { raised: false },
  openTransport: { direction: 'send' },
  connectTransport: { transportId: someId(), dtlsParameters: {} },
  restartIce: { transportId: someId() },
  publish: { transportId: someId(), source: 'microphone', rtpParameters: {}, on: true },
  unpublish: { source: 'camera' },
  switchTrack: { source: 'camera', on: false },
  receive: { rtpCapabilities: {} },
  startTrack: { consumerId: someId() },
  followCaptions: { on: true },
  preferLayer: { consumerId: someId(), spatialLayer: 0 },
  admit: { personId: someId(), doorId: someId() },
  remove: { personId: someId(), reason: 'x' },
  mute: { personId: someId(), muted: true },
  muteAll: {},
  giveFloor: { personId: someId(), given: true },
  lowerHand: { personId: someId() },
  seatAt: { personId: someId(), hostPersonId: someId() },
  nameSpeaker: { devicePersonId: someId(), personId: someId() },
  moveStage: { stage: 'signing' },
  pause: { kind: 'recess', reason: 'x' },
  resume: {},
  restartRecording: {},
  close: {},
  draftLetter: { signerId: someId() },
  prepareLetter: { letterId: someId(), signerId: someId(), ...WORDING },
  changeLetter: { ...LETTER, ...WORDING },
  showLetter: LETTER,
  takeBackLetter: LETTER,
  readLetter: { letterId: LETTER.letterId },
  myLetter: {},
  finishReadingLetter: LETTER,
  signLetter: SIGNED,
  declineLetter: LETTER,
  deferLetter: LETTER,
  superviseLetter: { ...LETTER, identityChecked: true },
  signSupervised: SIGNED,
  declineSupervised: LETTER,
  deferSupervised: LETTER,
  presentMinutes: { version: 1, signerIds: [someId()], readThrough: true },
  takeBackMinutes: { version: 1 },
  noteAbsent: { version: 1, personId: someId(), absent: true },
  playMoment: { version: 1, lineId: someId() },
  myMinutes: {},
  objectToMinutes: { version: 1, objectionId: someId(), lineId: someId(), words: 'x' },
  withdrawObjection: { version: 1, objectionId: someId() },
  signMinutes: { version: 1, textSha256: SIGNED.textSha256, ink: SIGNED.ink },
  refuseMinutes: { version: 1 },
  addNote: { noteId: someId(), text: 'x', secondsAgo: 0 },
  removeNote: { noteId: someId() },
  minutesBeside: { act: 'refuse', version: 1, personId: someId(), identityChecked: true },
};

/** All asks in one breath are more than one socket's bucket holds: "too many" is asked again, never taken for an answer. */
async function answered(tab: Awaited<ReturnType<typeof seat>>, name: AskName): Promise<Answer<unknown>> {
  return vi.waitFor(
    async () => {
      const answer = await tab.raw(name, BODIES[name]);
      if (!answer.ok && answer.refusal.code === 'too_many_attempts') throw new Error(`${name}: too many`);
      return answer;
    },
    { timeout: 10_000, interval: 100 },
  );
}

describe('what each role may ask', () => {
  it('is what the rights table says, for every ask, and nothing else', async () => {
    const roles: HearingRole[] = [
      'complainant',
      'agent',
      'officer',
      'officer',
      'witness',
      'expert',
      'interpreter',
      'observer',
      'supervisor',
      'other_party',
    ];
    const hearing = await prepareHearing(office, roles);
    const chair = await chairOf(hearing);
    for (const [index, role] of roles.entries()) {
      const tab = await seat(hearing, chair, index);
      for (const name of Object.keys(ASKS) as AskName[]) {
        if (name === 'leave') continue;
        const answer = await answered(tab, name);
        const asker = {
          kind: 'seat',
          hearingId: hearing.hearingId,
          personId: person(hearing, index).personId,
          role,
        } as const;
        const may = can(asker, RIGHT_FOR[name], { hearingId: hearing.hearingId });
        const refused = !answer.ok && answer.refusal.code === 'forbidden';
        expect([role, name, refused]).toEqual([role, name, !may]);
      }
    }
  });

  it('does not let the clerk mute, remove or replace the chair', async () => {
    const hearing = await prepareHearing(office);
    await chairOf(hearing);
    const clerk = await tabOf(office.staff.clerk.browser, hearing.hearingId);
    await clerk.ask('enter', {});
    for (const answer of [
      await clerk.answer('mute', { personId: hearing.chairId, muted: true }),
      await clerk.answer('remove', { personId: hearing.chairId, reason: 'x' }),
      await clerk.answer('moveStage', { stage: 'opening' }),
      await clerk.answer('close', {}),
    ]) {
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
    }
  });

  it('does not open a hearing without officers and without the chair being heard', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const snapshot = await chair.ask('snapshot', {});
    expect([snapshot.state, snapshot.lacking]).toEqual(['lobby', ['officers', 'sound']]);
    expect(await chair.answer('moveStage', { stage: 'opening' })).toMatchObject({
      ok: false,
      refusal: { code: 'not_ready' },
    });
    expect(await chair.answer('moveStage', { stage: 'signing' })).toMatchObject({
      ok: false,
      refusal: { code: 'wrong_state' },
    });
    expect(await chair.answer('close', {})).toMatchObject({ ok: false, refusal: { code: 'wrong_state' } });
  });
});

describe('what bad and hostile input gets', () => {
  it('is a code for whatever is malformed, and the room goes on', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair);
    for (const [name, body] of [
      ['nothing', {}],
      ['__proto__', {}],
      ['constructor', {}],
      [null, null],
      [{ toString: 1 }, {}],
      ['raiseHand', { raised: 'yes' }],
      ['raiseHand', { raised: true, role: 'chair' }],
      ['admit', { personId: '../../x', doorId: 'x' }],
    ]) {
      expect(await tab.raw(name, body)).toMatchObject({ ok: false, refusal: { code: 'bad_request' } });
    }
    tab.socket.emit('ask', 'raiseHand', { raised: true });
    tab.socket.emit('ask');
    tab.socket.emit('something', 'else');
    tab.socket.emit('ask', 'raiseHand', { raised: true }, 'not a function');
    expect((await tab.ask('snapshot', {})).people.length).toBeGreaterThan(0);
  });

  it('is an answer to every one of two thousand random asks, and no change of anything', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair);
    const bare = ({ version: _v, nowMs: _n, ...rest }: Awaited<ReturnType<typeof tab.ask<'snapshot'>>>) => rest;
    const before = bare(await chair.ask('snapshot', {}));
    const hostile = (Object.keys(ASKS) as AskName[]).filter(
      (name) => !['enter', 'leave', 'raiseHand', 'openTransport'].includes(name),
    );
    const name = fc.oneof(fc.constantFrom(...hostile), fc.string(), fc.jsonValue());
    const samples = fc.sample(fc.tuple(name, fc.oneof(fc.jsonValue(), fc.object())), {
      numRuns: 2_000,
      seed: 20_261_124,
    });
    for (let at = 0; at < samples.length; at += 40) {
      const answers = await Promise.all(samples.slice(at, at + 40).map(([ask, body]) => tab.raw(ask, body)));
      expect(answers.every((answer) => typeof answer.ok === 'boolean')).toBe(true);
      if (answers.every((answer) => !answer.ok && answer.refusal.code === 'too_many_attempts')) break;
    }
    expect(bare(await chair.ask('snapshot', {}))).toEqual(before);
    expect(server.process.exitCode).toBeNull();
  });

  it('is the end of the connection for a huge message and for a flood; nobody else notices', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const huge = await seat(hearing, chair, 0);
    const flood = await seat(hearing, chair, 1);
    const ended = (tab: Tab) => new Promise<string>((resolve) => tab.socket.once('disconnect', resolve));
    const hugeEnded = ended(huge);
    huge.socket.emit('ask', 'raiseHand', { raised: 'x'.repeat(200_000) }, () => {});
    expect(await hugeEnded).toBeTruthy();
    const floodEnded = ended(flood);
    for (let count = 0; count < 5_000; count += 1) flood.socket.emit('ask', 'snapshot', {}, () => {});
    expect(await floodEnded).toBeTruthy();
    expect((await chair.ask('snapshot', {})).state).toBe('lobby');
  });
});

describe('a stop and a start', () => {
  it('keep the hearing, its lobby and who was let in', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    await seat(hearing, chair);
    const startedAt = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    server = await server.again();
    expect(server.firstLink).toBeNull();
    const { browser, personId } = person(hearing);
    const back = await tabOf(browser, hearing.hearingId, personId);
    const entered = await back.ask('enter', {});
    expect(entered.place).toBe('room');
    if (entered.place === 'room') expect(entered.snapshot.state).toBe('lobby');
  });
});
