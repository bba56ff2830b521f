// The office's telephone: words and number, one tap to call.
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

export function Telephone({ phone }: { readonly phone: string }) {
  const { t } = useTranslation();
  return (
    <p className="telephone">
      <Icon name="phone" />
      <span>{t('call')}</span>
      <a className="figures" href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
        {phone}
      </a>
    </p>
  );
}
