// The words of letters for staff, added when their first part is drawn.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { letterDesk as en } from '../../words/en/letter-desk.ts';
import { addWords } from '../../words/setup.ts';
import { letterDesk as zh } from '../../words/zh/letter-desk.ts';
import { useLetterWords } from './use-letter-words.ts';

export function useLetterDeskWords() {
  useState(() => addWords('letterDesk', { zh, en }));
  const { t } = useTranslation('letterDesk');
  const { t: letter, common, language } = useLetterWords();
  return { t, letter, common, language };
}
