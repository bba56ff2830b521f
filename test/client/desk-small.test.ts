// The small decisions of the desk: ids of creations, the next role, passwords, pages, links that are still true, QR codes.
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { Refused } from '../../client/api.ts';
import { pageOf } from '../../client/desk/cases/case-list.tsx';
import { takenBy } from '../../client/desk/cases/new-case.tsx';
import { creationIds } from '../../client/desk/creation-id.ts';
import { passwordProblem } from '../../client/desk/entry/password-problem.ts';
import { nextRole } from '../../client/desk/hearings/next-role.ts';
import { shownLinks } from '../../client/desk/invitations/fresh-links.tsx';
import { qrPath } from '../../client/look/qr-path.ts';
import type { Invitation, Person } from '../../server/protocol/api.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';

test('the same content keeps its id, changed content gets another', () => {
  let made = 0;
  const idFor = creationIds(() => `id ${++made}`);
  expect([idFor({ name: 'a' }), idFor({ name: 'a' }), idFor({ name: 'b' })]).toEqual(['id 1', 'id 1', 'id 2']);
});

test('roles are offered in the order in which a hearing is put together', () => {
  const people: { role: HearingRole }[] = [];
  const offered: HearingRole[] = [];
  let last: HearingRole | null = null;
  for (let turn = 0; turn < 5; turn += 1) {
    last = nextRole(people, last);
    offered.push(last);
    people.push({ role: last });
  }
  expect(offered).toEqual(['chair', 'complainant', 'officer', 'officer', 'officer']);
});

test('a role that several hold stays for the next of them', () => {
  expect(nextRole([{ role: 'chair' }, { role: 'witness' }], 'witness')).toBe('witness');
  expect(nextRole([{ role: 'chair' }, { role: 'lead_officer' }], 'lead_officer')).toBe('complainant');
});

test('only the length of a password counts', () => {
  expect(passwordProblem('')).toEqual({ kind: 'short', missing: 10 });
  expect(passwordProblem('123456789')).toEqual({ kind: 'short', missing: 1 });
  expect(passwordProblem('          ')).toBeNull();
  expect(passwordProblem('一二三四五六七八九十')).toBeNull();
  expect(passwordProblem('a'.repeat(200))).toBeNull();
  expect(passwordProblem('a'.repeat(201))).toEqual({ kind: 'long' });
});

test('a page number in the address is a whole number from 1 on', () => {
  expect(['3', null, '0', '-2', '1.5', 'x', '10001'].map(pageOf)).toEqual([3, 1, 1, 1, 1, 1, 1]);
});

test('a case number that is taken leads to its case, and only that refusal does', () => {
  const id = '11111111-1111-4111-8111-111111111111';
  expect(takenBy(new Refused('case_number_taken', id))).toBe(id);
  expect(takenBy(new Refused('case_number_taken', 'javascript:alert(1)'))).toBeNull();
  expect(takenBy(new Refused('not_found', id))).toBeNull();
  expect(takenBy(new Error('case_number_taken'))).toBeNull();
});

describe('a link shown once', () => {
  const invitation = (id: string, state: Invitation['state'] = 'open'): Invitation => ({
    id,
    state,
    expiresAtMs: 0,
    openedAtMs: null,
  });
  const person = (now: Invitation | null): Person => ({
    id: 'p',
    role: 'officer',
    name: '陈',
    accountId: null,
    invitation: now,
    consentedAtMs: null,
  });
  const fresh = new Map([
    [
      'p',
      {
        made: { invitation: invitation('new'), url: '', calendar: '', officeName: '', officePhone: '' },
        madeAtMs: 100,
      },
    ],
  ]);

  test('is shown before the list has caught up, and after', () => {
    expect(shownLinks([person(invitation('old'))], fresh, 50)).toHaveLength(1);
    expect(shownLinks([person(invitation('new'))], fresh, 150)).toHaveLength(1);
  });
  test('is gone once it was replaced, revoked, or its person removed', () => {
    expect(shownLinks([person(invitation('newer'))], fresh, 150)).toEqual([]);
    expect(shownLinks([person(invitation('new', 'revoked'))], fresh, 150)).toEqual([]);
    expect(shownLinks([], fresh, 150)).toEqual([]);
  });
});

test('the path of a QR code covers exactly its dark modules', () => {
  const text = 'https://office.example/j/11111111-1111-4111-8111-111111111111.AbCdEfGhIjKlMnOpQrStUv';
  const { size, d } = qrPath(text);
  const dark = new Set<string>();
  for (const [, x = '', y = '', length = ''] of d.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let step = 0; step < Number(length); step += 1) dark.add(`${Number(x) + step} ${y}`);
  }
  const wanted = encode(text, { ecc: 'M', border: 4 });
  expect(size).toBe(wanted.size);
  const modules = wanted.data.flatMap((row, y) => row.flatMap((module, x) => (module ? [`${x} ${y}`] : [])));
  expect([...dark].sort()).toEqual(modules.sort());
});
