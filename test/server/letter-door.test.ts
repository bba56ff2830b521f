// Letters of commitment at the doors of the running product, before anything may be signed: who may write, see, fetch and void them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskBody } from '../../server/protocol/asks.ts';
import {
  copyGonePath,
  LETTER_LIMITS,
  letterCopyPath,
  letterFilePath,
  letterPrintPath,
} from '../../server/protocol/letter.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import { Browserless, type Tab } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const ROLES: HearingRole[] = ['complainant', 'agent', 'officer', 'officer', 'observer'];

let server: RunningServer;
let office: Office;
const open: Tab[] = [];
const someId = () => crypto.randomUUID();
const refused = (code: string) => ({ ok: false, refusal: { code } });

beforeAll(async () => {
  server = await startServer({ OFFICE_NAME: '某市人民检察院' });
  office = await openOffice(server);
});
afterAll(async () => {
  for (const tab of open) tab.close();
  await server?.remove();
});

type Room = {
  readonly hearing: PreparedHearing;
  readonly chair: Tab;
  readonly clerk: Tab;
  readonly tabs: Readonly<Record<string, Tab>>;
};

async function entered(browser: Browserless, hearingId: string, personId?: string): Promise<Tab> {
  const tab = await browser.connect(hearingId, personId);
  open.push(tab);
  await tab.ask('enter', {});
  return tab;
}

/** Everybody in the room, in the lobby. */
async function room(): Promise<Room> {
  const hearing = await prepareHearing(office, ROLES);
  const chair = await entered(office.staff.prosecutor.browser, hearing.hearingId);
  const clerk = await entered(office.staff.clerk.browser, hearing.hearingId);
  const tabs: Record<string, Tab> = {};
  for (const { browser, personId, role } of hearing.participants) {
    const tab = await entered(browser, hearing.hearingId, personId);
    const { people } = await chair.ask('snapshot', {});
    const doorId = people.find((one) => one.personId === personId)?.doors.at(-1)?.doorId ?? '';
    await chair.ask('admit', { personId, doorId });
    await tab.ask('enter', {});
    tabs[role] = tab;
  }
  return { hearing, chair, clerk, tabs };
}

const tabOf = ({ tabs }: Room, role: HearingRole): Tab => {
  const tab = tabs[role];
  if (tab === undefined) throw new Error(`no ${role}`);
  return tab;
};
const idOf = ({ hearing }: Room, role: HearingRole): string =>
  hearing.participants.find((one) => one.role === role)?.personId ?? '';

async function prepare(here: Room, change: Partial<AskBody<'prepareLetter'>> = {}) {
  const signerId = idOf(here, 'complainant');
  const body = { letterId: someId(), signerId, ...(await here.clerk.ask('draftLetter', { signerId })), ...change };
  return { body, view: await here.clerk.ask('prepareLetter', body) };
}

