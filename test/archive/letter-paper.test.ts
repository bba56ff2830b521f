// The papers of signed letters: made from what the archive says is missing, tried again with growing pauses, kept once.
import { readFile } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Actor, SERVER } from '../../server/archive/actor.ts';
import { sha256 } from '../../server/archive/sha256.ts';
import { LetterPapers, type MakePaper } from '../../server/jobs/letter-paper.ts';
import { type Ink, shownText } from '../../server/protocol/letter.ts';
import { newId, Office, silent } from './office.ts';

const WORDING = { title: '承诺书', text: '自愿。' };
const INK: Ink = {
  height: 0.4,
  strokes: [
    [
      [0.1, 0.1, 0],
      [0.9, 0.2, 300],
    ],
  ],
};

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});
beforeEach(() => {
  // Pauses of minutes pass when the test says so; everything else is real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => void vi.useRealTimers();
});

async function signedLetter() {
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const signerId = await office.person(hearingId, 'complainant', '王秀英');
  const signer: Actor = { kind: 'person', id: signerId, name: '王秀英' };
  const letterId = newId();
  const { letters } = office.archive;
  await letters.prepare(SERVER, hearingId, { letterId, signerId, ...WORDING });
  await letters.move(SERVER, 'show', letterId, 1);
  await letters.move(signer, 'finishReading', letterId, 1);
  await letters.sign(signer, letterId, {
    version: 1,
    textSha256: sha256(shownText(WORDING)),
    ink: INK,
    supervisorId: null,
    sessionId: newId(),
    signedAtMs: office.time,
    recordingMs: 61_000,
  });
  return { letterId, hearingId, caseId };
}

function papersWith(make: MakePaper) {
  const warnings: object[] = [];
  const log = { ...silent, warn: (fields: object) => void warnings.push(fields) };
  const papers = new LetterPapers(office.archive, '某市人民检察院', make, log);
  onTestFinished(() => papers.close());
  const kept: string[] = [];
  papers.onKept((hearingId) => kept.push(hearingId));
  return { papers, kept, warnings };
}

const pdfOf = async (letterId: string) => (await office.archive.letters.byId(letterId))?.pdf;

describe('papers', () => {
  test('of everything signed and without one are made at the start, and kept with their hash and entry', async () => {
    const [first, second] = [await signedLetter(), await signedLetter()];
    const asked: Parameters<MakePaper>[0][] = [];
    const { papers, kept } = papersWith(async (paper) => {
      asked.push(paper);
      return Buffer.from(`paper of ${paper.letterId}`);
    });
    papers.wake();
    await expect.poll(() => kept.length).toBe(2);
    expect(kept).toEqual([first.hearingId, second.hearingId]);
    expect(asked[0]).toMatchObject({
      officeName: '某市人民检察院',
      hearingTitle: '公开听证',
      ...WORDING,
      textSha256: sha256(shownText(WORDING)),
      signer: { name: '王秀英', role: 'complainant' },
      ink: INK,
      witness: null,
      signedAtRecordingMs: 61_000,
      letterId: first.letterId,
      version: 1,
    });
    const letter = await office.archive.letters.byId(first.letterId);
    const path = office.archive.objects.path(letter?.file?.sha256 ?? '');
    expect(await readFile(path, 'utf8')).toBe(`paper of ${first.letterId}`);
    expect((await office.acts(first.caseId)).slice(-2)).toEqual(['letter.signed', 'letter.paper_kept']);
    // Nothing is left to do: nothing is made twice.
    papers.wake();
    await papers.close();
    expect(asked).toHaveLength(2);
  });

  test('that cannot be made are tried again after 2 s, 4 s, 8 s, and keep none of the others waiting', async () => {
    const [bad, good] = [await signedLetter(), await signedLetter()];
    let broken = true;
    let tries = 0;
    const { papers, kept, warnings } = papersWith(async ({ letterId }) => {
      if (letterId === bad.letterId) {
        tries += 1;
        if (broken) throw new Error('no font');
      }
      return Buffer.from(letterId);
    });
    papers.wake();
    await expect.poll(() => warnings.length).toBe(1);
    await expect.poll(() => pdfOf(good.letterId)).toBe('ready');
    expect(kept).toEqual([good.hearingId]);
    expect(await pdfOf(bad.letterId)).toBe('making');
    expect(papers.waiting).toBe(1);
    for (const [index, waitMs] of [2_000, 4_000, 8_000].entries()) {
      await expect.poll(() => vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(waitMs - 1);
      expect([index, tries]).toEqual([index, index + 1]);
      if (index === 2) broken = false;
      vi.advanceTimersByTime(1);
      await expect.poll(() => tries).toBe(index + 2);
    }
    await expect.poll(() => pdfOf(bad.letterId)).toBe('ready');
    expect(warnings).toMatchObject([{ failures: 1 }, { failures: 2 }, { failures: 3 }]);
    await expect.poll(() => papers.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('asked for while others are being made are not forgotten', async () => {
    const first = await signedLetter();
    const gate = Promise.withResolvers<void>();
    const { papers, kept } = papersWith(async ({ letterId }) => {
      await gate.promise;
      return Buffer.from(letterId);
    });
    papers.wake();
    const second = await signedLetter();
    papers.wake();
    papers.wake();
    gate.resolve();
    await expect.poll(() => kept).toEqual([first.hearingId, second.hearingId]);
  });

  test('one to be signed by hand says nothing of a signature', async () => {
    const { letterId, hearingId } = await signedLetter();
    const { papers } = papersWith(async (paper) => Buffer.from(JSON.stringify(paper)));
    const letter = await office.archive.letters.byId(letterId);
    const hearing = await office.archive.hearings.byId(hearingId);
    if (letter === null || hearing === null) throw new Error('not there');
    expect(JSON.parse(Buffer.from(await papers.unsigned(letter, hearing)).toString())).toMatchObject({
      ...WORDING,
      signer: { name: '王秀英', role: 'complainant' },
      ink: null,
      signedAtMs: null,
      signedAtRecordingMs: null,
      witness: null,
    });
  });
});
