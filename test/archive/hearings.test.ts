// Hearings: made, changed while they may be, moved through states and stages, and remembered.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { HEARING_STATES } from '../../server/protocol/stages.ts';
import { DAY, HOUR, newId, Office, refuses } from './office.ts';

const given = {
  title: '公开听证',
  kind: 'simple',
  publicity: 'public',
  scheduledAtMs: 1_800_000_000_000,
  minutes: 90,
} as const;

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

describe('a hearing', () => {
  test('begins as a draft in its case, with everything that the record holds', async () => {
    const creator = await office.staff('prosecutor');
    const caseId = await office.case(creator, '沪检〔2026〕10001号');
    const id = newId();
    const record = await office.archive.hearings.create(creator, caseId, { id, ...given });
    expect(record).toEqual({
      id,
      caseId,
      caseNumber: '沪检〔2026〕10001号',
      ...given,
      state: 'draft',
      stateSinceMs: office.time,
      stateReason: null,
      people: [],
      stages: [],
      devices: { sittings: [], speakers: [] },
      recording: null,
      teamIds: [creator.id],
    });
    expect(await office.archive.hearings.byId(id)).toEqual(record);
    expect(await office.archive.hearings.byId(newId())).toBeNull();
    await refuses(office.archive.hearings.create(creator, newId(), { id: newId(), ...given }), 'not_found');
  });

  test('made twice is one hearing, also when it has been changed since; in another case it is refused', async () => {
    const caseId = await office.case();
    const id = newId();
    await office.archive.hearings.create(SERVER, caseId, { id, ...given });
    const changed = await office.archive.hearings.change(SERVER, id, { title: 'new' });
    expect(await office.archive.hearings.create(SERVER, caseId, { id, ...given })).toEqual(changed);
    await refuses(office.archive.hearings.create(SERVER, await office.case(), { id, ...given }), 'bad_request');
    await refuses(office.archive.hearings.create(SERVER, caseId, { id, ...given, minutes: 91 }), 'bad_request');
    expect(await office.archive.hearings.ofCase(caseId)).toEqual([changed]);
  });

  test('is changed only as a draft or scheduled, and only what changes leaves an entry', async () => {
    const caseId = await office.case();
    const id = await office.hearing(SERVER, caseId);
    const { hearings } = office.archive;
    const changed = await hearings.change(SERVER, id, { minutes: 45, title: undefined, publicity: 'not_public' });
    expect(changed).toMatchObject({ minutes: 45, title: '公开听证', publicity: 'not_public' });
    await hearings.change(SERVER, id, { minutes: 45 });
    await hearings.change(SERVER, id, {});
    expect(await office.acts(caseId)).toEqual(['case.created', 'hearing.created', 'hearing.changed']);
    for (const state of HEARING_STATES) {
      await hearings.setState(SERVER, id, state, { from: HEARING_STATES });
      const change = hearings.change(SERVER, id, { scheduledAtMs: office.time + HEARING_STATES.indexOf(state) });
      if (['draft', 'scheduled', 'lobby'].includes(state)) await change;
      else await refuses(change, 'wrong_state', new RegExp(state));
    }
    await refuses(hearings.change(SERVER, newId(), {}), 'not_found');
  });

  test('changes state only from where it may, once, with who, when and why', async () => {
    const caseId = await office.case();
    const id = await office.hearing(SERVER, caseId);
    const { hearings } = office.archive;
    const chair = await office.staff('prosecutor', '王检');
    await refuses(hearings.setState(chair, id, 'in_session', { from: ['lobby', 'recess'] }), 'wrong_state', /draft/);
    await hearings.setState(chair, id, 'scheduled', { from: ['draft'] });
    office.time += HOUR;
    await hearings.setState(chair, id, 'cancelled', { from: ['draft', 'scheduled'], reason: '当事人撤回' });
    office.time += HOUR;
    await hearings.setState(chair, id, 'cancelled', { from: [], reason: 'again' });
    expect(await hearings.byId(id)).toMatchObject({
      state: 'cancelled',
      stateSinceMs: office.time - HOUR,
      stateReason: '当事人撤回',
    });
    const [last] = await office.archive.trail.ofCase(caseId, { limit: 1 });
    expect(last).toMatchObject({ act: 'hearing.state_changed', actorName: '王检', atMs: office.time - HOUR });
    expect((await office.acts(caseId)).filter((act) => act === 'hearing.state_changed')).toHaveLength(2);
    await refuses(hearings.setState(chair, newId(), 'closed', { from: [] }), 'not_found');
  });

  test('moves from stage to stage in the order of the moves, whatever the clock says', async () => {
    const caseId = await office.case();
    const id = await office.hearing(SERVER, caseId);
    const chair = await office.staff('prosecutor', '王检');
    const { hearings } = office.archive;
    await hearings.moveStage(SERVER, id, { stage: 'lobby', atMs: 1_000, startMs: null, reason: null });
    await hearings.moveStage(chair, id, { stage: 'opening', atMs: 2_000, startMs: 0.5, reason: null });
    await hearings.moveStage(chair, id, { stage: 'opening', atMs: 2_500, startMs: 500, reason: 'twice' });
    await hearings.moveStage(chair, id, { stage: 'final', atMs: 500, startMs: 60_000.125, reason: '时间不足' });
    await hearings.moveStage(chair, id, { stage: 'opening', atMs: 4_000, startMs: 70_000, reason: '重来' });
    expect((await hearings.byId(id))?.stages).toEqual([
      { stage: 'lobby', startedAtMs: 1_000, startMs: null, reason: null, actorName: '' },
      { stage: 'opening', startedAtMs: 2_000, startMs: 0.5, reason: null, actorName: '王检' },
      { stage: 'final', startedAtMs: 500, startMs: 60_000.125, reason: '时间不足', actorName: '王检' },
      { stage: 'opening', startedAtMs: 4_000, startMs: 70_000, reason: '重来', actorName: '王检' },
    ]);
    expect((await office.acts(caseId)).filter((act) => act === 'hearing.stage_changed')).toHaveLength(4);
    await hearings.setState(SERVER, id, 'closed', { from: ['draft'] });
    await hearings.moveStage(chair, id, { stage: 'opening', atMs: 5_000, startMs: 0, reason: null });
    await refuses(
      hearings.moveStage(chair, id, { stage: 'ended', atMs: 5_000, startMs: 0, reason: null }),
      'wrong_state',
    );
  });

  test('gives the floor with a stage: to these, and to nobody else', async () => {
    const id = await office.hearing();
    const [one, two] = [await office.person(id), await office.person(id, 'agent')];
    const { hearings } = office.archive;
    const move = { atMs: 1, startMs: null, reason: null };
    const floor = async () => (await hearings.seats(id)).map(({ hasFloor, wasCalled }) => [hasFloor, wasCalled]);
    await hearings.moveStage(SERVER, id, { ...move, stage: 'statements', floor: [one] });
    expect(await floor()).toEqual([
      [true, true],
      [false, false],
    ]);
    await hearings.moveStage(SERVER, id, { ...move, stage: 'questions' });
    expect(await floor()).toEqual([
      [true, true],
      [false, false],
    ]);
    await hearings.moveStage(SERVER, id, { ...move, stage: 'final', floor: [two] });
    expect(await floor()).toEqual([
      [false, true],
      [true, true],
    ]);
    const stranger = await office.person(await office.hearing());
    await refuses(hearings.moveStage(SERVER, id, { ...move, stage: 'summary', floor: [stranger] }), 'bad_request');
    expect((await hearings.byId(id))?.stages.at(-1)?.stage).toBe('final');
    expect(await floor()).toEqual([
      [false, true],
      [true, true],
    ]);
  });
});

