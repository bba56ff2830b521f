// What is needed seldom: other camera or microphone, larger letters, light or dark, language.
import { useTranslation } from 'react-i18next';
import { Menu, type MenuChoice } from '../look/menu.tsx';
import { languageChoice, schemeChoice, sizeChoice } from '../look/preference-choices.ts';
import { useTheme } from '../look/theme.ts';

export function MoreMenu({ onDevices }: { readonly onDevices?: () => void }) {
  const { t } = useTranslation('room');
  const { t: words, i18n } = useTranslation();
  const theme = useTheme();
  const choices: readonly MenuChoice[] = [
    sizeChoice(words, theme.size),
    schemeChoice(words, theme.scheme),
    languageChoice(words, i18n.language),
  ];
  const acts = onDevices
    ? [{ key: 'devices', words: t('own.devices'), icon: 'camera', onPress: onDevices } as const]
    : [];
  return (
    <Menu label={t('own.more')} icon="more" className="button button-plain own-button" acts={acts} choices={choices}>
      {t('own.more')}
    </Menu>
  );
}
