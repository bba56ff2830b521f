// All rooms of this process and their recordings: made on the least loaded worker, ended when asked or when their worker dies.
import { MediaError, type MediaSettings } from './contract.ts';
import { type Log, messageOf } from './log.ts';
import { Recording } from './record/recording.ts';
import { type Notify, Room } from './sfu/room.ts';
import type { SfuWorker } from './sfu/worker.ts';
import { Workers } from './sfu/workers.ts';
import { onlyRehearses, WordsDesk, type WordsFeed } from './words/feed.ts';

export type RecordingStart = {
  readonly roomId: string;
  readonly recordingId: string;
  readonly directory: string;
  readonly zeroAtMs: number;
  readonly zeroMonotonicMs?: number | undefined;
  readonly isPractice?: boolean | undefined;
};

export class Rooms {
  readonly #settings: MediaSettings;
  readonly #notify: Notify;
  readonly #log: Log;
  /** Each room from the moment it is asked for, so that two who ask at once get the same. */
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #recordings = new Map<string, Promise<Recording>>();
  #workers: Workers | null = null;
  #words: Promise<WordsDesk | null> | null = null;
  #closing: Promise<void> | null = null;

  private constructor(settings: MediaSettings, notify: Notify, log: Log) {
    this.#settings = settings;
    this.#notify = notify;
    this.#log = log;
  }

  /** @throws Error when a worker does not start */
  static async create(settings: MediaSettings, notify: Notify, log: Log): Promise<Rooms> {
    const rooms = new Rooms(settings, notify, log);
    rooms.#workers = await Workers.create(settings, log, (worker) => void rooms.#workerDied(worker));
    return rooms;
  }

  get workers(): Workers {
    if (this.#workers === null || this.#closing !== null) throw new MediaError('unavailable', 'shutting down');
    return this.#workers;
  }

  /** Makes the room, or gives the one that is there. */
  open(roomId: string): Promise<Room> {
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    const made = this.#make(roomId);
    this.#rooms.set(roomId, made);
    made.catch(() => this.#rooms.delete(roomId));
    return made;
  }

  /** @throws MediaError not_found */
  async get(roomId: string): Promise<Room> {
    const room = await this.#rooms.get(roomId);
    if (room === undefined) throw new MediaError('not_found', 'no such room');
    return room;
  }

  /** Success, too, when there is none. Its recording is closed first. */
  async close(roomId: string): Promise<void> {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    this.#recordings.delete(roomId);
    await room?.then(
      (opened) => opened.close(),
      () => {},
    );
  }

  /** Asked again for the same recording, it is success. @throws MediaError wrong_state when another one runs */
  async startRecording(start: RecordingStart): Promise<void> {
    const room = await this.get(start.roomId);
    const running = this.#recordings.get(start.roomId);
    if (running !== undefined) {
      if ((await running).recordingId === start.recordingId) return;
      throw new MediaError('wrong_state', 'another recording runs in this room');
    }
    const admitted = this.#admitRecording(room, start);
    this.#recordings.set(start.roomId, admitted);
    await admitted.catch((error: unknown) => {
      this.#recordings.delete(start.roomId);
      throw error;
    });
  }

  /** @throws MediaError wrong_state when none runs */
  async recordingOf(roomId: string): Promise<Recording> {
    const recording = await this.#recordings.get(roomId);
    if (recording === undefined) throw new MediaError('wrong_state', 'the room is not being recorded');
    return recording;
  }

  /** Success, too, when none runs. */
  async stopRecording(roomId: string): Promise<void> {
    const recording = await this.#recordings.get(roomId);
    if (recording === undefined) return;
    await (await this.get(roomId)).dismiss(recording);
    this.#recordings.delete(roomId);
  }

  async isBeingWritten(directory: string): Promise<boolean> {
    const recordings = await Promise.all([...this.#recordings.values()].map((one) => one.catch(() => null)));
    return recordings.some((recording) => recording?.directory === directory);
  }

  /** Ends everything; resolves when the last byte is on disk. May be called twice. */
  shutdown(): Promise<void> {
    this.#closing ??= Promise.all([...this.#rooms.keys()].map((roomId) => this.close(roomId))).then(async () => {
      (await this.#words)?.close();
      await this.#workers?.close();
    });
    return this.#closing;
  }

  async #make(roomId: string): Promise<Room> {
    void this.#listenEarly();
    const worker = await this.workers.leastLoaded();
    const room = await Room.create(roomId, worker, this.#settings.announcedAddresses, this.#notify);
    this.#log.info({ roomId, workerPid: worker.worker.pid }, 'room opened');
    return room;
  }

  async #admitRecording(room: Room, start: RecordingStart): Promise<Recording> {
    const { roomId, recordingId } = start;
    try {
      const words = await this.#wordsFor(start);
      const recording = await Recording.create(
        { ...start, segmentMs: this.#settings.segmentMs, words },
        this.#notify,
        this.#log,
      );
      // A room that has closed meanwhile takes nobody in.
      await room.admit(recording).catch((error: unknown) => recording.close().then(() => Promise.reject(error)));
      this.#log.info({ roomId, recordingId }, 'recording started');
      return recording;
    } catch (error) {
      this.#log.error({ roomId, recordingId, why: messageOf(error) }, 'recording not started');
      throw new MediaError('unavailable', `the recording cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Null where nobody listens: a model that only rehearses hears practice hearings alone, and is not started for others. */
  async #wordsFor({ roomId, recordingId, isPractice }: RecordingStart): Promise<WordsFeed | null> {
    const { wordsModel } = this.#settings;
    if (wordsModel !== null && isPractice !== true && (await onlyRehearses(wordsModel))) return null;
    return (await this.#listen())?.feedFor(roomId, recordingId) ?? null;
  }

  async #listenEarly(): Promise<void> {
    const { wordsModel } = this.#settings;
    if (wordsModel !== null && !(await onlyRehearses(wordsModel))) await this.#listen();
  }

  /** The speech engine is started with the first room, so that it listens when somebody begins to speak. No hearing fails with it. */
  #listen(): Promise<WordsDesk | null> {
    const { wordsModel } = this.#settings;
    if (wordsModel === null) return Promise.resolve(null);
    this.#words ??= WordsDesk.create(wordsModel, this.#notify, this.#log).catch((error: unknown) => {
      this.#log.error({ wordsModel, why: messageOf(error) }, 'no captions: the speech model cannot be read');
      return null;
    });
    return this.#words;
  }

  async #workerDied(worker: SfuWorker): Promise<void> {
    const known = await Promise.all([...this.#rooms.values()].map((room) => room.catch(() => null)));
    const lost = known.filter((room) => room?.worker === worker).flatMap((room) => room ?? []);
    await Promise.all(lost.map(({ roomId }) => this.close(roomId)));
    this.#notify('workerDied', { roomIds: lost.map(({ roomId }) => roomId) });
  }
}
