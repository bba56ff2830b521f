// People of a hearing: one role each, held by the right kind of account, with consent and a seat.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { ACCOUNT_FOR, HEARING_ROLES } from '../../server/protocol/roles.ts';
import { newId, Office, refuses, segmentOf } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

async function withHearing() {
  const caseId = await office.case();
  return { caseId, hearingId: await office.hearing(SERVER, caseId), hearings: office.archive.hearings };
}

describe('a person', () => {
  test('is added in order, with an account where the role needs one', async () => {
    const { hearingId, hearings } = await withHearing();
    const ids: string[] = [];
    for (const role of HEARING_ROLES) {
      const [staff] = ACCOUNT_FOR[role] ?? [];
      const account = staff === undefined ? {} : { accountId: (await office.staff(staff)).id };
      const person = await hearings.addPerson(SERVER, hearingId, { id: newId(), role, name: role, ...account });
      expect(person).toMatchObject({
        role,
        name: role,
        accountId: account.accountId ?? null,
        invitation: null,
        consentedAtMs: null,
      });
      ids.push(person.id);
    }
    expect((await hearings.byId(hearingId))?.people.map(({ id }) => id)).toEqual(ids);
    expect(await hearings.hearingOfPerson(ids[0] ?? '')).toBe(hearingId);
    expect(await hearings.hearingOfPerson(newId())).toBeNull();
  });

  test.each(['chair', 'lead_officer'] as const)('that is %s is the only one', async (role) => {
    const { hearingId, hearings } = await withHearing();
    const add = async () => {
      const account = role === 'chair' ? { accountId: (await office.staff('prosecutor')).id } : {};
      return hearings.addPerson(SERVER, hearingId, { id: newId(), role, name: 'x', ...account });
    };
    const { id } = await add();
    await refuses(add(), 'bad_request', new RegExp(role));
    await hearings.removePerson(SERVER, id);
    await add();
  });

  test('with an account has one role in a hearing, and may have another in another', async () => {
    const { hearingId, hearings } = await withHearing();
    const { id: accountId } = await office.staff('prosecutor');
    await hearings.addPerson(SERVER, hearingId, { id: newId(), role: 'chair', name: 'x', accountId });
    await refuses(
      hearings.addPerson(SERVER, hearingId, { id: newId(), role: 'clerk', name: 'x', accountId }),
      'bad_request',
    );
    await hearings.addPerson(SERVER, await office.hearing(), { id: newId(), role: 'clerk', name: 'x', accountId });
  });

  test('without the account that the role needs, or with one that it must not have, is refused', async () => {
    const { hearingId, hearings } = await withHearing();
    const [clerk, archivist, disabled] = [
      await office.staff('clerk'),
      await office.staff('archivist'),
      await office.staff('clerk'),
    ];
    await office.archive.accounts.disable(SERVER, disabled.id);
    const wrong = [
      { role: 'chair' },
      { role: 'clerk' },
      { role: 'chair', accountId: clerk.id },
      { role: 'clerk', accountId: archivist.id },
      { role: 'clerk', accountId: disabled.id },
      { role: 'clerk', accountId: newId() },
      { role: 'complainant', accountId: clerk.id },
    ] as const;
    for (const one of wrong) {
      await refuses(hearings.addPerson(SERVER, hearingId, { id: newId(), name: 'x', ...one }), 'bad_request');
    }
    expect((await hearings.byId(hearingId))?.people).toEqual([]);
  });

  test('added twice with the same id and content is one person; with other content it is refused', async () => {
    const { caseId, hearingId, hearings } = await withHearing();
    const given = { id: newId(), role: 'complainant', name: '李四' } as const;
    const first = await hearings.addPerson(SERVER, hearingId, given);
    expect(await hearings.addPerson(SERVER, hearingId, given)).toEqual(first);
    expect((await office.acts(caseId)).filter((act) => act === 'person.added')).toHaveLength(1);
    await refuses(hearings.addPerson(SERVER, hearingId, { ...given, name: '王五' }), 'bad_request');
    await refuses(hearings.addPerson(SERVER, await office.hearing(), given), 'bad_request');
    await hearings.removePerson(SERVER, given.id);
    await refuses(hearings.addPerson(SERVER, hearingId, given), 'wrong_state');
  });

  test('is neither added nor removed once the hearing is over', async () => {
    for (const state of ['closed', 'cancelled'] as const) {
      const { hearingId, hearings } = await withHearing();
      const personId = await office.person(hearingId);
      await hearings.setState(SERVER, hearingId, state, { from: ['draft'] });
      await refuses(hearings.addPerson(SERVER, hearingId, { id: newId(), role: 'agent', name: 'x' }), 'wrong_state');
      await refuses(hearings.removePerson(SERVER, personId), 'wrong_state');
      await refuses(
        office.archive.invitations.issue(SERVER, personId, { expiresAtMs: office.time + 1 }),
        'wrong_state',
      );
      expect((await hearings.byId(hearingId))?.people).toHaveLength(1);
    }
  });

  test('that is removed loses link, session and seat, and stays in the trail', async () => {
    const { caseId, hearingId, hearings } = await withHearing();
    const guest = await office.guest(hearingId, 'witness', '证人甲');
    expect(await hearings.removePerson(SERVER, guest.personId)).toEqual({ endedSessionIds: [guest.sessionId] });
    expect(await hearings.removePerson(SERVER, guest.personId)).toEqual({ endedSessionIds: [] });
    await refuses(office.archive.invitations.open(guest.token), 'link_revoked');
    expect(await office.archive.sessions.find(guest.secret)).toBeNull();
    expect(await hearings.seats(hearingId)).toEqual([]);
    await refuses(hearings.setSeat(SERVER, guest.personId, { hasFloor: true }, 'x'), 'not_found');
    await refuses(
      office.archive.invitations.issue(SERVER, guest.personId, { expiresAtMs: office.time + 1 }),
      'not_found',
    );
    const about = (await office.archive.trail.ofCase(caseId, { limit: 100 })).map(
      (entry) => `${entry.act} ${entry.about}`,
    );
    expect(about).toContain('person.removed 证人甲');
    await refuses(hearings.removePerson(SERVER, newId()), 'not_found');
  });

  test('that took part stays on the list: once admitted, or heard on the record', async () => {
    const { hearingId, hearings } = await withHearing();
    const [admitted, heard, neither] = [
      await office.guest(hearingId),
      await office.guest(hearingId, 'agent'),
      await office.guest(hearingId, 'witness'),
    ];
    await hearings.setSeat(SERVER, admitted.personId, { admittedSessionId: admitted.sessionId }, 'person.admitted');
    const recordingId = newId();
    await office.archive.recordings.start(SERVER, hearingId, { id: recordingId, zeroAtMs: 0, directory: 'x' });
    await office.archive.recordings.addSegment(recordingId, segmentOf(heard.personId));
    await hearings.setSeat(SERVER, neither.personId, { mutedByChair: true }, 'person.muted');
    await refuses(hearings.removePerson(SERVER, admitted.personId), 'wrong_state');
    await refuses(hearings.removePerson(SERVER, heard.personId), 'wrong_state');
    await hearings.removePerson(SERVER, neither.personId);
  });

  test('consents once to each version of the notice', async () => {
    const { caseId, hearingId, hearings } = await withHearing();
    const personId = await office.person(hearingId);
    const consentedAt = async () => (await hearings.byId(hearingId))?.people[0]?.consentedAtMs;
    const start = office.time;
    await hearings.consent(SERVER, personId, 1);
    office.time += 10;
    await hearings.consent(SERVER, personId, 1);
    expect(await consentedAt()).toBe(start);
    await hearings.consent(SERVER, personId, 2);
    expect(await consentedAt()).toBe(start + 10);
    expect((await office.acts(caseId)).filter((act) => act === 'person.consented')).toHaveLength(2);
    await refuses(hearings.consent(SERVER, newId(), 1), 'not_found');
  });
});

