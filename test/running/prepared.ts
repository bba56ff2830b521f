// A hearing prepared through the real HTTP door: an office with accounts, a case, people with links, everybody's browser.

import { NOTICE_VERSION } from '../../server/protocol/api.ts';
import type { HearingRole, StaffRole } from '../../server/protocol/roles.ts';
import { Browserless } from './browserless.ts';
import type { RunningServer } from './server.ts';

const PASSWORD = 'a long enough password';

const tokenOf = (url: string): string => url.slice(url.indexOf('#') + 1);

export type Office = {
  readonly admin: Browserless;
  readonly staff: Readonly<Record<Exclude<StaffRole, 'admin'>, StaffMember>>;
};
type StaffMember = { readonly browser: Browserless; readonly accountId: string; readonly loginName: string };

/** The first administrator and one account of each role, all signed in. */
export async function openOffice(server: RunningServer): Promise<Office> {
  if (server.firstLink === null) throw new Error('not the first start');
  const admin = new Browserless(server.origin);
  await admin.call('setPassword', {
    token: tokenOf(server.firstLink),
    password: PASSWORD,
    loginName: 'admin',
    displayName: '管理员',
  });
  const make = async (role: Exclude<StaffRole, 'admin'>, displayName: string): Promise<StaffMember> => {
    const made = await admin.call('createAccount', { id: crypto.randomUUID(), loginName: role, displayName, role });
    const browser = new Browserless(server.origin);
    await browser.call('setPassword', { token: tokenOf(made.link.url), password: PASSWORD });
    return { browser, accountId: made.account.id, loginName: role };
  };
  return {
    admin,
    staff: {
      prosecutor: await make('prosecutor', '陈检察官'),
      clerk: await make('clerk', '林书记员'),
      archivist: await make('archivist', '周档案员'),
      approver: await make('approver', '郑检察长'),
    },
  };
}

export type Participant = {
  readonly browser: Browserless;
  readonly personId: string;
  readonly role: HearingRole;
  readonly token: string;
};
export type PreparedHearing = {
  readonly caseId: string;
  readonly hearingId: string;
  readonly chairId: string;
  readonly clerkId: string;
  readonly participants: readonly Participant[];
};

export type HearingWords = {
  readonly caseTitle: string;
  readonly title: string;
  readonly name: (index: number) => string;
  readonly kind?: 'simple' | 'practice';
};
/** One for which the small speech model listens. */
export const PRACTICE: HearingWords = {
  ...{ caseTitle: '王某信访案', title: '公开听证', name: (index: number) => `参加人${index + 1}` },
  kind: 'practice',
};
const WORDS: HearingWords = { caseTitle: '王某信访案', title: '公开听证', name: (index) => `参加人${index + 1}` };

/** A scheduled hearing; each participant has opened their link and agreed. */
export async function prepareHearing(
  office: Office,
  roles: readonly HearingRole[] = ['complainant', 'officer', 'officer'],
  words = WORDS,
): Promise<PreparedHearing> {
  const { prosecutor, clerk } = office.staff;
  const caseId = crypto.randomUUID();
  const hearingId = crypto.randomUUID();
  await prosecutor.browser.call('createCase', {
    id: caseId,
    number: `沪检听〔2026〕${caseId.slice(0, 8)}号`,
    title: words.caseTitle,
  });
  const fields = {
    title: words.title,
    kind: words.kind ?? 'simple',
    publicity: 'public',
    scheduledAtMs: Date.now(),
    minutes: 60,
  } as const;
  await prosecutor.browser.call('createHearing', { id: hearingId, ...fields }, caseId);
  const add = (role: HearingRole, who: { name: string } | { accountId: string }) =>
    prosecutor.browser.call('addPerson', { id: crypto.randomUUID(), role, ...who }, hearingId);
  const chair = await add('chair', { accountId: prosecutor.accountId });
  const clerkPerson = await add('clerk', { accountId: clerk.accountId });
  const people = [];
  for (const [index, role] of roles.entries()) people.push(await add(role, { name: words.name(index) }));
  await prosecutor.browser.call('scheduleHearing', {}, hearingId);
  const participants: Participant[] = [];
  for (const person of people) {
    const { url } = await prosecutor.browser.call('invite', {}, person.id);
    const token = url.slice(url.lastIndexOf('/') + 1);
    const browser = new Browserless(prosecutor.browser.origin);
    await browser.call('openLink', { token });
    await browser.call('consent', { personId: person.id, noticeVersion: NOTICE_VERSION });
    participants.push({ browser, personId: person.id, role: person.role, token });
  }
  return { caseId, hearingId, chairId: chair.id, clerkId: clerkPerson.id, participants };
}

/** One more person in a hearing, who has not opened their link yet. */
export async function inviteOne(
  { staff }: Office,
  hearingId: string,
  role: HearingRole,
  name: string,
): Promise<{ readonly personId: string; readonly url: string }> {
  const { browser } = staff.prosecutor;
  const { id } = await browser.call('addPerson', { id: crypto.randomUUID(), role, name }, hearingId);
  const { url } = await browser.call('invite', {}, id);
  return { personId: id, url };
}
