// What is shown while something is on its way; quiet for the first moment, so that quick answers do not flicker.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './notice.css';

const QUIET_MS = 300;

export function Loading({ words }: { readonly words?: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status" aria-busy="true">
      {shown ? (words ?? t('loading')) : null}
    </div>
  );
}
