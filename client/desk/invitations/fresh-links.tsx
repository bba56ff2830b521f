// The links made on this page, each with all the ways to hand it on; gone when the page is left.
import { useState } from 'react';
import type { HearingDetail, Person } from '../../../server/protocol/api.ts';
import { Button } from '../../look/button.tsx';
import { Select } from '../../look/field.tsx';
import type { Language } from '../../words/setup.ts';
import { FocusHead } from '../focus-head.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useInvitationWords } from './invitation-facts.ts';
import { LinkCard } from './link-card.tsx';
import { PrintSheets } from './print-sheets.tsx';
import type { FreshLink, Invitations } from './use-invitations.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly invitations: Invitations;
  readonly loadedAtMs: number;
};
export type Shown = { readonly person: Person; readonly link: FreshLink };

/** A link that somebody else has replaced or revoked since is no longer shown as if it worked. */
export function shownLinks(
  people: readonly Person[],
  fresh: ReadonlyMap<string, FreshLink>,
  loadedAtMs: number,
): Shown[] {
  return people.flatMap((person) => {
    const link = fresh.get(person.id);
    if (link === undefined) return [];
    const { id } = link.made.invitation;
    const known = loadedAtMs > link.madeAtMs;
    return known && (person.invitation?.id !== id || person.invitation.state !== 'open') ? [] : [{ person, link }];
  });
}

export function FreshLinks({ hearing, invitations, loadedAtMs }: Props) {
  const { t } = useDeskWords();
  // Most addressees read Chinese, whatever language the desk speaks.
  const [language, setLanguage] = useState<Language>('zh');
  const [printing, setPrinting] = useState<readonly Shown[]>([]);
  const words = useInvitationWords(language);
  const shown = shownLinks(hearing.people, invitations.fresh, loadedAtMs);
  if (shown.length === 0) return null;
  return (
    <section className="fresh" aria-label={t('invite.fresh', { n: shown.length })}>
      <FocusHead level={3} key={invitations.rounds}>
        {t('invite.fresh', { n: shown.length })}
      </FocusHead>
      <p>{t('invite.freshNote')}</p>
      <div className="fresh-all">
        <Select
          label={t('invite.language')}
          value={language}
          onChange={setLanguage}
          choices={[
            { value: 'zh', label: t('invite.chinese') },
            { value: 'en', label: t('invite.english') },
          ]}
        />
        <Button onPress={() => setPrinting(shown)}>{t('invite.printAll')}</Button>
      </div>
      <ul className="link-cards">
        {shown.map((one) => (
          <LinkCard
            key={one.link.made.invitation.id}
            facts={words.factsOf(hearing, one.person, one.link.made)}
            calendar={one.link.made.calendar}
            words={words}
            onPrint={() => setPrinting([one])}
          />
        ))}
      </ul>
      {printing.length === 0 ? null : (
        <PrintSheets
          sheets={printing.map((one) => words.factsOf(hearing, one.person, one.link.made))}
          words={words}
          onPrinted={() => setPrinting([])}
        />
      )}
    </section>
  );
}
