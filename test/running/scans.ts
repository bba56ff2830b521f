// Scans of paper for the tests: pictures and PDFs, honest and hostile, made on the spot.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';

/** A picture of `size` (640x480); the ending of `path` says of which kind. `source` is one of ffmpeg's. */
export async function drawPicture(path: string, size: string, source = 'testsrc2'): Promise<string> {
  const colour = source === 'color' ? 'color=white:size=' : `${source}=size=`;
  await run(FFMPEG, ['-v', 'error', '-y', '-f', 'lavfi', '-i', `${colour}${size}`, '-frames:v', '1', path]);
  return path;
}

/** A PNG whose head lies about its size: it asks for far more memory than it has bytes. */
export async function withLyingSize(path: string, width: number, height: number): Promise<Buffer> {
  const bytes = await readFile(path);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

type Wishes = {
  readonly pages?: number;
  readonly catalog?: string;
  readonly page?: string;
  readonly more?: readonly string[];
};

/** A PDF written by hand. `catalog` and `page` go into those dictionaries; `more` are objects, numbered from 4. */
export function writePdf({ pages = 1, catalog = '', page = '', more = [] }: Wishes = {}): Buffer {
  const first = 4 + more.length;
  const kids = Array.from({ length: pages }, (_, index) => `${first + index} 0 R`).join(' ');
  const drawing = '0.5 g 100 100 200 300 re f';
  // A key that stands twice is a fault of its own.
  const size = page.includes('/MediaBox') ? '' : '/MediaBox [0 0 595 842]';
  const content = page.includes('/Contents') ? '' : '/Contents 3 0 R';
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    ...more,
    ...Array.from(
      { length: pages },
      () => `<< /Type /Page /Parent 2 0 R /Resources << >> ${size} ${content} ${page} >>`,
    ),
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  text += `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
