// Datagrams that are not what a media port waits for, the same ones for the same seed.

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);
const LONGEST = 1_500;

/** First bytes by which a port tells its protocols apart (RFC 7983), and what else the packet begins with. */
const BEGINNINGS: readonly ((random: () => number) => Buffer)[] = [
  // Anything.
  () => Buffer.alloc(0),
  // STUN (RFC 8489): binding requests, answers and nonsense, with the cookie.
  (random) => {
    const head = Buffer.from([0x00, below(random, 4), 0, 0, 0x21, 0x12, 0xa4, 0x42]);
    head.writeUInt16BE(below(random, LONGEST), 2);
    return head;
  },
  // DTLS records (RFC 6347): handshake, alert, data, of any length.
  (random) => Buffer.from([20 + below(random, 6), 0xfe, 0xfd, 0, below(random, 2)]),
  // RTCP (RFC 3550, 6): reports, goodbyes, feedback, with lengths that are not theirs.
  (random) => Buffer.from([0x80 | below(random, 64), 200 + below(random, 8), below(random, 256), below(random, 256)]),
  // RTP with any header: contributing sources, extensions and padding that are not there.
  (random) => Buffer.from([0x80 | below(random, 64), below(random, 256)]),
  // RTP of streams that others send.
  (random) => {
    const head = Buffer.from([0x80 | below(random, 64), 100 + below(random, 2), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(below(random, 2) * 10_000 + 1_000 + below(random, 16), 8);
    return head;
  },
];

/** From 0 to 1,500 bytes. */
export function junkDatagram(random: () => number): Buffer {
  const beginning = BEGINNINGS[below(random, BEGINNINGS.length)]?.(random) ?? Buffer.alloc(0);
  const length = random() < 0.02 ? [0, 1, 12, LONGEST][below(random, 4)] : below(random, LONGEST + 1);
  const rest = Buffer.allocUnsafe(Math.max(0, (length ?? 0) - beginning.length));
  // Four bytes a draw: a million datagrams are to be made in reasonable time.
  for (let at = 0; at + 4 <= rest.length; at += 4) rest.writeUInt32BE(below(random, 2 ** 32), at);
  return Buffer.concat([beginning, rest]).subarray(0, length);
}
