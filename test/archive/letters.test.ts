// Letters of commitment: versions, one signature for each, on the text that was shown, and nothing of it ever lost.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Actor, SERVER } from '../../server/archive/actor.ts';
import type { LetterSigning } from '../../server/archive/letter-signing.ts';
import { sha256 } from '../../server/archive/sha256.ts';
import { type Ink, LETTER_LIMITS, LETTER_STATES, type LetterState, shownText } from '../../server/protocol/letter.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import { DAY, MINUTE, newId, Office, refuses, sqlIn } from './office.ts';

let office: Office;
let clerk: Actor & { kind: 'account' };
let chair: Actor & { kind: 'account' };
beforeAll(async () => {
  office = await Office.start();
  clerk = await office.staff('clerk', '林书记员');
  chair = await office.staff('prosecutor', '陈检察官');
  return () => office.stop();
});

const WORDING = { title: '承诺书', text: '一、本人自愿承诺。\n二、不签署不影响依法享有的权利。' };
const HASH = sha256(shownText(WORDING));
/** A line from left to right, `at` of the pad's height. */
const ink = (at = 0.2): Ink => ({
  height: 0.4,
  strokes: [
    [
      [0.1, at, 0],
      [0.5, at, 200],
      [0.9, at, 400],
    ],
  ],
});
const signing = (change: Partial<LetterSigning> = {}): LetterSigning => ({
  version: 1,
  textSha256: HASH,
  ink: ink(),
  supervisorId: null,
  sessionId: newId(),
  signedAtMs: office.time,
  recordingMs: 1_234.5,
  ...change,
});

async function prepared(role: HearingRole = 'complainant', name = '王秀英') {
  const { letters } = office.archive;
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const signerId = await office.person(hearingId, role, name);
  const letterId = newId();
  const signer: Actor = { kind: 'person', id: signerId, name };
  const given = { letterId, signerId, ...WORDING };
  const letter = await letters.prepare(chair, hearingId, given);
  const acts = async () => (await office.acts(caseId)).filter((act) => act.startsWith('letter.'));
  return { letters, caseId, hearingId, signerId, letterId, signer, given, letter, acts };
}

async function read() {
  const made = await prepared();
  await made.letters.move(chair, 'show', made.letterId, 1);
  await made.letters.move(made.signer, 'finishReading', made.letterId, 1);
  return made;
}

async function signed() {
  const made = await read();
  const first = signing();
  await made.letters.sign(made.signer, made.letterId, first);
  return { ...made, first };
}

async function supervisorOf(hearingId: string): Promise<string> {
  const given = { id: newId(), role: 'clerk', name: clerk.name, accountId: clerk.id } as const;
  return (await office.archive.hearings.addPerson(SERVER, hearingId, given)).id;
}

/** A file that the store really holds. */
const file = async (text: string) => office.archive.objects.putStream(bytesOf(text));
async function* bytesOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

