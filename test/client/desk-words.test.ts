// The words of the desk: both languages say the same things, and the invitation names everything a person needs.
import { renderHook } from '@testing-library/react';
import { beforeAll, describe, expect, test } from 'vitest';
import { invitationText, useInvitationWords } from '../../client/desk/invitations/invitation-facts.ts';
import { useActWords } from '../../client/desk/kept/act-words.ts';
import { desk as en } from '../../client/words/en/desk.ts';
import { addWords, startWords } from '../../client/words/setup.ts';
import { desk as zh } from '../../client/words/zh/desk.ts';
import type { HearingDetail, NewInvitation, Person } from '../../server/protocol/api.ts';

beforeAll(() => {
  startWords('en');
  addWords('desk', { zh, en });
});

function sentences(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  );
}
const placesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('both languages', () => {
  const english = new Map(sentences(en));
  test('have the same keys, none empty', () => {
    expect([...english.keys()].sort()).toEqual(
      sentences(zh)
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, sentence] of [...sentences(zh), ...english]) expect(sentence.trim(), key).not.toBe('');
  });
  test('fill in the same things', () => {
    for (const [key, sentence] of sentences(zh)) {
      for (const place of placesIn(english.get(key) ?? '')) expect(placesIn(sentence), key).toContain(place);
    }
  });
});

describe('an invitation', () => {
  const hearing: HearingDetail = {
    id: 'h',
    caseId: 'c',
    caseNumber: '某检控申〔2026〕12号',
    title: '王某申诉案 & <b>听证</b>',
    kind: 'simple',
    publicity: 'public',
    // 16:30 in UTC is half past midnight of the next day in Shanghai.
    scheduledAtMs: Date.UTC(2026, 9, 11, 16, 30),
    minutes: 90,
    state: 'scheduled',
    yourRole: 'chair',
    people: [],
    devices: { sittings: [], speakers: [] },
    stages: [],
    recording: null,
    letters: [],
    notes: [],
    missing: [],
  };
  const person: Person = {
    id: 'p',
    role: 'complainant',
    name: `O'Neil`,
    accountId: null,
    invitation: null,
    consentedAtMs: null,
  };
  const made: NewInvitation = {
    invitation: { id: 'i', state: 'open', expiresAtMs: Date.UTC(2026, 9, 12, 18), openedAtMs: null },
    url: 'https://office.example/j/i.secret',
    calendar: '',
    officeName: '某某区人民检察院',
    officePhone: '021-12309',
  };

  test.each([
    ['zh', ['2026年10月12日星期一 00:30', '申诉人', '90 分钟', '2026年10月13日星期二 02:00', '不要转发', '021-12309']],
    [
      'en',
      [
        'Monday',
        '12 October 2026',
        '00:30',
        'Complainant',
        '90 minutes',
        '13 October 2026',
        'do not pass it on',
        '021-12309',
      ],
    ],
  ] as const)('in %s names time, role, length, end and link, whatever language the desk speaks', (language, wanted) => {
    const { result } = renderHook(() => useInvitationWords(language));
    const text = invitationText(result.current, result.current.factsOf(hearing, person, made));
    for (const part of [...wanted, person.name, hearing.title, hearing.caseNumber, made.url])
      expect(text).toContain(part);
    expect(text).not.toContain('{{');
    // A link must stand alone on its line, or a message program takes the sentence for part of it.
    expect(text.split('\n')).toContain(made.url);
  });
});

test('an act of the trail has words, and one without them shows its code', () => {
  const { result } = renderHook(() => useActWords());
  expect(result.current('case.created')).toBe(en.act.case.created);
  expect(result.current('something.new')).toBe('something.new');
});
