// Sets up the two languages once: which one speaks, where the choice is kept, how a later part adds its words.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { common as enCommon } from './en/common.ts';
import { join as enJoin } from './en/join.ts';
import { room as enRoom } from './en/room.ts';
import { common as zhCommon } from './zh/common.ts';
import type { desk as zhDesk } from './zh/desk.ts';
import { join as zhJoin } from './zh/join.ts';
import type { letter as zhLetter } from './zh/letter.ts';
import type { letterDesk as zhLetterDesk } from './zh/letter-desk.ts';
import type { minutes as zhMinutes } from './zh/minutes.ts';
import { room as zhRoom } from './zh/room.ts';
import type { transcript as zhTranscript } from './zh/transcript.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    returnNull: false;
    resources: {
      common: typeof zhCommon;
      join: typeof zhJoin;
      room: typeof zhRoom;
      desk: typeof zhDesk;
      letter: typeof zhLetter;
      letterDesk: typeof zhLetterDesk;
      transcript: typeof zhTranscript;
      minutes: typeof zhMinutes;
    };
  }
}

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT_AS = 'open-hearing.language';

const isLanguage = (text: unknown): text is Language => LANGUAGES.some((language) => language === text);

/** The person's own choice, else the first language of the browser that we speak, else Chinese. */
export function firstLanguage(kept: string | null, wishes: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  return wishes.map((wish) => wish.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'zh';
}

/** Storage may be forbidden (private windows, embedded browsers): then a choice lasts as long as the page. */
function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

const tellThePage = (language: string): void => {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
};

export function startWords(language: Language = firstLanguage(kept(), navigator.languages)): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    returnNull: false,
    initAsync: false,
    resources: {
      zh: { common: zhCommon, join: zhJoin, room: zhRoom },
      en: { common: enCommon, join: enJoin, room: enRoom },
    },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  tellThePage(language);
}

/** Words of a part that is loaded later; call it where that part begins. */
export function addWords(
  part: 'desk' | 'letter' | 'letterDesk' | 'transcript' | 'minutes',
  words: Readonly<Record<Language, object>>,
): void {
  for (const language of LANGUAGES) {
    if (!i18next.hasResourceBundle(language, part)) i18next.addResourceBundle(language, part, words[language]);
  }
}

export function speak(language: Language): void {
  void i18next.changeLanguage(language);
  tellThePage(language);
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // Kept for this page only.
  }
}