describe('writing a letter', () => {
  test('makes version 1, before nobody, once however often it is asked', async () => {
    const { letters, hearingId, letterId, signerId, given, letter, acts } = await prepared();
    expect(letter).toEqual({
      letterId,
      hearingId,
      caseId: letter.caseId,
      signerId,
      signerName: '王秀英',
      signerRole: 'complainant',
      version: 1,
      ...WORDING,
      textSha256: HASH,
      state: 'prepared',
      stateSinceMs: office.time,
      medium: 'electronic',
      pdf: 'none',
      supervisorId: null,
      witnessName: null,
      signedAtMs: null,
      signedAtRecordingMs: null,
      signingSha256: null,
      file: null,
      earlier: [],
      voidAsked: null,
    });
    expect(await letters.prepare(clerk, hearingId, given)).toEqual(letter);
    expect(await letters.ofHearing(hearingId)).toEqual([letter]);
    expect(await letters.byId(newId())).toBeNull();
    expect(await acts()).toEqual(['letter.prepared']);
    await refuses(letters.prepare(chair, hearingId, { ...given, text: '别的' }), 'bad_request');
  });

  test.each(['李', '艾'.repeat(60), '𠮷𩸽𫝆', 'Ünal·Ⅸ﹏𪚥'])('carries the name %s', async (name) => {
    const { letters, letterId } = await prepared('agent', name);
    expect(await letters.byId(letterId)).toMatchObject({ signerName: name, signerRole: 'agent' });
  });

  test('is refused for who signs no letter, is of another hearing, has one already, or whose hearing is over', async () => {
    const { letters, hearingId, given } = await prepared();
    const another = { ...given, letterId: newId() };
    await refuses(letters.prepare(chair, hearingId, another), 'wrong_state', /there is the letter/);
    const officer = await office.person(hearingId, 'officer');
    await refuses(letters.prepare(chair, hearingId, { ...another, signerId: officer }), 'bad_request');
    const elsewhere = await office.person(await office.hearing());
    await refuses(letters.prepare(chair, hearingId, { ...another, signerId: elsewhere }), 'not_found');
    await refuses(letters.prepare(chair, hearingId, { ...another, signerId: newId() }), 'not_found');
    const over = await office.hearing();
    const signerId = await office.person(over);
    await office.archive.hearings.setState(SERVER, over, 'cancelled', { from: ['draft'] });
    await refuses(letters.prepare(chair, over, { ...another, signerId }), 'wrong_state');
  });

  test('that failed leaves nothing, not even the id', async () => {
    const { letters, hearingId, given } = await prepared();
    const entries = await office.entries();
    const letterId = newId();
    await refuses(letters.prepare(chair, hearingId, { ...given, letterId }), 'wrong_state');
    expect(await office.entries()).toBe(entries);
    expect(await letters.byId(letterId)).toBeNull();
    const signerId = await office.person(hearingId, 'agent');
    expect(await letters.prepare(chair, hearingId, { ...given, letterId, signerId })).toMatchObject({ version: 1 });
  });
});

describe('a change', () => {
  const OTHER = { title: '承诺书', text: '改过的内容。' };

  test('is a new version, once; of an older one nothing is done any more', async () => {
    const { letters, letterId, signer, acts } = await prepared();
    await letters.move(chair, 'show', letterId, 1);
    const change = { letterId, version: 1, ...OTHER };
    const changed = await letters.change(clerk, change);
    expect(changed).toMatchObject({ version: 2, state: 'prepared', ...OTHER, textSha256: sha256(shownText(OTHER)) });
    expect(await letters.change(clerk, change)).toEqual(changed);
    expect(await letters.change(clerk, { ...change, version: 2 })).toEqual(changed);
    await refuses(letters.change(clerk, { ...change, text: '第三稿' }), 'letter_changed');
    for (const move of ['show', 'takeBack', 'finishReading', 'decline', 'defer'] as const)
      await refuses(letters.move(signer, move, letterId, 1), 'letter_changed');
    await refuses(letters.sign(signer, letterId, signing()), 'letter_changed');
    expect(await acts()).toEqual(['letter.prepared', 'letter.shown', 'letter.changed']);
  });

  test('after the signature clears it and keeps it: text, ink and file stay with the older version', async () => {
    const { letters, letterId, signer, first, acts } = await signed();
    const paper = await file('signed letter of version 1');
    await letters.addPaper(letterId, 1, paper);
    const changed = await letters.change(clerk, { letterId, version: 1, ...OTHER });
    expect(changed).toMatchObject({ version: 2, state: 'prepared', signedAtMs: null, pdf: 'none', file: null });
    const earlier = [{ version: 1, medium: 'electronic', signedAtMs: first.signedAtMs, sha256: paper.sha256 }];
    expect(changed.earlier).toEqual(earlier);
    expect(await letters.file(letterId, 1)).toMatchObject(paper);
    expect(await letters.file(letterId, 2)).toBeNull();
    // The signature of the first version is none of the second.
    await refuses(letters.sign(signer, letterId, first), 'letter_changed');
    await refuses(letters.sign(signer, letterId, { ...first, version: 2 }), 'letter_changed');
    const rows = sqlIn(
      office.dataDir,
      'SELECT version, text_sha256, ink FROM letter_signings WHERE letter_id = ?',
      letterId,
    );
    expect(rows).toMatchObject([{ version: 1, text_sha256: HASH }]);
    expect(JSON.parse(String(rows[0]?.ink))).toEqual(first.ink);
    expect(
      sqlIn(office.dataDir, 'SELECT text FROM letter_versions WHERE letter_id = ? AND version = 1', letterId),
    ).toEqual([{ text: WORDING.text }]);
    expect(sqlIn(office.dataDir, 'SELECT sha256 FROM letter_files WHERE letter_id = ?', letterId)).toEqual([
      { sha256: paper.sha256 },
    ]);
    await letters.move(chair, 'show', letterId, 2);
    await letters.move(signer, 'finishReading', letterId, 2);
    const again = signing({ version: 2, textSha256: sha256(shownText(OTHER)) });
    expect(await letters.sign(signer, letterId, again)).toMatchObject({ version: 2, state: 'signed', pdf: 'making' });
    expect((await acts()).filter((act) => act === 'letter.signed')).toHaveLength(2);
  });

  test('is none when it changes nothing', async () => {
    const { letters, letterId, letter, acts } = await prepared();
    expect(await letters.change(clerk, { letterId, version: 1, ...WORDING })).toEqual(letter);
    expect(await acts()).toEqual(['letter.prepared']);
  });
});

