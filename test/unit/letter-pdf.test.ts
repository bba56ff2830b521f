// The letter on paper, judged by other programs: what they read out of it is what was signed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LetterPaper, makeLetterPdf } from '../../server/papers/letter-pdf.ts';
import type { Ink } from '../../server/protocol/letter.ts';

const run = promisify(execFile);
const INK: Ink = {
  height: 0.5,
  strokes: [
    Array.from({ length: 80 }, (_, i) => [0.1 + i / 100, 0.25 + 0.2 * Math.sin(i / 6), i * 10]),
    [[0.95, 0.25, 900]],
  ],
};
const TEXT = [
  '××市××区人民检察院：',
  '本人王小明，因“不服××决定”一案提出申诉。2026年11月25日，贵院依法举行简易公开听证，听取了各方意见。',
  '一、本人认可听证会上查明的事实，自愿息诉罢访；',
  '二、如有新的证据（例如书证、鉴定意见 No. 2026-A/17），本人将依照法律规定的程序提出。',
].join('\n');

const letter = (given: Partial<LetterPaper> = {}): LetterPaper => {
  const paper = {
    officeName: '××市××区人民检察院',
    caseNumber: '检控申复〔2026〕17号',
    hearingTitle: '王小明申诉案公开听证',
    title: '息诉罢访承诺书',
    text: TEXT,
    signer: { name: '王小明', role: 'complainant' as const },
    ink: INK,
    witness: null,
    signedAtMs: Date.UTC(2026, 10, 25, 16, 5, 7),
    signedAtRecordingMs: 3_723_900,
    letterId: '018f3a5e-7c1d-7b2a-9e44-3f1d2c4b5a69',
    version: 2,
    ...given,
  };
  return { ...paper, textSha256: createHash('sha256').update(`${paper.title}\n\n${paper.text}`).digest('hex') };
};

let folder = '';
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letter-pdf-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bare = (text: string): string => text.replace(/\s/g, '');

/** The file, and what poppler copies out of the pages above their small print. */
async function made(paper: LetterPaper) {
  const unshown: string[] = [];
  const bytes = await makeLetterPdf(paper, (characters) => unshown.push(...characters));
  const path = join(folder, `${++count}.pdf`);
  await writeFile(path, bytes);
  await run('qpdf', ['--check', path]);
  const above = ['-r', '72', '-x', '0', '-y', '0', '-W', '596', '-H', '750'];
  const [text, all, info] = await Promise.all([
    run('pdftotext', ['-raw', ...above, path, '-']),
    run('pdftotext', ['-raw', path, '-']),
    run('pdfinfo', [path]),
  ]);
  return { path, bytes, unshown, text: bare(text.stdout), all: bare(all.stdout), info: info.stdout };
}

/** Grey values of the first page, 72 points an inch. */
async function rendered(path: string) {
  const { stdout } = await run('pdftoppm', ['-r', '72', '-gray', '-singlefile', path], {
    encoding: 'buffer',
    maxBuffer: 10_000_000,
  });
  const [, width = '', height = ''] =
    stdout
      .subarray(0, 20)
      .toString('latin1')
      .match(/^P5\s(\d+)\s(\d+)\s255\s/) ?? [];
  const pixels = stdout.subarray(stdout.length - Number(width) * Number(height));
  return { width: Number(width), height: Number(height), pixels };
}

