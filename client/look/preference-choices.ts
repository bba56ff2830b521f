// The same preferences as choices of a menu, for screens without room for a row of buttons.
import type { TFunction } from 'i18next';
import { LANGUAGES, speak } from '../words/setup.ts';
import type { MenuChoice } from './menu.tsx';
import { type Scheme, type Size, setTheme } from './theme.ts';

export const LANGUAGE_NAMES = { zh: '中文', en: 'English' } as const;
const SCHEMES: readonly Scheme[] = ['auto', 'light', 'dark'];

export const languageChoice = (t: TFunction, now: string): MenuChoice => ({
  title: t('language'),
  value: now,
  choices: LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
  onChange: (value) => speak(LANGUAGES.find((one) => one === value) ?? 'zh'),
});

export const schemeChoice = (t: TFunction, now: Scheme): MenuChoice => ({
  title: t('look.scheme'),
  value: now,
  choices: SCHEMES.map((value) => ({ value, label: t(`look.${value}`) })),
  onChange: (value) => setTheme({ scheme: SCHEMES.find((one) => one === value) ?? 'auto' }),
});

export const sizeChoice = (t: TFunction, now: Size): MenuChoice => ({
  title: t('look.size'),
  value: now,
  choices: [
    { value: 'normal', label: t('look.sizeNormal') },
    { value: 'helper', label: t('look.sizeHelper') },
  ],
  onChange: (value) => setTheme({ size: value === 'helper' ? 'helper' : 'normal' }),
});
