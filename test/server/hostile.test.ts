// A participant who means harm: holds a valid link, knows the source, and asks for what the client never would.
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../running/browserless.ts';
import { Browserless } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
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

async function tabOf(hearing: PreparedHearing, index: number): Promise<Tab> {
  const one = hearing.participants[index];
  if (one === undefined) throw new Error('not prepared');
  const tab = await one.browser.connect(hearing.hearingId, one.personId);
  open.push(tab);
  return tab;
}

async function chairOf(hearing: PreparedHearing): Promise<Tab> {
  const tab = await office.staff.prosecutor.browser.connect(hearing.hearingId);
  open.push(tab);
  await tab.ask('enter', {});
  return tab;
}

async function seat(hearing: PreparedHearing, chair: Tab, index: number): Promise<Tab> {
  const tab = await tabOf(hearing, index);
  await tab.ask('enter', {});
  const personId = hearing.participants[index]?.personId ?? '';
  const { people } = await chair.ask('snapshot', {});
  const doorId = people.find((one) => one.personId === personId)?.doors.at(-1)?.doorId ?? '';
  await chair.ask('admit', { personId, doorId });
  expect((await tab.ask('enter', {})).place).toBe('room');
  return tab;
}

const ended = (tab: Tab) => new Promise<string>((resolve) => tab.socket.once('disconnect', resolve));
const prosecutor = () => office.staff.prosecutor.browser;

describe('whose right has ended', () => {
  it('is sent away at once when the link is replaced by a new one', async () => {
    const hearing = await prepareHearing(office);
    const tab = await seat(hearing, await chairOf(hearing), 0);
    await prosecutor().call('invite', {}, hearing.participants[0]?.personId);
    expect((await tab.notice('farewell')).why).toBe('link_revoked');
  });

  it('does not come in by a connection that was kept aside', async () => {
    const hearing = await prepareHearing(office);
    const tab = await seat(hearing, await chairOf(hearing), 0);
    const aside = await tabOf(hearing, 0);
    await prosecutor().call('invite', {}, hearing.participants[0]?.personId);
    await tab.notice('farewell');
    expect(await aside.answer('enter', { takeOver: true })).toMatchObject({
      ok: false,
      refusal: { code: 'link_revoked' },
    });
  });

  it('is off the list of an open room, too, and the hearing goes on without them', async () => {
    const hearing = await prepareHearing(office, ['complainant', 'officer', 'officer', 'complainant']);
    const waiting = await tabOf(hearing, 3);
    await waiting.ask('enter', {});
    const personId = hearing.participants[3]?.personId ?? '';
    await prosecutor().call('removePerson', {}, personId);
    expect((await waiting.notice('farewell')).why).toBe('link_revoked');
    const chair = await chairOf(hearing);
    const { people } = await chair.ask('snapshot', {});
    expect(people.some((one) => one.personId === personId)).toBe(false);
    expect(await chair.answer('muteAll', {})).toMatchObject({ ok: true });
  });
});

describe('who asks too much', () => {
  it('loses the connection for asks that want no answer, and for events that nobody knows', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    for (const [index, event] of ['ask', 'anything'].entries()) {
      const tab = await seat(hearing, chair, index);
      const end = ended(tab);
      for (let count = 0; count < 2_000; count += 1) tab.socket.emit(event, 'snapshot', {});
      expect(await end).toBeTruthy();
    }
    expect((await chair.ask('snapshot', {})).state).toBe('lobby');
  });

  it('publishes and opens transports a few times a second, not fifty', async () => {
    const hearing = await prepareHearing(office);
    const tab = await seat(hearing, await chairOf(hearing), 0);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => tab.answer('openTransport', { direction: 'send' })),
    );
    expect(answers.filter((answer) => answer.ok).length).toBeLessThan(25);
    expect(answers.at(-1)).toMatchObject({ ok: false, refusal: { code: 'too_many_attempts' } });
  });

  it('keeps ten connections, and makes sixty a minute', async () => {
    const hearing = await prepareHearing(office);
    const tabs: Tab[] = [];
    for (let count = 0; count < 12; count += 1) tabs.push(await tabOf(hearing, 0));
    await Promise.all(tabs.slice(0, 2).map((tab) => tab.notice('farewell')));
    expect(tabs.slice(2).every((tab) => tab.socket.connected)).toBe(true);
    for (let count = 12; count < 60; count += 1) await tabOf(hearing, 0);
    await expect(tabOf(hearing, 0)).rejects.toThrow('too_many_attempts');
    expect((await (await tabOf(hearing, 1)).ask('enter', {})).place).toBe('door');
  });

  it('does not fill the trail with ever new devices of one link', async () => {
    const hearing = await prepareHearing(office);
    const token = hearing.participants[0]?.token ?? '';
    const codes = [];
    for (let count = 0; count < 31; count += 1)
      codes.push((await new Browserless(server.origin).ask('openLink', { token })).code);
    expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(30);
    expect(codes.at(-1)).toBe('too_many_attempts');
    const own = await hearing.participants[0]?.browser.ask('openLink', { token });
    expect(own?.code).toBeUndefined();
  });

  it('is cut off when nothing of the answers is read', async () => {
    const hearing = await prepareHearing(office);
    for (let count = 0; count < 100; count += 1) {
      const observer = { id: someId(), role: 'observer', name: '旁'.repeat(60) } as const;
      await prosecutor().call('addPerson', observer, hearing.hearingId);
    }
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair, 0);
    // What a socket of socket.io stands on, seen from outside its types: reading stops, writing goes on.
    const { ws } = tab.socket.io.engine.transport as unknown as {
      ws: { _socket: { pause(): void }; send(text: string): void };
    };
    ws._socket.pause();
    const gone = async () => {
      const one = (await chair.ask('snapshot', {})).people.find(
        ({ personId }) => personId === hearing.participants[0]?.personId,
      );
      return one?.presence !== 'in_room';
    };
    for (let round = 0; round < 60 && !(await gone()); round += 1) {
      for (let count = 0; count < 45; count += 1) tab.socket.emit('ask', 'snapshot', {}, () => {});
      // A pong that no ping was waited for.
      ws.send('3');
      await new Promise((resolve) => setTimeout(resolve, 900));
    }
    expect(await gone()).toBe(true);
  });
});

