// Several people at one device of the hearing room: who may sit at whose, when the device may be heard, and what is kept of both.
import type { Id } from './ids.ts';
import type { HearingRole } from './roles.ts';
import { type Moment, maySpeak, producesMedia, waitsToBeCalled } from './stages.ts';

/** Have a side in the case: an officer who sat at their device, or they at an officer's, would no longer look impartial. */
const INTERESTED: readonly HearingRole[] = ['complainant', 'agent', 'other_party', 'original_handler', 'witness'];
/** Hear and judge. */
const IMPARTIAL: readonly HearingRole[] = ['lead_officer', 'officer', 'supervisor'];

/** What is asked about one person: their role, and whether somebody who waits to be called was called. */
export type Sitter = Pick<Moment, 'role' | 'hasFloor' | 'wasCalled'>;

/**
 * listener: observers never speak, so nobody speaks through theirs. uncalled: a witness hears nothing before being called.
 * chair: runs the hearing from a device of their own, whose sound the clerk's device alone may take over. interest: see above.
 */
export type SeatObjection = 'listener' | 'uncalled' | 'chair' | 'interest';

/** Why this person may not sit at that one's device; null when they may. */
export function objectionTo(person: Sitter, host: Sitter): SeatObjection | null {
  const both = [person, host];
  if (!both.every(({ role }) => producesMedia(role))) return 'listener';
  if (both.some(waitsToBeCalled)) return 'uncalled';
  if (person.role === 'chair' && host.role !== 'clerk') return 'chair';
  const has = (roles: readonly HearingRole[]) => both.some(({ role }) => roles.includes(role));
  return has(INTERESTED) && has(IMPARTIAL) ? 'interest' : null;
}

export type AtDevice = { readonly personId: Id; readonly moment: Moment; readonly muted: boolean };

/**
 * May this device be heard now? One microphone stands for everybody who sits there, so it may while any of them may speak;
 * but whoever is named as speaking and was muted is silent, and with them the device.
 */
export function deviceMaySpeak(sitting: readonly AtDevice[], speakerId: Id | null): boolean {
  if (sitting.some(({ personId, muted }) => muted && personId === speakerId)) return false;
  return sitting.some(({ moment, muted }) => !muted && maySpeak(moment));
}

/** From this moment on somebody sits at the device of `hostPersonId`; null: at their own again. */
export type DeviceSitting = {
  readonly personId: Id;
  readonly hostPersonId: Id | null;
  readonly atMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly startMs: number | null;
  readonly actorName: string;
};

/** From this moment on `personId` speaks at the device of `devicePersonId`; null: nobody who was named. */
export type NamedSpeaker = {
  readonly devicePersonId: Id;
  readonly personId: Id | null;
  readonly atMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly startMs: number | null;
  readonly actorName: string;
};

/** Both in the order in which they happened; the last of each person and of each device holds. */
export type DeviceHistory = {
  readonly sittings: readonly DeviceSitting[];
  readonly speakers: readonly NamedSpeaker[];
};

/** Who spoke at the device of `devicePersonId` at this time of the hearing's clock: who was named, else whose device it is. */
export function speakerAt({ speakers }: DeviceHistory, devicePersonId: Id, atMs: number): Id {
  const named = speakers.findLast(
    (one) => one.devicePersonId === devicePersonId && one.startMs !== null && one.startMs <= atMs,
  );
  return named?.personId ?? devicePersonId;
}
