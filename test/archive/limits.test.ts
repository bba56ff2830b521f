// Every limit of the archive, just below, at and just above.
import { describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { LIMITS } from '../../server/archive/limits.ts';
import { newId, Office, refuses, sqlIn } from './office.ts';

describe('the limits', () => {
  test('of a page of cases', async () => {
    const { archive } = await Office.open();
    const page = (pageSize: number, page = 1) => archive.cases.find({ page, pageSize, visibleTo: 'all' });
    for (const size of [1, LIMITS.casesPerPage - 1, LIMITS.casesPerPage])
      expect((await page(size)).pageSize).toBe(size);
    for (const size of [0, -1, LIMITS.casesPerPage + 1]) await refuses(page(size), 'bad_request');
    await refuses(page(10, 0), 'bad_request');
  });

  test('of a page of the trail', async () => {
    const { archive } = await Office.open();
    for (const limit of [1, LIMITS.trailPerPage - 1, LIMITS.trailPerPage])
      await archive.trail.ofCase(newId(), { limit });
    for (const limit of [0, LIMITS.trailPerPage + 1])
      await refuses(archive.trail.ofCase(newId(), { limit }), 'bad_request');
  });

  test('of an entry of the trail', async () => {
    const office = await Office.open();
    const write = (about: string, detail: Record<string, unknown> = {}) =>
      office.archive.trail.write(SERVER, { act: 'x', about, detail });
    const around = JSON.stringify({ text: '' }).length;
    for (const less of [1, 0]) {
      await write('字'.repeat(LIMITS.trailAboutChars - less));
      await write('', { text: 'x'.repeat(LIMITS.trailDetailChars - around - less) });
    }
    await refuses(write('字'.repeat(LIMITS.trailAboutChars + 1)), 'bad_request');
    await refuses(write('', { text: 'x'.repeat(LIMITS.trailDetailChars - around + 1) }), 'bad_request');
    expect(await office.entries()).toBe(4);
  });

  test('of hearings in a case', async () => {
    const office = await Office.open();
    const caseId = await office.case();
    fillHearings(office, caseId, LIMITS.hearingsPerCase - 1);
    await office.hearing(SERVER, caseId);
    await refuses(office.hearing(SERVER, caseId), 'too_large');
    expect(await office.archive.hearings.ofCase(caseId)).toHaveLength(LIMITS.hearingsPerCase);
  });

  test('of people in a hearing, who are counted without those that were removed', async () => {
    const office = await Office.open();
    const hearingId = await office.hearing();
    const person = await office.person(hearingId, 'observer', 'first');
    fillPeople(office, hearingId, LIMITS.peoplePerHearing - 2);
    await office.person(hearingId, 'observer', 'last');
    await refuses(office.person(hearingId, 'observer', 'one too many'), 'too_large');
    await office.archive.hearings.removePerson(SERVER, person);
    await office.person(hearingId, 'observer', 'fits again');
    await refuses(office.person(hearingId, 'observer', 'one too many'), 'too_large');
  });

  test('of a list of hearings', async () => {
    const office = await Office.open();
    fillHearings(office, await office.case(), LIMITS.hearingsPerList + 1);
    const list = async (fromMs: number) =>
      (await office.archive.hearings.list({ fromMs, toMs: 10_000, visibleTo: 'all' })).length;
    expect(await list(3)).toBe(LIMITS.hearingsPerList - 1);
    expect(await list(2)).toBe(LIMITS.hearingsPerList);
    expect(await list(1)).toBe(LIMITS.hearingsPerList);
  });
});

const COUNTED = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';

/** Past the archive, because one by one takes long: hearings at 1 ms, 2 ms, 3 ms... */
function fillHearings(office: Office, caseId: string, count: number): void {
  const row = "SELECT 'h' || i, ?, 'x', 'simple', 'public', i, 10, 'draft', 0, NULL, 0 FROM n";
  sqlIn(office.dataDir, `${COUNTED} INSERT INTO hearings ${row}`, count, caseId);
}

function fillPeople(office: Office, hearingId: string, count: number): void {
  const row = "SELECT 'p' || i, ?, 1000 + i, 'observer', 'x', 'x', NULL, NULL, NULL, 0 FROM n";
  sqlIn(office.dataDir, `${COUNTED} INSERT INTO people ${row}`, count, hearingId);
}
