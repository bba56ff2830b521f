// Several names or words one after the other, as the language writes it.
import { useTranslation } from 'react-i18next';

export function useList(): (words: readonly string[]) => string {
  const { t } = useTranslation('room');
  return (words) => words.reduce((first, next) => (first === '' ? next : t('list', { first, next })), '');
}
