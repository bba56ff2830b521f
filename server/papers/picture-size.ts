// Width and height of a JPEG or PNG from its head, before anything decodes it, and whether a JPEG was cut off.
import type { FileHandle } from 'node:fs/promises';

export type PictureSize = { readonly width: number; readonly height: number };

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** More segments than this before the picture begins, and it is no photograph. */
const SEGMENTS_AT_MOST = 2_000;

/** Null where the head does not say, or where the file was cut off. */
export async function pictureSize(
  file: FileHandle,
  mediaType: 'image/jpeg' | 'image/png',
): Promise<PictureSize | null> {
  const size = mediaType === 'image/png' ? await pngSize(file) : await jpegSize(file);
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : null;
}

/** The first chunk must be IHDR (PNG, 5.6). */
async function pngSize(file: FileHandle): Promise<PictureSize | null> {
  const head = await bytesAt(file, 8, 16);
  if (head === null || head.toString('latin1', 4, 8) !== 'IHDR') return null;
  return { width: head.readUInt32BE(8), height: head.readUInt32BE(12) };
}

/** C0 to CF begin a frame, except the tables among them (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Of the first frame, in a file that has an end. */
async function jpegSize(file: FileHandle): Promise<PictureSize | null> {
  let size: PictureSize | null = null;
  let position = 2;
  for (let segment = 0; segment < SEGMENTS_AT_MOST; segment += 1) {
    const head = await bytesAt(file, position, 4);
    if (head === null || head[0] !== 0xff) return null;
    const marker = head[1] ?? 0;
    // Fill bytes may stand before a marker.
    const length = marker === 0xff ? 1 : 2 + head.readUInt16BE(2);
    if (isFrame(marker)) {
      const frame = await bytesAt(file, position + 5, 4);
      if (frame === null) return null;
      size ??= { height: frame.readUInt16BE(0), width: frame.readUInt16BE(2) };
    }
    position += length;
    if (marker === START_OF_SCAN) return (await hasEnd(file, position)) ? size : null;
  }
  return null;
}

/** Within a picture's data FF is never followed by D9: a decoder forgives that the end is missing, and with it some last rows. */
async function hasEnd(file: FileHandle, from: number): Promise<boolean> {
  let before = 0;
  for await (const chunk of file.createReadStream({ start: from, autoClose: false })) {
    const bytes: Buffer = chunk;
    if ((before === 0xff && bytes[0] === 0xd9) || bytes.includes(END_OF_IMAGE)) return true;
    before = bytes.at(-1) ?? 0;
  }
  return false;
}
