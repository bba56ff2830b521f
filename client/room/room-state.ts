// What the room's screen knows, and how each thing that happens changes it; a pure core without sockets or media.
import type { Entered } from '../../server/protocol/asks.ts';
import { type Caption, withCaption } from '../../server/protocol/captions.ts';
import type { Id } from '../../server/protocol/ids.ts';
import type { LetterView } from '../../server/protocol/letter.ts';
import type { MomentPlayed, OwnMinutes } from '../../server/protocol/minutes.ts';
import type { Farewell } from '../../server/protocol/notices.ts';
import {
  applyChange,
  type DoorView,
  type RoomChange,
  type RoomPerson,
  type RoomSnapshot,
} from '../../server/protocol/snapshot.ts';
import type { ClientCode } from '../api.ts';
import type { Line } from './connection.ts';
import type { Received } from './media.ts';

export type Ending = Farewell | ClientCode | 'left';
/** Where this person is, with the server's last truth. Outside the door that is little. */
type Place =
  | { readonly at: 'arriving' }
  | { readonly at: 'waiting'; readonly you: Id; readonly door: DoorView }
  | { readonly at: 'seated'; readonly you: Id; readonly snapshot: RoomSnapshot }
  | { readonly at: 'end'; readonly why: Ending };

export type RoomState = {
  readonly line: Line;
  readonly place: Place;
  /** What to add to this device's clock to get the server's. */
  readonly aheadMs: number;
  readonly received: readonly Received[];
  /** The browser wants a tap before it plays sound. */
  readonly soundBlocked: boolean;
  /** Sound and picture could not be set up; tried again by itself. */
  readonly mediaTrouble: boolean;
  /** The microphone's own switch; the camera's is whether it is wanted at all. */
  readonly microphoneOn: boolean;
  /** The last sentences, oldest first; empty while none are wanted. */
  readonly captions: readonly Caption[];
  /** The last ask that was refused, until it is read. */
  readonly refused: ClientCode | null;
  /** The letter of commitment that lies before this very person; outlives the hearing, because their copy does. */
  readonly letter: LetterView | null;
  /** The minutes that lie before this very person. */
  readonly minutes: OwnMinutes | null;
  /** Some seconds of the recording that are being played to everybody. */
  readonly playing: Omit<MomentPlayed, 'sound'> | null;
};

export type RoomEvent =
  | { readonly type: 'line'; readonly line: Line }
  | { readonly type: 'entered'; readonly entered: Entered; readonly deviceNowMs: number }
  | { readonly type: 'doorChanged'; readonly door: DoorView; readonly deviceNowMs: number }
  | { readonly type: 'snapshot'; readonly snapshot: RoomSnapshot; readonly deviceNowMs: number }
  | { readonly type: 'changed'; readonly change: RoomChange; readonly deviceNowMs: number }
  | { readonly type: 'received'; readonly received: Received }
  | { readonly type: 'gone'; readonly consumerId: string }
  | { readonly type: 'soundBlocked'; readonly blocked: boolean }
  | { readonly type: 'mediaTrouble'; readonly trouble: boolean }
  | { readonly type: 'microphone'; readonly on: boolean }
  | { readonly type: 'captions'; readonly captions: readonly Caption[] }
  | { readonly type: 'captioned'; readonly caption: Caption }
  | { readonly type: 'refused'; readonly code: ClientCode | null }
  | { readonly type: 'letter'; readonly letter: LetterView | null }
  | { readonly type: 'minutes'; readonly minutes: OwnMinutes | null }
  | { readonly type: 'playing'; readonly playing: RoomState['playing'] }
  | { readonly type: 'ended'; readonly why: Ending };

export const arriving = (microphoneOn: boolean): RoomState => ({
  line: 'connecting',
  place: { at: 'arriving' },
  aheadMs: 0,
  received: [],
  soundBlocked: false,
  mediaTrouble: false,
  microphoneOn,
  captions: [],
  refused: null,
  letter: null,
  minutes: null,
  playing: null,
});

export const snapshotOf = (state: RoomState): RoomSnapshot | null =>
  state.place.at === 'seated' ? state.place.snapshot : null;

export const meIn = (state: RoomState): RoomPerson | null => {
  const { place } = state;
  if (place.at !== 'seated') return null;
  return place.snapshot.people.find((person) => person.personId === place.you) ?? null;
};

/** Can this change be added to what is known? `old`: known already. `missed`: ask for the whole. */
export function fits(state: RoomState, change: RoomChange): 'fits' | 'old' | 'missed' {
  const known = snapshotOf(state);
  if (known === null || change.version <= known.version) return 'old';
  return change.version === known.version + 1 ? 'fits' : 'missed';
}

export function reduce(state: RoomState, event: RoomEvent): RoomState {
  // The end is the end; only a new visit (a new state) leads out of it.
  if (state.place.at === 'end') return state;
  switch (event.type) {
    case 'line':
      return state.line === event.line ? state : { ...state, line: event.line };
    case 'entered': {
      const { entered, deviceNowMs } = event;
      const here: RoomState = { ...state, line: 'connected' };
      if (entered.place === 'room') {
        const { you, snapshot } = entered;
        return withTruth({ ...here, place: { at: 'seated', you, snapshot } }, snapshot, deviceNowMs);
      }
      const { you, door } = entered;
      return { ...here, place: { at: 'waiting', you, door }, aheadMs: door.nowMs - deviceNowMs, mediaTrouble: false };
    }
    case 'doorChanged':
      if (state.place.at !== 'waiting') return state;
      return { ...state, place: { ...state.place, door: event.door }, aheadMs: event.door.nowMs - event.deviceNowMs };
    case 'snapshot':
      return withTruth(state, event.snapshot, event.deviceNowMs);
    case 'changed': {
      const known = snapshotOf(state);
      const next = known === null ? null : applyChange(known, event.change);
      return next === null ? state : withTruth(state, next, event.deviceNowMs);
    }
    case 'received': {
      const { personId, source, consumerId } = event.received;
      const others = state.received.filter(
        (one) => one.consumerId !== consumerId && !(one.personId === personId && one.source === source),
      );
      return { ...state, received: [...others, event.received] };
    }
    case 'gone':
      return { ...state, received: state.received.filter((one) => one.consumerId !== event.consumerId) };
    case 'soundBlocked':
      return { ...state, soundBlocked: event.blocked };
    case 'mediaTrouble':
      return { ...state, mediaTrouble: event.trouble };
    case 'microphone':
      return { ...state, microphoneOn: event.on };
    case 'captions':
      return { ...state, captions: event.captions };
    case 'captioned':
      return { ...state, captions: withCaption(state.captions, event.caption) };
    case 'refused':
      return { ...state, refused: event.code };
    case 'letter':
      return { ...state, letter: event.letter };
    case 'minutes':
      return { ...state, minutes: event.minutes };
    case 'playing':
      return { ...state, playing: event.playing };
    case 'ended':
      return { ...state, place: { at: 'end', why: event.why }, received: [], soundBlocked: false, mediaTrouble: false };
  }
}

function withTruth(state: RoomState, snapshot: RoomSnapshot, deviceNowMs: number): RoomState {
  const { place } = state;
  if (place.at !== 'seated') return state;
  const known = { ...state, aheadMs: snapshot.nowMs - deviceNowMs };
  // A farewell may be lost on the way; the truth itself says that it is over.
  if (snapshot.state === 'closed') return reduce(known, { type: 'ended', why: 'closed' });
  return { ...known, place: { ...place, snapshot } };
}
