// Sessions: proof that a browser has signed in or has come by a personal link; revocable at once.
import type { Selectable } from 'kysely';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import { LIMITS } from './limits.ts';
import type { Session } from './records.ts';
import { newSecret, SECRET_BYTES, secretFits, splitToken } from './secrets.ts';
import type { Change, Store } from './store.ts';
import type { Tables } from './tables.ts';

export type SessionOf =
  | { readonly accountId: Id }
  | { readonly personId: Id; readonly hearingId: Id; readonly invitationId: Id };
/** Ends after `idleMs` without use, and after `absoluteMs` in any case. */
export type SessionLife = { readonly idleMs: number; readonly absoluteMs: number };

export class Sessions {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * `secret` goes into the cookie and is not kept here.
   * @throws AppError `not_found`, `account_disabled`, or `link_revoked` / `link_expired` when the invitation no longer is open.
   */
  async create(actor: Actor, of: SessionOf, life: SessionLife): Promise<{ id: Id; secret: string }> {
    return this.#store.change(actor, async (change) => {
      const about =
        'accountId' in of ? await mayStartForAccount(change, of.accountId) : await mayStartForPerson(change, of);
      const secret = newSecret(SECRET_BYTES);
      const person = 'accountId' in of ? null : of;
      await change.db
        .insertInto('sessions')
        .values({
          id: secret.id,
          secret_sha256: secret.sha256,
          account_id: 'accountId' in of ? of.accountId : null,
          person_id: person?.personId ?? null,
          hearing_id: person?.hearingId ?? null,
          invitation_id: person?.invitationId ?? null,
          created_at_ms: change.nowMs,
          last_seen_ms: change.nowMs,
          idle_ms: life.idleMs,
          expires_at_ms: change.nowMs + life.absoluteMs,
          revoked_at_ms: null,
        })
        .execute();
      const hearing = person === null ? {} : { hearingId: person.hearingId };
      await change.note({ act: 'session.started', about, ...hearing, detail: { sessionId: secret.id, ...of } });
      return { id: secret.id, secret: secret.token };
    });
  }

  /** Null for what is unknown, expired, idle for too long or revoked; the same null for each. */
  async find(secret: string): Promise<Session | null> {
    const parts = splitToken(secret);
    const row = await this.#store.read((db) =>
      db
        .selectFrom('sessions')
        .selectAll()
        .where('id', '=', parts?.id ?? '')
        .executeTakeFirst(),
    );
    if (!secretFits(parts?.secret ?? '', row?.secret_sha256) || row === undefined) return null;
    const nowMs = this.#store.now();
    if (row.revoked_at_ms !== null || row.expires_at_ms <= nowMs || row.last_seen_ms + row.idle_ms <= nowMs)
      return null;
    if (nowMs - row.last_seen_ms >= Math.min(LIMITS.sessionTouchMs, row.idle_ms / 2)) await this.#touch(row.id);
    return sessionOf(row);
  }

  /** Again is success. @throws AppError `not_found`. */
  async revoke(actor: Actor, sessionId: Id): Promise<void> {
    await this.#store.change(actor, async (change) => {
      const row = await change.db.selectFrom('sessions').select('id').where('id', '=', sessionId).executeTakeFirst();
      if (row === undefined) throw new AppError('not_found', 'no such session');
      await revokeSessions(change, 'id', sessionId);
    });
  }

  /** Answers with the sessions that ended, so that their sockets can be cut. */
  async revokeForAccount(actor: Actor, accountId: Id): Promise<Id[]> {
    return this.#store.change(actor, (change) => revokeSessions(change, 'account_id', accountId));
  }

  /** Answers with the sessions that ended, so that their sockets can be cut. */
  async revokeForInvitation(actor: Actor, invitationId: Id): Promise<Id[]> {
    return this.#store.change(actor, (change) => revokeSessions(change, 'invitation_id', invitationId));
  }

  /** The one write without an entry: that somebody went on using a session is no act. */
  async #touch(id: Id): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs }) => {
      await db.updateTable('sessions').set({ last_seen_ms: nowMs }).where('id', '=', id).execute();
    });
  }
}

/** Ends the open sessions of one account, invitation or id, with an entry for each; answers with their ids. */
export async function revokeSessions(
  { db, nowMs, note }: Change,
  by: 'id' | 'account_id' | 'invitation_id',
  id: Id,
): Promise<Id[]> {
  const open = await db
    .selectFrom('sessions')
    .select(['id', 'hearing_id'])
    .where(by, '=', id)
    .where('revoked_at_ms', 'is', null)
    .where('expires_at_ms', '>', nowMs)
    .orderBy('id')
    .execute();
  for (const session of open) {
    await db.updateTable('sessions').set({ revoked_at_ms: nowMs }).where('id', '=', session.id).execute();
    const hearing = session.hearing_id === null ? {} : { hearingId: session.hearing_id };
    await note({ act: 'session.ended', about: '', ...hearing, detail: { sessionId: session.id } });
  }
  return open.map((session) => session.id);
}

function sessionOf(row: Selectable<Tables['sessions']>): Session | null {
  const { id, account_id, person_id, hearing_id, invitation_id } = row;
  if (account_id !== null) return { id, kind: 'account', accountId: account_id };
  if (person_id === null || hearing_id === null || invitation_id === null) return null;
  return { id, kind: 'person', personId: person_id, hearingId: hearing_id, invitationId: invitation_id };
}

async function mayStartForAccount({ db }: Change, accountId: Id): Promise<string> {
  const account = await db
    .selectFrom('accounts')
    .select(['login_name', 'disabled'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (account === undefined) throw new AppError('not_found', 'no such account');
  if (account.disabled === 1) throw new AppError('account_disabled');
  return account.login_name;
}

async function mayStartForPerson({ db, nowMs }: Change, of: Extract<SessionOf, { personId: Id }>): Promise<string> {
  const found = await db
    .selectFrom('invitations')
    .innerJoin('people', 'people.id', 'invitations.person_id')
    .select(['people.name', 'invitations.expires_at_ms', 'invitations.revoked_at_ms'])
    .where('invitations.id', '=', of.invitationId)
    .where('people.id', '=', of.personId)
    .where('people.hearing_id', '=', of.hearingId)
    .where('people.withdrawn', '=', 0)
    .executeTakeFirst();
  if (found === undefined) throw new AppError('not_found', 'no such invitation of this person');
  if (found.revoked_at_ms !== null) throw new AppError('link_revoked');
  if (found.expires_at_ms <= nowMs) throw new AppError('link_expired');
  return found.name;
}
