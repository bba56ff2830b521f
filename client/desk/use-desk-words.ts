// The words of the desk and the common ones side by side, with the language that is spoken.
import { useTranslation } from 'react-i18next';

export function useDeskWords() {
  const { t } = useTranslation('desk');
  const { t: common, i18n } = useTranslation('common');
  return { t, common, language: i18n.language };
}