describe('the letter on paper', { timeout: 60_000 }, () => {
  it('gives back exactly the text that was shown, and says who signed it, when, and where in the recording', async () => {
    const paper = letter();
    const { text, all, info, bytes } = await made(paper);
    expect(text).toContain(bare(paper.text));
    expect(text.startsWith('息诉罢访承诺书')).toBe(true);
    expect(text).toContain('承诺人：王小明（申诉人）');
    expect(text).toContain('签名时间：2026年11月26日星期四00:05:07（北京时间）');
    expect(text).toContain('签名时刻见本次听证录音录像1:02:03处');
    expect(text).not.toContain('见证');
    expect(all).toContain(`SHA-256）：${paper.textSha256}`);
    expect(all).toContain(`编号：${paper.letterId}第2版`);
    expect(info).toContain(`SHA-256 ${paper.textSha256}`);
    expect(info).toMatch(/Title:\s+息诉罢访承诺书/);
    expect(info).toContain('(A4)');
    expect(bytes.byteLength).toBeLessThan(300_000);
  });

  it('names the witness of a supervised signature', async () => {
    const { text } = await made(letter({ witness: { name: '李娟', role: 'clerk' } }));
    expect(text).toContain('在李娟（书记员）的设备上亲笔签名；李娟核对了承诺人身份，并在场见证。');
  });

  it('leaves room for hand and date where it is to be printed', async () => {
    const { text } = await made(letter({ ink: null, signedAtMs: null, signedAtRecordingMs: null }));
    expect(text).toContain('承诺人（签名）：');
    expect(text).toContain('见证人（签名）：日期：');
    expect(text).not.toContain('签名时间');
    expect(text).not.toContain('录音录像');
  });

  it('shows rare characters of names, and copies them out as they are', async () => {
    const rare = '𠮷䶮㛃𬭎喆堃〇々𫍯𪨶';
    const { text, unshown } = await made(letter({ text: `我是${rare}。`, signer: { name: rare, role: 'agent' } }));
    expect(text).toContain(`我是${rare}。`);
    expect(text).toContain(`承诺人：${rare}（代理人）`);
    expect(unshown).toEqual([]);
  });

  it('copies out two characters that share a glyph as the two that they are', async () => {
    const { text } = await made(letter({ text: '⼀一⼆二' }));
    expect(text).toContain('⼀一⼆二');
  });

  it('never lets a character vanish: what no font has stands in a box and is named', async () => {
    const { text, all, unshown } = await made(letter({ text: '𰻝面，बहुत，👨‍👩‍👧' }));
    expect(unshown).toContain('𰻝');
    expect(unshown).toContain('ब');
    expect(text).toContain('𰻝面');
    expect(all).toContain('没有可用的字形');
    expect(all).toContain('U+30EDD');
    const { all: plain } = await made(letter());
    expect(plain).not.toContain('没有可用的字形');
  });

  it('survives writing from right to left', async () => {
    const { text, unshown } = await made(letter({ text: '甲مرحبا乙שלום丙' }));
    for (const character of [...'甲乙丙', ...unshown]) expect(text).toContain(character);
    expect(unshown).toContain('م');
  });

  it.each(['王', '阿'.repeat(60), 'N'.repeat(60)])('takes the name %s', async (name) => {
    const { text } = await made(letter({ signer: { name, role: 'other_party' }, witness: { name, role: 'clerk' } }));
    expect(text).toContain(`承诺人：${name}（其他当事人）`);
  });

  it('numbers the pages of four thousand characters, and keeps the file small', async () => {
    const text = TEXT.repeat(40).slice(0, 4_000);
    const { text: read, all, bytes, info } = await made(letter({ text, title: '承'.repeat(60) }));
    expect(read).toContain(bare(text));
    const pages = Number(info.match(/Pages:\s+(\d+)/)?.[1]);
    expect(pages).toBeGreaterThan(4);
    for (let page = 1; page <= pages; page += 1) expect(all).toContain(`第${page}页共${pages}页`);
    expect(bytes.byteLength).toBeLessThan(300_000);
  });

  it('never leaves the signature alone on a page', async () => {
    for (const lines of [14, 16, 18, 20, 22]) {
      const { path, info } = await made(letter({ text: Array.from({ length: lines }, () => '自愿承诺。').join('\n') }));
      const last = info.match(/Pages:\s+(\d+)/)?.[1] ?? '1';
      const { stdout } = await run('pdftotext', ['-raw', '-f', last, path, '-']);
      expect(stdout).toContain('自愿承诺。');
      expect(stdout).toContain('承诺人（签名）');
    }
  });

  it('draws the strokes of the hand on their line, as high to wide as they were', async () => {
    const dot: Ink = { height: 0.5, strokes: [[[0.5, 0.2, 0]]] };
    const [signed, unsigned] = [await made(letter()), await made(letter({ ink: dot }))];
    const [a, b] = [await rendered(signed.path), await rendered(unsigned.path)];
    const spots = [...a.pixels.keys()].filter((at) => Math.abs((a.pixels[at] ?? 0) - (b.pixels[at] ?? 0)) > 64);
    expect(spots.length).toBeGreaterThan(200);
    const [xs, ys] = [spots.map((at) => at % a.width), spots.map((at) => Math.floor(at / a.width))];
    const [wide, high] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    expect(Math.min(...xs)).toBeGreaterThan(a.width / 2 - 40);
    expect(Math.max(...xs)).toBeLessThan(525);
    expect(wide / high).toBeGreaterThan(0.85 / 0.4 - 0.4);
    expect(wide / high).toBeLessThan(0.85 / 0.4 + 0.4);
    expect((await run('pdffonts', [signed.path])).stdout).not.toContain(' no ');
  });

  it('refuses a hash that is not of the text', async () => {
    const paper = { ...letter(), text: `${TEXT}。` };
    await expect(makeLetterPdf(paper)).rejects.toMatchObject({ code: 'internal' });
  });

  it('makes many at once, each its own', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `第${index}人`);
    const all = await Promise.all(names.map((name) => made(letter({ signer: { name, role: 'complainant' } }))));
    for (const [index, name] of names.entries()) expect(all[index]?.text).toContain(`承诺人：${name}（`);
  });
});