describe('writing a letter', () => {
  it('begins with a voluntary text for this person and this hearing, and keeps nothing of it', async () => {
    const here = await room();
    const { title, text } = await here.chair.ask('draftLetter', { signerId: idOf(here, 'complainant') });
    expect(title).toBe('承诺书');
    for (const word of ['某市人民检察院', '参加人1', '申诉人', '公开听证', here.hearing.caseId.slice(0, 8)])
      expect(text).toContain(word);
    expect(text).toContain('本承诺书自愿签署，不签署不影响依法享有的权利');
    expect(text).toMatch(/\d{4}年\d{1,2}月\d{1,2}日/);
    expect(text.length).toBeLessThan(LETTER_LIMITS.text);
    expect((await here.chair.ask('snapshot', {})).letters).toEqual([]);
    const agent = await here.clerk.ask('draftLetter', { signerId: idOf(here, 'agent') });
    expect(agent.text).toContain('申诉人的代理人');
    expect(await here.clerk.answer('draftLetter', { signerId: idOf(here, 'officer') })).toMatchObject(
      refused('bad_request'),
    );
    expect(await here.clerk.answer('draftLetter', { signerId: someId() })).toMatchObject(refused('not_found'));
  });

  it('is told to chair and clerk without its text, and to nobody else at all', async () => {
    const here = await room();
    const { body, view } = await prepare(here);
    expect(view).toMatchObject({
      state: 'prepared',
      version: 1,
      text: body.text,
      signerName: '参加人1',
      copyUrl: null,
    });
    expect(await here.chair.ask('prepareLetter', body)).toEqual(view);
    await here.chair.notice('roomChanged', (change) => change.letters?.[0]?.letterId === body.letterId);
    const { letters } = await here.chair.ask('snapshot', {});
    expect(letters).toMatchObject([{ letterId: body.letterId, state: 'prepared', pdf: 'none', medium: 'electronic' }]);
    expect(JSON.stringify(letters)).not.toContain('自愿');
    for (const role of ROLES) {
      const tab = tabOf(here, role);
      expect((await tab.ask('snapshot', {})).letters).toEqual([]);
      const heard = JSON.stringify(tab.notices);
      expect(heard).not.toContain(body.letterId);
      expect(heard).not.toContain('letterChanged');
    }
    expect(await tabOf(here, 'complainant').ask('myLetter', {})).toBeNull();
  });

  it('is refused to everybody else, and the letters of another hearing are not there', async () => {
    const [here, elsewhere] = [await room(), await room()];
    const { body } = await prepare(here);
    const { letterId } = body;
    const about = { letterId, version: 1 };
    for (const role of ROLES) {
      const tab = tabOf(here, role);
      expect(await tab.answer('prepareLetter', { ...body, letterId: someId() })).toMatchObject(refused('forbidden'));
      expect(await tab.answer('readLetter', { letterId })).toMatchObject(refused('forbidden'));
      expect(await tab.answer('superviseLetter', { ...about, identityChecked: true })).toMatchObject(
        refused('forbidden'),
      );
    }
    expect(await here.chair.answer('superviseLetter', { ...about, identityChecked: true })).toMatchObject(
      refused('forbidden'),
    );
    expect(await here.chair.answer('declineLetter', about)).toMatchObject(refused('forbidden'));
    for (const asked of [
      await elsewhere.clerk.answer('readLetter', { letterId }),
      await elsewhere.clerk.answer('changeLetter', { ...about, title: 'x', text: 'y' }),
      await elsewhere.clerk.answer('showLetter', about),
      await elsewhere.clerk.answer('takeBackLetter', about),
      await elsewhere.clerk.answer('superviseLetter', { ...about, identityChecked: true }),
      await tabOf(elsewhere, 'complainant').answer('declineLetter', about),
      await elsewhere.clerk.answer('prepareLetter', { ...body, letterId: someId() }),
    ]) {
      expect(asked).toMatchObject(refused('not_found'));
    }
    expect(await elsewhere.clerk.answer('prepareLetter', body)).toMatchObject(refused('bad_request'));
    expect(await here.clerk.ask('readLetter', { letterId })).toMatchObject({ version: 1, text: body.text });
  });

  it('shows it to nobody before its stage, and nothing of it can be done there', async () => {
    const here = await room();
    const { body } = await prepare(here);
    const about = { letterId: body.letterId, version: 1 };
    expect(await here.clerk.answer('showLetter', about)).toMatchObject(refused('wrong_state'));
    expect(await here.clerk.answer('superviseLetter', { ...about, identityChecked: true })).toMatchObject(
      refused('wrong_state'),
    );
    const signer = tabOf(here, 'complainant');
    expect(await signer.answer('finishReadingLetter', about)).toMatchObject(refused('not_found'));
    expect(await signer.answer('declineLetter', about)).toMatchObject(refused('not_found'));
    expect(await here.clerk.answer('declineSupervised', about)).toMatchObject(refused('wrong_state'));
  });

  it('takes one text up to its limit, of whole characters, and nothing hidden in it', async () => {
    const here = await room();
    const { body } = await prepare(here, { text: '字'.repeat(LETTER_LIMITS.text), title: '𠮷'.repeat(30) });
    const change = { letterId: body.letterId, version: 1, title: '承诺书', text: '改。' };
    for (const wrong of [
      { text: '字'.repeat(LETTER_LIMITS.text + 1) },
      { text: ' \n ' },
      { text: 'a\u202eb' },
      { text: 'a\u0000b' },
      { text: 'half \ud842' },
      { title: 'two\nlines' },
      { title: 'half \udfb7' },
      { title: '' },
      { version: 0 },
      { version: 1.5 },
      { letterId: '../../x' },
      { signerId: someId() },
      { state: 'signed' },
    ]) {
      const answer = await here.clerk.raw('changeLetter', { ...change, ...wrong });
      expect([wrong, answer]).toMatchObject([wrong, refused('bad_request')]);
    }
    const changed = await here.clerk.ask('changeLetter', change);
    expect(changed).toMatchObject({ version: 2, text: '改。' });
    expect(await here.clerk.ask('changeLetter', change)).toEqual(changed);
    expect(await here.clerk.answer('changeLetter', { ...change, text: '另改。' })).toMatchObject(
      refused('letter_changed'),
    );
  });

  it('outlives a stop and a start', async () => {
    const here = await room();
    const { view } = await prepare(here);
    expect(await server.stop()).toBe(0);
    server = await server.again();
    const chair = await entered(office.staff.prosecutor.browser, here.hearing.hearingId);
    expect(await chair.ask('readLetter', { letterId: view.letterId })).toEqual(view);
  });
});

