// Invitations: one open link for each person, refused without telling more than its holder may know.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { DAY, newId, Office, refuses } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

async function withPerson() {
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const personId = await office.person(hearingId, 'complainant', '李四');
  const issue = () => office.archive.invitations.issue(SERVER, personId, { expiresAtMs: office.time + DAY });
  const listed = async () => (await office.archive.hearings.byId(hearingId))?.people[0]?.invitation;
  return { invitations: office.archive.invitations, caseId, hearingId, personId, issue, listed };
}

describe('an invitation', () => {
  test('opens its hearing for its person, again and again until it ends', async () => {
    const { invitations, hearingId, personId, issue, listed } = await withPerson();
    const { invitation, token } = await issue();
    expect(token).toMatch(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{22}$/);
    expect(invitation).toEqual({
      id: token.split('.')[0],
      state: 'open',
      expiresAtMs: office.time + DAY,
      openedAtMs: null,
    });
    expect(await listed()).toEqual(invitation);
    const whose = { invitationId: invitation.id, personId, hearingId };
    office.time += 5;
    expect(await invitations.open(token)).toEqual(whose);
    office.time += 5;
    expect(await invitations.open(token)).toEqual(whose);
    expect(await listed()).toEqual({ ...invitation, openedAtMs: office.time - 5 });
    expect(await invitations.hearingOf(invitation.id)).toBe(hearingId);
    expect(await invitations.hearingOf(newId())).toBeNull();
  });

  test('opened for the first time is an act of its person, once', async () => {
    const { invitations, caseId, issue } = await withPerson();
    const { token } = await issue();
    await Promise.all([invitations.open(token), invitations.open(token)]);
    const opened = (await office.archive.trail.ofCase(caseId, { limit: 100 })).filter(
      ({ act }) => act === 'invitation.opened',
    );
    expect(opened).toMatchObject([{ actorName: '李四', about: '李四' }]);
  });

  test('ends when a newer one is issued, with the sessions that came by it', async () => {
    const { invitations, hearingId, personId, issue, listed } = await withPerson();
    const first = await issue();
    const of = { personId, hearingId, invitationId: first.invitation.id };
    const session = await office.archive.sessions.create(SERVER, of, { idleMs: DAY, absoluteMs: DAY });
    const second = await issue();
    expect(second.endedSessionIds).toEqual([session.id]);
    expect(await office.archive.sessions.find(session.secret)).toBeNull();
    await refuses(invitations.open(first.token), 'link_revoked');
    expect(await invitations.open(second.token)).toMatchObject({ invitationId: second.invitation.id });
    expect(await listed()).toMatchObject({ id: second.invitation.id, state: 'open' });
  });

  test('that is revoked stays revoked, and ends its sessions', async () => {
    const { invitations, caseId, hearingId, personId, issue, listed } = await withPerson();
    const { invitation, token } = await issue();
    const of = { personId, hearingId, invitationId: invitation.id };
    const session = await office.archive.sessions.create(SERVER, of, { idleMs: DAY, absoluteMs: DAY });
    expect(await invitations.revoke(SERVER, invitation.id)).toEqual({ endedSessionIds: [session.id] });
    expect(await invitations.revoke(SERVER, invitation.id)).toEqual({ endedSessionIds: [] });
    expect(await office.archive.sessions.find(session.secret)).toBeNull();
    await refuses(invitations.open(token), 'link_revoked');
    expect(await listed()).toMatchObject({ state: 'revoked' });
    expect((await office.acts(caseId)).filter((act) => act === 'invitation.revoked')).toHaveLength(1);
    await refuses(invitations.revoke(SERVER, newId()), 'not_found');
  });

  test('ends at its time, to the millisecond', async () => {
    const { invitations, issue, listed } = await withPerson();
    const { token } = await issue();
    office.time += DAY - 1;
    await invitations.open(token);
    office.time += 1;
    await refuses(invitations.open(token), 'link_expired');
    expect(await listed()).toMatchObject({ state: 'expired' });
  });

  test('lives on when its hearing is moved, as long after it as before', async () => {
    const { issue, hearingId, listed } = await withPerson();
    const { invitation } = await issue();
    const { scheduledAtMs, minutes } = (await office.archive.hearings.byId(hearingId)) ?? {
      scheduledAtMs: 0,
      minutes: 0,
    };
    await office.archive.hearings.change(SERVER, hearingId, {
      scheduledAtMs: scheduledAtMs + 3 * DAY,
      minutes: minutes + 30,
    });
    expect((await listed())?.expiresAtMs).toBe(invitation.expiresAtMs + 3 * DAY + 30 * 60_000);
  });

  test('with a wrong secret is unknown, also when it is revoked or expired', async () => {
    const { invitations, issue } = await withPerson();
    const [first, second] = [await issue(), await issue()];
    const crossed = `${second.token.split('.')[0]}.${first.token.split('.')[1]}`;
    const revoked = `${first.token.split('.')[0]}.${second.token.split('.')[1]}`;
    const nobody = `${newId()}.${first.token.split('.')[1]}`;
    const shapes = [
      '',
      '.',
      'x',
      `${second.token}A`,
      second.token.slice(0, -1),
      second.token.toUpperCase(),
      `${second.token}\n`,
    ];
    for (const wrong of [crossed, revoked, nobody, ...shapes]) await refuses(invitations.open(wrong), 'link_unknown');
    office.time += 2 * DAY;
    await refuses(invitations.open(crossed), 'link_unknown');
    await refuses(invitations.open(second.token), 'link_expired');
  });

  test('that nobody could open leaves no entry', async () => {
    const { invitations } = await withPerson();
    const entries = await office.entries();
    await refuses(invitations.open(`${newId()}.${'A'.repeat(22)}`), 'link_unknown');
    expect(await office.entries()).toBe(entries);
  });

  test('is not for people with an account, not for the past, not for nobody', async () => {
    const { invitations, hearingId, personId } = await withPerson();
    const clerk = await office.staff('clerk');
    const person = await office.archive.hearings.addPerson(SERVER, hearingId, {
      id: newId(),
      role: 'clerk',
      name: 'x',
      accountId: clerk.id,
    });
    await refuses(invitations.issue(SERVER, person.id, { expiresAtMs: office.time + DAY }), 'bad_request');
    await refuses(invitations.issue(SERVER, personId, { expiresAtMs: office.time }), 'bad_request');
    await refuses(invitations.issue(SERVER, newId(), { expiresAtMs: office.time + DAY }), 'not_found');
  });
});
