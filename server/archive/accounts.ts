// Staff accounts: made by an administrator, opened by a one-time link, disabled but never deleted.
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import { AppError } from '../errors.ts';
import type { Account, NewAccount } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import { isNew } from './creations.ts';
import { LIMITS } from './limits.ts';
import { issueToken, type OneTimeToken, openToken, type Purpose, tokenBehind, voidTokens } from './one-time-tokens.ts';
import { revokeSessions } from './sessions.ts';
import type { Change, Reader, Store } from './store.ts';
import type { Tables } from './tables.ts';

export type PasswordChoice = {
  readonly passwordHash: string;
  /** Chosen by the first administrator only; everybody else's was given by the administrator and stays. */
  readonly loginName?: string | undefined;
  readonly displayName?: string | undefined;
};
/** Sessions that ended with the change, so that their sockets can be cut. */
export type Ended = { readonly endedSessionIds: readonly Id[] };

export class Accounts {
  readonly #store: Store;
  #firstAdmin: OneTimeToken | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * A one-time token for the first administrator, as long as there is no administrator who can sign in; else null.
   * Made once per start (a restart makes a new one and ends the old one), and anew when it has expired.
   */
  async firstAdminToken(): Promise<string | null> {
    return this.#store.change(SERVER, async (change) => {
      if (await hasAdmin(change.db)) return null;
      const known = this.#firstAdmin;
      if (known !== null && (await tokenBehind(change.db, known.token, change.nowMs)) !== null) return known.token;
      this.#firstAdmin = await issueToken(change, 'first_admin', null, LIMITS.firstAdminLinkMs);
      await change.note({ act: 'account.first_admin_invited', about: '' });
      return this.#firstAdmin.token;
    });
  }

  /** What a one-time link is for; null when it is unknown, used, replaced or too old. */
  async tokenInfo(token: string): Promise<{ purpose: Purpose; loginName: string | null } | null> {
    return this.#store.read(async (db) => {
      const kept = await tokenBehind(db, token, this.#store.now());
      if (kept === null) return null;
      const account = kept.accountId === null ? null : await rowOf(db, kept.accountId);
      return { purpose: kept.purpose, loginName: account?.login_name ?? null };
    });
  }

  /**
   * Uses up a one-time token; older sessions of the account end.
   * @throws AppError `link_unknown`, `link_expired`, `login_name_taken`, `account_disabled`, or `bad_request` when the
   * first administrator gives no names.
   */
  async setPassword(token: string, choice: PasswordChoice): Promise<Account> {
    // Who acts is the account's own person, known only once the token has been opened.
    return this.#store.change(SERVER, async (change) => {
      const { purpose, accountId } = await openToken(change.db, token, change.nowMs);
      await voidTokens(change.db, purpose, accountId, change.nowMs);
      const row = accountId === null ? await makeFirstAdmin(change, choice) : await rowOf(change.db, accountId);
      if (row.disabled === 1) throw new AppError('account_disabled');
      await change.db
        .updateTable('accounts')
        .set({ password_hash: choice.passwordHash })
        .where('id', '=', row.id)
        .execute();
      await revokeSessions(change, 'account_id', row.id);
      const entry = { act: 'account.password_set', about: row.login_name, detail: { accountId: row.id } };
      await change.note(entry, { kind: 'account', id: row.id, name: row.display_name });
      return accountOf({ ...row, password_hash: choice.passwordHash });
    });
  }

  /**
   * Repeating it with the same id and content gives the same account with a fresh token.
   * @throws AppError `login_name_taken`; `wrong_state` when it is repeated after the account was opened; `bad_request`.
   */
  async create(actor: Actor, given: NewAccount): Promise<{ account: Account } & OneTimeToken> {
    return this.#store.change(actor, async (change) => {
      if (await isNew(change.db, 'account', given.id, given)) {
        await insertAccount(change, given);
        const detail = { accountId: given.id, role: given.role };
        await change.note({ act: 'account.created', about: given.loginName, detail });
      }
      const account = accountOf(await rowOf(change.db, given.id));
      if (account.state !== 'invited') throw new AppError('wrong_state', 'the account has been opened since');
      return { account, ...(await issueToken(change, 'set_password', account.id, LIMITS.passwordLinkMs)) };
    });
  }

  /** The old password and all sessions end at once. @throws AppError `not_found`, `account_disabled`. */
  async reset(actor: Actor, accountId: Id): Promise<OneTimeToken & Ended> {
    return this.#store.change(actor, async (change) => {
      const row = await rowOf(change.db, accountId);
      if (row.disabled === 1) throw new AppError('account_disabled');
      await change.db.updateTable('accounts').set({ password_hash: null }).where('id', '=', accountId).execute();
      const endedSessionIds = await revokeSessions(change, 'account_id', accountId);
      await change.note({ act: 'account.reset', about: row.login_name, detail: { accountId } });
      return { ...(await issueToken(change, 'set_password', accountId, LIMITS.passwordLinkMs)), endedSessionIds };
    });
  }

  /**
   * Ends its sessions and its open link; again is success.
   * @throws AppError `not_found`, `wrong_state` for the last administrator.
   */
  async disable(actor: Actor, accountId: Id): Promise<Ended> {
    return this.#store.change(actor, async (change) => {
      const row = await rowOf(change.db, accountId);
      if (row.disabled === 1) return { endedSessionIds: [] };
      await change.db.updateTable('accounts').set({ disabled: 1 }).where('id', '=', accountId).execute();
      if (accountOf(row).state === 'active' && row.role === 'admin' && !(await hasAdmin(change.db))) {
        throw new AppError('wrong_state', 'the last administrator stays');
      }
      await voidTokens(change.db, 'set_password', accountId, change.nowMs);
      const endedSessionIds = await revokeSessions(change, 'account_id', accountId);
      await change.note({ act: 'account.disabled', about: row.login_name, detail: { accountId } });
      return { endedSessionIds };
    });
  }

  /** Again is success. @throws AppError `not_found`. */
  async enable(actor: Actor, accountId: Id): Promise<void> {
    await this.#store.change(actor, async (change) => {
      const row = await rowOf(change.db, accountId);
      if (row.disabled === 0) return;
      await change.db.updateTable('accounts').set({ disabled: 0 }).where('id', '=', accountId).execute();
      await change.note({ act: 'account.enabled', about: row.login_name, detail: { accountId } });
    });
  }

  /** By login name. */
  async list(): Promise<Account[]> {
    const rows = await this.#store.read((db) => db.selectFrom('accounts').selectAll().orderBy('login_name').execute());
    return rows.map(accountOf);
  }

  async byId(id: Id): Promise<Account | null> {
    const row = await this.#store.read((db) =>
      db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row === undefined ? null : accountOf(row);
  }

  /** Null when nobody has this name or no password has been set. A disabled account is handed out: check its state. */
  async forSignIn(loginName: string): Promise<{ account: Account; passwordHash: string } | null> {
    const row = await this.#store.read((db) =>
      db.selectFrom('accounts').selectAll().where('login_name', '=', loginName.trim().toLowerCase()).executeTakeFirst(),
    );
    if (row === undefined || row.password_hash === null) return null;
    return { account: accountOf(row), passwordHash: row.password_hash };
  }
}

