// The words of the transcript and of the search, added when their first part is drawn.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { transcript as en } from '../../words/en/transcript.ts';
import { addWords } from '../../words/setup.ts';
import { transcript as zh } from '../../words/zh/transcript.ts';
import { useDeskWords } from '../use-desk-words.ts';

export function useTranscriptWords() {
  useState(() => addWords('transcript', { zh, en }));
  const { t } = useTranslation('transcript');
  const { t: desk, common, language } = useDeskWords();
  return { t, desk, common, language };
}
