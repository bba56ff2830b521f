// Sessions end when they should: by time, by idleness, by revocation, and with what they rest on.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { DAY, HOUR, MINUTE, newId, Office, refuses, sqlIn } from './office.ts';

const LIFE = { idleMs: HOUR, absoluteMs: DAY };

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

describe('a session', () => {
  test('names its account, or its person with hearing and invitation', async () => {
    const clerk = await office.staff('clerk');
    const { id, secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    expect(await office.archive.sessions.find(secret)).toEqual({ id, kind: 'account', accountId: clerk.id });
    const hearingId = await office.hearing();
    const guest = await office.guest(hearingId);
    expect(await office.archive.sessions.find(guest.secret)).toEqual({
      id: guest.sessionId,
      kind: 'person',
      personId: guest.personId,
      hearingId,
      invitationId: guest.invitationId,
    });
  });

  test('is not found by a wrong secret', async () => {
    const clerk = await office.staff('clerk');
    const { secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const { secret: other } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const crossed = `${secret.split('.')[0]}.${other.split('.')[1]}`;
    for (const wrong of [crossed, '', 'x', `${secret}x`, secret.slice(0, -2)]) {
      expect(await office.archive.sessions.find(wrong)).toBeNull();
    }
  });

  test('ends after its absolute time, however much it is used', async () => {
    const clerk = await office.staff('clerk');
    const { secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const start = office.time;
    while (office.time + 30 * MINUTE < start + DAY) {
      office.time += 30 * MINUTE;
      expect(await office.archive.sessions.find(secret)).not.toBeNull();
    }
    office.time = start + DAY - 1;
    expect(await office.archive.sessions.find(secret)).not.toBeNull();
    office.time = start + DAY;
    expect(await office.archive.sessions.find(secret)).toBeNull();
  });

  test('ends after an hour without use', async () => {
    const clerk = await office.staff('clerk');
    const { secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    office.time += HOUR - 1;
    expect(await office.archive.sessions.find(secret)).not.toBeNull();
    office.time += HOUR - 1;
    expect(await office.archive.sessions.find(secret)).not.toBeNull();
    office.time += HOUR;
    expect(await office.archive.sessions.find(secret)).toBeNull();
  });

  test('writes down its last use at most once a minute, and never into the trail', async () => {
    const clerk = await office.staff('clerk');
    const { id, secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const entries = await office.entries();
    const start = office.time;
    const seen = () =>
      Number(sqlIn(office.dataDir, 'SELECT last_seen_ms AS at FROM sessions WHERE id = ?', id)[0]?.at) - start;
    const found: number[] = [];
    for (const at of [1, MINUTE - 1, MINUTE, MINUTE + 1, 2 * MINUTE]) {
      office.time = start + at;
      await office.archive.sessions.find(secret);
      found.push(seen());
    }
    expect(found).toEqual([0, 0, MINUTE, MINUTE, 2 * MINUTE]);
    expect(await office.entries()).toBe(entries);
  });

  test('is revoked at once, twice without harm, and leaves one entry', async () => {
    const clerk = await office.staff('clerk');
    const { id, secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    const entries = await office.entries();
    await office.archive.sessions.revoke(clerk, id);
    await office.archive.sessions.revoke(clerk, id);
    expect(await office.archive.sessions.find(secret)).toBeNull();
    expect(await office.entries()).toBe(entries + 1);
    await refuses(office.archive.sessions.revoke(clerk, newId()), 'not_found');
  });

  test('is revoked with all of its account and with none of another', async () => {
    const [clerk, other] = [await office.staff('clerk'), await office.staff('clerk')];
    const { sessions } = office.archive;
    const own = [
      await sessions.create(clerk, { accountId: clerk.id }, LIFE),
      await sessions.create(clerk, { accountId: clerk.id }, LIFE),
    ];
    const foreign = await sessions.create(other, { accountId: other.id }, LIFE);
    expect(await sessions.revokeForAccount(SERVER, clerk.id)).toEqual(own.map(({ id }) => id).sort());
    expect(await sessions.revokeForAccount(SERVER, clerk.id)).toEqual([]);
    for (const { secret } of own) expect(await sessions.find(secret)).toBeNull();
    expect(await sessions.find(foreign.secret)).not.toBeNull();
  });

  test('is revoked with its invitation', async () => {
    const guest = await office.guest(await office.hearing());
    expect(await office.archive.sessions.revokeForInvitation(SERVER, guest.invitationId)).toEqual([guest.sessionId]);
    expect(await office.archive.sessions.find(guest.secret)).toBeNull();
  });

  test('is not made for a foreign, revoked or expired invitation, nor for nobody', async () => {
    const hearingId = await office.hearing();
    const [one, other] = [await office.guest(hearingId), await office.guest(hearingId, 'agent')];
    const { sessions, invitations } = office.archive;
    const of = { personId: one.personId, hearingId, invitationId: one.invitationId };
    await refuses(sessions.create(SERVER, { ...of, personId: other.personId }, LIFE), 'not_found');
    await refuses(sessions.create(SERVER, { ...of, hearingId: await office.hearing() }, LIFE), 'not_found');
    await refuses(sessions.create(SERVER, { accountId: newId() }, LIFE), 'not_found');
    await invitations.revoke(SERVER, other.invitationId);
    await refuses(
      sessions.create(SERVER, { personId: other.personId, hearingId, invitationId: other.invitationId }, LIFE),
      'link_revoked',
    );
    office.time += DAY;
    await refuses(sessions.create(SERVER, of, LIFE), 'link_expired');
  });

  test('survives a restart of the server', async () => {
    const clerk = await office.staff('clerk');
    const { id, secret } = await office.archive.sessions.create(clerk, { accountId: clerk.id }, LIFE);
    await office.restart();
    expect(await office.archive.sessions.find(secret)).toMatchObject({ id });
  });
});