describe('the way of a letter', () => {
  /** What every move makes of every state; a state that is not named refuses it. */
  const LEADS: Record<string, Partial<Record<LetterState, LetterState>>> = {
    show: { prepared: 'shown', shown: 'shown', read: 'read', declined: 'shown', deferred: 'shown' },
    takeBack: { prepared: 'prepared', shown: 'prepared', read: 'prepared' },
    finishReading: { shown: 'read', read: 'read' },
    decline: { shown: 'declined', read: 'declined', declined: 'declined', deferred: 'declined' },
    defer: { shown: 'deferred', read: 'deferred', declined: 'deferred', deferred: 'deferred' },
  };

  test('is the same for every state and move, with one entry for each step and none where nothing changes', async () => {
    const { letters, letterId, signer } = await prepared();
    for (const [move, leads] of Object.entries(LEADS)) {
      for (const from of LETTER_STATES) {
        // Past the archive: each state as if it had just been reached.
        sqlIn(office.dataDir, 'UPDATE letters SET state = ? WHERE id = ?', from, letterId);
        const entries = await office.entries();
        const to = leads[from];
        const done = letters.move(signer, move as 'show', letterId, 1);
        if (to === undefined) await refuses(done, 'wrong_state');
        else expect([move, from, (await done).state]).toEqual([move, from, to]);
        expect([move, from, (await office.entries()) - entries]).toEqual([
          move,
          from,
          to === undefined || to === from ? 0 : 1,
        ]);
      }
    }
  });

  test('ends nowhere by declining: it may be shown again', async () => {
    const { letters, letterId, signer, acts } = await prepared();
    await letters.move(chair, 'show', letterId, 1);
    await letters.move(signer, 'decline', letterId, 1);
    expect(await letters.move(chair, 'show', letterId, 1)).toMatchObject({ state: 'shown', medium: 'electronic' });
    await letters.move(signer, 'defer', letterId, 1);
    expect(await acts()).toEqual([
      'letter.prepared',
      'letter.shown',
      'letter.declined',
      'letter.shown',
      'letter.deferred',
    ]);
  });
});

