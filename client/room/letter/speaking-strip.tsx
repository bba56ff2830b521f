// Who speaks while the letter covers the pictures.
import { useSyncExternalStore } from 'react';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Icon } from '../../look/icon.tsx';
import { tilesOf } from '../reading.ts';
import { useSpeaking } from '../use-room.tsx';
import { useLetterWords } from './use-letter-words.ts';

export function SpeakingStrip({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, common } = useLetterWords();
  const speaking = useSpeaking();
  // As text, so that only a change of speakers draws again.
  const who = useSyncExternalStore(speaking.subscribe, () =>
    tilesOf(snapshot)
      .filter(({ personId }) => speaking.speaks(personId))
      .map(({ role, name }) => `${common(`role.${role}`)} ${name}`)
      .join(' · '),
  );
  return (
    <p className="paper-speaking">
      <Icon name="speaker" />
      <span>{who === '' ? t('sheet.nobodySpeaks') : t('sheet.speaking', { who })}</span>
    </p>
  );
}
