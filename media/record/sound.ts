// From a microphone's packets to what is written: in order, one packet of Opus after the other.
import type { Arrived, Intake, OnFrame } from './frame.ts';
import { opusPacketMs } from './opus.ts';
import { ReorderWindow } from './reorder.ts';
import type { RtpPacket } from './rtp.ts';

export class Sound implements Intake {
  readonly #order: ReorderWindow<Arrived<RtpPacket>>;

  constructor(onFrame: OnFrame) {
    let cut = false;
    this.#order = new ReorderWindow<Arrived<RtpPacket>>({
      packet: ({ packet, arrivalMs }) => {
        const { ssrc, timestamp, payload } = packet;
        const durationMs = opusPacketMs(payload);
        if (durationMs === 0) return;
        onFrame({ ssrc, timestamp, arrivalMs, data: [payload], packets: 1, key: true, size: null, durationMs }, cut);
        cut = false;
      },
      gap: (lost) => {
        // A numbering that began anew has begun its timestamps anew, too.
        if (lost === null) cut = true;
      },
    });
  }

  packet(packet: RtpPacket, nowMs: number): void {
    this.#order.push(packet.sequence, { packet, arrivalMs: nowMs }, nowMs);
  }

  tick(nowMs: number): void {
    this.#order.expire(nowMs);
  }

  flush(): void {
    this.#order.flush();
  }
  /** Every packet of sound is one. */
  keyIsDue(): void {}
}
