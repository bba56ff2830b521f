// Looks at the scan of a signed paper before it is kept: what it is by its bytes, whether it opens, and whether it only shows and does nothing.
import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { LETTER_LIMITS } from '../protocol/letter.ts';
import { boundedRun } from './bounded-run.ts';
import { pictureSize } from './picture-size.ts';
import { checkPdf } from './scan-pdf.ts';

export type Scan = {
  readonly mediaType: 'application/pdf' | 'image/jpeg' | 'image/png';
  readonly pages: number;
  readonly bytes: number;
};

/** At most 60 million points of four bytes, once as decoded and once as handed on, and the program itself. */
const BOUNDS = { memoryBytes: 1_500_000_000, seconds: 30, outputBytes: 1_000_000 };

/** The decoder counts rows and columns rounded up to its blocks. */
const DECODED_PIXELS = LETTER_LIMITS.scanPixels + 128 * LETTER_LIMITS.scanSidePixels;

const BEGINS: readonly (readonly [Scan['mediaType'], Buffer])[] = [
  ['application/pdf', Buffer.from('%PDF-')],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
];

/**
 * The file is read, never written. Its name means nothing.
 * @throws AppError `scan_kind`, `scan_too_large`, `scan_too_many_pages`, `scan_active_content` or `scan_not_readable`.
 */
export async function checkScan(path: string, { ffmpeg }: { readonly ffmpeg: string }): Promise<Scan> {
  const file = await open(path, 'r');
  try {
    const { size: bytes } = await file.stat();
    if (bytes > LETTER_LIMITS.scanBytes) throw new AppError('scan_too_large', `${bytes} bytes`);
    const head = Buffer.alloc(8);
    await file.read(head, 0, head.length, 0);
    const mediaType = BEGINS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))?.[0];
    if (mediaType === undefined) throw new AppError('scan_kind');
    if (mediaType === 'application/pdf') return { mediaType, pages: await checkPdf(path), bytes };
    const size = await pictureSize(file, mediaType);
    if (size === null) throw new AppError('scan_not_readable', 'no size, or cut off');
    checkSides(size);
    await decode(path, mediaType, ffmpeg);
    return { mediaType, pages: 1, bytes };
  } finally {
    await file.close();
  }
}

function checkSides({ width, height }: { readonly width: number; readonly height: number }): void {
  const { scanSidePixels, scanPixels } = LETTER_LIMITS;
  if (width > scanSidePixels || height > scanSidePixels || width * height > scanPixels)
    throw new AppError('scan_too_large', `${width} x ${height} pixels`);
}

/** Every row, to nowhere. The reader is named, so that no file can choose another; so is the one protocol it may use. */
async function decode(path: string, mediaType: 'image/jpeg' | 'image/png', ffmpeg: string): Promise<void> {
  const reader = mediaType === 'image/png' ? 'png_pipe' : 'jpeg_pipe';
  const decoder = mediaType === 'image/png' ? 'png' : 'mjpeg';
  const { code, complaints } = await boundedRun(
    ffmpeg,
    [
      ...['-v', 'error', '-nostdin', '-xerror', '-threads', '1', '-err_detect', 'crccheck+bitstream+buffer+explode'],
      ...['-max_pixels', String(DECODED_PIXELS), '-protocol_whitelist', 'file', '-f', reader, '-c:v', decoder],
      ...['-i', `file:${path}`, '-frames:v', '1', '-f', 'null', '-'],
    ],
    BOUNDS,
  );
  if (code !== 0 || complaints !== '')
    throw new AppError('scan_not_readable', 'the picture does not decode', { cause: complaints });
}