describe('a signature', () => {
  test('is kept once, with its moment in the recording; the same again changes nothing', async () => {
    const { letters, letterId, signer, acts } = await read();
    const given = signing();
    const first = await letters.sign(signer, letterId, given);
    expect(first).toMatchObject({
      state: 'signed',
      medium: 'electronic',
      pdf: 'making',
      signedAtMs: given.signedAtMs,
      signedAtRecordingMs: 1_234.5,
      witnessName: null,
    });
    office.time += MINUTE;
    // Asked again because the answer was lost: another time and another connection, and still the first one.
    const again = { ...given, sessionId: newId(), signedAtMs: office.time, recordingMs: 9_999 };
    expect(await letters.sign(signer, letterId, again)).toEqual(first);
    await refuses(letters.sign(signer, letterId, signing({ ink: ink(0.3) })), 'wrong_state', /signed/);
    expect(await acts()).toEqual(['letter.prepared', 'letter.shown', 'letter.read', 'letter.signed']);
    for (const move of ['show', 'takeBack', 'decline', 'defer'] as const)
      await refuses(letters.move(signer, move, letterId, 1), 'wrong_state');
  });

  test('ten times at once is one', async () => {
    const { letters, letterId, signer, acts } = await read();
    const given = signing();
    const all = await Promise.all(Array.from({ length: 10 }, () => letters.sign(signer, letterId, given)));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    expect((await acts()).filter((act) => act === 'letter.signed')).toHaveLength(1);
  });

  test('on another text, on nothing, or before it was read is none', async () => {
    const { letters, letterId, signer, acts } = await prepared();
    await refuses(letters.sign(signer, letterId, signing()), 'wrong_state', /prepared/);
    await letters.move(chair, 'show', letterId, 1);
    await refuses(letters.sign(signer, letterId, signing()), 'wrong_state', /shown/);
    await letters.move(signer, 'finishReading', letterId, 1);
    await refuses(letters.sign(signer, letterId, signing({ textSha256: sha256('别的') })), 'letter_changed');
    const dot: Ink = { height: 0.4, strokes: [[[0.5, 0.2, 0]], [[0.5, 0.2, 5]]] };
    await refuses(letters.sign(signer, letterId, signing({ ink: dot })), 'signature_blank');
    const short: Ink = {
      height: 0.4,
      strokes: [
        [
          [0, 0, 0],
          [LETTER_LIMITS.leastInk - 0.001, 0, 9],
        ],
      ],
    };
    await refuses(letters.sign(signer, letterId, signing({ ink: short })), 'signature_blank');
    expect((await acts()).filter((act) => act === 'letter.signed')).toEqual([]);
    const enough: Ink = {
      height: 0.4,
      strokes: [
        [
          [0, 0, 0],
          [LETTER_LIMITS.leastInk, 0, 9],
        ],
      ],
    };
    expect(await letters.sign(signer, letterId, signing({ ink: enough }))).toMatchObject({ state: 'signed' });
  });

  test('on the clerk’s device names the clerk who began it as witness, and nobody else', async () => {
    const { letters, hearingId, letterId, acts } = await prepared();
    const supervisorId = await supervisorOf(hearingId);
    await refuses(letters.sign(clerk, letterId, signing({ supervisorId })), 'wrong_state');
    const begun = await letters.supervise(clerk, letterId, { version: 1, supervisorId });
    expect(begun).toMatchObject({ state: 'shown', medium: 'supervised', supervisorId, witnessName: '林书记员' });
    expect(await letters.supervise(clerk, letterId, { version: 1, supervisorId })).toEqual(begun);
    await refuses(letters.supervise(clerk, letterId, { version: 2, supervisorId }), 'letter_changed');
    const somebodyElse = await office.person(hearingId, 'expert');
    await refuses(letters.sign(clerk, letterId, signing({ supervisorId: somebodyElse })), 'wrong_state');
    const done = await letters.sign(clerk, letterId, signing({ supervisorId }));
    expect(done).toMatchObject({ state: 'witnessed', medium: 'supervised', witnessName: '林书记员' });
    await refuses(letters.supervise(clerk, letterId, { version: 1, supervisorId }), 'wrong_state');
    expect(await acts()).toEqual(['letter.prepared', 'letter.supervised', 'letter.witnessed']);
  });

  test('and its state, its entry and its ink survive a stop together', async () => {
    const { letterId, first } = await signed();
    await office.restart();
    const kept = await office.archive.letters.byId(letterId);
    expect(kept).toMatchObject({ state: 'signed', pdf: 'making', signedAtMs: first.signedAtMs });
    const waiting = (await office.archive.letters.withoutPaper()).find((one) => one.letterId === letterId);
    expect(waiting).toMatchObject({
      version: 1,
      ...WORDING,
      textSha256: HASH,
      witness: null,
      signedAtRecordingMs: 1_234.5,
    });
    expect(waiting?.signer).toEqual({ name: '王秀英', role: 'complainant' });
    expect(JSON.parse(waiting?.ink ?? '')).toEqual(first.ink);
  });
});

