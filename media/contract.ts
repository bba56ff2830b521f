// What server and media process say to each other: requests with answers, and notices; every message is checked where it arrives.
// The media process runs in a process group of its own (Ctrl-C in a terminal must not end the recorder first), ignores SIGINT and SIGTERM,
// and ends on `shutdown` or when its line to the server is gone, closing its segments itself. Requests of one room run in order of arrival.
// Nothing but this file would change to move the media process to another host. It knows ids, directories and times, no names.
import { z } from 'zod';

const Id = z.uuid();
const Wire = z.record(z.string(), z.unknown());
const Source = z.enum(['microphone', 'camera']);
const Room = z.strictObject({ roomId: Id });
const Peer = Room.extend({ peerId: Id });

export type Source = z.infer<typeof Source>;

/** A segment as it opens. Times are milliseconds on the recording's clock. `file` is relative to the recording's directory. */
const OpenSegment = z.strictObject({
  segmentId: Id,
  recordingId: Id,
  roomId: Id,
  /** One track: one producer's sound or picture. A reconnect makes a new track of the same owner. */
  trackId: Id,
  ownerId: Id,
  source: Source,
  codec: z.enum(['opus', 'vp8', 'h264']),
  startMs: z.number(),
  file: z.string(),
  /** What its first packet was: the stream that carried it, and its RTP time. Missing in recordings from before journals. */
  rtp: z.strictObject({ ssrc: z.int(), timestamp: z.int() }).optional(),
});
export type OpenSegment = z.infer<typeof OpenSegment>;
/** `startMs` is corrected by how much the first packet was late, as the following ones showed. */
const ClosedSegment = OpenSegment.extend({
  durationMs: z.number().min(0),
  /** RTP packets whose media is in the file. Of a segment found by recovery: its frames, for packets cannot be counted in a file. */
  packets: z.int().min(0),
  frames: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ClosedSegment = z.infer<typeof ClosedSegment>;

const TransportOffer = z.strictObject({
  transportId: Id,
  iceParameters: Wire,
  iceCandidates: z.array(Wire),
  dtlsParameters: Wire,
});

/** Asked by the server, answered by the media process. A peer is one person's one connection; `ownerId` says whose it is on the record. */
export const REQUESTS = {
  /** Makes the room, or answers with what is there: a router on the least-loaded worker. */
  openRoom: { body: Room, answer: z.strictObject({ rtpCapabilities: Wire }) },
  /** Stops its recording, closes everything. */
  closeRoom: { body: Room, answer: z.null() },
  openTransport: { body: Peer.extend({ direction: z.enum(['send', 'receive']) }), answer: TransportOffer },
  connectTransport: { body: Peer.extend({ transportId: Id, dtlsParameters: Wire }), answer: z.null() },
  restartIce: { body: Peer.extend({ transportId: Id }), answer: z.strictObject({ iceParameters: Wire }) },
  /** Closes a peer's transports, and with them its tracks and subscriptions. */
  closePeer: { body: Peer, answer: z.null() },
  /** `flowing: false` makes the track held from its first packet. Of one source a peer has one track: a new one replaces the old. */
  publish: {
    body: Peer.extend({ ownerId: Id, transportId: Id, source: Source, rtpParameters: Wire, flowing: z.boolean() }),
    answer: z.strictObject({ trackId: Id, kind: z.enum(['audio', 'video']) }),
  },
  unpublish: { body: Peer.extend({ trackId: Id }), answer: z.null() },
  /** Holds a track or lets it flow, where media flows: nobody, the record included, gets a packet of a held track. */
  setFlowing: { body: Room.extend({ trackId: Id, flowing: z.boolean() }), answer: z.null() },
  /** Made standing still; `startSubscription` lets it flow (first-packet rule). Needs the peer's receiving transport. */
  subscribe: {
    body: Peer.extend({ trackId: Id, rtpCapabilities: Wire }),
    answer: z.strictObject({ consumerId: Id, kind: z.enum(['audio', 'video']), rtpParameters: Wire }),
  },
  startSubscription: { body: Peer.extend({ consumerId: Id }), answer: z.null() },
  closeSubscription: { body: Peer.extend({ consumerId: Id }), answer: z.null() },
  preferLayer: { body: Peer.extend({ consumerId: Id, spatialLayer: z.int().min(0).max(2) }), answer: z.null() },
  /**
   * From now on every track of the room that flows is written below `directory`.
   * `zeroAtMs`: UTC time of 0 on the recording's clock, so that a recording taken up again after a restart goes on on the same clock.
   * `nowMs`: what that clock shows now, where the asker keeps it: a wall clock that is set meanwhile then moves nothing.
   */
  startRecording: {
    /** `isPractice`: a model that only rehearses may listen. */
    body: Room.extend({
      ...{ recordingId: Id, directory: z.string(), zeroAtMs: z.number(), zeroMonotonicMs: z.number().optional() },
      isPractice: z.boolean().optional(),
    }),
    answer: z.null(),
  },
  /** Closes the open segments and writes nothing until `resumeRecording`. */
  pauseRecording: { body: Room, answer: z.null() },
  resumeRecording: { body: Room, answer: z.null() },
  /** Answers when the last byte is on disk; every segment has been told by `segmentClosed` before. */
  stopRecording: { body: Room, answer: z.null() },
  /**
   * Segments that a process left open when it died: closes, measures and hashes what is readable in `directory`,
   * leaves out those named in `known`. Found by scanning, never by asking a database.
   */
  recoverRecording: {
    body: z.strictObject({ directory: z.string(), known: z.array(Id) }),
    answer: z.strictObject({ segments: z.array(ClosedSegment), unreadable: z.array(z.string()) }),
  },
  health: {
    body: z.strictObject({}),
    answer: z.strictObject({
      workers: z.array(z.strictObject({ pid: z.int(), rooms: z.int(), consumers: z.int() })),
      /** Processor seconds since start: of the media process itself, and of its workers. */
      processCpuSeconds: z.number(),
      workerCpuSeconds: z.number(),
      rssBytes: z.int(),
      eventLoopP99Ms: z.number(),
    }),
  },
  /** Closes rooms and recordings, then the process ends by itself. */
  shutdown: { body: z.strictObject({}), answer: z.null() },
} as const;

export const NOTICES = {
  /** The process serves. */
  ready: z.strictObject({ pid: z.int() }),
  segmentOpened: OpenSegment,
  segmentClosed: ClosedSegment,
  /** About once a second while a recording is not stopped, and at once when a fault begins or ends: what is really in its files. */
  recordingGrew: z.strictObject({
    roomId: Id,
    recordingId: Id,
    bytes: z.int().min(0),
    /** How long ago a file of it last grew; null before the first byte. */
    grownAgoMs: z.number().min(0).nullable(),
    /** Tracks that flow now, so that "nothing grows" can be told from "nobody sends". */
    flowingTracks: z.int().min(0),
    /** Is every packet journalled, too? */
    journalled: z.boolean(),
    /** What is being recorded now. */
    tracks: z.array(
      z.strictObject({
        trackId: Id,
        ownerId: Id,
        source: Source,
        /**
         * write_failed: the disk did not take it. not_growing: packets come, no file grows. not_heard: its sender says that
         * somebody speaks, and the file is silent. unreadable: what was written does not come back as sound.
         */
        fault: z.enum(['write_failed', 'not_growing', 'not_heard', 'unreadable']).nullable(),
        /** How long ago the newest sound was that was read back from the file and heard; null for pictures and before. */
        heardAgoMs: z.number().min(0).nullable(),
      }),
    ),
  }),
  /** What was understood of a track. A partial sentence is replaced by the next one of the same number, and by the final one. */
  captioned: z.strictObject({
    roomId: Id,
    recordingId: Id,
    trackId: Id,
    ownerId: Id,
    state: z.enum(['partial', 'final']),
    /** Counted within the track. */
    segment: z.int().min(0),
    text: z.string(),
    /** On the recording's clock. `probability`: by the engine's own account, null where it gives none. */
    words: z.array(
      z.strictObject({
        text: z.string(),
        startMs: z.number().min(0),
        probability: z.number().min(0).max(1).nullable(),
      }),
    ),
  }),
  /** What nobody listened to: the words process could not follow, or was not there. The record has it. */
  captionsMissed: z.strictObject({
    roomId: Id,
    recordingId: Id,
    trackId: Id,
    ownerId: Id,
    startMs: z.number().min(0),
    endMs: z.number().min(0),
    reason: z.enum(['lag', 'engine']),
  }),
  /** Of the one speech engine that listens to all hearings. `rehearsal`: its model understands next to nothing, which is said wherever its words are shown. */
  captionsState: z.strictObject({
    state: z.enum(['starting', 'on', 'delayed', 'interrupted', 'given_up']),
    label: z.strictObject({ zh: z.string(), en: z.string() }),
    rehearsal: z.boolean(),
  }),
  recordingFailed: z.strictObject({ roomId: Id, recordingId: Id, trackId: Id.nullable(), message: z.string() }),
  /** A track, subscription or transport ended on the media side. */
  trackEnded: z.strictObject({ roomId: Id, peerId: Id, trackId: Id }),
  subscriptionEnded: z.strictObject({ roomId: Id, peerId: Id, consumerId: Id }),
  transportState: z.strictObject({
    roomId: Id,
    peerId: Id,
    transportId: Id,
    state: z.enum(['connected', 'disconnected', 'failed', 'closed']),
  }),
  /** A worker died; its rooms are gone and are made anew by `openRoom`. Recordings of theirs have been closed up to the last packet. */
  workerDied: z.strictObject({ roomIds: z.array(Id) }),
  log: z.strictObject({
    level: z.enum(['info', 'warn', 'error']),
    text: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
} as const;

/** Settings that the media process is started with (its environment carries nothing else of ours). */
export const MediaSettings = z.strictObject({
  workerBin: z.string(),
  workers: z.int().min(1).max(64),
  /** Address to bind, usually 0.0.0.0. */
  listenIp: z.string(),
  /** First of `workers` consecutive ports, UDP and TCP; 0 lets the system choose. */
  port: z.int().min(0).max(65_535),
  /** Addresses told to browsers: each becomes an ICE candidate. */
  announcedAddresses: z.array(z.string()).min(1),
  /** Folder of the speech model that listens to what is recorded, or `rehearsal` for the one that comes along; null: nobody does. */
  wordsModel: z.string().nullable(),
  /** Length at which a segment is closed and the next begins, in milliseconds. */
  segmentMs: z.int().min(1_000),
});
export type MediaSettings = z.infer<typeof MediaSettings>;

export type RequestName = keyof typeof REQUESTS;
export type RequestBody<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['body']>;
export type RequestAnswer<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['answer']>;
export type NoticeName = keyof typeof NOTICES;
export type NoticeBody<Name extends NoticeName> = z.infer<(typeof NOTICES)[Name]>;

/** The closed set of refusals; anything else that goes wrong inside is `internal` and is logged there. */
export const MEDIA_ERRORS = [
  'bad_request',
  'not_found',
  'wrong_state',
  'cannot_consume',
  'unavailable',
  'internal',
] as const;
export type MediaErrorCode = (typeof MEDIA_ERRORS)[number];

/** What a refused request throws, on both ends of the line. `message` is for the log, not for people. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MediaError';
    this.code = code;
  }
}

/** A handler for each request: a row too few or of the wrong shape does not compile. */
export type RequestHandlers = {
  [Name in RequestName]: (body: RequestBody<Name>) => Promise<RequestAnswer<Name>>;
};
