// The acts of the trail in words; one that has no words yet is shown by its code rather than left out.
import { useTranslation } from 'react-i18next';

export function useActWords(): (act: string) => string {
  const { t, i18n } = useTranslation('desk');
  return (act) => {
    const key = `act.${act}`;
    // The catalogue has just said that the key is there; its type cannot know.
    return i18n.exists(key, { ns: 'desk' }) ? t(key as 'act.case.created') : act;
  };
}
