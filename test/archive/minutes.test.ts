// Minutes: every version kept, one answer of each signer for each of them on the text that was shown, objections beside their lines.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Actor, SERVER } from '../../server/archive/actor.ts';
import { sha256 } from '../../server/archive/sha256.ts';
import { type MinutesText, shownMinutes } from '../../server/protocol/minutes.ts';
import { newId, Office, refuses, sqlIn } from './office.ts';

let office: Office;
let clerk: Actor & { kind: 'account' };
beforeAll(async () => {
  office = await Office.start();
  clerk = await office.staff('clerk', '林书记员');
  return () => office.stop();
});

const ink = (at: number) => ({
  height: 0.4,
  strokes: [
    [
      [0.1, at, 0],
      [0.9, at, 400],
    ] as [number, number, number][],
  ],
});

async function written(text = '我没有收到答复。') {
  const { minutes } = office.archive;
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const signerId = await office.person(hearingId, 'complainant', '王秀英');
  const officerId = await office.person(hearingId, 'officer', '李建国');
  const lineId = newId();
  const line = { id: lineId, stage: 'statements', personId: signerId, startMs: 5_000, endMs: 8_000 } as const;
  const content: MinutesText = {
    title: '听证笔录',
    head: ['案号：1'],
    lines: [{ ...line, speaker: '申诉人王秀英', text }],
  };
  const record = await minutes.save(clerk, hearingId, { version: 0, text: content });
  const by = (personId: string) => ({ personId, medium: 'own', witnessName: null, sessionId: newId() }) as const;
  const sign = (personId: string, at = 0.1, textSha256 = sha256(shownMinutes(content)), version = 1) =>
    minutes.sign(clerk, hearingId, { ...by(personId), version, textSha256, ink: ink(at), recordingMs: 60_000 });
  const acts = async () => (await office.acts(caseId)).filter((act) => act.startsWith('minutes.'));
  return { minutes, hearingId, signerId, officerId, lineId, content, record, by, sign, acts };
}

async function presented() {
  const made = await written();
  const { minutes, hearingId, signerId, officerId } = made;
  await minutes.present(clerk, hearingId, { version: 1, signerIds: [signerId, officerId] });
  return made;
}

describe('writing', () => {
  test('makes a version with the check value of what is shown; saved again it is the same one', async () => {
    const { minutes, hearingId, content, record } = await written();
    expect(record).toMatchObject({ version: 1, state: 'drafting', writerName: '林书记员', signers: [] });
    expect(record.textSha256).toBe(sha256(shownMinutes(content)));
    expect((await minutes.save(clerk, hearingId, { version: 0, text: content })).version).toBe(1);
    const other = { ...content, title: '笔录' };
    await refuses(minutes.save(clerk, hearingId, { version: 0, text: other }), 'minutes_changed');
    expect((await minutes.save(clerk, hearingId, { version: 1, text: other })).version).toBe(2);
  });

  test('takes no line of somebody of another hearing', async () => {
    const { minutes, hearingId, content } = await written();
    const [first] = content.lines;
    if (first === undefined) throw new Error('no line');
    const text = { ...content, lines: [{ ...first, personId: newId() }] };
    await refuses(minutes.save(clerk, hearingId, { version: 1, text }), 'not_found');
  });
});