type Row = Selectable<Tables['accounts']>;

function accountOf(row: Row): Account {
  return {
    id: row.id,
    loginName: row.login_name,
    displayName: row.display_name,
    role: row.role,
    state: row.disabled === 1 ? 'disabled' : row.password_hash === null ? 'invited' : 'active',
    createdAtMs: row.created_at_ms,
  };
}

async function rowOf(db: Reader, id: Id): Promise<Row> {
  const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('not_found', 'no such account');
  return row;
}

async function hasAdmin(db: Reader): Promise<boolean> {
  const admin = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}

async function insertAccount({ db, nowMs }: Change, given: NewAccount): Promise<Row> {
  const login_name = given.loginName.trim().toLowerCase();
  const taken = await db.selectFrom('accounts').select('id').where('login_name', '=', login_name).executeTakeFirst();
  if (taken !== undefined) throw new AppError('login_name_taken');
  const row: Row = {
    id: given.id,
    login_name,
    display_name: given.displayName,
    role: given.role,
    disabled: 0,
    password_hash: null,
    created_at_ms: nowMs,
  };
  await db.insertInto('accounts').values(row).execute();
  return row;
}

/** The token was made while there was no administrator; there may be one by now. */
async function makeFirstAdmin(change: Change, { loginName, displayName }: PasswordChoice): Promise<Row> {
  if (await hasAdmin(change.db)) throw new AppError('link_expired');
  if (loginName === undefined || displayName === undefined) throw new AppError('bad_request', 'two names are needed');
  const row = await insertAccount(change, { id: randomUUIDv7(), loginName, displayName, role: 'admin' });
  await change.note({ act: 'account.created', about: row.login_name, detail: { accountId: row.id, role: 'admin' } });
  return row;
}
