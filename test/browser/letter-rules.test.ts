// Signing a letter while it is really being recorded: by the person named in it, on the text shown, in its stage, once; and what comes of it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AskBody } from '../../server/protocol/asks.ts';
import {
  type Ink,
  LETTER_LIMITS,
  type LetterView,
  letterFilePath,
  letterPrintPath,
  shownText,
} from '../../server/protocol/letter.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import type { Tab } from '../running/browserless.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { closeHearing, enterAsStaff, nextStage, openHearing } from './walk.ts';

const ROLES: HearingRole[] = ['complainant', 'agent', 'other_party', 'officer', 'officer', 'observer'];
const BEFORE_SIGNING = [
  '介绍案情及听证问题',
  '当事人说明情况',
  '听证员提问',
  '听证员意见',
  '最后陈述',
  '总结·当场宣布',
];
/** Of poppler-utils. */
const PDF_TO_TEXT = 'pdftotext';
const SIGNING = '签署承诺书·核对笔录并签名';

let server: RunningServer;
let office: Office;
let chair: Person;
let clerk: Tab;
let hearing: PreparedHearing;
let supervisedAtMs: number | null = null;
const tabs = new Map<HearingRole, Tab>();
const letters = new Map<HearingRole, string>();
const refused = (code: string) => ({ ok: false, refusal: { code } });

const tabOf = (role: HearingRole): Tab => {
  const tab = tabs.get(role);
  if (tab === undefined) throw new Error(`no ${role}`);
  return tab;
};
const personOf = (role: HearingRole) => {
  const found = hearing.participants.find((one) => one.role === role);
  if (found === undefined) throw new Error(`no ${role}`);
  return found;
};
const letterOf = (role: HearingRole, version = 1) => ({ letterId: letters.get(role) ?? '', version });

async function takeSeat(role: HearingRole): Promise<Tab> {
  const { browser, personId } = personOf(role);
  const tab = await browser.connect(hearing.hearingId, personId);
  if ((await tab.ask('enter', {})).place === 'door') {
    await chair.page
      .getByRole('button', { name: /^请进：/ })
      .first()
      .click();
    await tab.notice('admitted');
    await tab.ask('enter', {});
  }
  return tab;
}

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office, ROLES);
  chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
  await clerk.ask('enter', {});
  // Both officers come under one name here; the second one's seat is enough to be asked for.
  for (const participant of hearing.participants) {
    const tab = await participant.browser.connect(hearing.hearingId, participant.personId);
    tabs.set(participant.role, tab);
    await tab.ask('enter', {});
    await chair.page
      .getByRole('button', { name: /^请进：/ })
      .first()
      .click();
    await tab.notice('admitted');
    await tab.ask('enter', {});
  }
  for (const role of ['complainant', 'agent', 'other_party'] as const) {
    const { personId: signerId } = personOf(role);
    const letterId = crypto.randomUUID();
    await clerk.ask('prepareLetter', { letterId, signerId, ...(await clerk.ask('draftLetter', { signerId })) });
    letters.set(role, letterId);
  }
});

afterAll(async () => {
  for (const tab of [...tabs.values(), clerk]) tab?.close();
  await chair?.browser.close();
  await server?.remove();
});

/** As many points as there may be, spelled with four decimals: a real signature, and the largest one. */
function signature(seed: number): Ink {
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  const each = LETTER_LIMITS.points / 20;
  const strokes = Array.from({ length: 20 }, (_, stroke) =>
    Array.from({ length: each }, (_, index): [number, number, number] => {
      const along = (stroke * each + index) / LETTER_LIMITS.points;
      return [round(0.05 + 0.9 * along), round(0.2 + 0.1 * Math.sin(along * 60 + seed)), (stroke * each + index) * 4];
    }),
  );
  return { height: 0.4, strokes };
}

const signing = (view: LetterView, change: Partial<AskBody<'signLetter'>> = {}): AskBody<'signLetter'> => ({
  letterId: view.letterId,
  version: view.version,
  // What the signer's own device makes of what it shows.
  textSha256: createHash('sha256').update(shownText(view)).digest('hex'),
  ink: signature(1),
  ...change,
});

/** Its media process stood still before: a machine under load may record nothing for a moment more, and nothing is signed then. */
const signed = (tab: Tab, name: 'signLetter' | 'signSupervised', body: AskBody<'signLetter'>): Promise<LetterView> =>
  vi.waitFor(() => tab.ask(name, body), { timeout: 20_000, interval: 250 });