describe('a signature', () => {
  const INK = {
    height: 0.4,
    strokes: [
      [
        [0.1, 0.1, 0],
        [0.9, 0.3, 400],
      ],
    ],
  };

  it('is a bad request in any shape but a signature’s', async () => {
    const here = await room();
    const signer = tabOf(here, 'complainant');
    const good = { letterId: someId(), version: 1, textSha256: 'a'.repeat(64), ink: INK };
    expect(await signer.raw('signLetter', good)).toMatchObject(refused('not_found'));
    const dots = Array.from({ length: LETTER_LIMITS.points + 1 }, () => [0.5, 0.5, 1]);
    for (const wrong of [
      { textSha256: 'A'.repeat(64) },
      { textSha256: '' },
      { ink: { ...INK, strokes: [] } },
      { ink: { ...INK, strokes: [[]] } },
      { ink: { ...INK, strokes: [[[0.1, 0.1]]] } },
      { ink: { ...INK, strokes: [[[1.1, 0.1, 0]]] } },
      { ink: { ...INK, strokes: [[[-0.1, 0.1, 0]]] } },
      { ink: { ...INK, strokes: [[[0.1, Number.NaN, 0]]] } },
      { ink: { ...INK, strokes: [[[0.1, 0.1, 0.5]]] } },
      { ink: { ...INK, height: 1e9 } },
      { ink: { ...INK, name: '别人' } },
      { ink: { ...INK, strokes: Array.from({ length: LETTER_LIMITS.strokes + 1 }, () => [[0.1, 0.1, 0]]) } },
      { ink: { ...INK, strokes: [dots] } },
      { ink: 'data:image/png;base64,AAAA' },
      { signerId: someId() },
    ]) {
      expect(await signer.raw('signLetter', { ...good, ...wrong })).toMatchObject(refused('bad_request'));
    }
  });

  it('as large as it may be is one message, and does not end the connection', async () => {
    const here = await room();
    const signer = tabOf(here, 'complainant');
    // The longest spelling of every point, in as many strokes as there may be.
    const each = LETTER_LIMITS.points / LETTER_LIMITS.strokes;
    const stroke = Array.from({ length: each }, (_, index) => [0.1234 + index / 10_000, 1.2345, 3_600_000 - index]);
    const ink = { height: 0.4321, strokes: Array.from({ length: LETTER_LIMITS.strokes }, () => stroke) };
    const body = { letterId: someId(), version: 1_000, textSha256: 'f'.repeat(64), ink };
    expect(await signer.raw('signLetter', body)).toMatchObject(refused('not_found'));
    expect(signer.socket.connected).toBe(true);
  });
});

