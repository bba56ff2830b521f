// How a letter of commitment goes from hand to hand before it is signed: from state to state, each step with its entry in the trail.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { LetterState } from '../protocol/letter.ts';
import { type LetterHead, letterHead } from './letter-records.ts';
import { noteLetter } from './letter-writing.ts';
import type { Change } from './store.ts';

export type LetterMove = 'show' | 'takeBack' | 'finishReading' | 'decline' | 'defer';

type Rule = {
  readonly from: readonly LetterState[];
  readonly to: LetterState;
  readonly act: string;
  /** States in which it has been done already: again is success and leaves no entry. */
  readonly done: readonly LetterState[];
};

const MOVES: Readonly<Record<LetterMove, Rule>> = {
  show: { from: ['prepared', 'declined', 'deferred'], to: 'shown', act: 'letter.shown', done: ['shown', 'read'] },
  takeBack: { from: ['shown', 'read'], to: 'prepared', act: 'letter.taken_back', done: ['prepared'] },
  finishReading: { from: ['shown'], to: 'read', act: 'letter.read', done: ['read'] },
  decline: { from: ['shown', 'read', 'deferred'], to: 'declined', act: 'letter.declined', done: ['declined'] },
  defer: { from: ['shown', 'read', 'declined'], to: 'deferred', act: 'letter.deferred', done: ['deferred'] },
};

/** @throws AppError `letter_changed` unless it is asked of the newest version. */
export function mustBeNewest(head: LetterHead, version: number): void {
  if (head.version !== version) throw new AppError('letter_changed');
}

export async function moveLetter(change: Change, move: LetterMove, letterId: Id, version: number): Promise<void> {
  const head = await letterHead(change.db, letterId);
  mustBeNewest(head, version);
  const { from, to, act, done } = MOVES[move];
  if (done.includes(head.state)) return;
  if (!from.includes(head.state)) throw new AppError('wrong_state', head.state);
  // Shown anew, it lies on the signer's own device again.
  const onOwnDevice = move === 'show' ? ({ medium: 'electronic', supervisor_id: null } as const) : {};
  await change.db
    .updateTable('letters')
    .set({ state: to, state_since_ms: change.nowMs, ...onOwnDevice })
    .where('id', '=', letterId)
    .execute();
  await noteLetter(change, head, act, { version, from: head.state });
}

/** The clerk has seen who the signer is and hands over a device; from now on the clerk is the witness. */
export async function superviseLetter(
  change: Change,
  letterId: Id,
  { version, supervisorId }: { readonly version: number; readonly supervisorId: Id },
): Promise<void> {
  const head = await letterHead(change.db, letterId);
  mustBeNewest(head, version);
  if (['signed', 'witnessed', 'voided'].includes(head.state)) throw new AppError('wrong_state', head.state);
  const lies = head.state === 'shown' || head.state === 'read';
  if (lies && head.medium === 'supervised' && head.supervisor_id === supervisorId) return;
  const state = head.state === 'read' ? 'read' : 'shown';
  await change.db
    .updateTable('letters')
    .set({ state, state_since_ms: change.nowMs, medium: 'supervised', supervisor_id: supervisorId })
    .where('id', '=', letterId)
    .execute();
  await noteLetter(change, head, 'letter.supervised', {
    version,
    from: head.state,
    supervisorId,
    identityChecked: true,
  });
}
