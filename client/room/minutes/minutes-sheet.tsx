// The minutes over the whole screen: the text, the answer, and what came of it; on the signer's own device or on the clerk's.
import { type ReactNode, useState } from 'react';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import type { Line } from '../connection.ts';
import { PaperOutcome, PaperSheet } from '../paper/paper-sheet.tsx';
import { Answering } from './answering.tsx';
import { CopyPart } from './copy-part.tsx';
import type { MinutesActs } from './minutes-acts.ts';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly minutes: OwnMinutes;
  /** They lay here and lie here no longer. */
  readonly gone: boolean;
  readonly shown: boolean;
  readonly acts: MinutesActs;
  readonly line: Line;
  readonly above: ReactNode;
  readonly leave: ReactNode;
  readonly onward: ReactNode;
  /** The screen is not the signer's own. */
  readonly beside?: boolean;
};

export function MinutesSheet({ minutes, gone, shown, acts, line, above, leave, onward, beside = false }: Props) {
  const { t } = useMinutesWords();
  const [first] = useState(minutes.version);
  // Noted as absent, and here after all.
  const [isBack, setBack] = useState(false);
  const { state } = minutes.signer;
  const isOpen = !gone && (state === 'pending' || (state === 'absent' && isBack));
  return (
    <PaperSheet name={t('name')} shown={shown} above={above} leave={isOpen ? leave : null}>
      {gone ? (
        <PaperOutcome title={t('outcome.goneTitle')} onward={onward}>
          <p>{t('outcome.gone')}</p>
        </PaperOutcome>
      ) : isOpen ? (
        <Answering
          key={minutes.version}
          minutes={minutes}
          acts={acts}
          line={line}
          shown={shown}
          changed={minutes.version !== first}
        />
      ) : (
        <Answered minutes={minutes} onward={onward} beside={beside} onRead={() => setBack(true)} />
      )}
    </PaperSheet>
  );
}

type AnsweredProps = Pick<Props, 'minutes' | 'onward' | 'beside'> & { readonly onRead: () => void };

function Answered({ minutes, onward, beside = false, onRead }: AnsweredProps) {
  const { t, language } = useMinutesWords();
  const { state, answeredAtMs } = minutes.signer;
  const copy = <CopyPart copy={minutes.copy} forOtherDevice={beside} />;
  if (state === 'absent')
    return (
      <PaperOutcome title={t('outcome.absentTitle')} onward={onward}>
        <p>{t('outcome.absent')}</p>
        <div>
          <Button kind="main" onPress={onRead}>
            {t('outcome.read')}
          </Button>
        </div>
      </PaperOutcome>
    );
  if (state === 'refused')
    return (
      <PaperOutcome title={t('outcome.refusedTitle')} onward={onward}>
        <p>{t('outcome.refused')}</p>
        {copy}
      </PaperOutcome>
    );
  return (
    <PaperOutcome title={t('outcome.signedTitle')} onward={onward}>
      <p>{t('outcome.signed', { when: formatDate(answeredAtMs ?? 0, 'full', language) })}</p>
      {state === 'objected' ? <p>{t('outcome.objected', { n: minutes.objections.length })}</p> : null}
      {copy}
    </PaperOutcome>
  );
}
