// Whether a PDF may be kept as a scan: whole, open, of few pages, and with nothing in it that acts.
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { LETTER_LIMITS } from '../protocol/letter.ts';
import { boundedRun } from './bounded-run.ts';

/** A scan of twenty pages has some hundred kilobytes of structure; parsing more would hold up the server. */
const READING = { memoryBytes: 1_000_000_000, seconds: 20, outputBytes: 8 * 1024 * 1024 };
const SHOWING = { memoryBytes: 1_500_000_000, seconds: 60, outputBytes: 64 * 1024 * 1024 };
/** Long side of a page as it is rendered for the check, pixels. */
const SHOWN_PIXELS = 1_000;

/** Keys and names of ISO 32000 behind which a document does something, or carries something that is not on its pages. */
const ACTIVE = new Set(
  [
    ...['JavaScript', 'JS', 'AA', 'Launch', 'SubmitForm', 'ImportData', 'ResetForm', 'GoToE', 'GoToR', 'Hide'],
    ...['EmbeddedFiles', 'EmbeddedFile', 'FileAttachment', 'AF', 'Collection', 'RichMedia', 'RichMediaExecute', 'XFA'],
    ...['Movie', 'Sound', 'Screen', 'Rendition', '3D', 'SetOCGState', 'GoTo3DView'],
  ].map((name) => `/${name}`),
);

/** What `qpdf --json=2` says; names begin with a slash, strings with u: or b:. */
const Structure = z.object({
  encrypt: z.object({ encrypted: z.boolean() }),
  pages: z.array(z.unknown()),
  qpdf: z.tuple([z.unknown(), z.record(z.string(), z.unknown())]),
});

/** Its number of pages. @throws AppError `scan_not_readable`, `scan_too_many_pages` or `scan_active_content`. */
export async function checkPdf(path: string): Promise<number> {
  await countPages(path);
  const { encrypt, pages, qpdf } = await structureOf(path);
  if (encrypt.encrypted) throw new AppError('scan_not_readable', 'encrypted');
  if (isActive(qpdf[1])) throw new AppError('scan_active_content');
  await render(path);
  return pages.length;
}

/** Before its structure is read: that of five hundred pages would be refused as too long, which helps nobody. */
async function countPages(path: string): Promise<void> {
  const { code, output } = await boundedRun('qpdf', ['--show-npages', path], READING);
  const pages = Number(output.toString('latin1'));
  if (code !== 0 || !Number.isSafeInteger(pages) || pages < 1) throw new AppError('scan_not_readable', 'does not open');
  if (pages > LETTER_LIMITS.scanPages) throw new AppError('scan_too_many_pages', String(pages));
}

async function structureOf(path: string): Promise<z.infer<typeof Structure>> {
  const keys = ['encrypt', 'pages', 'qpdf'].map((key) => `--json-key=${key}`);
  const { code, output } = await boundedRun('qpdf', ['--json=2', '--json-stream-data=none', ...keys, path], READING);
  // 3: it could be read, with repairs. What had to be repaired is not what was scanned.
  if (code !== 0) throw new AppError('scan_not_readable', 'damaged');
  try {
    return Structure.parse(JSON.parse(output.toString('utf8')));
  } catch (cause) {
    throw new AppError('scan_not_readable', 'no structure', { cause });
  }
}

/** Without recursion: how deep a file nests is the file's choice. */
function isActive(objects: Readonly<Record<string, unknown>>): boolean {
  const open: unknown[] = [objects];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && ACTIVE.has(value)) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (ACTIVE.has(key) || (key === '/OpenAction' && !isPlace(inner, objects))) return true;
      open.push(inner);
    }
  }
  return false;
}

/** Many scanners' programs say at which page to open: that is a place, not an act. */
function isPlace(value: unknown, objects: Readonly<Record<string, unknown>>): boolean {
  const target = typeof value === 'string' && / R$/.test(value) ? objects[`obj:${value}`] : value;
  const inner = typeof target === 'object' && target !== null && 'value' in target ? target.value : target;
  if (Array.isArray(inner)) return true;
  return typeof inner === 'object' && inner !== null && '/S' in inner && inner['/S'] === '/GoTo' && !('/Next' in inner);
}

/** Every page, by other code than what read the structure. */
async function render(path: string): Promise<void> {
  const args = ['-scale-to', String(SHOWN_PIXELS), '-gray', path];
  const { code, complaints } = await boundedRun('pdftoppm', args, SHOWING);
  if (code !== 0 || /error/i.test(complaints))
    throw new AppError('scan_not_readable', 'a page cannot be shown', { cause: complaints });
}