async function mine(role: HearingRole): Promise<LetterView> {
  const view = await tabOf(role).ask('myLetter', {});
  if (view === null) throw new Error('nothing lies before them');
  return view;
}

const stateOf = async (role: HearingRole) =>
  (await clerk.ask('snapshot', {})).letters.find((one) => one.letterId === letters.get(role))?.state;
const acts = async (): Promise<string[]> =>
  (await office.staff.prosecutor.browser.call('caseTrail', {}, hearing.caseId))
    .map((entry) => entry.act)
    .filter((act) => act.startsWith('letter.'))
    .reverse();

describe('a letter in a live hearing', () => {
  it('is shown in no stage before its own', async () => {
    await openHearing(chair.page);
    const about = letterOf('complainant');
    for (const stage of BEFORE_SIGNING) {
      expect(await clerk.answer('showLetter', about)).toMatchObject(refused('stage_forbids'));
      expect(await clerk.answer('superviseLetter', { ...about, identityChecked: true })).toMatchObject(
        refused('stage_forbids'),
      );
      await nextStage(chair.page, stage);
    }
    expect(await clerk.answer('showLetter', about)).toMatchObject(refused('stage_forbids'));
    expect(await mineOrNull('complainant')).toBeNull();
    await nextStage(chair.page, SIGNING);
  });

  it('lies before the person named in it, and can be touched by nobody else', async () => {
    const signer = tabOf('complainant');
    const about = letterOf('complainant');
    const shown = await clerk.ask('showLetter', about);
    expect(shown.state).toBe('shown');
    await signer.notice('letterChanged');
    expect(await mine('complainant')).toEqual(shown);
    expect(shown.textSha256).toBe(signing(shown).textSha256);
    expect(await clerk.ask('showLetter', about)).toEqual(shown);
    for (const role of ['agent', 'other_party'] as const) {
      expect(await mineOrNull(role)).toBeNull();
      for (const name of ['finishReadingLetter', 'declineLetter', 'deferLetter'] as const)
        expect(await tabOf(role).answer(name, about)).toMatchObject(refused('not_found'));
      expect(await tabOf(role).answer('signLetter', signing(shown))).toMatchObject(refused('not_found'));
    }
    for (const tab of [clerk, tabOf('officer'), tabOf('observer')])
      expect(await tab.answer('signLetter', signing(shown))).toMatchObject(refused('forbidden'));
    // A clerk without a supervised signing has no way around it.
    expect(await clerk.answer('signSupervised', signing(shown))).toMatchObject(refused('wrong_state'));
    expect(await clerk.answer('declineSupervised', about)).toMatchObject(refused('wrong_state'));
    expect(await stateOf('complainant')).toBe('shown');
  });

  it('cannot be signed unread, on another text, or with nothing', async () => {
    const signer = tabOf('complainant');
    const shown = await mine('complainant');
    expect(await signer.answer('signLetter', signing(shown))).toMatchObject(refused('wrong_state'));
    expect((await signer.ask('finishReadingLetter', letterOf('complainant'))).state).toBe('read');
    const other = { ...shown, text: `${shown.text}。` };
    expect(await signer.answer('signLetter', signing(other))).toMatchObject(refused('letter_changed'));
    const dot: Ink = { height: 0.4, strokes: [[[0.5, 0.2, 0]]] };
    expect(await signer.answer('signLetter', signing(shown, { ink: dot }))).toMatchObject(refused('signature_blank'));
    expect(await stateOf('complainant')).toBe('read');
  });

  it('changed while it is read lies before nobody until it is shown again', async () => {
    const signer = tabOf('complainant');
    const old = await mine('complainant');
    const heard = signer.notices.length;
    const changed = await clerk.ask('changeLetter', {
      ...letterOf('complainant'),
      title: old.title,
      text: `${old.text}\n四、补充。`,
    });
    expect(changed).toMatchObject({ version: 2, state: 'prepared' });
    expect(await mineOrNull('complainant')).toBeNull();
    expect(signer.notices.slice(heard).some(({ name }) => name === 'letterChanged')).toBe(true);
    expect(await signer.answer('signLetter', signing(old))).toMatchObject(refused('not_found'));
    await clerk.ask('showLetter', letterOf('complainant', 2));
    expect(await signer.answer('signLetter', signing(old))).toMatchObject(refused('letter_changed'));
    expect(await signer.answer('finishReadingLetter', letterOf('complainant'))).toMatchObject(
      refused('letter_changed'),
    );
    await signer.ask('finishReadingLetter', letterOf('complainant', 2));
  });

  it('is not signed while nothing is being written, and is as soon as it is again', { timeout: 120_000 }, async () => {
    const signer = tabOf('complainant');
    const media = mediaProcess();
    process.kill(media, 'SIGSTOP');
    try {
      await expect
        .poll(async () => (await signer.ask('snapshot', {})).recording.state, { timeout: 20_000 })
        .toBe('failed');
      expect(await signer.answer('signLetter', signing(await mine('complainant')))).toMatchObject(
        refused('not_recording'),
      );
    } finally {
      process.kill(media, 'SIGCONT');
    }
    await expect
      .poll(async () => (await signer.ask('snapshot', {})).recording, { timeout: 20_000 })
      .toMatchObject({ state: 'recording', grownAtMs: expect.any(Number) });
    expect(await stateOf('complainant')).toBe('read');
  });

  it('is signed once, however often it is sent and over whichever line', async () => {
    const signer = tabOf('complainant');
    const view = await mine('complainant');
    const body = signing(view);
    const [first, again] = await Promise.all([signed(signer, 'signLetter', body), signed(signer, 'signLetter', body)]);
    expect(first).toMatchObject({ state: 'signed', medium: 'electronic', version: 2, witnessName: null });
    expect(again.signedAtMs).toBe(first.signedAtMs);
    expect(await signer.answer('signLetter', { ...body, ink: signature(2) })).toMatchObject(refused('wrong_state'));
    expect(await signer.answer('declineLetter', letterOf('complainant', 2))).toMatchObject(refused('wrong_state'));
    signer.close();
    tabs.set('complainant', await takeSeat('complainant'));
    const back = await tabOf('complainant').ask('signLetter', body);
    expect([back.signedAtMs, back.signedAtRecordingMs]).toEqual([first.signedAtMs, first.signedAtRecordingMs]);
    expect((await acts()).filter((act) => act === 'letter.signed')).toHaveLength(1);
  });

  it('is on paper soon, with a copy that the signer fetches without signing in', async () => {
    const view = async () => mine('complainant');
    await expect.poll(async () => (await view()).pdf, { timeout: 30_000 }).toBe('ready');
    const { copyUrl, copyUntilMs } = await view();
    expect(copyUrl).toMatch(new RegExp(`^${server.origin}/c/[0-9a-f-]{36}\\.[\\w-]{22}$`));
    expect(copyUntilMs).toBeGreaterThan(Date.now() + 29 * 24 * 3_600_000);
    // The clerk's screen shows the same link, for the signer's telephone.
    expect((await clerk.ask('readLetter', { letterId: letters.get('complainant') ?? '' })).copyUrl).toBe(copyUrl);
    const response = await fetch(copyUrl ?? '');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await response.arrayBuffer());
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(response.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
    const text = await textOf(bytes);
    expect(text.replace(/\s/g, '')).toContain('不签署不影响依法享有的权利');
    expect(text).toContain('参加人1');
    const { prosecutor } = office.staff;
    const detail = await prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    const filed = detail.letters.find((one) => one.letterId === letters.get('complainant'));
    expect(filed).toMatchObject({
      state: 'signed',
      pdf: 'ready',
      sha256,
      bytes: bytes.length,
      mediaType: 'application/pdf',
    });
    const own = await prosecutor.browser.fetch(letterFilePath(filed?.letterId ?? ''));
    expect(Buffer.from(await own.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await acts()).slice(-4)).toEqual([
      'letter.paper_kept',
      'letter.copy_issued',
      'letter.copy_fetched',
      'letter.downloaded',
    ]);
    // No secret of it is in what the server prints.
    expect(server.output()).not.toContain(copyUrl?.split('.').at(-1));
  });

  it('can be signed on the clerk’s device, with the clerk as witness', async () => {
    const about = letterOf('agent');
    const begun = await clerk.ask('superviseLetter', { ...about, identityChecked: true });
    expect(begun).toMatchObject({ state: 'shown', medium: 'supervised', witnessName: '林书记员' });
    const done = await signed(clerk, 'signSupervised', signing(begun, { ink: signature(3) }));
    expect(done).toMatchObject({ state: 'witnessed', medium: 'supervised', witnessName: '林书记员' });
    expect(await clerk.ask('signSupervised', signing(begun, { ink: signature(3) }))).toMatchObject({
      signedAtMs: done.signedAtMs,
    });
    expect(await mine('agent')).toMatchObject({ state: 'witnessed' });
    supervisedAtMs = done.signedAtRecordingMs;
  });

  it('changed after the signature keeps what was signed, and its file, beside the new text', async () => {
    await expect.poll(async () => (await mine('agent')).pdf, { timeout: 30_000 }).toBe('ready');
    const { prosecutor } = office.staff;
    const file = async (version?: number) =>
      prosecutor.browser.fetch(letterFilePath(letters.get('agent') ?? '', version));
    const before = await (await file()).bytes();
    await clerk.ask('changeLetter', { ...letterOf('agent'), title: '承诺书', text: '改过的内容。' });
    const { letters: filed } = await prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    expect(filed.find((one) => one.letterId === letters.get('agent'))).toMatchObject({
      version: 2,
      state: 'prepared',
      sha256: null,
      earlier: [{ version: 1, medium: 'supervised', sha256: createHash('sha256').update(before).digest('hex') }],
    });
    expect(await (await file(1)).bytes()).toEqual(before);
    expect([(await file()).status, (await file(2)).status, (await file(0)).status]).toEqual([404, 404, 400]);
  });

  it('may be declined or left for another day in a recess, too, and signed in none', async () => {
    const signer = tabOf('other_party');
    const about = letterOf('other_party');
    const shown = await clerk.ask('showLetter', about);
    await signer.ask('finishReadingLetter', about);
    await pause('休会');
    expect(await signer.answer('signLetter', signing(shown))).toMatchObject(refused('wrong_state'));
    expect(await clerk.answer('showLetter', letterOf('agent'))).toMatchObject(refused('wrong_state'));
    expect((await signer.ask('deferLetter', about)).state).toBe('deferred');
    expect((await signer.ask('declineLetter', about)).state).toBe('declined');
    expect((await signer.ask('snapshot', {})).state).toBe('recess');
    await chair.page.getByRole('button', { name: '继续听证' }).click();
    await expect.poll(async () => (await signer.ask('snapshot', {})).state, { timeout: 20_000 }).toBe('in_session');
    expect(await signer.answer('signLetter', signing(shown))).toMatchObject(refused('wrong_state'));
    expect((await clerk.ask('showLetter', about)).state).toBe('shown');
    expect((await clerk.ask('takeBackLetter', about)).state).toBe('prepared');
    expect(await mineOrNull('other_party')).toBeNull();
  });

  it('is printed unsigned for who signs by hand', async () => {
    const { prosecutor } = office.staff;
    const response = await prosecutor.browser.fetch(letterPrintPath(letters.get('other_party') ?? ''));
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(await textOf(bytes)).toContain('承诺人（签名）');
  });

  it('was signed inside what was recorded, without a gap', async () => {
    const ownAtMs = (await mine('complainant')).signedAtRecordingMs;
    await closeHearing(chair.page);
    const { recording } = await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    for (const atMs of [ownAtMs, supervisedAtMs]) {
      const sounds = recording?.segments.filter(({ source }) => source === 'microphone') ?? [];
      const around = sounds.find(
        ({ startMs, durationMs }) => startMs <= (atMs ?? -1) && startMs + durationMs >= (atMs ?? 0),
      );
      expect([atMs, around?.personId]).toEqual([expect.any(Number), hearing.chairId]);
    }
  });

  it('left one entry for each step', async () => {
    const kept = (await acts()).filter((act) => !/copy|paper|downloaded|printed/.test(act));
    expect(kept).toEqual([
      'letter.prepared',
      'letter.prepared',
      'letter.prepared',
      'letter.shown',
      'letter.read',
      'letter.changed',
      'letter.shown',
      'letter.read',
      'letter.signed',
      'letter.supervised',
      'letter.witnessed',
      'letter.changed',
      'letter.shown',
      'letter.read',
      'letter.deferred',
      'letter.declined',
      'letter.shown',
      'letter.taken_back',
    ]);
  });
});

const mineOrNull = (role: HearingRole) => tabOf(role).ask('myLetter', {});

async function pause(kind: '休会' | '中断'): Promise<void> {
  await chair.page.getByRole('button', { name: kind, exact: true }).click();
  await chair.page.getByRole('alertdialog').getByRole('button', { name: kind, exact: true }).click();
  await expect.poll(async () => (await clerk.ask('snapshot', {})).state).toBe(kind === '休会' ? 'recess' : 'suspended');
}

/** The server's child that carries sound and picture. */
const mediaProcess = (): number => Number(/"mediaPid":(\d+)/.exec(server.output())?.[1]);

async function textOf(pdf: Buffer): Promise<string> {
  const reader = spawn(PDF_TO_TEXT, ['-', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  reader.stdin.end(pdf);
  let text = '';
  for await (const piece of reader.stdout.setEncoding('utf8')) text += String(piece);
  return text;
}
