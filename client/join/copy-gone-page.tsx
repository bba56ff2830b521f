// A link to one's own copy of a letter that gives nothing any more: why, and whom to call.
import { useTranslation } from 'react-i18next';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { HOTLINE } from '../look/telephone.tsx';

const REASONS = ['expired', 'unknown', 'later'] as const;

export function CopyGonePage({ why }: { readonly why: string }) {
  const { t } = useTranslation('join');
  const reason = REASONS.find((one) => one === why) ?? 'unknown';
  return (
    <ParticipantFrame title={t(`copyGone.${reason}Title`)} phone={HOTLINE}>
      <p>{t(`copyGone.${reason}`)}</p>
    </ParticipantFrame>
  );
}
