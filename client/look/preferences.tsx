// Language, text size, light or dark: always in reach, at the top right of every page.
import { useTranslation } from 'react-i18next';
import { LANGUAGES, speak } from '../words/setup.ts';
import { Menu } from './menu.tsx';
import { LANGUAGE_NAMES, schemeChoice } from './preference-choices.ts';
import './preferences.css';
import { setTheme, useTheme } from './theme.ts';

/** One press: the language that is not spoken now, named in itself. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const other = LANGUAGES.find((language) => language !== i18n.language) ?? 'zh';
  return (
    <button
      type="button"
      className="button button-quiet"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => speak(other)}
    >
      {LANGUAGE_NAMES[other]}
    </button>
  );
}

/** Large text for weak eyes, one press. */
function SizeSwitch() {
  const { t } = useTranslation();
  const { size } = useTheme();
  const helper = size === 'helper';
  return (
    <button
      type="button"
      className="button button-quiet"
      aria-pressed={helper}
      onClick={() => setTheme({ size: helper ? 'normal' : 'helper' })}
    >
      {helper ? t('look.sizeNormal') : t('look.sizeHelper')}
    </button>
  );
}

export function SchemeMenu() {
  const { t } = useTranslation();
  const { scheme } = useTheme();
  return <Menu label={t('look.scheme')} icon="look" choices={[schemeChoice(t, scheme)]} />;
}

export const Preferences = ({ withSize = true }: { readonly withSize?: boolean }) => (
  <div className="preferences not-printed">
    {withSize ? <SizeSwitch /> : null}
    <LanguageSwitch />
    <SchemeMenu />
  </div>
);
