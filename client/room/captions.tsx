// The captions below the pictures: who said what a moment ago; still changing words are paler, and a model that only rehearses is named.
import { useTranslation } from 'react-i18next';
import type { Caption } from '../../server/protocol/captions.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { useCaptionWish } from './caption-wish.ts';
import './captions.css';
import { personIn } from './reading.ts';
import { useRoomState } from './use-room.tsx';

/** More at once can nobody read beside the faces. */
const SHOWN = 3;

export function Captions({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, i18n } = useTranslation('room');
  const { captions } = useRoomState();
  const wish = useCaptionWish();
  const service = snapshot.captions;
  if (wish === 'off') return null;
  const language = i18n.language.startsWith('en') ? 'en' : 'zh';
  return (
    <section className="captions" data-large={wish === 'large' ? '' : undefined} aria-label={t('captions.title')}>
      {service.state === 'on' || service.state === 'delayed' ? (
        <ol className="captions-lines">
          {captions.slice(-SHOWN).map((caption) => (
            <Line key={caption.key} caption={caption} name={personIn(snapshot, caption.personId)?.name ?? ''} />
          ))}
          {captions.length === 0 ? <li className="captions-empty">{t('captions.none')}</li> : null}
        </ol>
      ) : (
        <p className="captions-empty">{t(`captions.${service.state}`)}</p>
      )}
      {service.state === 'delayed' ? (
        <p className="captions-note" role="status">
          {t('captions.delayed')}
        </p>
      ) : null}
      {service.state !== 'off' && service.rehearsal ? <p className="captions-note">{service.label[language]}</p> : null}
    </section>
  );
}

const Line = ({ caption, name }: { readonly caption: Caption; readonly name: string }) => (
  <li className={`captions-line captions-${caption.state}`}>
    <span className="captions-name">{name}</span>
    <span className="captions-text">{caption.text}</span>
  </li>
);
