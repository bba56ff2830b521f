// One letter in the panel: how far it is, in words and since when, and what chair or clerk may do about it.
import { type LetterProgress, letterPrintPath } from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { StateWord } from '../../look/state-word.tsx';
import { isSigned, LETTER_TONE, lies } from '../letter/letter-reading.ts';
import { which } from '../letter/own-letter.ts';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { useRoom } from '../use-room.tsx';
import type { LetterAct } from './use-letter-act.ts';

type Props = {
  readonly letter: LetterProgress;
  readonly person: RoomPerson;
  /** The clerk, whose device may be handed over. */
  readonly mayWitness: boolean;
  readonly whyNotNow: string | null;
  readonly act: LetterAct;
  readonly onEdit: () => void;
  readonly onSupervise: () => void;
  readonly onCopy: () => void;
};

export function LetterRow({ letter, person, mayWitness, whyNotNow, act, onEdit, onSupervise, onCopy }: Props) {
  const { t, letter: words, language } = useLetterDeskWords();
  const room = useRoom();
  const { name } = person;
  const { state } = letter;
  const time = formatDate(letter.stateSinceMs, 'time', language);
  const signed = isSigned(letter);
  const again = state === 'declined' || state === 'deferred';
  const onClerks = lies(letter) && letter.medium === 'supervised';
  return (
    <div className="letter-row">
      {letter.title === words('name') ? null : <p className="letter-row-title">{letter.title}</p>}
      <p className="letter-row-state">
        <StateWord tone={LETTER_TONE[state]}>{words(`state.${state}`)}</StateWord>
        <span className="figures">{lies(letter) ? t('desk.since', { time }) : t('desk.at', { time })}</span>
        {onClerks ? <span>{t('desk.onClerksDevice')}</span> : null}
        {lies(letter) && !onClerks && person.presence !== 'in_room' ? <span>{t('desk.notHere')}</span> : null}
        {signed ? <span>{t(letter.pdf === 'ready' ? 'desk.pdfReady' : 'desk.pdfMaking')}</span> : null}
      </p>
      {state === 'voided' ? null : (
        <div className="panel-acts">
          {state === 'prepared' || again ? (
            <Button
              label={t(again ? 'desk.showAgainTo' : 'desk.showTo', { name })}
              notBecause={whyNotNow}
              busy={act.busy}
              onPress={() => void act.run(() => room.ask('showLetter', which(letter)))}
            >
              {t(again ? 'desk.showAgain' : 'desk.show')}
            </Button>
          ) : null}
          {lies(letter) ? (
            <Button
              label={t('desk.takeBackFrom', { name })}
              busy={act.busy}
              onPress={() => void act.run(() => room.ask('takeBackLetter', which(letter)))}
            >
              {t('desk.takeBack')}
            </Button>
          ) : null}
          {mayWitness && !signed ? (
            <Button label={t('desk.superviseOf', { name })} notBecause={whyNotNow} onPress={onSupervise}>
              {t('desk.supervise')}
            </Button>
          ) : null}
          {signed && letter.pdf === 'ready' ? (
            <Button label={t('desk.copyOf', { name })} onPress={onCopy}>
              {t('desk.copy')}
            </Button>
          ) : null}
          <Button label={t('desk.editOf', { name })} onPress={onEdit}>
            {t('desk.edit')}
          </Button>
          {signed ? null : (
            <a
              className="button button-plain"
              href={letterPrintPath(letter.letterId)}
              target="_blank"
              rel="noreferrer"
              aria-label={t('desk.printOf', { name })}
            >
              <span className="button-words">{t('desk.print')}</span>
            </a>
          )}
        </div>
      )}
    </div>
  );
}
