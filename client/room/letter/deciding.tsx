// The letter before it is decided: read to the end, then write one's name or not; signing, declining and deferring always in reach.
import { type ReactNode, useState } from 'react';
import { type Ink, isBlank, type LetterView, shownText } from '../../../server/protocol/letter.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import type { Line } from '../connection.ts';
import { useOneAct } from '../paper/use-one-act.ts';
import { useReading } from '../paper/use-reading.ts';
import { LetterText } from './letter-text.tsx';
import { sha256 } from './sha256.ts';
import type { SheetActs } from './sheet-acts.ts';
import { SignaturePad } from './signature-pad.tsx';
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
  const { t, common } = useLetterWords();
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
    <>
      <div className="letter-notices">
        <p role="alert" className="unseen">
          {changed ? t('sheet.changed') : t('sheet.arrived')}
        </p>
        {changed ? <Notice kind="warn">{t('sheet.changed')}</Notice> : null}
        {line === 'lost' ? <Notice kind="warn">{t(doing === null ? 'sheet.lostIdle' : 'sheet.lost')}</Notice> : null}
        {refused === null ? null : (
          <Notice kind="danger" title={common(`error.${refused}`)}>
            {common(`todo.${refused}`)}
          </Notice>
        )}
      </div>
      {page === 'text' ? (
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
      ) : null}
      {/* Stays mounted: whoever looks at the text again finds what they have written. */}
      <div className="letter-sign" hidden={page !== 'pad'}>
        <SignaturePad shown={shown && page === 'pad'} onInk={setInk} />
      </div>
      <footer className="letter-bar">
        <div className="letter-step">
          <p>{t(page === 'pad' ? 'sheet.signHere' : read ? 'sheet.readAlready' : 'sheet.readToEnd')}</p>
          {read ? (
            <Button onPress={() => setPage(page === 'pad' ? 'text' : 'pad')}>
              {t(page === 'pad' ? 'sheet.backToText' : 'sheet.backToPad')}
            </Button>
          ) : reading.endSeen ? null : (
            <Button icon="down" onPress={reading.onward}>
              {t('sheet.onward')}
            </Button>
          )}
        </div>
        <Choices>
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
        </Choices>
        <p className="letter-free" role="status">
          {doing === null ? t('sheet.free') : t('sheet.sending')}
        </p>
      </footer>
    </>
  );
}

/** Equal in size and weight: none of the three is the main one. */
function Choices({ children }: { readonly children: ReactNode }) {
  const { t } = useLetterWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form; these are three acts
    <div className="letter-choices" role="group" aria-label={t('sheet.choices')}>
      {children}
    </div>
  );
}
