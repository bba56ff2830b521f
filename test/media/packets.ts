// Encoded frames as RTP packets, written by rtp.js, which shares no code with what reads them.
import { packets } from 'rtp.js';
import type { Known } from './known.ts';
import type { KnownFrame } from './webm-frames.ts';

export type Stream = {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
};
export type Sent = {
  readonly atMs: number;
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly key: boolean;
};

const MTU = 1_100;

export function rtpPacket(
  stream: Stream,
  sequence: number,
  timestamp: number,
  marker: boolean,
  payload: Uint8Array,
): Uint8Array {
  const packet = new packets.RtpPacket();
  packet.setPayloadType(stream.payloadType);
  packet.setSsrc(stream.ssrc);
  packet.setSequenceNumber(sequence & 0xff_ff);
  packet.setTimestamp(timestamp >>> 0);
  packet.setMarker(marker);
  packet.setPayload(new DataView(payload.buffer, payload.byteOffset, payload.byteLength));
  packet.serialize();
  const view = packet.getView();
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}

/** All packets of a stream with the time at which each is to be sent. */
export function packetsOf({ source, frames }: Known, stream: Stream): Sent[] {
  const ticks = source === 'microphone' ? 48 : 90;
  let sequence = stream.firstSequence;
  return frames.flatMap((frame) => {
    const payloads = source === 'microphone' ? [frame.data] : vp8Payloads(frame);
    return payloads.map((payload, index) => {
      const last = index === payloads.length - 1;
      const timestamp = stream.firstTimestamp + Math.round(frame.timeMs * ticks);
      const number = sequence++ & 0xff_ff;
      return {
        atMs: frame.timeMs,
        sequence: number,
        key: frame.key,
        bytes: rtpPacket(stream, number, timestamp, last, payload),
      };
    });
  });
}

/** With a picture id of two bytes, as browsers write it (RFC 7741, 4.2). */
export function vp8Payloads({ data, timeMs }: KnownFrame): Uint8Array[] {
  const id = Math.round(timeMs / 40) & 0x7f_ff;
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += MTU) {
    const head = [at === 0 ? 0x90 : 0x80, 0x80, 0x80 | (id >> 8), id & 0xff];
    payloads.push(Uint8Array.from([...head, ...data.subarray(at, at + MTU)]));
  }
  return payloads;
}

export const SOUND_LEVEL_ID = 1;

/** The same packet, saying how loud it sounds (RFC 6464). @param db of full scale, 0 to -127 */
export function withSoundLevel(packet: Uint8Array, db: number): Uint8Array {
  const head = Buffer.from(packet.subarray(0, 12));
  head.writeUInt8(head.readUInt8(0) | 0x10, 0);
  const extension = [0xbe, 0xde, 0, 1, SOUND_LEVEL_ID << 4, 0x80 | -db, 0, 0];
  return Uint8Array.from([...head, ...extension, ...packet.subarray(12)]);
}