describe('lists of hearings', () => {
  test('hold those of a case in the order of their time', async () => {
    const caseId = await office.case();
    const times = [3, 1, 2].map((day) => office.time + day * DAY);
    for (const scheduledAtMs of times)
      await office.archive.hearings.create(SERVER, caseId, { ...given, id: newId(), scheduledAtMs });
    await office.hearing();
    expect((await office.archive.hearings.ofCase(caseId)).map(({ scheduledAtMs }) => scheduledAtMs)).toEqual(
      [...times].sort(),
    );
    expect(await office.archive.hearings.ofCase(newId())).toEqual([]);
  });

  test('hold those of a span of time, its end left out, as far as the account may see, with its role', async () => {
    const [creator, clerk, stranger] = [
      await office.staff('prosecutor'),
      await office.staff('clerk'),
      await office.staff('clerk'),
    ];
    const caseId = await office.case(creator);
    const ids = [];
    for (const scheduledAtMs of [1_000, 2_000, 3_000]) {
      const { id } = await office.archive.hearings.create(creator, caseId, { ...given, id: newId(), scheduledAtMs });
      ids.push(id);
    }
    const [first = '', second = ''] = ids;
    await office.archive.hearings.addPerson(creator, first, {
      id: newId(),
      role: 'clerk',
      name: 'x',
      accountId: clerk.id,
    });
    const list = async (visibleTo: string, roleOf?: string) => {
      const rows = await office.archive.hearings.list({
        fromMs: 1_000,
        toMs: 3_000,
        visibleTo,
        ...(roleOf ? { roleOf } : {}),
      });
      return rows.map(({ id, yourRole }) => [id, yourRole]);
    };
    expect(await list(clerk.id)).toEqual([
      [first, 'clerk'],
      [second, null],
    ]);
    expect(await list(creator.id)).toEqual([
      [first, null],
      [second, null],
    ]);
    expect(await list(stranger.id)).toEqual([]);
    expect(await list('all')).toEqual([
      [first, null],
      [second, null],
    ]);
    expect(await list('all', clerk.id)).toEqual([
      [first, 'clerk'],
      [second, null],
    ]);
    const [row] = await office.archive.hearings.list({ fromMs: 1_000, toMs: 1_001, visibleTo: 'all' });
    expect(row).toMatchObject({ id: first, caseId, ...given, scheduledAtMs: 1_000, state: 'draft' });
  });

  test('hold the unfinished: lobby, in session, recess, suspended', async () => {
    const office = await Office.open();
    for (const state of HEARING_STATES) {
      await office.archive.hearings.setState(SERVER, await office.hearing(), state, { from: ['draft'] });
    }
    const states = (await office.archive.hearings.unfinished()).map(({ state }) => state);
    expect(states.sort()).toEqual(['in_session', 'lobby', 'recess', 'suspended']);
  });
});

