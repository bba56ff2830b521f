// What is added to a room to get what flows in it: the recorder today, captions and the public picture later. The room knows no more of them.

/** What the packets of a track carry. */
export type Codec = 'opus' | 'vp8' | 'h264';

export type FlowingTrack = {
  readonly trackId: string;
  readonly ownerId: string;
  readonly source: 'microphone' | 'camera';
  /**
   * Opens the only way to this track's packets. `onPacket` gets whole RTP packets as they arrive, in the order of
   * arrival; the bytes are the receiver's to keep. `onReport` gets what the sender says of its clocks. The tap ends by
   * itself when the track stops.
   * @throws MediaError wrong_state when the track stopped meanwhile
   */
  openTap(onPacket: (packet: Uint8Array) => void, onReport: (report: SenderReport) => void): Promise<Tap>;
};

/** One pair of a sender's clocks, of an RTCP sender report (RFC 3550, 6.4.1). NTP: seconds since 1900 and their 2^-32 parts. */
export type SenderReport = {
  readonly ssrc: number;
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
};

export type Tap = {
  /** SSRCs of the streams that carry media, lowest simulcast layer first. Packets of any other SSRC are not media. */
  readonly layers: readonly number[];
  /** Under which number a packet's header says how loud it sounds (RFC 6464); null when it does not. */
  readonly soundLevelId: number | null;
  readonly codec: Codec;
  /** Asks the sender for a key frame of every layer. */
  askKeyFrame(): void;
  close(): void;
};

export type Guest = {
  /** The track flows from now on: it was published, or is held no longer. */
  trackFlows(track: FlowingTrack): void;
  /** The track is held, or has ended. After this no packet of it may be kept. */
  trackStops(trackId: string): void;
  /** The room closes. Resolves when nothing is left to do. */
  close(): Promise<void>;
};
