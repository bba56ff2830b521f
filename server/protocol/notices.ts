// What the server tells browsers without being asked, named in the past tense.
import type { Source, Wire } from './asks.ts';
import type { Caption } from './captions.ts';
import type { ErrorCode, Refusal } from './errors.ts';
import type { Id } from './ids.ts';
import type { MomentPlayed } from './minutes.ts';
import type { DoorView, RoomChange } from './snapshot.ts';

/** Why a connection ended for good; the client does not reconnect by itself after one of these. */
export type Farewell =
  | Extract<ErrorCode, 'removed' | 'seat_taken' | 'link_revoked' | 'not_signed_in'>
  | 'closed'
  | 'cancelled';

export type Notices = {
  roomChanged: RoomChange;
  /** The clerk has let the person in: ask `enter` again to take the seat. */
  admitted: null;
  trackOffered: {
    readonly consumerId: string;
    readonly producerId: string;
    readonly personId: Id;
    readonly source: Source;
    readonly kind: 'audio' | 'video';
    readonly rtpParameters: Wire;
  };
  trackEnded: { readonly consumerId: string };
  /** To those outside the door, when something of it changed. */
  doorChanged: DoorView;
  /** The media side was lost and is back: transports are gone, load the device again and open new ones. */
  mediaRestarted: { readonly rtpCapabilities: Wire };
  /** To those who follow captions and may hear the hearing: a sentence, or its newer words. */
  captioned: Caption;
  /** To the person named in a letter: what lies before them is not what it was. The letter itself is fetched by `myLetter`. */
  letterChanged: null;
  /** To a signer: the minutes that lie before them are not what they were. They are fetched by `myMinutes`. */
  minutesChanged: null;
  /** To everybody in the room. */
  momentPlayed: MomentPlayed;
  farewell: { readonly why: Farewell };
};
export type NoticeName = keyof Notices;

/** The socket's two events, typed for both ends of socket.io. */
export type ClientToServer = {
  ask: (name: string, body: unknown, reply: (answer: Answer<unknown>) => void) => void;
};
export type ServerToClient = {
  notice: <Name extends NoticeName>(name: Name, body: Notices[Name]) => void;
};
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };
