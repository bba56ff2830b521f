// One door in: every ask a browser may send over the socket, with the shape of its body and of its answer.
import { z } from 'zod';
import type { Caption } from './captions.ts';
import { Id, Reason } from './ids.ts';
import { LETTER_ASKS, type LetterAskReply } from './letter.ts';
import { MINUTES_ASKS, type MinutesAskReply } from './minutes.ts';
import { NOTE_ASKS } from './notes.ts';
import type { DoorView, RoomSnapshot } from './snapshot.ts';
import { Stage } from './stages.ts';

/** Version of asks, notices and snapshot together; a client with another one is told to reload. */
export const PROTOCOL_VERSION = 2;

/** What the handshake carries beside the cookie. The server decides who this is from the cookie alone. */
export const Handshake = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  hearingId: Id,
  /**
   * With a personId: came by that person's link. Without: by account. It chooses which cookie speaks and must equal what its
   * session says; it gives no right that the record lacks. (Two people may use one browser, one after the other.)
   */
  personId: Id.optional(),
  /** Random id of this page load, never stored: a reconnect of the same tab is told from a second tab. */
  tabId: Id,
});
export type Handshake = z.infer<typeof Handshake>;

/** WebRTC structures made by mediasoup-client; their inside is checked by mediasoup itself in the media process. */
const Opaque = z.record(z.string().max(64), z.unknown());
export const Source = z.enum(['microphone', 'camera']);
export type Source = z.infer<typeof Source>;

const Nothing = z.strictObject({});
const Transport = z.strictObject({ transportId: Id });
const Person = z.strictObject({ personId: Id });

/** What a browser still has of its media when its line comes back: transports, the tracks it sends, those of others that flow to it. */
export const Holding = z.strictObject({
  transports: z.array(Id).min(1).max(2),
  tracks: z.array(Id).max(2),
  consumers: z.array(Id).max(300),
});
export type Holding = z.infer<typeof Holding>;

export const ASKS = {
  /** Come to the door: waits for admission or, if admitted already, takes the seat. */
  /** `takeOver`: yes, although a newer tab of the same person holds the seat. Without it that tab is not disturbed (`seat_taken`). */
  /** `holding`: only the line was lost; what is still there on both sides goes on. */
  enter: z.strictObject({ takeOver: z.boolean().optional(), holding: Holding.optional() }),
  /** The whole truth again, after a change was missed. */
  snapshot: Nothing,
  leave: Nothing,
  /** What the person confirmed in the device check; informs chair and clerk. */
  reportDevices: z.strictObject({ microphone: z.boolean(), camera: z.boolean() }),
  raiseHand: z.strictObject({ raised: z.boolean() }),

  // Media, in the order in which a client uses them.
  openTransport: z.strictObject({ direction: z.enum(['send', 'receive']) }),
  connectTransport: Transport.extend({ dtlsParameters: Opaque }),
  restartIce: Transport,
  /** `on`: the person's own switch from the first packet on, so that nobody who was muted is heard after a reload. */
  publish: Transport.extend({ source: Source, rtpParameters: Opaque, on: z.boolean() }),
  unpublish: z.strictObject({ source: Source }),
  /** The person's own switch; what flows is decided together with the stage policy. */
  switchTrack: z.strictObject({ source: Source, on: z.boolean() }),
  /** From now on every track this person may receive is offered by notice `trackOffered`. */
  receive: z.strictObject({ rtpCapabilities: Opaque }),
  /** First-packet rule: an offered track flows once its receiver is ready. */
  startTrack: z.strictObject({ consumerId: Id }),
  /** From now on `captioned` notices come, or no more. */
  followCaptions: z.strictObject({ on: z.boolean() }),
  preferLayer: z.strictObject({ consumerId: Id, spatialLayer: z.int().min(0).max(2) }),

  // The chair and the clerk.
  /** Lets in one device of the person, the one that was looked at: others that opened the same link stay outside. */
  admit: Person.extend({ doorId: Id }),
  remove: Person.extend({ reason: Reason }),
  mute: Person.extend({ muted: z.boolean() }),
  muteAll: Nothing,
  giveFloor: Person.extend({ given: z.boolean() }),
  lowerHand: Person,
  /** From now on the person sits at the device of `hostPersonId`, which alone is heard and plays sound for them; null: at their own again. */
  seatAt: Person.extend({ hostPersonId: Id.nullable() }),
  /** Who speaks now at a device at which several sit; null: nobody of them. Gives no right to speak, it says who does. */
  nameSpeaker: z.strictObject({ devicePersonId: Id, personId: Id.nullable() }),
  moveStage: z.strictObject({ stage: Stage, reason: Reason.optional() }),
  pause: z.strictObject({ kind: z.enum(['recess', 'suspended']), reason: Reason }),
  resume: Nothing,
  /** Closes what is being written and begins anew, when the light is red. */
  restartRecording: Nothing,
  /** The only way to the end; `moveStage` does not go there. */
  close: Nothing,

  ...LETTER_ASKS,
  ...MINUTES_ASKS,
  ...NOTE_ASKS,
} as const;

export type AskName = keyof typeof ASKS;
export type AskBody<Name extends AskName> = z.infer<(typeof ASKS)[Name]>;

/** WebRTC structures on their way to mediasoup-client. */
export type Wire = Readonly<Record<string, unknown>>;

type IceServer = {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
};

export type TransportOffer = {
  readonly transportId: string;
  readonly iceParameters: Wire;
  readonly iceCandidates: readonly Wire[];
  readonly dtlsParameters: Wire;
  readonly iceServers: readonly IceServer[];
};

/**
 * Who is not admitted yet sees the door and nothing of the room. `you` is the caller's own personId.
 * `rtpCapabilities` is null while the media side is being restored: the seat is taken all the same, `mediaRestarted` follows.
 * `goesOn`: all that the browser said it was holding is there and goes on; otherwise it opens its media anew.
 */
export type Entered =
  | { readonly place: 'door'; readonly you: Id; readonly door: DoorView }
  | {
      readonly place: 'room';
      readonly you: Id;
      readonly snapshot: RoomSnapshot;
      readonly rtpCapabilities: Wire | null;
      readonly goesOn: boolean;
    };

type RoomAskReply = {
  enter: Entered;
  snapshot: RoomSnapshot;
  openTransport: TransportOffer;
  /** `iceServers`: with a name and a password for the relay that have not expired. */
  restartIce: { readonly iceParameters: Wire; readonly iceServers: readonly IceServer[] };
  publish: { readonly producerId: string };
  /** The last sentences, oldest first. */
  followCaptions: { readonly captions: readonly Caption[] };
};
export type AskReply = RoomAskReply &
  LetterAskReply &
  MinutesAskReply & {
    [Name in Exclude<AskName, keyof RoomAskReply | keyof LetterAskReply | keyof MinutesAskReply>]: null;
  };
