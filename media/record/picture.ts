// From a camera's packets to what is written: one layer's pictures in order, the next layer's from its key frame on.
import { type Assembler, Vp8Assembler } from './assembler.ts';
import type { Arrived, Frame, Intake, OnFrame } from './frame.ts';
import { H264Assembler } from './h264-assembler.ts';
import { KeyFrameNeed } from './keyframes.ts';
import { LayerChoice } from './layers.ts';
import { ReorderWindow } from './reorder.ts';
import type { RtpPacket } from './rtp.ts';

/** A retransmission would have come by now: a key frame is asked for while the packet is still waited for. */
const LATE_MS = 250;

/** A layer that is looked into: the one being written, and the one to be changed to. */
type Line = {
  readonly layer: number;
  readonly order: ReorderWindow<Arrived<RtpPacket>>;
  readonly frames: Assembler;
  /** The sender's numbering began anew, and with it its timestamps. */
  renumbered: boolean;
};

const ASSEMBLERS = { vp8: Vp8Assembler, h264: H264Assembler } as const;

export class Picture implements Intake {
  readonly #codec: keyof typeof ASSEMBLERS;
  readonly #layers: readonly number[];
  readonly #onFrame: OnFrame;
  readonly #askKeyFrame: () => void;
  readonly #choice: LayerChoice;
  readonly #need: KeyFrameNeed;
  #written: Line | null = null;
  #wanted: Line | null = null;
  /** The next segment waits for a key frame: one that is due by its length, or one after a failed file. */
  #keyIsDue = false;

  /** @param layers SSRCs, lowest first */
  constructor(
    codec: keyof typeof ASSEMBLERS,
    layers: readonly number[],
    onFrame: OnFrame,
    askKeyFrame: () => void,
    nowMs: number,
  ) {
    this.#codec = codec;
    this.#layers = layers;
    this.#onFrame = onFrame;
    this.#askKeyFrame = askKeyFrame;
    this.#choice = new LayerChoice(layers.length);
    this.#need = new KeyFrameNeed(nowMs);
  }

  keyIsDue(): void {
    this.#keyIsDue = true;
  }

  packet(packet: RtpPacket, nowMs: number): void {
    const layer = this.#layers.indexOf(packet.ssrc);
    // What only probes the line has no payload, but a sequence number.
    if (packet.payload.length > 0) this.#choice.arrived(layer, nowMs);
    if (this.#written === null && this.#wanted === null) this.#choose(nowMs);
    const item = { packet, arrivalMs: nowMs };
    if (this.#written?.layer === layer) this.#written.order.push(packet.sequence, item, nowMs);
    else if (this.#wanted?.layer === layer) this.#wanted.order.push(packet.sequence, item, nowMs);
  }

  tick(nowMs: number): void {
    this.#written?.order.expire(nowMs);
    this.#wanted?.order.expire(nowMs);
    this.#choose(nowMs);
    const broken = this.#written?.frames.waitsForKey === true || (this.#written?.order.waitedMs(nowMs) ?? 0) > LATE_MS;
    const waiting = this.#keyIsDue || this.#wanted !== null || broken;
    if (this.#need.ask(waiting, nowMs)) this.#askKeyFrame();
  }

  flush(): void {
    this.#written?.order.flush();
  }

  #choose(nowMs: number): void {
    const layer = this.#choice.wanted(this.#written?.layer ?? null, nowMs);
    if (layer === null || layer === this.#written?.layer) this.#wanted = null;
    else if (layer !== this.#wanted?.layer) this.#wanted = this.#lineOf(layer);
  }

  #lineOf(layer: number): Line {
    const frames = new ASSEMBLERS[this.#codec]((frame) => this.#frame(line, frame));
    const order = new ReorderWindow<Arrived<RtpPacket>>({
      packet: (item) => {
        if (item.packet.payload.length > 0) frames.push(item);
      },
      gap: (lost) => {
        frames.break();
        if (lost === null) line.renumbered = true;
      },
    });
    const line: Line = { layer, order, frames, renumbered: false };
    return line;
  }

  #frame(line: Line, frame: Frame): void {
    if (frame.key) {
      this.#need.got(frame.arrivalMs);
      this.#keyIsDue = false;
    }
    // The assembler lets no picture out before a key frame: the first of a wanted layer is one, and the change happens on it.
    const changes = line === this.#wanted;
    if (changes) {
      this.#written = line;
      this.#wanted = null;
    }
    if (line !== this.#written) return;
    this.#onFrame(frame, changes || line.renumbered);
    line.renumbered = false;
  }
}
