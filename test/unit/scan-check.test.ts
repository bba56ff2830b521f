// Scans before they are kept: what is taken, and every way in which one is refused.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkScan } from '../../server/papers/scan-check.ts';
import { LETTER_LIMITS } from '../../server/protocol/letter.ts';
import { drawPicture, FFMPEG, withLyingSize, writePdf } from '../running/scans.ts';

const run = promisify(execFile);
const HTML = Buffer.from('<html><script>alert(1)</script></html>');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const check = (path: string) => checkScan(path, { ffmpeg: FFMPEG });
async function checked(bytes: Uint8Array, name = 'scan.bin') {
  await writeFile(at(name), bytes);
  return check(at(name));
}
const refused = (code: string) => expect.objectContaining({ code });

describe('scans that are taken', { timeout: 120_000 }, () => {
  it.each([
    ['jpg', 'image/jpeg'],
    ['png', 'image/png'],
  ])('a picture as %s, whatever its name says, and not one byte of it is changed', async (ending, mediaType) => {
    const bytes = await readFile(await drawPicture(at(`a.${ending}`), '1240x1754'));
    expect(await checked(bytes, 'malware.exe')).toEqual({ mediaType, pages: 1, bytes: bytes.byteLength });
    const after = await readFile(at('malware.exe'));
    expect(createHash('sha256').update(after).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it.each([1, LETTER_LIMITS.scanPages - 1, LETTER_LIMITS.scanPages])('a PDF of %i pages', async (pages) => {
    const bytes = writePdf({ pages });
    expect(await checked(bytes)).toEqual({ mediaType: 'application/pdf', pages, bytes: bytes.byteLength });
  });

  it('a PDF that says at which page to open', async () => {
    expect(await checked(writePdf({ catalog: '/OpenAction [4 0 R /Fit]' }))).toMatchObject({ pages: 1 });
    const there = { catalog: '/OpenAction 4 0 R', more: ['<< /S /GoTo /D [5 0 R /Fit] >>'] };
    expect(await checked(writePdf(there))).toMatchObject({ pages: 1 });
  });

  it.each([-1, 0])('a picture at the limit of its sides, %i', async (more) => {
    const side = LETTER_LIMITS.scanSidePixels + more;
    await drawPicture(at('side.png'), `${side}x16`, 'color');
    expect(await check(at('side.png'))).toMatchObject({ mediaType: 'image/png' });
  });

  it.each(['png', 'jpg'])('a %s at the limit of its area', async (ending) => {
    await drawPicture(at(`area.${ending}`), `${LETTER_LIMITS.scanPixels / 6_000}x6000`, 'color');
    expect(await check(at(`area.${ending}`))).toMatchObject({ pages: 1 });
  });

  it('a picture with something behind its end, which stays what it is: a picture', async () => {
    const bytes = Buffer.concat([await readFile(await drawPicture(at('b.jpg'), '320x240')), HTML]);
    expect(await checked(bytes, 'page.html')).toMatchObject({ mediaType: 'image/jpeg' });
  });
});

describe('scans that are refused', { timeout: 240_000 }, () => {
  it.each(['', 'GIF89a', '<html>', '\u0000\u0000\u0000\u0018ftypheic', ' %PDF-1.7'])(
    'what begins with %j',
    async (head) => {
      await expect(checked(Buffer.concat([Buffer.from(head), HTML]))).rejects.toEqual(refused('scan_kind'));
    },
  );

  it.each([
    ['a script that runs on opening', { catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }],
    ['the same, written in a roundabout way', { catalog: '/Open#41ction << /S /Java#53cript /J#53 (app.alert(1)) >>' }],
    ['the same, one object further', { catalog: '/OpenAction 4 0 R', more: ['<< /S /JavaScript /JS (1) >>'] }],
    [
      'a script behind the page to open',
      { catalog: '/OpenAction << /S /GoTo /D [5 0 R /Fit] /Next 4 0 R >>', more: ['<< >>'] },
    ],
    ['named scripts', { catalog: '/Names << /JavaScript << /Names [] >> >>' }],
    ['a program to start', { page: '/Annots [<< /Subtype /Link /A << /S /Launch /F (x.exe) >> >>]' }],
    ['something to do on a page', { page: '/AA << /O << /S /URI /URI (x) >> >>' }],
    ['files inside', { catalog: '/Names << /EmbeddedFiles << /Names [] >> >>' }],
    ['rich media', { page: '/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]' }],
    ['a form of its own kind', { catalog: '/AcroForm << /Fields [] /XFA (x) >>' }],
    ['an address that fields are sent to', { more: ['<< /S /SubmitForm /F (x) >>'], page: '/Annots [<< /A 4 0 R >>]' }],
  ])('a PDF with %s', async (_, wishes) => {
    await expect(checked(writePdf(wishes))).rejects.toEqual(refused('scan_active_content'));
  });

  it('what acts, hidden in compressed objects', async () => {
    await writeFile(at('open.pdf'), writePdf({ catalog: '/OpenAction << /S /JavaScript /JS (1) >>' }));
    await run('qpdf', ['--object-streams=generate', at('open.pdf'), at('hidden.pdf')]);
    expect((await readFile(at('hidden.pdf'))).includes('JavaScript')).toBe(false);
    await expect(check(at('hidden.pdf'))).rejects.toEqual(refused('scan_active_content'));
  });

  it.each([
    ['', ''],
    ['', 'owner'],
    ['user', 'owner'],
  ])('a PDF under passwords (%j, %j)', async (user, owner) => {
    await writeFile(at('open.pdf'), writePdf());
    await run('qpdf', ['--encrypt', user, owner, '256', '--allow-insecure', '--', at('open.pdf'), at('locked.pdf')]);
    await expect(check(at('locked.pdf'))).rejects.toEqual(refused('scan_not_readable'));
  });

  it.each([LETTER_LIMITS.scanPages + 1, 500, 20_000])('a PDF of %i pages', async (pages) => {
    await expect(checked(writePdf({ pages }))).rejects.toEqual(refused('scan_too_many_pages'));
  });

  it('a PDF without a page, and one whose page cannot be drawn', async () => {
    await expect(checked(writePdf({ pages: 0 }))).rejects.toEqual(refused('scan_not_readable'));
    const broken = '<< /Length 5 /Filter /FlateDecode >>\nstream\nabcde\nendstream';
    const page = '/Contents 4 0 R';
    await expect(checked(writePdf({ page, more: [broken] }))).rejects.toEqual(refused('scan_not_readable'));
  });

  it('a PDF whose page is as large as a town is drawn small', async () => {
    expect(await checked(writePdf({ page: '/MediaBox [0 0 99999999 99999999]' }))).toMatchObject({ pages: 1 });
  });

  it('a picture beyond its limits, before it is decoded', async () => {
    await drawPicture(at('small.png'), '64x64');
    for (const [width, height] of [
      [LETTER_LIMITS.scanSidePixels + 1, 16],
      [16, LETTER_LIMITS.scanSidePixels + 1],
      [LETTER_LIMITS.scanPixels / 6_000, 6_001],
      [30_000, 30_000],
      [0xffff_ffff, 0xffff_ffff],
    ] as const) {
      await expect(checked(await withLyingSize(at('small.png'), width, height))).rejects.toEqual(
        refused('scan_too_large'),
      );
    }
    // ffmpeg draws even widths only.
    await drawPicture(at('wide.jpg'), `${LETTER_LIMITS.scanSidePixels + 2}x16`, 'color');
    await expect(check(at('wide.jpg'))).rejects.toEqual(refused('scan_too_large'));
  });

  it('a picture without a size', async () => {
    await drawPicture(at('small.png'), '64x64');
    await expect(checked(await withLyingSize(at('small.png'), 0, 64))).rejects.toEqual(refused('scan_not_readable'));
  });

  it('one byte more than the limit, and takes the limit', async () => {
    const path = await drawPicture(at('heavy.jpg'), '320x240');
    for (const bytes of [LETTER_LIMITS.scanBytes - 1, LETTER_LIMITS.scanBytes]) {
      await truncate(path, bytes);
      expect(await check(path)).toMatchObject({ bytes });
    }
    await truncate(path, LETTER_LIMITS.scanBytes + 1);
    await expect(check(path)).rejects.toEqual(refused('scan_too_large'));
  });

  it.each(['pdf', 'jpg', 'png'])('a %s that was cut off, wherever', async (ending) => {
    const whole =
      ending === 'pdf' ? writePdf({ pages: 3 }) : await readFile(await drawPicture(at(`whole.${ending}`), '400x300'));
    const last = ending === 'pdf' ? 40 : 1;
    const lengths = Array.from({ length: 29 }, (_, index) => Math.floor((whole.byteLength * (index + 1)) / 30));
    for (const length of [...lengths, whole.byteLength - last]) {
      const code = expect.stringMatching(/^scan_(not_readable|kind)$/);
      await expect(checked(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ code });
    }
  });

  it('bytes turned over anywhere are refused by name or harmless, and end nothing', async () => {
    const pdf = writePdf({ pages: 2 });
    const png = await readFile(await drawPicture(at('fuzz.png'), '64x64'));
    for (const whole of [pdf, png]) {
      for (let step = 1; step <= 25; step += 1) {
        const bytes = Buffer.from(whole);
        const place = Math.floor((bytes.byteLength * step) / 26);
        bytes[place] = (bytes[place] ?? 0) ^ 0xff;
        const outcome = await checked(bytes).then(
          () => 'taken',
          (error: { code?: string }) => error.code,
        );
        expect(outcome).toMatch(/^(taken|scan_(not_readable|kind|too_large|too_many_pages|active_content))$/);
      }
    }
  });
});
