// Reads an RTP packet (RFC 3550, 5.1): header, contributing sources, header extension, padding.

export type RtpPacket = {
  readonly marker: boolean;
  readonly payloadType: number;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits, in ticks of the codec's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** A view into the packet. Empty in packets that only probe the line. */
  readonly payload: Uint8Array;
};

const HEADER_BYTES = 12;

/**
 * How loud its sender says that a packet sounds (RFC 6464), in dB of full scale, 0 to -127.
 * @param id of the header extension, in its one-byte form (RFC 8285, 4.2) @returns null when the packet does not say it
 */
export function soundLevelOf(packet: Uint8Array, id: number): number | null {
  const first = packet[0] ?? 0;
  const head = HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) === 0 || packet[head] !== 0xbe || packet[head + 1] !== 0xde) return null;
  const end = Math.min(packet.length, head + 4 + 4 * (((packet[head + 2] ?? 0) << 8) | (packet[head + 3] ?? 0)));
  for (let at = head + 4; at < end; ) {
    const byte = packet[at] ?? 0;
    // A zero is padding between elements; 15 ends them.
    if (byte >> 4 === 15) return null;
    if (byte >> 4 === id && at + 1 < end) return -((packet[at + 1] ?? 0) & 0x7f);
    at += byte === 0 ? 1 : 2 + (byte & 0x0f);
  }
  return null;
}

/** @returns null for what is no RTP packet of version 2, or is shorter than its own header says */
export function parseRtp(packet: Uint8Array): RtpPacket | null {
  if (packet.length < HEADER_BYTES) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return null;
  let start = HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (start + 4 > packet.length) return null;
    start += 4 + 4 * view.getUint16(start + 2);
  }
  const padding = (first & 0x20) !== 0 ? view.getUint8(packet.length - 1) : 0;
  const end = packet.length - padding;
  if (start > end || ((first & 0x20) !== 0 && padding === 0)) return null;
  const second = view.getUint8(1);
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: packet.subarray(start, end),
  };
}
