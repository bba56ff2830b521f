// Cases: one for each number, found by what people type, seen by their team.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { CaseQuery } from '../../server/protocol/api.ts';
import { DAY, newId, Office, refuses } from './office.ts';

const everything = { page: 1, pageSize: 50, visibleTo: 'all' } as const;

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

describe('a case', () => {
  test('is shown by its canonical number and counts its hearings', async () => {
    const id = newId();
    const row = await office.archive.cases.create(SERVER, {
      id,
      number: ' 沪检控听（２０２６） 12号',
      title: '李四申诉案',
    });
    const empty = {
      id,
      number: '沪检控听〔2026〕12号',
      title: '李四申诉案',
      createdAtMs: office.time,
      hearings: 0,
      lastHearingAtMs: null,
      recordingTrouble: null,
    };
    expect(row).toEqual(empty);
    await office.hearing(SERVER, id);
    office.time += 5_000;
    await office.hearing(SERVER, id);
    const lastHearingAtMs = office.time + 86_400_000;
    expect(await office.archive.cases.byId(id)).toEqual({
      ...empty,
      hearings: 2,
      lastHearingAtMs,
      recordingTrouble: null,
      creatorId: null,
      teamIds: [],
    });
    expect(await office.archive.cases.byId(newId())).toBeNull();
  });

  test('keeps its number for itself, however the other one is typed', async () => {
    const id = await office.case(SERVER, 'ab检〔2026〕1号');
    for (const number of ['ab检〔2026〕1号', 'AB检(2026)1号', 'Ａb检 【２０２６】 １ 号']) {
      await refuses(
        office.archive.cases.create(SERVER, { id: newId(), number, title: 'x' }),
        'case_number_taken',
        new RegExp(`^${id}$`),
      );
    }
    await office.case(SERVER, 'ab检〔2026〕11号');
  });

  test('made twice with the same id and content is one case; with other content it is refused', async () => {
    const given = { id: newId(), number: '沪检〔2026〕81号', title: 'x' };
    const first = await office.archive.cases.create(SERVER, given);
    const entries = await office.entries();
    const repeated = await Promise.all(Array.from({ length: 50 }, () => office.archive.cases.create(SERVER, given)));
    expect(repeated).toEqual(Array.from({ length: 50 }, () => first));
    expect(await office.entries()).toBe(entries);
    await refuses(office.archive.cases.create(SERVER, { ...given, title: 'y' }), 'bad_request');
    await refuses(office.archive.cases.create(SERVER, { ...given, number: '沪检〔2026〕82号' }), 'bad_request');
    await refuses(
      office.archive.hearings.create(SERVER, given.id, {
        ...given,
        kind: 'simple',
        publicity: 'public',
        scheduledAtMs: 0,
        minutes: 10,
      }),
      'bad_request',
    );
  });

  test('without a number is refused', async () => {
    await refuses(office.archive.cases.create(SERVER, { id: newId(), number: '\u200b', title: 'x' }), 'bad_request');
  });
});

