// After the hearing: the copy of the minutes, or how to get it when it was not made in time.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { CopyPart } from './copy-part.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

export function SignedMinutes({ minutes: { copy } }: { readonly minutes: OwnMinutes }) {
  const { t } = useMinutesWords();
  if (copy === null) return null;
  return (
    <section className="paper-signed">
      <h2>{t('copy.title')}</h2>
      {copy.is === 'ready' ? <CopyPart copy={copy} /> : <p>{t('copy.later')}</p>}
    </section>
  );
}
