// What is needed seldom: captions, other camera or microphone, larger letters, the sound that calls, light or dark, language.
import { useTranslation } from 'react-i18next';
import { Menu, type MenuChoice } from '../look/menu.tsx';
import { languageChoice, schemeChoice, sizeChoice } from '../look/preference-choices.ts';
import { useTheme } from '../look/theme.ts';
import { CAPTION_WISHES, useCaptionWish, wantCaptions } from './caption-wish.ts';
import { useChimeWanted, wantChime } from './chime.ts';
import { useRoom } from './use-room.tsx';

export function MoreMenu({ onDevices }: { readonly onDevices?: () => void }) {
  const { t } = useTranslation('room');
  const { t: words, i18n } = useTranslation();
  const room = useRoom();
  const theme = useTheme();
  const chime: MenuChoice = {
    title: t('own.chime'),
    value: useChimeWanted() ? 'on' : 'off',
    choices: [
      { value: 'on', label: t('own.chimeOn') },
      { value: 'off', label: t('own.chimeOff') },
    ],
    onChange: (value) => {
      wantChime(value === 'on');
      room.tryChime();
    },
  };
  const captions: MenuChoice = {
    title: t('captions.title'),
    value: useCaptionWish(),
    choices: CAPTION_WISHES.map((value) => ({ value, label: t(`captions.wish.${value}`) })),
    onChange: (value) => wantCaptions(CAPTION_WISHES.find((one) => one === value) ?? 'off'),
  };
  const choices: readonly MenuChoice[] = [
    captions,
    sizeChoice(words, theme.size),
    chime,
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
