// What an invitation says, and in which language: the addressee's, not that of whoever sends it.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { HearingDetail, NewInvitation, Person } from '../../../server/protocol/api.ts';
import { formatDate } from '../../look/date-time.tsx';
import type { Language } from '../../words/setup.ts';

/** Everything in words, ready to be put into the text or onto the sheet. */
export type InvitationFacts = {
  readonly name: string;
  readonly role: string;
  readonly title: string;
  readonly caseNumber: string;
  readonly when: string;
  readonly minutes: number;
  readonly url: string;
  readonly expires: string;
  readonly office: string;
  readonly phone: string;
};

export type InvitationWords = {
  readonly language: Language;
  readonly t: TFunction<'desk'>;
  readonly factsOf: (hearing: HearingDetail, person: Person, made: NewInvitation) => InvitationFacts;
};

export function useInvitationWords(language: Language): InvitationWords {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language, 'desk');
  const common = i18n.getFixedT(language, 'common');
  return {
    language,
    t,
    factsOf: (hearing, person, made) => ({
      name: person.name,
      role: common(`role.${person.role}`),
      title: hearing.title,
      caseNumber: hearing.caseNumber,
      when: formatDate(hearing.scheduledAtMs, 'full', language),
      minutes: hearing.minutes,
      url: made.url,
      expires: formatDate(made.invitation.expiresAtMs, 'full', language),
      office: made.officeName,
      phone: made.officePhone,
    }),
  };
}

/** The text to paste into a message. */
export const invitationText = ({ t }: InvitationWords, facts: InvitationFacts): string => t('invite.text', facts);
