// Both languages say everything: no empty sentence, the same places to fill in, a sentence and a number for every error.
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { PROBLEM_CODE, PROBLEMS } from '../../client/devices/problem.ts';
import { SHORT_CODE } from '../../client/look/short-code.ts';
import { common as enCommon } from '../../client/words/en/common.ts';
import { join as enJoin } from '../../client/words/en/join.ts';
import { letter as enLetter } from '../../client/words/en/letter.ts';
import { letterDesk as enLetterDesk } from '../../client/words/en/letter-desk.ts';
import { minutes as enMinutes } from '../../client/words/en/minutes.ts';
import { room as enRoom } from '../../client/words/en/room.ts';
import { transcript as enTranscript } from '../../client/words/en/transcript.ts';
import { firstLanguage, speak, startWords } from '../../client/words/setup.ts';
import { common as zhCommon } from '../../client/words/zh/common.ts';
import { join as zhJoin } from '../../client/words/zh/join.ts';
import { letter as zhLetter } from '../../client/words/zh/letter.ts';
import { letterDesk as zhLetterDesk } from '../../client/words/zh/letter-desk.ts';
import { minutes as zhMinutes } from '../../client/words/zh/minutes.ts';
import { room as zhRoom } from '../../client/words/zh/room.ts';
import { transcript as zhTranscript } from '../../client/words/zh/transcript.ts';
import { ERROR_STATUS } from '../../server/protocol/errors.ts';
import { HEARING_ROLES, STAFF_ROLES } from '../../server/protocol/roles.ts';
import { HEARING_STATES, STAGES } from '../../server/protocol/stages.ts';

/** Every sentence of a catalogue with the path of its key. */
function sentences(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  );
}
const placesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

const PARTS = {
  common: [zhCommon, enCommon],
  join: [zhJoin, enJoin],
  room: [zhRoom, enRoom],
  letter: [zhLetter, enLetter],
  letterDesk: [zhLetterDesk, enLetterDesk],
  transcript: [zhTranscript, enTranscript],
  minutes: [zhMinutes, enMinutes],
} as const;

describe.each(Object.entries(PARTS))('words of %s', (_, [zh, en]) => {
  const chinese = sentences(zh);
  const english = new Map(sentences(en));

  test('both languages have the same keys', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
  });
  test('no sentence is empty or has spaces around it', () => {
    for (const [key, sentence] of chinese) expect(sentence.trim(), key).toBe(sentence);
    for (const [key, sentence] of [...chinese, ...english]) expect(sentence.trim(), key).not.toBe('');
  });
  test('English fills in only what Chinese is given', () => {
    for (const [key, sentence] of chinese) {
      for (const place of placesIn(english.get(key) ?? '')) expect(placesIn(sentence), key).toContain(place);
    }
  });
  test('Chinese is Chinese and English is English', () => {
    for (const [key, sentence] of english) expect(sentence, key).not.toMatch(/[\u4e00-\u9fff]/);
    for (const [key, sentence] of chinese) expect(sentence, key).toMatch(/[\u4e00-\u9fff]|^[^\p{L}]*\{\{/u);
  });
});

test('every error has what happened, what to do and a number of its own', () => {
  for (const code of [...Object.keys(ERROR_STATUS), 'unreachable']) {
    for (const catalogue of [zhCommon, enCommon]) {
      expect(new Map(Object.entries(catalogue.error)).get(code), code).toBeTruthy();
      expect(new Map(Object.entries(catalogue.todo)).get(code), code).toBeTruthy();
    }
  }
  const numbers = [...Object.values(SHORT_CODE), ...Object.values(PROBLEM_CODE)];
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('every problem with a device says what happened and what to do', () => {
  for (const problem of PROBLEMS) {
    for (const { what, todo } of [zhJoin.problem, enJoin.problem]) {
      expect(what[problem]).toBeTruthy();
      expect(todo[problem]).toBeTruthy();
    }
  }
});

test('every role, stage and state has its official word', () => {
  for (const catalogue of [zhCommon, enCommon]) {
    for (const role of HEARING_ROLES) expect(catalogue.role[role]).toBeTruthy();
    for (const role of STAFF_ROLES) expect(catalogue.staffRole[role]).toBeTruthy();
    for (const stage of STAGES) expect(catalogue.stage[stage]).toBeTruthy();
    for (const state of HEARING_STATES) expect(catalogue.hearingState[state]).toBeTruthy();
  }
});

describe('the language that speaks', () => {
  test('is the kept one, else the first of the browser that we know, else Chinese', () => {
    expect(firstLanguage('en', ['zh-CN'])).toBe('en');
    expect(firstLanguage(null, ['fr-FR', 'en-GB', 'zh-CN'])).toBe('en');
    expect(firstLanguage(null, ['zh-TW', 'en'])).toBe('zh');
    expect(firstLanguage(null, ['fr'])).toBe('zh');
    expect(firstLanguage('tlh', [])).toBe('zh');
  });
  test('is told to the page and kept', () => {
    startWords('zh');
    expect(i18next.t('role.chair')).toBe(zhCommon.role.chair);
    speak('en');
    expect(document.documentElement.lang).toBe('en');
    expect(localStorage.getItem('open-hearing.language')).toBe('en');
    expect(i18next.t('role.chair')).toBe(enCommon.role.chair);
  });
  test('names are shown as they are, not as HTML', () => {
    startWords('en');
    const name = `<b>O'Neil & Sons</b>`;
    expect(i18next.t('panel.admitName', { ns: 'room', name })).toBe(`Admit: ${name}`);
  });
});