describe('answering', () => {
  test('is signed by all when all have signed, each once, on exactly the text that was shown', async () => {
    const { hearingId, minutes, signerId, officerId, sign, by } = await presented();
    await refuses(sign(signerId, 0.1, '0'.repeat(64)), 'minutes_changed');
    const { textSha256 = '' } = (await minutes.ofHearing(hearingId)) ?? {};
    const dot = { height: 0.4, strokes: [[[0.1, 0.1, 0] as [number, number, number]]] };
    const blank = { ...by(signerId), version: 1, recordingMs: 1, textSha256, ink: dot };
    await refuses(minutes.sign(clerk, hearingId, blank), 'signature_blank');
    expect((await sign(signerId)).state).toBe('signing');
    expect((await sign(signerId)).state).toBe('signing');
    await refuses(sign(signerId, 0.3), 'wrong_state');
    expect((await sign(officerId)).state).toBe('signed');
    expect(await minutes.withoutDocument()).toContainEqual({ hearingId, version: 1 });
  });

  test('keeps an objection beside its line, and the signature then says so', async () => {
    const { hearingId, minutes, signerId, officerId, lineId, sign, by, acts } = await presented();
    const objectionId = newId();
    const given = {
      version: 1,
      objectionId,
      personId: signerId,
      lineId,
      words: '我说的是二〇一八年。',
      witnessName: null,
    };
    await minutes.object(clerk, hearingId, given);
    await minutes.object(clerk, hearingId, given);
    await refuses(minutes.object(clerk, hearingId, { ...given, objectionId: newId(), lineId: newId() }), 'not_found');
    await refuses(minutes.withdraw(clerk, hearingId, { version: 1, objectionId, personId: officerId }), 'not_found');
    expect((await sign(signerId)).signers.find(({ personId }) => personId === signerId)?.state).toBe('objected');
    await refuses(minutes.withdraw(clerk, hearingId, { version: 1, objectionId, personId: signerId }), 'wrong_state');
    const done = await minutes.refuse(clerk, hearingId, { ...by(officerId), version: 1, words: null });
    expect(done.state).toBe('signed_with_objections');
    expect(done.objections).toMatchObject([{ lineId, words: '我说的是二〇一八年。' }]);
    expect(await acts()).toEqual([
      'minutes.saved',
      'minutes.presented',
      'minutes.objected',
      'minutes.signed_objecting',
      'minutes.refused',
    ]);
  });

  test('an objection that was taken back does not count', async () => {
    const { hearingId, minutes, signerId, lineId, sign } = await presented();
    const objectionId = newId();
    await minutes.object(clerk, hearingId, {
      ...{ version: 1, objectionId, personId: signerId, lineId, words: '不对。', witnessName: null },
    });
    await minutes.withdraw(clerk, hearingId, { version: 1, objectionId, personId: signerId });
    expect((await sign(signerId)).signers.find(({ personId }) => personId === signerId)?.state).toBe('signed');
  });

  test('a change after a signature is a new version that nobody has signed; the old answers stay with theirs', async () => {
    const { hearingId, minutes, signerId, content, sign } = await presented();
    await sign(signerId);
    const changed = await minutes.save(clerk, hearingId, { version: 1, text: { ...content, title: '听证笔录（改）' } });
    expect(changed).toMatchObject({
      version: 2,
      state: 'drafting',
      signers: [],
      earlier: [{ version: 1, answers: 1 }],
    });
    await refuses(sign(signerId, 0.3), 'minutes_changed');
    await refuses(sign(signerId, 0.3, changed.textSha256, 2), 'not_found');
    expect((await minutes.signed(hearingId, 1)).inks.size).toBe(1);
  });

  test('absence is noted and taken back; who is there after all signs', async () => {
    const { hearingId, minutes, signerId, officerId, sign } = await presented();
    await sign(signerId);
    const absent = { version: 1, personId: officerId, absent: true };
    expect((await minutes.noteAbsent(clerk, hearingId, absent)).state).toBe('signed_with_objections');
    await refuses(minutes.noteAbsent(clerk, hearingId, { ...absent, personId: signerId }), 'wrong_state');
    expect((await sign(officerId)).state).toBe('signed');
  });

  test('is taken back only before anybody has answered', async () => {
    const { hearingId, minutes, signerId, sign } = await presented();
    expect((await minutes.takeBack(clerk, hearingId, 1)).state).toBe('drafting');
    await minutes.present(clerk, hearingId, { version: 1, signerIds: [signerId] });
    await sign(signerId);
    await refuses(minutes.takeBack(clerk, hearingId, 1), 'wrong_state');
  });
});

