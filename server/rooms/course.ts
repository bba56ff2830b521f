// The course of one hearing: its state and stage, what may flow because of them, and that both are kept before they are told.
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState, Stage } from '../protocol/stages.ts';
import type { RoomRecord } from './record.ts';

/** Hearings that have begun and not ended. */
export const BEGUN: readonly HearingState[] = ['in_session', 'recess', 'suspended'];

/** What the course needs of its room. */
export type MediaSide = {
  /** Makes what flows agree with the policy of now. */
  readonly settle: () => Promise<void>;
  /** Makes sure that the room is there on the media side. @throws AppError media_unavailable */
  readonly open: () => Promise<void>;
  /** Does it if the media side can; the hearing's own course goes on all the same. */
  readonly ifPossible: (work: () => Promise<unknown>) => Promise<void>;
};

export class Course {
  readonly #hearingId: Id;
  readonly #archive: Archive;
  readonly #record: RoomRecord;
  readonly #media: MediaSide;
  #state: HearingState;
  #stage: Stage;
  #stageSinceMs: number;
  #pauseReason: string;
  /** What flows while going live is tried and not yet told. */
  #trial: { readonly state: HearingState; readonly stage: Stage } | null = null;

  constructor(hearing: HearingRecord, archive: Archive, record: RoomRecord, media: MediaSide) {
    this.#hearingId = hearing.id;
    this.#archive = archive;
    this.#record = record;
    this.#media = media;
    const last = hearing.stages.at(-1);
    this.#state = hearing.state;
    this.#stage = last?.stage ?? 'lobby';
    this.#stageSinceMs = last?.startedAtMs ?? Date.now();
    this.#pauseReason = hearing.stateReason ?? '';
  }

  get state(): HearingState {
    return this.#state;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get stageSinceMs(): number {
    return this.#stageSinceMs;
  }

  get pauseReason(): string {
    return this.#pauseReason;
  }

  /** By what the stage policy is asked now. */
  get governing(): { readonly state: HearingState; readonly stage: Stage } {
    return this.#trial ?? { state: this.#state, stage: this.#stage };
  }

  async setState(actor: Actor, state: HearingState, reason?: string): Promise<void> {
    const from = [this.#state];
    const because = reason === undefined || reason === '' ? {} : { reason };
    await this.#archive.hearings.setState(actor, this.#hearingId, state, { from, ...because });
    this.#state = state;
  }

  /** `floor`: who has the floor from now on; nobody else has. */
  async setStage(actor: Actor, stage: Stage, reason: string | null, floor: readonly Id[]): Promise<void> {
    const atMs = Date.now();
    const startMs = this.#record.nowMs();
    await this.#archive.hearings.moveStage(actor, this.#hearingId, { stage, atMs, startMs, reason, floor });
    this.#stage = stage;
    this.#stageSinceMs = atMs;
  }

  /** Silences the room and closes the segments. */
  async pause(actor: Actor, kind: 'recess' | 'suspended', reason: string): Promise<void> {
    await this.setState(actor, kind, reason);
    this.#pauseReason = reason;
    await this.#media.ifPossible(() => this.#media.settle());
    await this.#media.ifPossible(() => this.#record.pause(kind));
    await this.#record.keepState(actor);
  }

  /**
   * Lets media flow and be written, and only when it is on disk keeps it as begun. Otherwise everything is as before.
   * `keep` runs when the first bytes are there, before the state is kept.
   * @throws AppError not_ready | media_unavailable
   */
  async goLive(actor: Actor, keep: () => Promise<void>, stage: Stage = this.#stage): Promise<void> {
    try {
      await this.#media.open();
      await this.#record.run(actor);
      this.#trial = { state: 'in_session', stage };
      await this.#media.settle();
      await this.#record.firstBytes();
      await keep();
      await this.setState(actor, 'in_session');
      this.#pauseReason = '';
      await this.#record.keepState(actor);
    } catch (error) {
      this.#trial = null;
      await this.#media.ifPossible(() => this.#media.settle());
      await this.#media.ifPossible(() => this.#record.stop('suspended'));
      throw error;
    } finally {
      this.#trial = null;
    }
  }

  /** Ends for good: nothing flows, every file is closed and filed. */
  async finish(actor: Actor): Promise<void> {
    await this.setStage(actor, 'ended', null, []);
    await this.setState(actor, 'closed');
    await this.#media.ifPossible(() => this.#media.settle());
    await this.#media.ifPossible(() => this.#record.stop('stopped'));
    await this.#record.keepState(actor);
  }

  /** The server stops: nothing is live any more, and the hearing waits for its return. */
  async suspendForStop(actor: Actor): Promise<void> {
    if (this.#state === 'in_session') await this.pause(actor, 'suspended', '');
    if (BEGUN.includes(this.#state)) await this.#media.ifPossible(() => this.#record.stop('suspended'));
  }
}