describe('letters in the case file', () => {
  it('are listed with their hearing for who may read them, and voided by two people', async () => {
    const here = await room();
    const { body } = await prepare(here);
    const { prosecutor, clerk, archivist, approver } = office.staff;
    const listed = async (who: Browserless) => (await who.call('hearingDetail', {}, here.hearing.hearingId)).letters;
    expect(await listed(prosecutor.browser)).toMatchObject([
      { letterId: body.letterId, text: body.text, state: 'prepared', bytes: null, sha256: null, voidAsked: null },
    ]);
    expect(await listed(archivist.browser)).toHaveLength(1);
    expect(await listed(approver.browser)).toEqual([]);
    expect(Object.keys((await listed(prosecutor.browser))[0] ?? {})).not.toContain('signingSha256');

    const ask = (who: Browserless) => who.ask('voidLetter', { reason: '姓名写错' }, body.letterId);
    for (const who of [archivist.browser, approver.browser, office.admin])
      expect((await ask(who)).code).toBe('forbidden');
    expect((await ask(new Browserless(server.origin))).code).toBe('not_signed_in');
    expect((await ask(here.hearing.participants[0]?.browser ?? clerk.browser)).code).toBe('not_signed_in');
    expect((await clerk.browser.ask('confirmVoid', {}, body.letterId)).code).toBe('wrong_state');
    expect((await ask(clerk.browser)).body).toMatchObject({ voidAsked: { byName: '林书记员', reason: '姓名写错' } });
    expect((await clerk.browser.ask('confirmVoid', {}, body.letterId)).code).toBe('forbidden');
    expect((await prosecutor.browser.call('refuseVoid', {}, body.letterId)).voidAsked).toBeNull();
    await ask(clerk.browser);
    expect(await prosecutor.browser.call('confirmVoid', {}, body.letterId)).toMatchObject({ state: 'voided' });
    // The room is told, and the same person may be given another letter.
    await here.chair.notice('roomChanged', (change) => change.letters?.[0]?.state === 'voided');
    await prepare(here);
    expect((await listed(clerk.browser)).map((one) => one.state)).toEqual(['voided', 'prepared']);
    const acts = (await prosecutor.browser.call('caseTrail', {}, here.hearing.caseId)).map((entry) => entry.act);
    expect(acts.filter((act) => act.startsWith('letter.')).reverse()).toEqual([
      'letter.prepared',
      'letter.void_asked',
      'letter.void_refused',
      'letter.void_asked',
      'letter.voided',
      'letter.prepared',
    ]);
  });

  it('have files for who may read them, once there are any, and say the same of what is not there', async () => {
    const here = await room();
    const { body } = await prepare(here);
    const { prosecutor, archivist, approver } = office.staff;
    const status = async (who: Browserless, path: string) => (await who.fetch(path)).status;
    const file = letterFilePath(body.letterId);
    expect(await status(prosecutor.browser, file)).toBe(404);
    expect(await status(archivist.browser, file)).toBe(404);
    for (const who of [approver.browser, office.admin]) expect(await status(who, file)).toBe(403);
    expect(await status(new Browserless(server.origin), file)).toBe(401);
    // Only the team prints what is to be signed.
    for (const who of [archivist.browser, approver.browser, office.admin])
      expect(await status(who, letterPrintPath(body.letterId))).toBe(403);
    // To the team of another case a letter is as unknown as one that is not there.
    for (const path of [letterFilePath(someId()), letterPrintPath(someId())])
      expect(await status(prosecutor.browser, path)).toBe(403);
    expect(await status(archivist.browser, letterFilePath(someId()))).toBe(404);
    expect(await status(prosecutor.browser, '/api/letters/..%2f..%2fetc/file')).toBe(400);
  });

  it('open a copy to nobody who has no link', async () => {
    const stranger = new Browserless(server.origin);
    for (const token of ['x', `${someId()}.${'A'.repeat(22)}`, '..%2f..%2farchive.sqlite', '__proto__']) {
      const response = await stranger.fetch(letterCopyPath(token));
      expect([token, response.status]).toEqual([token, 404]);
      expect(await response.text()).not.toContain('PDF');
    }
  });

  it('leads a person with a browser to a page that says why, and whom to call', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const response = await new Browserless(server.origin).fetch(letterCopyPath('x'), { headers });
    expect([response.status, response.headers.get('location')]).toEqual([303, copyGonePath('unknown')]);
    const page = await new Browserless(server.origin).fetch(copyGonePath('unknown'), { headers });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});
