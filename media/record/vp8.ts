// Reads VP8 in RTP: the payload descriptor (RFC 7741, 4.2) and the header of a key frame (RFC 6386, 9.1).

export type Vp8Payload = {
  /** Does a frame begin with this packet? */
  readonly startsFrame: boolean;
  /** The frame's bytes in this packet. */
  readonly data: Uint8Array;
};

/** @returns null when the descriptor is cut off or nothing follows it */
export function parseVp8(payload: Uint8Array): Vp8Payload | null {
  const first = payload[0];
  if (first === undefined) return null;
  let at = 1;
  if ((first & 0x80) !== 0) {
    const extensions = payload[at++] ?? 0;
    // I: a picture id of one or two bytes. L: one byte. T or K: one byte for both.
    if ((extensions & 0x80) !== 0) at += ((payload[at] ?? 0) & 0x80) !== 0 ? 2 : 1;
    if ((extensions & 0x40) !== 0) at++;
    if ((extensions & 0x30) !== 0) at++;
  }
  if (at >= payload.length) return null;
  return { startsFrame: (first & 0x10) !== 0 && (first & 0x07) === 0, data: payload.subarray(at) };
}

export type PictureSize = { readonly width: number; readonly height: number };

/** @returns the picture's size when a key frame begins here, else null */
export function keyFrameSize(frame: Uint8Array): PictureSize | null {
  const [tag = 1, , , a, b, c, w0 = 0, w1 = 0, h0 = 0, h1 = 0] = frame;
  if (frame.length < 10 || (tag & 1) !== 0 || a !== 0x9d || b !== 0x01 || c !== 0x2a) return null;
  // The two highest bits of each are a scaling hint.
  const width = ((w1 << 8) | w0) & 0x3f_ff;
  const height = ((h1 << 8) | h0) & 0x3f_ff;
  return width > 0 && height > 0 ? { width, height } : null;
}
