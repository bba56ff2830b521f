// Where a person's link stands, in words.
import type { Invitation } from '../../../server/protocol/api.ts';
import { formatDate } from '../../look/date-time.tsx';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly invitation: Invitation | null;
  /** Not scheduled yet: links come later. */
  readonly planned: boolean;
};

export function InvitationState({ invitation, planned }: Props) {
  const { t, language } = useDeskWords();
  if (invitation === null) return planned ? t('invite.notYet') : t('invite.state.none');
  if (invitation.state !== 'open') return t(`invite.state.${invitation.state}`);
  const expires = formatDate(invitation.expiresAtMs, 'full', language);
  if (invitation.openedAtMs === null) return t('invite.state.open', { expires });
  return t('invite.state.opened', { expires, opened: formatDate(invitation.openedAtMs, 'exact', language) });
}
