// The words of the letter, added when its first part is drawn: the pages before the hearing do not carry them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { letter as en } from '../../words/en/letter.ts';
import { addWords } from '../../words/setup.ts';
import { letter as zh } from '../../words/zh/letter.ts';

export function useLetterWords() {
  useState(() => addWords('letter', { zh, en }));
  const { t } = useTranslation('letter');
  const { t: common, i18n } = useTranslation('common');
  return { t, common, language: i18n.language };
}
