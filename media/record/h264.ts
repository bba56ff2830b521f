// Reads H.264 in RTP (RFC 6184, packetization modes 0 and 1): single units, aggregates (STAP-A) and fragments (FU-A).

/** A NAL unit with its header, or a piece of one. */
export type H264Piece = {
  /** `whole`: one unit. Of fragments: `first` has the unit's header before its bytes, the others have bytes only. */
  readonly is: 'whole' | 'first' | 'middle' | 'last';
  readonly data: Uint8Array;
};

export const NAL = { slice: 1, idr: 5, sps: 7, pps: 8, delimiter: 9 } as const;
const HIGHEST_SINGLE = 23;
const STAP_A = 24;
const FU_A = 28;

/** Lowest five bits of a unit's first byte (H.264, 7.3.1). */
export const nalType = (unit: Uint8Array): number => (unit[0] ?? 0) & 0x1f;

/** Does a picture begin with this slice? `first_mb_in_slice`, the header's first number, is 0 then, which is a single 1 bit. */
export const startsPicture = (slice: Uint8Array): boolean => ((slice[1] ?? 0) & 0x80) !== 0;

/** @returns null for what is cut off, empty, damaged (F bit), or of the modes that are not agreed on */
export function parseH264(payload: Uint8Array): H264Piece[] | null {
  const first = payload[0] ?? 0x80;
  if ((first & 0x80) !== 0 || payload.length < 2) return null;
  const type = first & 0x1f;
  if (type >= 1 && type <= HIGHEST_SINGLE) return [{ is: 'whole', data: payload }];
  if (type === STAP_A) return unitsOf(payload);
  if (type === FU_A) return fragment(payload, first);
  return null;
}

function unitsOf(payload: Uint8Array): H264Piece[] | null {
  const units: H264Piece[] = [];
  for (let at = 1; at < payload.length; ) {
    const size = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const end = at + 2 + size;
    if (size === 0 || end > payload.length) return null;
    const data = payload.subarray(at + 2, end);
    if (nalType(data) > HIGHEST_SINGLE || nalType(data) === 0) return null;
    units.push({ is: 'whole', data });
    at = end;
  }
  return units.length === 0 ? null : units;
}

function fragment(payload: Uint8Array, indicator: number): H264Piece[] | null {
  const header = payload[1] ?? 0;
  const [start, end] = [(header & 0x80) !== 0, (header & 0x40) !== 0];
  const type = header & 0x1f;
  if (payload.length < 3 || (start && end) || type === 0 || type > HIGHEST_SINGLE) return null;
  if (!start) return [{ is: end ? 'last' : 'middle', data: payload.subarray(2) }];
  // The unit's own header was taken apart into the two bytes before.
  const data = Uint8Array.from(payload.subarray(1));
  data[0] = (indicator & 0xe0) | type;
  return [{ is: 'first', data }];
}
