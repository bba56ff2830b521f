// Staff accounts and their one-time links.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { DAY, HOUR, newId, Office, refuses } from './office.ts';

const LIFE = { idleMs: HOUR, absoluteMs: DAY };
const password = { passwordHash: 'hash-of-a-password' };
const names = { loginName: 'admin', displayName: '管理员' };

const newClerk = () => ({
  id: newId(),
  loginName: `clerk-${newId().slice(0, 8)}`,
  displayName: '书记员',
  role: 'clerk' as const,
});

/** An office whose first administrator has set a password. */
async function withAdmin() {
  const office = await Office.open();
  const token = await office.archive.accounts.firstAdminToken();
  const admin = await office.archive.accounts.setPassword(token ?? '', { ...password, ...names });
  return {
    office,
    accounts: office.archive.accounts,
    admin,
    actor: { kind: 'account', id: admin.id, name: admin.displayName } as const,
  };
}

describe('the first administrator', () => {
  test('gets a token that chooses both names, once', async () => {
    const office = await Office.open();
    const { accounts } = office.archive;
    const token = (await accounts.firstAdminToken()) ?? '';
    expect(token).toMatch(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}$/);
    expect(await accounts.tokenInfo(token)).toEqual({ purpose: 'first_admin', loginName: null });
    await refuses(accounts.setPassword(token, password), 'bad_request');
    const admin = await accounts.setPassword(token, { ...password, loginName: ' Admin ', displayName: '管理员' });
    expect(admin).toMatchObject({ loginName: 'admin', displayName: '管理员', role: 'admin', state: 'active' });
    expect(await accounts.firstAdminToken()).toBeNull();
    expect(await accounts.tokenInfo(token)).toBeNull();
    await refuses(accounts.setPassword(token, { ...password, ...names }), 'link_expired');
    expect(await accounts.list()).toHaveLength(1);
  });

  test('gets the same token as long as the server runs, and a new one after a restart, which ends the old one', async () => {
    const office = await Office.open();
    const ask = () => office.archive.accounts.firstAdminToken();
    const [token, ...same] = await Promise.all([ask(), ask(), ask()]);
    expect(same).toEqual([token, token]);
    await office.restart();
    const newer = await office.archive.accounts.firstAdminToken();
    expect(newer).not.toBe(token);
    await refuses(office.archive.accounts.setPassword(token ?? '', { ...password, ...names }), 'link_expired');
    await office.archive.accounts.setPassword(newer ?? '', { ...password, ...names });
  });

  test('gets a new token when the old one is a day old', async () => {
    const office = await Office.open();
    const { accounts } = office.archive;
    const token = await accounts.firstAdminToken();
    office.time += DAY - 1;
    expect(await accounts.firstAdminToken()).toBe(token);
    office.time += 1;
    await refuses(accounts.setPassword(token ?? '', { ...password, ...names }), 'link_expired');
    expect(await accounts.firstAdminToken()).not.toBe(token);
  });

  test('is asked for again when no administrator can sign in any more', async () => {
    const { office, accounts, admin } = await withAdmin();
    await accounts.reset(SERVER, admin.id);
    const token = (await accounts.firstAdminToken()) ?? '';
    await refuses(accounts.setPassword(token, { ...password, ...names }), 'login_name_taken');
    await accounts.setPassword(token, { ...password, loginName: 'second', displayName: 'x' });
    expect(await office.archive.accounts.list()).toHaveLength(2);
  });

  test('cannot be made by an older token once there is one', async () => {
    const { accounts, admin } = await withAdmin();
    const { token: own } = await accounts.reset(SERVER, admin.id);
    const first = (await accounts.firstAdminToken()) ?? '';
    await accounts.setPassword(own, password);
    await refuses(accounts.setPassword(first, { ...password, loginName: 'evil', displayName: 'x' }), 'link_expired');
  });
});