describe('a letter signed by hand', () => {
  const scan = async (text: string) => ({ ...(await file(text)), mediaType: 'application/pdf', pages: 2 }) as const;

  test('is witnessed by who scans it; a better scan is kept beside the first', async () => {
    const { letters, letterId, acts } = await prepared();
    const [first, second] = [await scan(`first ${letterId}`), await scan(`second ${letterId}`)];
    const kept = await letters.addScan(clerk, letterId, first);
    expect(kept).toMatchObject({
      state: 'witnessed',
      medium: 'paper_scan',
      pdf: 'ready',
      witnessName: '林书记员',
      signedAtMs: null,
      file: { sha256: first.sha256, bytes: first.bytes, mediaType: 'application/pdf' },
    });
    expect(await letters.addScan(clerk, letterId, first)).toEqual(kept);
    expect(await letters.addScan(clerk, letterId, second)).toMatchObject({ file: { sha256: second.sha256 } });
    expect(
      sqlIn(
        office.dataDir,
        'SELECT place, sha256, pages FROM letter_files WHERE letter_id = ? ORDER BY place',
        letterId,
      ),
    ).toEqual([
      { place: 1, sha256: first.sha256, pages: 2 },
      { place: 2, sha256: second.sha256, pages: 2 },
    ]);
    expect(await acts()).toEqual(['letter.prepared', 'letter.scanned', 'letter.scanned']);
    expect((await letters.withoutPaper()).map((one) => one.letterId)).not.toContain(letterId);
  });

  test('is not what was signed on a screen, not void, and not a file that nobody keeps', async () => {
    const { letters, letterId } = await signed();
    const paper = await scan(`paper ${letterId}`);
    await refuses(letters.addScan(clerk, letterId, paper), 'wrong_state');
    const other = await prepared();
    await refuses(letters.addScan(clerk, other.letterId, { ...paper, bytes: paper.bytes + 1 }), 'file_damaged');
    await refuses(letters.addScan(clerk, other.letterId, { ...paper, sha256: sha256('not there') }), 'file_damaged');
    await refuses(letters.addScan(other.signer, other.letterId, paper), 'forbidden');
    await letters.askVoid(clerk, other.letterId, '写错');
    await letters.confirmVoid(chair, other.letterId);
    await refuses(letters.addScan(clerk, other.letterId, paper), 'wrong_state');
  });
});

describe('the paper and the copy', () => {
  test('a paper is kept once, for what was signed only', async () => {
    const { letters, letterId, acts } = await signed();
    const paper = await file(`pdf of ${letterId}`);
    await letters.addPaper(letterId, 1, paper);
    await letters.addPaper(letterId, 1, await file(`another pdf of ${letterId}`));
    expect(await letters.byId(letterId)).toMatchObject({
      pdf: 'ready',
      file: { ...paper, mediaType: 'application/pdf' },
    });
    expect((await letters.withoutPaper()).map((one) => one.letterId)).not.toContain(letterId);
    expect((await acts()).filter((act) => act === 'letter.paper_kept')).toHaveLength(1);
    const unsigned = await prepared();
    await refuses(letters.addPaper(unsigned.letterId, 1, paper), 'wrong_state');
    await refuses(letters.addPaper(letterId, 1, { ...paper, bytes: 1 }), 'file_damaged');
  });

  test('the copy is opened by whoever holds the link, for thirty days, and its fetching is an act of the signer', async () => {
    const { letters, caseId, letterId } = await signed();
    await refuses(letters.issueCopy(letterId, 1), 'wrong_state');
    const paper = await file(`copy of ${letterId}`);
    await letters.addPaper(letterId, 1, paper);
    const first = await letters.issueCopy(letterId, 1);
    const second = await letters.issueCopy(letterId, 1);
    expect(first).toEqual({
      token: expect.stringMatching(/^[0-9a-f-]{36}\.[\w-]{22}$/),
      expiresAtMs: office.time + 30 * DAY,
    });
    const secret = first.token.split('.')[1] ?? '';
    expect(JSON.stringify(sqlIn(office.dataDir, 'SELECT * FROM letter_copies'))).not.toContain(secret);
    expect(JSON.stringify(sqlIn(office.dataDir, 'SELECT detail FROM trail'))).not.toContain(secret);
    const copy = { ...paper, mediaType: 'application/pdf', version: 1, place: 1 };
    // Both links are good: the first may be on a telephone already.
    expect(await letters.fetchCopy(first.token)).toEqual(copy);
    expect(await letters.fetchCopy(first.token)).toEqual(copy);
    expect(await letters.fetchCopy(second.token)).toEqual(copy);
    const receipts = async () =>
      (await office.archive.trail.ofCase(caseId, { limit: 100 })).filter(({ act }) => act === 'letter.copy_fetched');
    expect(await receipts()).toMatchObject([{ actorName: '王秀英' }, { actorName: '王秀英' }]);
    office.time += 10 * MINUTE;
    await letters.fetchCopy(first.token);
    expect(await receipts()).toHaveLength(3);
    for (const wrong of ['', 'x', `${second.token.split('.')[0]}.${secret}`, `${newId()}.${secret}`, `${first.token}A`])
      await refuses(letters.fetchCopy(wrong), 'link_unknown');
    office.time = first.expiresAtMs - 1;
    await letters.fetchCopy(first.token);
    office.time += 1;
    await refuses(letters.fetchCopy(first.token), 'link_expired');
  });
});