describe('a restart', () => {
  test('finds people, seats, stages, floor, consent and state as they were', async () => {
    const id = await office.hearing();
    const [guest, other] = [await office.guest(id), await office.guest(id, 'witness', '证人')];
    const { hearings } = office.archive;
    await hearings.setState(SERVER, id, 'scheduled', { from: ['draft'] });
    await hearings.setState(SERVER, id, 'lobby', { from: ['scheduled'] });
    await hearings.consent(SERVER, guest.personId, 1);
    await hearings.setSeat(SERVER, guest.personId, { admittedSessionId: guest.sessionId }, 'person.admitted');
    await hearings.setSeat(SERVER, other.personId, { removed: true, mutedByChair: true }, 'person.expelled');
    await hearings.moveStage(SERVER, id, {
      stage: 'statements',
      atMs: 1,
      startMs: 2,
      reason: null,
      floor: [guest.personId],
    });
    await hearings.setState(SERVER, id, 'suspended', { from: ['lobby'], reason: '断电' });
    const before = [await hearings.byId(id), await hearings.seats(id), await hearings.unfinished()];
    expect(before[1]).toEqual([
      {
        personId: guest.personId,
        admittedSessionId: guest.sessionId,
        removed: false,
        mutedByChair: false,
        hasFloor: true,
        wasCalled: true,
      },
      {
        personId: other.personId,
        admittedSessionId: null,
        removed: true,
        mutedByChair: true,
        hasFloor: false,
        wasCalled: false,
      },
    ]);
    await office.restart();
    const again = office.archive.hearings;
    expect([await again.byId(id), await again.seats(id), await again.unfinished()]).toEqual(before);
    expect(await again.byId(id)).toMatchObject({ state: 'suspended', stateReason: '断电' });
  });
});
