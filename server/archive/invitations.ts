// Invitations: the personal links by which everybody without an account comes to their hearing.
import { AppError } from '../errors.ts';
import type { Invitation } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import { invitationOf, personOf } from './hearing-people.ts';
import { OVER } from './hearing-records.ts';
import { INVITATION_BYTES, newSecret, secretFits, splitToken } from './secrets.ts';
import { revokeSessions } from './sessions.ts';
import type { Change, Store } from './store.ts';

export class Invitations {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * `token` is told once. An older open link of the same person ends, with its sessions.
   * @throws AppError `not_found`, `wrong_state` once the hearing is over, `bad_request` for people with an account or a time that is past.
   */
  async issue(
    actor: Actor,
    personId: Id,
    { expiresAtMs }: { expiresAtMs: number },
  ): Promise<{ invitation: Invitation; token: string; endedSessionIds: Id[] }> {
    return this.#store.change(actor, async (change) => {
      const person = await personOf(change.db, personId);
      if (person.withdrawn === 1) throw new AppError('not_found', 'no such person');
      if (OVER.includes(person.state)) throw new AppError('wrong_state', person.state);
      if (person.account_id !== null) throw new AppError('bad_request', 'people with an account sign in');
      if (expiresAtMs <= change.nowMs) throw new AppError('bad_request', 'this time is past');
      const endedSessionIds = await revokeInvitations(change, personId);
      const secret = newSecret(INVITATION_BYTES);
      const row = {
        id: secret.id,
        person_id: personId,
        secret_sha256: secret.sha256,
        created_at_ms: change.nowMs,
        expires_at_ms: expiresAtMs,
        opened_at_ms: null,
        revoked_at_ms: null,
      };
      await change.db.insertInto('invitations').values(row).execute();
      const detail = { invitationId: secret.id, personId, expiresAtMs };
      const { name: about, case_id: caseId, hearing_id: hearingId } = person;
      await change.note({ act: 'invitation.issued', about, caseId, hearingId, detail });
      return { invitation: invitationOf(row, change.nowMs), token: secret.token, endedSessionIds };
    });
  }

  /** Ends the link and its sessions; again is success. @throws AppError `not_found`. */
  async revoke(actor: Actor, invitationId: Id): Promise<{ endedSessionIds: Id[] }> {
    return this.#store.change(actor, async (change) => {
      const row = await change.db
        .selectFrom('invitations')
        .selectAll()
        .where('id', '=', invitationId)
        .executeTakeFirst();
      if (row === undefined) throw new AppError('not_found', 'no such invitation');
      if (row.revoked_at_ms !== null) return { endedSessionIds: [] };
      return { endedSessionIds: await revokeOne(change, row) };
    });
  }

  /** The hearing that an invitation is for; null when it is unknown. */
  async hearingOf(invitationId: Id): Promise<Id | null> {
    const row = await this.#store.read((db) =>
      db
        .selectFrom('invitations')
        .innerJoin('people', 'people.id', 'invitations.person_id')
        .select('people.hearing_id')
        .where('invitations.id', '=', invitationId)
        .executeTakeFirst(),
    );
    return row?.hearing_id ?? null;
  }

  /**
   * Whose link this is. The first opening is an act of the person; a link may be opened again until it ends.
   * @throws AppError `link_unknown` for a wrong secret as for a wrong id; `link_revoked`, `link_expired` only to whoever knows the secret.
   */
  async open(token: string): Promise<{ invitationId: Id; personId: Id; hearingId: Id }> {
    const parts = splitToken(token);
    return this.#store.change(SERVER, async ({ db, nowMs, note }) => {
      const row = await db
        .selectFrom('invitations')
        .selectAll()
        .where('id', '=', parts?.id ?? '')
        .executeTakeFirst();
      if (!secretFits(parts?.secret ?? '', row?.secret_sha256) || row === undefined) throw new AppError('link_unknown');
      if (row.revoked_at_ms !== null) throw new AppError('link_revoked');
      if (row.expires_at_ms <= nowMs) throw new AppError('link_expired');
      const person = await personOf(db, row.person_id);
      if (row.opened_at_ms === null) {
        await db.updateTable('invitations').set({ opened_at_ms: nowMs }).where('id', '=', row.id).execute();
        const { name: about, case_id: caseId, hearing_id: hearingId } = person;
        const entry = { act: 'invitation.opened', about, caseId, hearingId, detail: { invitationId: row.id } };
        await note(entry, { kind: 'person', id: person.id, name: person.name });
      }
      return { invitationId: row.id, personId: person.id, hearingId: person.hearing_id };
    });
  }
}

/** Ends every open link of a person, with its sessions; answers with the ids of those. */
export async function revokeInvitations(change: Change, personId: Id): Promise<Id[]> {
  const open = await change.db
    .selectFrom('invitations')
    .selectAll()
    .where('person_id', '=', personId)
    .where('revoked_at_ms', 'is', null)
    .orderBy('id')
    .execute();
  const ended: Id[] = [];
  for (const row of open) ended.push(...(await revokeOne(change, row)));
  return ended;
}

async function revokeOne(change: Change, row: { id: Id; person_id: Id }): Promise<Id[]> {
  const { db, nowMs, note } = change;
  await db.updateTable('invitations').set({ revoked_at_ms: nowMs }).where('id', '=', row.id).execute();
  const { name: about, case_id: caseId, hearing_id: hearingId } = await personOf(db, row.person_id);
  await note({ act: 'invitation.revoked', about, caseId, hearingId, detail: { invitationId: row.id } });
  return revokeSessions(change, 'invitation_id', row.id);
}
