// The journal's file format, version 1: length-prefixed records, chained by SHA-256, that another program can be written for from this page.
//
// All integers are big-endian. A file is records one after the other, the head first:
//   u32 length of what follows | u8 kind | body
// kind 1 head    JSON: what recording this is, which part of its journal, and the last seal of the part before
// kind 2 stream  u16 stream | u48 at | JSON: whose track flows from now on, in which codec, and the SSRCs that carry it. Before its first packet; holds until the number is given again
// kind 3 packet  u16 stream | u48 at | an RTP packet as it arrived (RFC 3550)
// kind 4 report  u16 stream | u48 at | u32 SSRC | u64 NTP time | u32 RTP time, of an RTCP sender report (RFC 3550, 6.4.1)
// kind 5 event   u48 at | JSON
// kind 6 seal    u48 at | SHA-256 of: the seal before (of the head's `previous`, else 32 zero bytes), then every byte since it
// `at` is in microseconds on the recording's clock. A reader passes over kinds, events and JSON members that it does not know.
import { z } from 'zod';

export const JOURNAL_VERSION = 1;
export const KIND = { head: 1, stream: 2, packet: 3, report: 4, event: 5, seal: 6 } as const;
export const SEAL_BYTES = 32;
/** Nothing that is written is longer: a longer length is damage, not a record. */
export const MAX_RECORD_BYTES = 70_000;
/** Length and kind. */
export const PREFIX_BYTES = 5;
const AT_BYTES = 6;
const AT_MAX = 2 ** 48 - 1;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const JournalHead = z.object({
  format: z.literal('open-hearing journal'),
  version: z.int().min(1),
  recordingId: z.uuid(),
  roomId: z.uuid(),
  /** UTC time of 0 on the recording's clock. */
  zeroAtMs: z.number(),
  /** From 0; a recording's journal goes on in another part when one is full, and after a restart. */
  part: z.int().min(0),
  /** On the recording's clock: when this part was begun. */
  atMs: z.number(),
  /** The part before was full. False: a recorder began, for the first time or again. */
  continues: z.boolean(),
  /** The last seal of the part before; null for the first. */
  previous: Sha256.nullable(),
});
export type JournalHead = z.infer<typeof JournalHead>;

export const JournalStream = z.object({
  trackId: z.uuid(),
  ownerId: z.uuid(),
  source: z.enum(['microphone', 'camera']),
  /** Where it is missing, a microphone's is Opus and a camera's VP8. */
  codec: z.enum(['opus', 'vp8', 'h264']).optional(),
  /** Lowest simulcast layer first. */
  layers: z.array(z.int().min(0).max(0xff_ff_ff_ff)),
});
export type JournalStream = z.infer<typeof JournalStream>;

export const JournalEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('trackStopped'), stream: z.int() }),
  z.object({ event: z.literal('paused') }),
  z.object({ event: z.literal('resumed') }),
  z.object({ event: z.literal('keyFrameAsked'), stream: z.int() }),
  z.object({
    event: z.literal('writeFailed'),
    trackId: z.uuid(),
    message: z.string().max(500),
    /** The track flows and has no stream here: not yet, and it will be tried again; or it never got one and stopped. */
    taken: z.enum(['not_yet', 'never']).optional(),
  }),
  z.object({ event: z.literal('closed') }),
]);
export type JournalEvent = z.infer<typeof JournalEvent>;

export const journalName = (part: number): string => `journal-${String(part).padStart(4, '0')}.ohj`;
/** @returns the part, null for what is no journal's name */
export const partOf = (name: string): number | null => {
  const [, digits] = /^journal-(\d{4,})\.ohj$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
};

/** @param atMs on the recording's clock; what lies before its zero counts as zero */
export function writeAt(target: Buffer, offset: number, atMs: number): number {
  target.writeUIntBE(Math.min(AT_MAX, Math.max(0, Math.round(atMs * 1_000))), offset, AT_BYTES);
  return offset + AT_BYTES;
}

export const readAt = (source: Buffer, offset: number): number => source.readUIntBE(offset, AT_BYTES) / 1_000;

export const LAYOUT = {
  /** Of a stream's, a packet's and a report's body, before the rest. */
  streamAt: 2 + AT_BYTES,
  at: AT_BYTES,
  report: 2 + AT_BYTES + 16,
} as const;
