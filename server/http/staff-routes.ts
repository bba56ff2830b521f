// Signing in, one-time links and accounts.
import { AppError } from '../errors.ts';
import { STAFF_COOKIE } from '../office/cookies.ts';
import { hashPassword, passwordFits } from '../office/passwords.ts';
import type { Account, Me, OneTimeLink } from '../protocol/api.ts';
import { type Call, type House, type RouteHandlers, staffWho } from './call.ts';

type StaffRoutes = Pick<
  RouteHandlers,
  | 'oneTimeLinkInfo'
  | 'setPassword'
  | 'signIn'
  | 'signOut'
  | 'me'
  | 'accounts'
  | 'createAccount'
  | 'resetAccount'
  | 'disableAccount'
  | 'enableAccount'
  | 'colleagues'
>;

export function staffRoutes(house: House): StaffRoutes {
  const { archive, config, rates, visitors } = house;
  const me = (account: Account): Me => ({ account, version: config.VERSION });
  // After the #, so that the secret reaches neither a server nor a proxy nor their logs.
  const oneTimeLink = (made: { token: string; expiresAtMs: number }): OneTimeLink => ({
    url: `${config.doors.publicOrigin}/one-time#${made.token}`,
    expiresAtMs: made.expiresAtMs,
  });

  async function openSession(call: Call<'signIn' | 'setPassword'>, account: Account): Promise<void> {
    const actor = { kind: 'account', id: account.id, name: account.displayName } as const;
    const absoluteMs = config.STAFF_SESSION_HOURS * 3_600_000;
    const limits = { idleMs: config.STAFF_IDLE_MINUTES * 60_000, absoluteMs };
    const session = await archive.sessions.create(actor, { accountId: account.id }, limits);
    const cookie = visitors.cookies.make(call.request, STAFF_COOKIE, session.secret, absoluteMs / 1000);
    call.response.append('Set-Cookie', cookie);
  }

  return {
    async oneTimeLinkInfo({ body, request }) {
      const address = request.ip ?? '';
      await rates.take('linkPerAddress', address);
      const info = await archive.accounts.tokenInfo(body.token);
      if (info === null) throw new AppError('link_unknown');
      await rates.giveBack('linkPerAddress', address);
      return info;
    },

    async setPassword(call) {
      await rates.take('linkPerAddress', call.request.ip ?? '');
      const { token, password, loginName, displayName } = call.body;
      if ((await archive.accounts.tokenInfo(token)) === null) throw new AppError('link_unknown');
      const passwordHash = await hashPassword(password);
      const account = await archive.accounts.setPassword(token, {
        passwordHash,
        ...(loginName === undefined ? {} : { loginName }),
        ...(displayName === undefined ? {} : { displayName }),
      });
      await openSession(call, account);
      return me(account);
    },

    async signIn(call) {
      const { loginName, password } = call.body;
      const address = call.request.ip ?? '';
      const tries = [
        ['signInPerAddress', address],
        ['signInPerNameAndAddress', `${loginName} ${address}`],
        ['signInPerName', loginName],
      ] as const;
      for (const [rate, key] of tries) await rates.take(rate, key);
      const found = await archive.accounts.forSignIn(loginName);
      if (!(await passwordFits(found?.passwordHash ?? null, password)) || found === null) {
        throw new AppError('wrong_credentials');
      }
      if (found.account.state !== 'active') throw new AppError('account_disabled');
      for (const [rate, key] of tries) await rates.giveBack(rate, key);
      await openSession(call, found.account);
      return me(found.account);
    },

    async signOut({ request, response }) {
      const visitor = await visitors.staff(request);
      if (visitor !== null) {
        await archive.sessions.revoke(visitor.actor, visitor.sessionId);
        house.hall.sessionEnded(visitor.sessionId, 'not_signed_in');
      }
      response.append('Set-Cookie', visitors.cookies.make(request, STAFF_COOKIE, '', 0));
      return null;
    },

    async me({ request }) {
      const visitor = await visitors.staff(request);
      if (visitor === null) throw new AppError('not_signed_in');
      return me(visitor.account);
    },

    async accounts({ request }) {
      await staffWho(house, request, 'account.manage');
      return archive.accounts.list();
    },

    async createAccount({ request, body }) {
      const { actor } = await staffWho(house, request, 'account.manage');
      const made = await archive.accounts.create(actor, body);
      return { account: made.account, link: oneTimeLink(made) };
    },

    async resetAccount({ request, id }) {
      const { actor } = await staffWho(house, request, 'account.manage');
      const made = await archive.accounts.reset(actor, id);
      house.hall.accountEnded(id);
      return oneTimeLink(made);
    },

    async disableAccount({ request, id }) {
      const { actor } = await staffWho(house, request, 'account.manage');
      await archive.accounts.disable(actor, id);
      house.hall.accountEnded(id);
      return null;
    },

    async enableAccount({ request, id }) {
      const { actor } = await staffWho(house, request, 'account.manage');
      await archive.accounts.enable(actor, id);
      return null;
    },

    async colleagues({ request }) {
      await staffWho(house, request, 'colleague.list');
      const accounts = await archive.accounts.list();
      return accounts
        .filter((account) => account.state !== 'disabled' && account.role !== 'admin')
        .map(({ id, displayName, role }) => ({ id, displayName, role }));
    },
  };
}
