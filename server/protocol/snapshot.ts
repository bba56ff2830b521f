// The room as the server knows it: sent whole on every (re)connect, then changed part by part.
import type { CaptionService } from './captions.ts';
import type { Id } from './ids.ts';
import type { LetterProgress } from './letter.ts';
import type { MinutesProgress } from './minutes.ts';
import type { HearingNote } from './notes.ts';
import type { HearingRole } from './roles.ts';
import type { HearingState, Stage } from './stages.ts';

/** Where a person is; `waiting` is outside the door. */
export type Presence = 'away' | 'waiting' | 'in_room' | 'reconnecting' | 'left' | 'removed';

/** One device outside the door. `seatTaken`: the seat is already held by another device that was admitted. */
export type Door = { readonly doorId: Id; readonly sinceMs: number; readonly seatTaken: boolean };

/** What somebody outside the door may know. */
export type DoorView = {
  readonly personName: string;
  readonly title: string;
  readonly state: HearingState;
  readonly scheduledAtMs: number;
  readonly chairName: string;
  readonly officePhone: string;
  readonly nowMs: number;
};

/** One person of the hearing. */
export type RoomPerson = {
  readonly personId: Id;
  readonly name: string;
  readonly role: HearingRole;
  /** Fixed order of tiles. */
  readonly seat: number;
  readonly presence: Presence;
  /** Devices waiting outside with this person's link. Only chair and clerk are told; empty for everybody else. */
  readonly doors: readonly Door[];
  /** What the device check found; null when not made. Only chair and clerk are told. */
  readonly devices: { readonly microphone: boolean; readonly camera: boolean } | null;
  readonly admitted: boolean;
  readonly consented: boolean;
  readonly hasFloor: boolean;
  /** Has held the floor at any time in this hearing. */
  readonly wasCalled: boolean;
  readonly handRaisedAtMs: number | null;
  /** Muted by chair or clerk: only they can lift it. */
  readonly mutedByChair: boolean;
  /** What the server lets flow from this person now, by the stage policy and by their own switches. */
  readonly microphone: TrackState;
  readonly camera: TrackState;
  /** Whose device of the hearing room this person sits at: it alone is heard and plays sound for them. Null: their own. */
  readonly atDeviceOf: Id | null;
  /** Is a device of their own in the room (too)? */
  readonly hasDevice: boolean;
  /** Of a device at which several sit: who is named as speaking there now. */
  readonly speakerId: Id | null;
  /** Read back from the written file: was this person's voice found in it a moment ago? failing: what they send is not kept. */
  readonly onRecord: 'heard' | 'failing' | null;
};

/** none: no such device or not sent. off: switched off by the person. held: on, but the stage or the chair holds it. on: flows. */
export type TrackState = 'none' | 'off' | 'held' | 'on';

/**
 * One thing that is wrong with the record. recorder_gone: nobody says whether anything is written. write_failed: the disk
 * does not take it. not_growing: packets come, no file grows. not_heard: somebody speaks, the file is silent. unreadable:
 * what was written does not come back as sound. not_journalled: the segments grow, their proof does not.
 * Of one person's track, or (null) of all.
 */
export type RecordFault = {
  readonly reason: 'recorder_gone' | 'write_failed' | 'not_growing' | 'not_heard' | 'unreadable' | 'not_journalled';
  readonly personId: Id | null;
  readonly source: 'microphone' | 'camera' | null;
};

/**
 * What the recorder says of itself; never shown from anything but the written file. `grownAtMs`: when a file last grew; null
 * while nobody sends anything. `gaps`: how often the record was broken so far.
 */
export type RecordingLight =
  | { readonly state: 'armed' }
  | { readonly state: 'recording'; readonly sinceMs: number; readonly grownAtMs: number | null; readonly gaps: number }
  | { readonly state: 'paused'; readonly reason: 'recess' | 'suspended' | 'stage' }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly sinceMs: number; readonly faults: readonly RecordFault[] };

/** Space for recordings runs out. low: less than a tenth of the disk. nearly_full: less than 2 GB. */
export type DiskAlarm = { readonly level: 'low' | 'nearly_full'; readonly freeBytes: number };

/** officers: fewer in the room than the rules ask. sound: the chair sends no sound. media: the media side is not up. */
export type Lacking = 'officers' | 'sound' | 'media';

export type RoomSnapshot = {
  /** Grows by one with every change; a client that misses one asks for the snapshot again. */
  readonly version: number;
  readonly hearingId: Id;
  readonly title: string;
  readonly caseNumber: string;
  readonly scheduledAtMs: number;
  readonly state: HearingState;
  readonly stage: Stage;
  readonly stageSinceMs: number;
  /** Why the hearing is suspended or in recess, in the words of whoever did it; empty when the server did. */
  readonly pauseReason: string;
  /** What must still be there before the chair can open the hearing; empty later. */
  readonly lacking: readonly Lacking[];
  readonly people: readonly RoomPerson[];
  readonly recording: RecordingLight;
  /** Nothing of it counts: said to everybody. */
  readonly isPractice: boolean;
  readonly captions: CaptionService;
  /** Only chair and clerk are told; null for everybody else. */
  readonly disk: DiskAlarm | null;
  /** Letters of commitment, without their text. Only chair and clerk are told; empty for everybody else. */
  readonly letters: readonly LetterProgress[];
  /** How far the minutes are. Only chair and clerk are told; null for everybody else and before there are any. */
  readonly minutes: MinutesProgress | null;
  /** In the order of their moments. Only chair and clerk are told; empty for everybody else. */
  readonly notes: readonly HearingNote[];
  readonly officePhone: string;
  /** Server time at which this was sent, so that a client can show durations without trusting its own clock. */
  readonly nowMs: number;
};

/** A change: the parts that changed, whole; people by personId. */
export type RoomChange = Partial<Omit<RoomSnapshot, 'people' | 'version' | 'nowMs' | 'hearingId'>> & {
  readonly version: number;
  readonly nowMs: number;
  readonly people?: readonly RoomPerson[];
};

/** Applies a change; null when one was missed and the whole is needed again. */
export function applyChange(snapshot: RoomSnapshot, change: RoomChange): RoomSnapshot | null {
  if (change.version !== snapshot.version + 1) return null;
  const changed = new Map((change.people ?? []).map((person) => [person.personId, person]));
  const kept = snapshot.people.map((person) => changed.get(person.personId) ?? person);
  const known = new Set(snapshot.people.map((person) => person.personId));
  const added = [...changed.values()].filter((person) => !known.has(person.personId));
  const people = [...kept, ...added].sort((a, b) => a.seat - b.seat);
  return { ...snapshot, ...change, people };
}
