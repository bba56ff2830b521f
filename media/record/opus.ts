// What must be known of Opus packets to keep them in a file: how long each sounds (RFC 6716, 3.1), and the header (RFC 7845, 5.1).

/** Milliseconds of one frame by configuration number. */
const FRAME_MS = [
  ...[10, 20, 40, 60, 10, 20, 40, 60, 10, 20, 40, 60],
  ...[10, 20, 10, 20],
  ...[2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20],
];

/** @returns 0 for an empty packet, else at most 120 */
export function opusPacketMs(packet: Uint8Array): number {
  const [toc, second = 0] = packet;
  if (toc === undefined) return 0;
  const code = toc & 0x03;
  const frames = code === 0 ? 1 : code === 3 ? second & 0x3f : 2;
  return Math.min(120, frames * (FRAME_MS[toc >> 3] ?? 20));
}

/** OpusHead, stereo at 48 kHz. Pre-skip is 0: in a stream that was tapped while it ran, the first sample counts. */
export const OPUS_HEAD: Uint8Array = Uint8Array.from([
  ...new TextEncoder().encode('OpusHead'),
  ...[1, 2, 0, 0],
  ...[0x80, 0xbb, 0, 0],
  ...[0, 0, 0],
]);
