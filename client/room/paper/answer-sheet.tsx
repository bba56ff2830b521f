// A paper before it is answered: what stands over it, its text or the place for one's name, the step to take, the choices.
import type { ReactNode } from 'react';
import type { Ink } from '../../../server/protocol/letter.ts';
import type { ClientCode } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { Refused } from '../../look/refused.tsx';
import type { Line } from '../connection.ts';
import { SignaturePad } from '../letter/signature-pad.tsx';
import type { Reading } from './use-reading.ts';

/** Sentences that every paper has, in its own words. */
type Sentence =
  | 'arrived'
  | 'changed'
  | 'lost'
  | 'lostIdle'
  | 'backToText'
  | 'backToPad'
  | 'onward'
  | 'cannotDraw'
  | 'choices'
  | 'free'
  | 'sending';

type Props = {
  readonly say: (sentence: Sentence) => string;
  /** What is to be done now. */
  readonly step: string;
  /** The person had another text before them. */
  readonly changed: boolean;
  readonly line: Line;
  /** An act is on its way. */
  readonly busy: boolean;
  readonly refused: ClientCode | null;
  readonly shown: boolean;
  /** Has the person said that they have read it? */
  readonly read: boolean;
  readonly reading: Reading;
  readonly page: 'text' | 'pad';
  readonly onPage: (page: 'text' | 'pad') => void;
  readonly onInk: (ink: Ink | null) => void;
  readonly text: ReactNode;
  /** Equal in size and weight: none of them is the main one. */
  readonly choices: ReactNode;
};

export function AnswerSheet(props: Props) {
  const { say, changed, line, busy, refused, shown, page, onInk, text, choices } = props;
  return (
    <>
      <div className="paper-notices">
        <p role="alert" className="unseen">
          {say(changed ? 'changed' : 'arrived')}
        </p>
        {changed ? <Notice kind="warn">{say('changed')}</Notice> : null}
        {line === 'lost' ? <Notice kind="warn">{say(busy ? 'lost' : 'lostIdle')}</Notice> : null}
        <Refused code={refused} />
      </div>
      {page === 'text' ? text : null}
      {/* Stays mounted: whoever looks at the text again finds what they have written. */}
      <div className="paper-sign" hidden={page !== 'pad'}>
        <SignaturePad shown={shown && page === 'pad'} otherwise={say('cannotDraw')} onInk={onInk} />
      </div>
      <footer className="paper-bar">
        <Step {...props} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form; these are acts */}
        <div className="paper-choices" role="group" aria-label={say('choices')}>
          {choices}
        </div>
        <p className="paper-free" role="status">
          {say(busy ? 'sending' : 'free')}
        </p>
      </footer>
    </>
  );
}

function Step({ say, step, read, reading, page, onPage }: Props) {
  return (
    <div className="paper-step">
      <p>{step}</p>
      {read ? (
        <Button onPress={() => onPage(page === 'pad' ? 'text' : 'pad')}>
          {say(page === 'pad' ? 'backToText' : 'backToPad')}
        </Button>
      ) : reading.endSeen ? null : (
        <Button icon="down" onPress={reading.onward}>
          {say('onward')}
        </Button>
      )}
    </div>
  );
}