const DAY = 24 * 3_600_000;
const keptDocument = async (hearingId: string, words: string) => {
  const { objects, minutes } = office.archive;
  const stored = await objects.putStream(
    (async function* () {
      yield new TextEncoder().encode(words);
    })(),
  );
  office.time += 10;
  const { answersSha256 } = await minutes.signed(hearingId, 1);
  await minutes.addDocument(hearingId, { ...stored, version: 1, answersSha256 });
  return stored;
};

test('a signer’s copy is opened by whoever holds the link, for thirty days, and its fetching is an act of the signer', async () => {
  const { hearingId, minutes, signerId, officerId, sign, acts, record } = await presented();
  const [own, theirs] = [signerId, officerId].map((personId) => ({ version: 1, personId }));
  if (own === undefined || theirs === undefined) throw new Error('nobody');
  await sign(signerId);
  await refuses(minutes.issueCopy(hearingId, own), 'wrong_state');
  await minutes.noteAbsent(clerk, hearingId, { version: 1, personId: officerId, absent: true });
  const document = await keptDocument(hearingId, `copy of ${hearingId}`);
  await refuses(minutes.issueCopy(hearingId, theirs), 'wrong_state');
  await refuses(minutes.issueCopy(hearingId, { version: 1, personId: newId() }), 'not_found');
  const first = await minutes.issueCopy(hearingId, own);
  const second = await minutes.issueCopy(hearingId, own);
  expect(first).toEqual({
    token: expect.stringMatching(/^[0-9a-f-]{36}\.[\w-]{22}$/),
    expiresAtMs: office.time + 30 * DAY,
  });
  const [id = '', secret = ''] = first.token.split('.');
  for (const sql of ['SELECT * FROM minutes_copies', 'SELECT detail FROM trail'])
    expect(JSON.stringify(sqlIn(office.dataDir, sql))).not.toContain(secret);
  for (const { token } of [first, first, second]) expect(await minutes.fetchCopy(token)).toEqual(document);
  const fetched = async () =>
    (await office.archive.trail.ofCase(record.caseId, { limit: 100 })).filter(
      ({ act }) => act === 'minutes.copy_fetched',
    );
  expect(await fetched()).toMatchObject([{ actorName: '王秀英' }, { actorName: '王秀英' }]);
  expect((await acts()).filter((act) => act === 'minutes.copy_issued')).toHaveLength(2);
  // Somebody signed after all: the same link gives the newer document.
  await sign(officerId);
  const newer = await keptDocument(hearingId, `newer copy of ${hearingId}`);
  office.time += 10 * 60_000;
  expect(await minutes.fetchCopy(first.token)).toEqual(newer);
  expect(await fetched()).toHaveLength(3);
  for (const wrong of ['', `${id}.${second.token.split('.')[1]}`, `${newId()}.${secret}`])
    await refuses(minutes.fetchCopy(wrong), 'link_unknown');
  // A letter's link is none of the minutes'.
  await refuses(office.archive.letters.fetchCopy(first.token), 'link_unknown');
  office.time = first.expiresAtMs;
  await refuses(minutes.fetchCopy(first.token), 'link_expired');
});

test('the document is kept once for the same answers, and made anew when somebody signed after all', async () => {
  const { hearingId, minutes, signerId, officerId, sign, acts } = await presented();
  await sign(signerId);
  await minutes.noteAbsent(clerk, hearingId, { version: 1, personId: officerId, absent: true });
  const keep = async (words: string) => (await keptDocument(hearingId, words)).sha256;
  const first = await keep('one');
  expect((await minutes.ofHearing(hearingId))?.sha256).toBe(first);
  expect(await minutes.withoutDocument()).not.toContainEqual({ hearingId, version: 1 });
  office.time += 10;
  await sign(officerId);
  expect(await minutes.withoutDocument()).toContainEqual({ hearingId, version: 1 });
  expect((await minutes.ofHearing(hearingId))?.sha256).toBe(first);
  const second = await keep('two');
  expect((await minutes.ofHearing(hearingId))?.sha256).toBe(second);
  expect((await acts()).filter((act) => act === 'minutes.document_kept')).toHaveLength(2);
});
