// The letters of commitment of one hearing as they are kept: each with its state, its witness, its files and its moment in the recording.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { useLetterDeskWords } from '../../room/letter/use-letter-desk-words.ts';
import type { Moment } from '../kept/deep-link.ts';
import { KeptLetter } from './kept-letter.tsx';
import './letters.css';

type Props = {
  readonly hearing: HearingDetail;
  /** Who may not read letters is sent none: say so instead of saying that there are none. */
  readonly mayRead: boolean;
  readonly mayChange: boolean;
  readonly onJump: (moment: Moment) => void;
  /** The case is asked for again: what happens to a letter may be somebody else's doing as well. */
  readonly onChanged: () => void;
};

export function LettersPart({ hearing, mayRead, mayChange, onJump, onChanged }: Props) {
  const { t } = useLetterDeskWords();
  const { letters } = hearing;
  return (
    <section className="record-part">
      <h3>{t('title')}</h3>
      {letters.length === 0 ? <p className="desk-soft">{t(mayRead ? 'kept.none' : 'kept.cannotRead')}</p> : null}
      {letters.length === 0 ? null : (
        <ul className="kept-letters">
          {letters.map((letter) => (
            <KeptLetter
              key={letter.letterId}
              hearing={hearing}
              letter={letter}
              mayChange={mayChange}
              onJump={onJump}
              onChanged={onChanged}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
