// What goes into a segment: one encoded picture, or one packet of sound, with the times it is known by.
import type { RtpPacket } from './rtp.ts';
import type { PictureSize } from './vp8.ts';

export type Frame = {
  /** Of the stream it came in: of one simulcast layer. */
  readonly ssrc: number;
  /** RTP timestamp, 32 bits. */
  readonly timestamp: number;
  /** `performance.now()` at which its first packet arrived. */
  readonly arrivalMs: number;
  /** In pieces as they came, to be written one after the other. */
  readonly data: readonly Uint8Array[];
  /** RTP packets that it came in. */
  readonly packets: number;
  /** Whether decoding can begin here: every packet of sound, pictures of their own. */
  readonly key: boolean;
  /** Of key frames of pictures. */
  readonly size: PictureSize | null;
  /** Of key frames of H.264: what a file that begins here has to say first (AVCDecoderConfigurationRecord). */
  readonly avcConfig?: Uint8Array | undefined;
  /** How long it sounds, where the codec says so. */
  readonly durationMs: number | null;
};

export type Arrived<Packet> = { readonly packet: Packet; readonly arrivalMs: number };

/** What turns one track's packets into frames. */
export type Intake = {
  packet(packet: RtpPacket, nowMs: number): void;
  /** To be called a few times a second. */
  tick(nowMs: number): void;
  /** Lets out what was still waited for. */
  flush(): void;
  /** The next segment waits for a key frame. */
  keyIsDue(): void;
};

/** `cut`: a segment has to begin with this frame. */
export type OnFrame = (frame: Frame, cut: boolean) => void;
