// The one place that says who may do what; every door asks here, and what is not named here is refused.
import { maySignLetter } from './protocol/letter.ts';
import { maySignMinutes } from './protocol/minutes.ts';
import { HEARING_ROLES, type HearingRole, type StaffRole } from './protocol/roles.ts';

/** Whoever asks: by account, by a seat in one hearing (host or guest), or a stranger. */
export type Asker =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'account'; readonly id: string; readonly role: StaffRole }
  | { readonly kind: 'seat'; readonly hearingId: string; readonly personId: string; readonly role: HearingRole };

/** What it is about: a case with its team, or a hearing. Nothing for what belongs to no case. */
export type Subject = { readonly teamIds?: readonly string[]; readonly hearingId?: string };

type Right = {
  /** Account roles that may do it anywhere. */
  readonly accounts?: readonly StaffRole[];
  /** Account roles that may do it in cases on whose team they are. */
  readonly team?: readonly StaffRole[];
  /** Hearing roles that may do it in their own hearing. */
  readonly seats?: readonly HearingRole[];
};

const EVERYBODY = HEARING_ROLES;
const HOSTS = ['chair', 'clerk'] as const;

export const RIGHTS = {
  'account.manage': { accounts: ['admin'] },
  'colleague.list': { accounts: ['prosecutor', 'clerk'] },

  'case.list': { accounts: ['prosecutor', 'clerk', 'archivist', 'approver'] },
  'case.listAll': { accounts: ['archivist', 'approver'] },
  'case.create': { accounts: ['prosecutor', 'clerk'] },
  'case.read': { accounts: ['archivist', 'approver'], team: ['prosecutor', 'clerk'] },
  'case.change': { team: ['prosecutor', 'clerk'] },
  'trail.read': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  'recording.play': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  'recording.compose': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  'words.search': { accounts: ['prosecutor', 'clerk', 'archivist'] },
  'words.searchAll': { accounts: ['archivist'] },
  'transcript.read': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  /** With names as they are. */
  'transcript.export': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  /** A copy for the public, names masked. */
  'transcript.exportMasked': { accounts: ['archivist', 'approver'], team: ['prosecutor', 'clerk'] },
  'transcript.correct': { team: ['prosecutor', 'clerk'] },
  'minutes.read': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  'minutes.write': { team: ['prosecutor', 'clerk'] },
  'note.read': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  'invitation.issue': { team: ['prosecutor', 'clerk'] },
  'letter.read': { accounts: ['archivist'], team: ['prosecutor', 'clerk'] },
  /** To be printed and signed by hand. */
  'letter.print': { team: ['prosecutor', 'clerk'] },
  /** To file the scan of a letter signed by hand, as its witness. */
  'letter.scan': { team: ['prosecutor', 'clerk'] },
  /** To ask for it and to decide about it: never the same person for both. */
  'letter.void': { team: ['prosecutor', 'clerk'] },

  'room.enter': { seats: EVERYBODY },
  'room.media': { seats: EVERYBODY },
  'room.captions': { seats: EVERYBODY },
  'room.raiseHand': { seats: EVERYBODY.filter((role) => role !== 'observer') },
  'room.publish': { seats: EVERYBODY.filter((role) => role !== 'observer') },
  'room.admit': { seats: HOSTS },
  'room.mute': { seats: HOSTS },
  'room.lowerHand': { seats: HOSTS },
  'room.remove': { seats: HOSTS },
  'room.shareDevice': { seats: HOSTS },
  'room.floor': { seats: ['chair'] },
  'room.stage': { seats: ['chair'] },
  'room.pause': { seats: ['chair'] },
  'room.close': { seats: ['chair'] },
  'room.restartRecording': { seats: HOSTS },

  'note.write': { seats: HOSTS },

  'letter.prepare': { seats: HOSTS },
  /** The person named in it; nobody signs for somebody else. */
  'letter.sign': { seats: HEARING_ROLES.filter(maySignLetter) },
  /** On the clerk's device, with the clerk as witness: never on the chair's. */
  'letter.supervise': { seats: ['clerk'] },

  'minutes.present': { seats: HOSTS },
  'minutes.sign': { seats: HEARING_ROLES.filter(maySignMinutes) },
  /** On the clerk's device, with the clerk as witness. */
  'minutes.supervise': { seats: ['clerk'] },
} as const satisfies Record<string, Right>;

export type Action = keyof typeof RIGHTS;
export const ACTIONS = Object.keys(RIGHTS) as readonly Action[];

/** May this asker do this here? Denied unless the table says yes. */
export function can(asker: Asker, action: Action, subject: Subject = {}): boolean {
  const right: Right = RIGHTS[action];
  switch (asker.kind) {
    case 'nobody':
      return false;
    case 'account':
      if (right.accounts?.includes(asker.role)) return true;
      return (right.team?.includes(asker.role) ?? false) && (subject.teamIds?.includes(asker.id) ?? false);
    case 'seat':
      return subject.hearingId === asker.hearingId && (right.seats?.includes(asker.role) ?? false);
  }
}