describe('searching cases', () => {
  async function withCases() {
    const office = await Office.open();
    const zhang = await office.case(SERVER, '沪检控听〔2026〕12号', '张三不服不起诉决定申诉案');
    office.time += 1;
    const li = await office.case(SERVER, '京检（一分）听〔2025〕7号', 'Appeal of Müller, 100%_\\ certain');
    office.time += 1;
    const hearingId = await office.hearing(SERVER, li);
    await office.person(hearingId, 'agent', '欧阳 明');
    const find = async (q: string) => {
      const { rows, total } = await office.archive.cases.find({ ...everything, q });
      expect(rows).toHaveLength(total);
      return rows.map(({ id }) => (id === zhang ? 'zhang' : id === li ? 'li' : id));
    };
    return { office, hearingId, find };
  }

  test('finds by number, title and name, however they are typed, and takes % and _ for themselves', async () => {
    const { find } = await withCases();
    const expected = [
      ['12号', ['zhang']],
      ['沪检控听(2026)', ['zhang']],
      ['［２０２５］', ['li']],
      ['京检(一分)听', ['li']],
      ['检', ['li', 'zhang']],
      ['听 〔2025〕 7', ['li']],
      ['不起诉', ['zhang']],
      ['APPEAL', ['li']],
      ['müller', ['li']],
      ['ＭÜＬＬＥＲ', ['li']],
      ['欧阳', ['li']],
      ['欧阳 明', ['li']],
      ['100%_\\', ['li']],
      ['%', ['li']],
      ['_', ['li']],
      ['\\', ['li']],
      ['0%c', []],
      ['沪_', []],
      ['', ['li', 'zhang']],
      ['  ', ['li', 'zhang']],
      ["' OR 1=1 --", []],
    ] as const;
    for (const [q, found] of expected) expect.soft(await find(q), q).toEqual(found);
  });

  test('does not look at people who were taken off the list', async () => {
    const { office, hearingId, find } = await withCases();
    const personId = await office.person(hearingId, 'witness', '赵六');
    expect(await find('赵六')).toEqual(['li']);
    await office.archive.hearings.removePerson(SERVER, personId);
    expect(await find('赵六')).toEqual([]);
  });

  test('goes page by page, newest first', async () => {
    const office = await Office.open();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) {
      office.time += 1;
      ids.unshift(await office.case());
    }
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => office.archive.cases.find({ page, pageSize: 3, visibleTo: 'all' })),
    );
    expect(pages.map(({ rows }) => rows.map(({ id }) => id))).toEqual([
      ids.slice(0, 3),
      ids.slice(3, 6),
      ids.slice(6),
      [],
    ]);
    expect(pages.map(({ total, pageSize }) => [total, pageSize])).toEqual([
      [7, 3],
      [7, 3],
      [7, 3],
      [7, 3],
    ]);
  });

  test('shows an account the cases of its team and no others', async () => {
    const office = await Office.open();
    const [creator, chair, clerk, stranger] = [
      await office.staff('prosecutor'),
      await office.staff('prosecutor'),
      await office.staff('clerk'),
      await office.staff('clerk'),
    ];
    const caseId = await office.case(creator);
    const hearingId = await office.hearing(creator, caseId);
    await office.case(stranger);
    await office.archive.hearings.addPerson(creator, hearingId, {
      id: newId(),
      role: 'chair',
      name: 'a',
      accountId: chair.id,
    });
    const clerkId = newId();
    await office.archive.hearings.addPerson(creator, hearingId, {
      id: clerkId,
      role: 'clerk',
      name: 'b',
      accountId: clerk.id,
    });
    const seenBy = async (visibleTo: string) =>
      (await office.archive.cases.find({ ...everything, visibleTo })).rows.map(({ id }) => id);
    for (const member of [creator, chair, clerk]) expect(await seenBy(member.id)).toEqual([caseId]);
    expect(await seenBy(stranger.id)).not.toContain(caseId);
    expect((await office.archive.cases.find(everything)).total).toBe(2);
    expect((await office.archive.cases.byId(caseId))?.teamIds).toEqual([creator.id, chair.id, clerk.id].sort());
    expect((await office.archive.cases.byId(caseId))?.creatorId).toBe(creator.id);
    await office.archive.hearings.removePerson(creator, clerkId);
    expect(await seenBy(clerk.id)).toEqual([]);
    expect((await office.archive.cases.byId(caseId))?.teamIds).toEqual([creator.id, chair.id].sort());
  });

  test('finds by a name only for whoever may see the case', async () => {
    const office = await Office.open();
    const [member, stranger] = [await office.staff('prosecutor'), await office.staff('prosecutor')];
    const caseId = await office.case(member);
    await office.person(await office.hearing(member, caseId), 'complainant', '司马 懿');
    const seen = async (visibleTo: string, more: object = {}) =>
      (await office.archive.cases.find({ ...everything, q: '司马', visibleTo, ...more })).total;
    const wide = { fromMs: 0, toMs: office.time + 9 * DAY, state: 'draft' };
    expect([await seen('all'), await seen(member.id), await seen(stranger.id)]).toEqual([1, 1, 0]);
    expect([await seen('all', wide), await seen(member.id, wide), await seen(stranger.id, wide)]).toEqual([1, 1, 0]);
    expect(await seen(stranger.id, { ...wide, q: '' })).toBe(0);
  });

  test('finds by day and state of one hearing, to the millisecond, and all that is asked together', async () => {
    const office = await Office.open();
    const at = office.time + DAY;
    const early = await office.case(SERVER, '沪检〔2026〕1号', '甲案');
    const cancelled = await office.hearing(SERVER, early);
    await office.person(cancelled, 'complainant', '孙七');
    await office.archive.hearings.setState(SERVER, cancelled, 'cancelled', { from: ['draft'], reason: '撤回申请' });
    office.time += 2 * DAY;
    await office.hearing(SERVER, early);
    const late = await office.case(SERVER, '沪检〔2026〕2号', '乙案');
    await office.person(await office.hearing(SERVER, late), 'complainant', '孙七');
    await office.case(SERVER, '沪检〔2026〕3号', '没有听证');
    const find = async (asked: Omit<Parameters<typeof office.archive.cases.find>[0], keyof typeof everything>) => {
      const { rows, total } = await office.archive.cases.find({ ...everything, ...asked });
      expect(rows).toHaveLength(total);
      return rows.map(({ number }) => number.slice(-2, -1)).sort();
    };
    const later = at + 2 * DAY;
    expect(await find({})).toEqual(['1', '2', '3']);
    expect(await find({ fromMs: at })).toEqual(['1', '2']);
    expect(await find({ fromMs: at, toMs: at + 1 })).toEqual(['1']);
    expect(await find({ fromMs: at + 1, toMs: later })).toEqual([]);
    expect(await find({ toMs: at })).toEqual([]);
    expect(await find({ fromMs: later })).toEqual(['1', '2']);
    expect(await find({ fromMs: later + 1 })).toEqual([]);
    expect(await find({ state: 'cancelled' })).toEqual(['1']);
    expect(await find({ state: 'draft' })).toEqual(['1', '2']);
    expect(await find({ state: 'closed' })).toEqual([]);
    // Case 1 has a cancelled hearing and one of the later day, but no cancelled one of the later day.
    expect(await find({ state: 'cancelled', fromMs: later })).toEqual([]);
    expect(await find({ q: '孙七', state: 'draft', fromMs: later })).toEqual(['1', '2']);
    expect(await find({ q: '乙', state: 'draft', fromMs: later })).toEqual(['2']);
    expect(await find({ q: '乙', state: 'cancelled' })).toEqual([]);
  });

  test('is asked with a range that is in order and a state that there is', () => {
    const good = { fromMs: '5', toMs: '5', state: 'closed' };
    expect(CaseQuery.parse(good)).toEqual({ page: 1, fromMs: 5, toMs: 5, state: 'closed' });
    for (const wrong of [
      { toMs: '4' },
      { fromMs: 'x' },
      { toMs: '-1' },
      { fromMs: '1.5' },
      { state: 'over' },
      { by: 'x' },
    ])
      expect.soft(CaseQuery.safeParse({ ...good, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  });
});