describe('what is malformed to the bone', () => {
  it('ends at the door or in a refusal: depth, binary frames, capabilities that fit nothing', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const tab = await seat(hearing, chair, 0);
    const other = await tabOf(hearing, 1);
    const write = (to: Tab, text: string) => to.socket.io.engine.write(text);
    const deep = (inner = '') => '['.repeat(30_000) + inner + ']'.repeat(30_000);
    await tab.ask('openTransport', { direction: 'receive' });
    write(tab, `290001["ask","receive",{"rtpCapabilities":{"codecs":${deep()}}}]`);
    write(tab, `290002["ask","connectTransport",{"transportId":"${someId()}","dtlsParameters":{"x":${deep()}}}]`);
    write(tab, '290003["ask","reportDevices",{"__proto__":{"microphone":true},"microphone":true,"camera":true}]');
    expect(await tab.answer('raiseHand', { raised: true })).toMatchObject({ ok: true });
    const end = ended(other);
    write(other, `51-["ask",${deep('{"_placeholder":true,"num":0}')}]`);
    other.socket.io.engine.write(new Uint8Array(4) as never);
    expect(await end).toBeTruthy();
    expect((await chair.ask('snapshot', {})).people.length).toBeGreaterThan(0);
    expect(Object.hasOwn(Object.prototype, 'microphone')).toBe(false);
    expect(server.process.exitCode).toBeNull();
  });

  it('does not fill the log: capabilities that fit nothing are tried once', async () => {
    const hearing = await prepareHearing(office);
    const chair = await chairOf(hearing);
    const sender = await seat(hearing, chair, 0);
    const hostile = await seat(hearing, chair, 1);
    const { transportId } = await sender.ask('openTransport', { direction: 'send' });
    const codec = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };
    const rtpParameters = { codecs: [codec], encodings: [{ ssrc: 1_234 }], rtcp: { cname: 'x' } };
    await sender.ask('publish', { transportId, source: 'microphone', rtpParameters, on: true });
    await hostile.ask('openTransport', { direction: 'receive' });
    await hostile.ask('receive', { rtpCapabilities: { codecs: [{}] } });
    for (let count = 0; count < 20; count += 1) await sender.ask('raiseHand', { raised: count % 2 === 0 });
    await expect.poll(() => server.output()).toContain('track not offered');
    expect(server.output().match(/track not offered/g)).toHaveLength(1);
  });

  it('is not let in without an own origin, whatever the transport', async () => {
    const hearing = await prepareHearing(office);
    const { browser, personId } = hearing.participants[0] ?? {};
    const socket = io(server.origin, {
      transports: ['polling'],
      reconnection: false,
      extraHeaders: { origin: server.origin, cookie: browser?.cookie ?? '' },
      auth: { protocol: 1, hearingId: hearing.hearingId, personId, tabId: someId() },
    });
    await expect(
      new Promise((resolve, reject) => socket.once('connect', () => resolve('in')).once('connect_error', reject)),
    ).rejects.toThrow();
    socket.close();
  });
});
