// The letter before it is decided: read to the end, then write one's name or not; signing, declining and deferring always in reach.
import { useState } from 'react';
import { type Ink, isBlank, type LetterView, shownText } from '../../../server/protocol/letter.ts';
import { Button } from '../../look/button.tsx';
import type { Line } from '../connection.ts';
import { AnswerSheet } from '../paper/answer-sheet.tsx';
import { useOneAct } from '../paper/use-one-act.ts';
import { useReading } from '../paper/use-reading.ts';
import { LetterText } from './letter-text.tsx';
import { sha256 } from './sha256.ts';
import type { SheetActs } from './sheet-acts.ts';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: LetterView;
  readonly acts: SheetActs;
  readonly line: Line;
  readonly shown: boolean;
  readonly readAnew: boolean;
  /** The person had another text before them. */
  readonly changed: boolean;
};
type Work = 'finishReading' | 'sign' | 'decline' | 'defer';

export function Deciding({ letter, acts, line, shown, readAnew, changed }: Props) {
  const { t } = useLetterWords();
  const [read, setRead] = useState(letter.state === 'read' && !readAnew);
  const [page, setPage] = useState<'text' | 'pad'>(read ? 'pad' : 'text');
  const [ink, setInk] = useState<Ink | null>(null);
  const reading = useReading(page === 'text');
  const { doing, refused, run } = useOneAct<Work>(() => acts.look());
  const blank = ink === null || isBlank(ink);
  // An older phone on a page without https cannot compute the check value.
  const secure = crypto.subtle !== undefined;

  const finish = (): void =>
    void run('finishReading', async () => {
      await acts.finishReading(letter);
      setRead(true);
      setPage('pad');
    });
  const sign = (): void =>
    void run('sign', async () => {
      if (ink !== null) await acts.sign(letter, ink, await sha256(shownText(letter)));
    });
  const whyNotSign = !secure ? t('sheet.insecure') : !read ? t('sheet.whyRead') : blank ? t('sheet.whyBlank') : null;

  /** While one choice is on its way the others wait. */
  const sending = (choice: Work): string | null => (doing === null || doing === choice ? null : t('sheet.sending'));

  return (
    <AnswerSheet
      say={(sentence) => t(`sheet.${sentence}`)}
      step={t(page === 'pad' ? 'sheet.signHere' : read ? 'sheet.readAlready' : 'sheet.readToEnd')}
      busy={doing !== null}
      {...{ changed, line, refused, shown, read, reading, page }}
      onPage={setPage}
      onInk={setInk}
      text={
        <LetterText letter={letter} reading={reading}>
          {read ? null : (
            <Button
              kind="main"
              wide
              busy={doing === 'finishReading'}
              notBecause={reading.endSeen ? null : t('sheet.notAtEnd')}
              onPress={finish}
            >
              {t('sheet.readDone')}
            </Button>
          )}
        </LetterText>
      }
      choices={
        <>
          <Button wide busy={doing === 'sign'} notBecause={whyNotSign ?? sending('sign')} onPress={sign}>
            {t('sheet.sign')}
          </Button>
          <Button
            wide
            busy={doing === 'decline'}
            notBecause={sending('decline')}
            onPress={() => void run('decline', () => acts.decline(letter))}
          >
            {t('sheet.decline')}
          </Button>
          <Button
            wide
            busy={doing === 'defer'}
            notBecause={sending('defer')}
            onPress={() => void run('defer', () => acts.defer(letter))}
          >
            {t('sheet.defer')}
          </Button>
        </>
      }
    />
  );
}