describe('a seat', () => {
  test('changes what is given, leaves the rest, and writes the act of whoever changes it', async () => {
    const { caseId, hearingId, hearings } = await withHearing();
    const personId = await office.person(hearingId);
    const seat = async () => (await hearings.seats(hearingId))[0];
    const empty = {
      personId,
      admittedSessionId: null,
      removed: false,
      mutedByChair: false,
      hasFloor: false,
      wasCalled: false,
    };
    expect(await seat()).toEqual(empty);
    await hearings.setSeat(SERVER, personId, { mutedByChair: true }, 'person.muted', '喧哗');
    await hearings.setSeat(SERVER, personId, { hasFloor: true }, 'person.floor_given');
    expect(await seat()).toEqual({ ...empty, mutedByChair: true, hasFloor: true, wasCalled: true });
    await hearings.setSeat(SERVER, personId, { hasFloor: false }, 'person.floor_taken');
    await hearings.setSeat(SERVER, personId, { hasFloor: false, mutedByChair: true }, 'person.floor_taken');
    expect(await seat()).toEqual({ ...empty, mutedByChair: true, wasCalled: true });
    expect((await office.acts(caseId)).slice(3)).toEqual(['person.muted', 'person.floor_given', 'person.floor_taken']);
    await refuses(hearings.setSeat(SERVER, newId(), { removed: true }, 'x'), 'not_found');
  });

  test('changes together with others, or none does', async () => {
    const { hearingId, hearings } = await withHearing();
    const [one, two] = [await office.person(hearingId), await office.person(hearingId, 'agent')];
    const muted = async () => (await hearings.seats(hearingId)).map(({ mutedByChair }) => mutedByChair);
    const all = [
      { personId: one, mutedByChair: true },
      { personId: two, mutedByChair: true },
    ];
    await refuses(
      hearings.setSeats(SERVER, [...all, { personId: newId(), mutedByChair: true }], 'person.muted'),
      'not_found',
    );
    expect(await muted()).toEqual([false, false]);
    await hearings.setSeats(SERVER, all, 'person.muted');
    expect(await muted()).toEqual([true, true]);
  });

  test('is not given to a session that does not exist', async () => {
    const { hearingId, hearings } = await withHearing();
    const personId = await office.person(hearingId);
    await expect(hearings.setSeat(SERVER, personId, { admittedSessionId: newId() }, 'x')).rejects.toThrow(
      'FOREIGN KEY',
    );
  });
});
