// Letters of commitment at the desk of chair and clerk: prepare, show, follow, take back; nothing here signs for anybody.
import { useState } from 'react';
import type { LetterProgress, LetterView } from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Refused } from '../../look/refused.tsx';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { LetterCopyDialog } from './letter-copy-dialog.tsx';
import './letter-desk.css';
import { isSigned, signersIn, whyNotNow } from '../letter/letter-reading.ts';
import { LetterEditor } from './letter-editor.tsx';
import type { LetterPartProps } from './letter-part.tsx';
import { LetterRow } from './letter-row.tsx';
import { SuperviseDialog } from './supervise-dialog.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Asked =
  | { readonly what: 'edit'; readonly person: RoomPerson; readonly letter: LetterProgress | null }
  | { readonly what: 'warn' | 'supervise' | 'copy'; readonly person: RoomPerson; readonly letter: LetterProgress };

export function LetterDesk({ snapshot, isChair, onSupervise }: LetterPartProps) {
  const { t, common } = useLetterDeskWords();
  const [asked, setAsked] = useState<Asked | null>(null);
  const act = useLetterAct();
  const signers = signersIn(snapshot);
  const why = whyNotNow(snapshot);
  const whyWords = why === null ? null : t(`desk.${why}`, { stage: common('stage.signing') });
  const close = (): void => setAsked(null);
  return (
    <section className="panel-part" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p className="panel-hint">{signers.length === 0 ? t('desk.nobody') : (whyWords ?? t('desk.neverForThem'))}</p>
      <Refused code={act.refused} kind="warn" />
      <ul className="letters">
        {signers.map(({ person, letters }) => (
          <li key={person.personId} className="letters-of">
            <div className="person-who">
              <span className="name-role">{common(`role.${person.role}`)}</span>
              <span>{person.name}</span>
            </div>
            {letters.map((letter) => (
              <LetterRow
                key={letter.letterId}
                letter={letter}
                person={person}
                mayWitness={!isChair}
                whyNotNow={whyWords}
                act={act}
                onEdit={() => setAsked({ what: isSigned(letter) ? 'warn' : 'edit', person, letter })}
                onSupervise={() => setAsked({ what: 'supervise', person, letter })}
                onCopy={() => setAsked({ what: 'copy', person, letter })}
              />
            ))}
            {letters.every(({ state }) => state === 'voided') ? (
              <div className="panel-acts">
                <Button
                  icon="add"
                  label={t('desk.prepareFor', { name: person.name })}
                  onPress={() => setAsked({ what: 'edit', person, letter: null })}
                >
                  {t('desk.prepare')}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked?.what === 'warn'}
        onClose={close}
        title={t('editor.signedTitle', { name: asked?.person.name ?? '' })}
        consequence={t('editor.signedConsequence')}
        act={t('editor.signedAct')}
        danger
        onConfirm={() => (asked === null ? undefined : setAsked({ ...asked, what: 'edit' }))}
      />
      {asked?.what === 'edit' ? <LetterEditor person={asked.person} letter={asked.letter} onClose={close} /> : null}
      {asked?.what === 'copy' ? <LetterCopyDialog person={asked.person} letter={asked.letter} onClose={close} /> : null}
      {asked?.what === 'supervise' ? (
        <SuperviseDialog
          person={asked.person}
          letter={asked.letter}
          onClose={close}
          onStart={(letter: LetterView) => {
            close();
            onSupervise(letter);
          }}
        />
      ) : null}
    </section>
  );
}
