// Records one track while it flows: keeps a tap open, turns its packets into frames, and hands them to the writer.
import type { NoticeBody } from '../contract.ts';
import type { FlowingTrack, SenderReport, Tap } from '../guest.ts';
import type { Journal } from '../journal/journal.ts';
import { messageOf } from '../log.ts';
import type { WordsFeed } from '../words/feed.ts';
import type { Frame, Intake } from './frame.ts';
import { intakeOf } from './intake.ts';
import { SoundProof } from './proof.ts';
import { parseRtp, soundLevelOf } from './rtp.ts';
import { BackOff, type TrackRecording, TrackWriter } from './writer.ts';

/** Packets come and no file grows for this long: a file of sound grows four times a second, a picture may wait for its key frame. */
const STALLED_MS = { microphone: 3_000, camera: 4_000 } as const;
/** Longer without a packet, and the sender is silent. */
const SILENT_MS = 1_000;

/** Who gets a track's packets beside its writer. `words`: null where nobody writes them down. */
export type TrackListeners = { readonly journal: Journal; readonly words: WordsFeed | null };

type TrackSeen = NoticeBody<'recordingGrew'>['tracks'][number];

export class TrackRecorder {
  readonly #track: FlowingTrack;
  readonly #recording: TrackRecording & TrackListeners;
  readonly #writer: TrackWriter;
  readonly #pauses = new BackOff();
  #opening = false;
  /** It flows, and was asked for in vain. */
  #isUntaken = false;
  #tap: Tap | null = null;
  #intake: Intake | null = null;
  /** Its number in the journal, once the tap is open. */
  #stream: number | null = null;
  #closed = false;
  /** Null for pictures. */
  readonly proof: SoundProof | null;
  readonly #sinceMs = performance.now();
  #arrivedMs = Number.NEGATIVE_INFINITY;
  /** Since when packets have come without a break. */
  #arrivingSinceMs = 0;

  /** Begins with its first `tick`. */
  constructor(track: FlowingTrack, recording: TrackRecording & TrackListeners) {
    this.#track = track;
    this.#recording = recording;
    this.#writer = new TrackWriter(track, recording, () => this.#intake?.keyIsDue());
    this.proof = track.source === 'microphone' ? new SoundProof(() => this.#writer.newestSound) : null;
  }

  /** To be called a few times a second. */
  tick(nowMs: number): void {
    if (this.#tap === null && !this.#opening && !this.#pauses.isResting(nowMs)) {
      this.#opening = true;
      this.#recording.waitFor(this.#openTap());
    }
    this.#intake?.tick(nowMs);
    this.#writer.tick(nowMs);
  }

  /** What is wrong with the record of this track, and when it was last heard on it. */
  seen(nowMs: number): TrackSeen {
    const { trackId, ownerId, source } = this.#track;
    const heardMs = this.proof?.heardMs ?? null;
    const heardAgoMs = heardMs === null ? null : Math.max(0, nowMs - heardMs);
    return { trackId, ownerId, source, fault: this.#faultAt(nowMs), heardAgoMs };
  }

  #faultAt(nowMs: number): TrackSeen['fault'] {
    if (this.#tap === null && nowMs - this.#sinceMs > STALLED_MS[this.#track.source]) return 'not_growing';
    // While nothing comes, nothing is lost.
    if (nowMs - this.#arrivedMs > SILENT_MS) return null;
    if (this.#writer.fails) return 'write_failed';
    const grownMs = Math.max(this.#writer.grownMs ?? 0, this.#arrivingSinceMs);
    if (nowMs - grownMs > STALLED_MS[this.#track.source]) return 'not_growing';
    return this.proof?.fault ?? null;
  }

  /** No packet is kept after this; the open segment is closed behind it. May be called twice. */
  close(): void {
    if (this.#closed) return;
    // Until when it was missing is known now, and only now.
    if (this.#isUntaken) this.#recording.onFailed(this.#track.trackId, 'stopped before it could be taken', 'never');
    this.#intake?.flush();
    this.#closed = true;
    this.#tap?.close();
    this.#writer.end();
    if (this.#stream !== null && this.proof !== null) this.#recording.words?.close(this.#track.trackId);
    if (this.#stream !== null) this.#recording.journal.event({ event: 'trackStopped', stream: this.#stream });
  }

  async #openTap(): Promise<void> {
    try {
      // What comes while the tap is being opened keeps the time at which it came: the segment begins with it.
      const early: (readonly [packet: Uint8Array, arrivalMs: number])[] = [];
      let receive = (packet: Uint8Array, arrivalMs: number): void => void early.push([packet, arrivalMs]);
      const tap = await this.#track.openTap(
        (packet) => receive(packet, performance.now()),
        (report) => this.#report(report),
      );
      if (this.#closed) return tap.close();
      this.#tap = tap;
      this.#isUntaken = false;
      const { trackId, ownerId, source } = this.#track;
      const stream = this.#recording.journal.stream({
        trackId,
        ownerId,
        source,
        codec: tap.codec,
        layers: [...tap.layers],
      });
      this.#stream = stream;
      if (source === 'microphone') this.#recording.words?.open(trackId, ownerId);
      const intake = this.#intakeOf(tap, stream);
      this.#intake = intake;
      receive = (packet, arrivalMs) => {
        if (this.#closed) return;
        this.#recording.journal.packet(stream, arrivalMs, packet);
        if (source === 'microphone')
          this.#recording.words?.packet(trackId, packet, this.#recording.clock.at(arrivalMs));
        this.#packet(packet, arrivalMs, tap, intake);
      };
      for (const [packet, arrivalMs] of early) receive(packet, arrivalMs);
    } catch (error) {
      // A track that stopped while its tap was opened needs none. Any other is tried again.
      if (!this.#closed) {
        this.#isUntaken = true;
        this.#recording.onFailed(this.#track.trackId, messageOf(error), 'not_yet');
      }
      this.#pauses.failed(performance.now());
    } finally {
      this.#opening = false;
    }
  }

  #report(report: SenderReport): void {
    if (this.#stream !== null && !this.#closed) this.#recording.journal.report(this.#stream, performance.now(), report);
  }

  #intakeOf(tap: Tap, stream: number): Intake {
    const onFrame = (frame: Frame, cut: boolean): void => this.#writer.write(frame, cut);
    const askKeyFrame = (): void => {
      tap.askKeyFrame();
      this.#recording.journal.event({ event: 'keyFrameAsked', stream });
    };
    return intakeOf(tap.codec, tap.layers, onFrame, askKeyFrame, performance.now());
  }

  #packet(bytes: Uint8Array, arrivalMs: number, { layers, soundLevelId }: Tap, intake: Intake): void {
    const packet = parseRtp(bytes);
    if (packet === null || !layers.includes(packet.ssrc)) return;
    intake.packet(packet, arrivalMs);
    if (packet.payload.length === 0) return;
    if (arrivalMs - this.#arrivedMs > SILENT_MS) this.#arrivingSinceMs = arrivalMs;
    this.#arrivedMs = arrivalMs;
    const db = this.proof === null || soundLevelId === null ? null : soundLevelOf(bytes, soundLevelId);
    if (db !== null) this.proof?.claim(arrivalMs, db);
  }
}
