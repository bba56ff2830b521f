// Minutes and transcripts as documents: the words that were shown, objections beside their lines, and all that is not signed.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../server/archive/sha256.ts';
import { type MinutesPaper, makeMinutes, makeTranscript } from '../../server/papers/document.ts';
import { type MinutesSigner, type MinutesText, shownMinutes } from '../../server/protocol/minutes.ts';

/** Of poppler-utils. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'document-'));
  try {
    const file = join(folder, 'a.pdf');
    await writeFile(file, bytes);
    return (await promisify(execFile)('pdftotext', ['-raw', file, '-'])).stdout.replaceAll(/\s/g, '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [A, B, C] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
const LINE = crypto.randomUUID();
const TEXT: MinutesText = {
  title: '听证笔录',
  head: ['案号：沪检听〔2026〕1号'],
  lines: [
    {
      id: LINE,
      stage: 'statements',
      personId: A,
      speaker: '申诉人王秀英',
      text: '我没有收到答复。',
      startMs: 0,
      endMs: 1,
    },
  ],
};
const signer = (personId: string, name: string, change: Partial<MinutesSigner>): MinutesSigner => ({
  ...{ personId, name, role: 'officer', state: 'pending', answeredAtMs: null, recordingMs: null },
  ...{ medium: null, witnessName: null, words: null },
  ...change,
});
const PAPER: MinutesPaper = {
  ...{ officeName: '某市人民检察院', hearingId: crypto.randomUUID(), version: 2, replacedBy: null, text: TEXT },
  textSha256: sha256(shownMinutes(TEXT)),
  signers: [
    signer(A, '王秀英', {
      role: 'complainant',
      state: 'objected',
      answeredAtMs: 1_790_000_000_000,
      recordingMs: 3_723_000,
    }),
    signer(B, '李建国', { state: 'refused', answeredAtMs: 1_790_000_000_000, words: '没有听清。' }),
    signer(C, '赵红', {}),
  ],
  objections: [
    { objectionId: crypto.randomUUID(), personId: A, lineId: LINE, words: '是书面答复。', atMs: 1_790_000_000_000 },
  ],
  inks: new Map([
    [
      A,
      {
        height: 0.4,
        strokes: [
          [
            [0.1, 0.1, 0],
            [0.9, 0.3, 100],
          ],
        ],
      },
    ],
  ]),
};

describe('minutes on paper', () => {
  it('say what was said, what was objected to, who signed where in the recording, and who did not', async () => {
    const { bytes, unshown } = await makeMinutes(PAPER, 'pdf');
    expect(unshown).toEqual([]);
    const text = await textOf(bytes);
    for (const words of [
      '申诉人王秀英：我没有收到答复。',
      '是书面答复。',
      '见录音录像1:02:03处',
      '本人称：没有听清。',
      '赵红（听证员）',
    ])
      expect(text).toContain(words);
    expect(text).toContain(PAPER.textSha256);
    expect(text).not.toContain('代替');
  });

  it('say of a version before that its signatures count no more', async () => {
    const { bytes } = await makeMinutes({ ...PAPER, replacedBy: 3 }, 'pdf');
    expect(await textOf(bytes)).toContain('本版已由第3版代替，本版上的签名和异议不再有效。');
  });

  it('are refused when the check value is of another text', async () => {
    await expect(makeMinutes({ ...PAPER, textSha256: '0'.repeat(64) }, 'pdf')).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('are a file for word processors, too, as is a transcript', async () => {
    const { bytes } = await makeMinutes(PAPER, 'docx');
    const transcript = await makeTranscript(
      {
        ...{ officeName: '某院', caseNumber: '1', hearingTitle: '听证', hearingId: 'x', madeAtMs: 0, masked: true },
        lines: [{ stage: 'opening', speaker: '主持人周某', text: '现在开始。', startMs: 61_000 }],
      },
      'pdf',
    );
    expect(Buffer.from(bytes).toString('latin1')).toContain('word/document.xml');
    const text = await textOf(transcript.bytes);
    expect(text).toContain('[0:01:01]主持人周某：现在开始。');
    expect(text).toContain('隐名本');
    expect(text).toContain('它不是听证笔录');
  });
});
