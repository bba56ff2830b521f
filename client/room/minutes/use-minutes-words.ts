// The words of the minutes, added when their first part is drawn: the pages before the hearing do not carry them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minutes as en } from '../../words/en/minutes.ts';
import { addWords } from '../../words/setup.ts';
import { minutes as zh } from '../../words/zh/minutes.ts';

export function useMinutesWords() {
  useState(() => addWords('minutes', { zh, en }));
  const { t } = useTranslation('minutes');
  const { t: common, i18n } = useTranslation('common');
  return { t, common, language: i18n.language };
}
