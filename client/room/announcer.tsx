// Says aloud, for screen readers, what changed: politely in general, at once for what concerns this very person.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Id } from '../../server/protocol/ids.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { type Announcement, announcementsFor } from './announcements.ts';

type Said = { readonly number: number; readonly text: string };
const NOTHING: Said = { number: 0, text: '' };

export function Announcer({ snapshot, you }: { readonly snapshot: RoomSnapshot; readonly you: Id }) {
  const say = useSentence();
  const before = useRef(snapshot);
  const [polite, setPolite] = useState<Said>(NOTHING);
  const [urgent, setUrgent] = useState<Said>(NOTHING);
  const { t } = useTranslation('room');
  // After the first drawing, because a live region that is born with its sentence is often not read.
  useEffect(() => setUrgent(({ number }) => ({ number: number + 1, text: t('said.admitted') })), [t]);
  useEffect(() => {
    const news = announcementsFor(before.current, snapshot, you);
    before.current = snapshot;
    const now = news.filter((one) => one.urgent).map(say);
    const soon = news.filter((one) => !one.urgent).map(say);
    if (now.length > 0) setUrgent(({ number }) => ({ number: number + 1, text: now.join(' ') }));
    if (soon.length > 0) setPolite(({ number }) => ({ number: number + 1, text: soon.join(' ') }));
  }, [snapshot, you, say]);
  return (
    <div className="unseen">
      {/* The key makes the same sentence said twice two sentences. */}
      <div role="status">
        <p key={polite.number}>{polite.text}</p>
      </div>
      <div role="alert">
        <p key={urgent.number}>{urgent.text}</p>
      </div>
    </div>
  );
}

function useSentence(): (one: Announcement) => string {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  return (one) => {
    if (one.key === 'stage') return t('said.stage', { stage: words(`stage.${one.stage}`) });
    if ('person' in one) return t(`said.${one.key}`, { name: one.person.name, role: words(`role.${one.person.role}`) });
    return t(`said.${one.key}`);
  };
}