describe('voiding', () => {
  test('takes two people and a reason, and keeps everything', async () => {
    const { letters, hearingId, signerId, letterId, acts } = await signed();
    await refuses(letters.confirmVoid(chair, letterId), 'wrong_state');
    const asked = await letters.askVoid(clerk, letterId, '姓名写错');
    expect(asked).toMatchObject({
      state: 'signed',
      voidAsked: { byName: '林书记员', reason: '姓名写错', atMs: office.time },
    });
    expect(await letters.askVoid(clerk, letterId, '姓名写错')).toEqual(asked);
    await refuses(letters.askVoid(chair, letterId, '另一个理由'), 'wrong_state');
    await refuses(letters.confirmVoid(clerk, letterId), 'forbidden');
    await refuses(letters.confirmVoid(SERVER, letterId), 'forbidden');
    const voided = await letters.confirmVoid(chair, letterId);
    expect(voided).toMatchObject({ state: 'voided', voidAsked: null, signedAtMs: expect.any(Number), pdf: 'making' });
    expect(await letters.confirmVoid(chair, letterId)).toEqual(voided);
    await refuses(letters.askVoid(clerk, letterId, 'x'), 'wrong_state');
    await refuses(letters.refuseVoid(chair, letterId), 'wrong_state');
    await refuses(letters.change(clerk, { letterId, version: 1, title: 'x', text: 'y' }), 'wrong_state');
    expect((await letters.withoutPaper()).map((one) => one.letterId)).toContain(letterId);
    // Only now may there be another one for the same person.
    const another = { letterId: newId(), signerId, ...WORDING };
    expect(await letters.prepare(chair, hearingId, another)).toMatchObject({ state: 'prepared' });
    expect((await acts()).slice(-3)).toEqual(['letter.void_asked', 'letter.voided', 'letter.prepared']);
  });

  test('that was refused may be asked for again', async () => {
    const { letters, letterId, acts } = await signed();
    await letters.askVoid(clerk, letterId, '姓名写错');
    expect(await letters.refuseVoid(chair, letterId)).toMatchObject({ state: 'signed', voidAsked: null });
    expect(await letters.refuseVoid(chair, letterId)).toMatchObject({ state: 'signed' });
    await refuses(letters.confirmVoid(chair, letterId), 'wrong_state');
    expect(await letters.askVoid(chair, letterId, '重复')).toMatchObject({ voidAsked: { byName: '陈检察官' } });
    expect((await acts()).slice(-3)).toEqual(['letter.void_asked', 'letter.void_refused', 'letter.void_asked']);
  });
});