describe('an account', () => {
  test('is invited until its person has set a password by the link', async () => {
    const { accounts, actor } = await withAdmin();
    const given = newClerk();
    const { account, token, expiresAtMs } = await accounts.create(actor, given);
    expect(account).toMatchObject({ ...given, state: 'invited' });
    expect(expiresAtMs - account.createdAtMs).toBe(3 * DAY);
    expect(await accounts.forSignIn(given.loginName)).toBeNull();
    expect(await accounts.tokenInfo(token)).toEqual({ purpose: 'set_password', loginName: given.loginName });
    await accounts.setPassword(token, password);
    expect(await accounts.forSignIn(` ${given.loginName.toUpperCase()} `)).toMatchObject({
      account: { id: given.id, state: 'active' },
      passwordHash: 'hash-of-a-password',
    });
    expect(await accounts.byId(given.id)).toMatchObject({ state: 'active' });
    expect(await accounts.byId(newId())).toBeNull();
    expect(await accounts.forSignIn('nobody')).toBeNull();
  });

  test('made twice with the same id and content is one account, and the newer link counts', async () => {
    const { office, accounts, actor } = await withAdmin();
    const given = newClerk();
    const first = await accounts.create(actor, given);
    const entries = await office.entries();
    const second = await accounts.create(actor, given);
    expect(second.account).toEqual(first.account);
    expect(await office.entries()).toBe(entries);
    await refuses(accounts.setPassword(first.token, password), 'link_expired');
    await accounts.setPassword(second.token, password);
    await refuses(accounts.create(actor, given), 'wrong_state');
    await refuses(accounts.create(actor, { ...given, displayName: 'x' }), 'bad_request', /used before/);
  });

  test('keeps its login name for itself', async () => {
    const { accounts, actor } = await withAdmin();
    const given = newClerk();
    await accounts.create(actor, given);
    await refuses(
      accounts.create(actor, { ...newClerk(), loginName: given.loginName.toUpperCase() }),
      'login_name_taken',
    );
    expect(await accounts.list()).toHaveLength(2);
  });

  test('that is reset loses password, sessions and older links at once', async () => {
    const { office, accounts, actor } = await withAdmin();
    const clerk = await office.staff('clerk');
    const session = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const loginName = (await accounts.byId(clerk.id))?.loginName ?? '';
    const first = await accounts.reset(actor, clerk.id);
    expect(first.endedSessionIds).toEqual([session.id]);
    expect(await office.archive.sessions.find(session.secret)).toBeNull();
    expect(await accounts.forSignIn(loginName)).toBeNull();
    const second = await accounts.reset(actor, clerk.id);
    await refuses(accounts.setPassword(first.token, password), 'link_expired');
    await accounts.setPassword(second.token, password);
    expect(await accounts.forSignIn(loginName)).not.toBeNull();
    await refuses(accounts.reset(actor, newId()), 'not_found');
  });

  test('that sets a new password ends its older sessions', async () => {
    const { office, accounts, actor } = await withAdmin();
    const clerk = await office.staff('clerk');
    const { token } = await accounts.reset(actor, clerk.id);
    const session = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    await accounts.setPassword(token, password);
    expect(await office.archive.sessions.find(session.secret)).toBeNull();
  });

  test('that is disabled loses sessions and links, and is told from others at sign-in', async () => {
    const { office, accounts, actor } = await withAdmin();
    const clerk = await office.staff('clerk');
    const { token } = await accounts.reset(actor, clerk.id);
    const session = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    expect(await accounts.disable(actor, clerk.id)).toEqual({ endedSessionIds: [session.id] });
    const entries = await office.entries();
    expect(await accounts.disable(actor, clerk.id)).toEqual({ endedSessionIds: [] });
    expect(await office.entries()).toBe(entries);
    await refuses(accounts.setPassword(token, password), 'link_expired');
    await refuses(accounts.reset(actor, clerk.id), 'account_disabled');
    await refuses(office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE), 'account_disabled');
    expect(await accounts.byId(clerk.id)).toMatchObject({ state: 'disabled' });
    await accounts.enable(actor, clerk.id);
    await accounts.enable(actor, clerk.id);
    expect(await accounts.byId(clerk.id)).toMatchObject({ state: 'invited' });
  });

  test('of the last administrator cannot be disabled, of the last but one it can', async () => {
    const { office, accounts, admin, actor } = await withAdmin();
    await accounts.create(actor, { ...newClerk(), role: 'admin' });
    await refuses(accounts.disable(actor, admin.id), 'wrong_state');
    expect(await accounts.byId(admin.id)).toMatchObject({ state: 'active' });
    await office.staff('admin');
    await accounts.disable(actor, admin.id);
    expect(await accounts.byId(admin.id)).toMatchObject({ state: 'disabled' });
  });
});

describe('a one-time link', () => {
  test('lives three days', async () => {
    const { office, accounts, actor } = await withAdmin();
    const { token } = await accounts.create(actor, newClerk());
    office.time += 3 * DAY - 1;
    expect(await accounts.tokenInfo(token)).not.toBeNull();
    office.time += 1;
    expect(await accounts.tokenInfo(token)).toBeNull();
    await refuses(accounts.setPassword(token, password), 'link_expired');
  });

  test('with another secret, another id or another shape is unknown', async () => {
    const { accounts, actor } = await withAdmin();
    const { token } = await accounts.create(actor, newClerk());
    const [id, secret] = token.split('.');
    const flipped = `${secret?.startsWith('A') ? 'B' : 'A'}${secret?.slice(1)}`;
    for (const wrong of [
      `${id}.${flipped}`,
      `${newId()}.${secret}`,
      `${id}.`,
      `${id}`,
      '',
      '.',
      `${token}x`,
      `'; --.${secret}`,
    ]) {
      await refuses(accounts.setPassword(wrong, password), 'link_unknown');
      expect(await accounts.tokenInfo(wrong)).toBeNull();
    }
    await accounts.setPassword(token, password);
  });

  test('and its secret are nowhere in the data directory', async () => {
    const { office, accounts, actor } = await withAdmin();
    const { token } = await accounts.create(actor, newClerk());
    const clerk = await office.staff('clerk');
    const session = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    await office.archive.close();
    const database = readFileSync(join(office.dataDir, 'archive.sqlite'), 'latin1');
    for (const held of [token, session.secret]) {
      const [id = '', secret = ''] = held.split('.');
      expect(database).toContain(id);
      expect(database).not.toContain(secret);
    }
  });
});
