// How the file of a letter is called by what it is.
import type { LetterFile } from '../archive/records.ts';

export const LETTER_ENDING: Readonly<Record<LetterFile['mediaType'], string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};
