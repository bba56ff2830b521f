// The office's telephone: words and number, one tap to call.
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** The procuratorates' national service line: which office invited is unknown while the link is not open. */
export const HOTLINE = '12309';

export const callTo = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;

export function Telephone({ phone }: { readonly phone: string }) {
  const { t } = useTranslation();
  return (
    <p className="telephone">
      <Icon name="phone" />
      <span>{t('call')}</span>
      <a className="figures" href={callTo(phone)}>
        {phone}
      </a>
    </p>
  );
}
