// Copies a text and says so on the button itself; where the browser forbids it, the text is selected for copying by hand.
import { useEffect, useState } from 'react';
import { Button, type ButtonKind } from '../look/button.tsx';
import { copyText } from '../look/copy-text.ts';
import { useDeskWords } from './use-desk-words.ts';

type Props = {
  readonly text: string;
  readonly children: string;
  /** When the visible words are too short to stand alone; must contain them. */
  readonly label?: string;
  readonly kind?: ButtonKind;
  /** Id of the element that shows the text. */
  readonly shownIn?: string;
};

const SAID_FOR_MS = 4000;

export function CopyButton({ text, children, label, kind = 'plain', shownIn }: Props) {
  const { t } = useDeskWords();
  const [said, setSaid] = useState<'' | 'done' | 'byHand'>('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async (): Promise<void> => {
    if (await copyText(text)) {
      setSaid('done');
      return;
    }
    // Whoever uses it can still press the keys.
    const shown = shownIn === undefined ? null : document.getElementById(shownIn);
    if (shown instanceof HTMLInputElement || shown instanceof HTMLTextAreaElement) shown.select();
    setSaid('byHand');
  };

  return (
    <>
      <Button
        kind={kind}
        icon={said === 'done' ? 'check' : 'copy'}
        onPress={() => void copy()}
        {...(label ? { label } : {})}
      >
        {/* The button keeps its width, so that what stands beside it does not move. */}
        <span className="copy-words">
          <span data-off={said === '' ? undefined : true}>{children}</span>
          {said === '' ? null : <span>{t(`copy.${said}`)}</span>}
        </span>
      </Button>
      <span className="unseen" role="status">
        {said === '' ? '' : t(`copy.${said}`)}
      </span>
    </>
  );
}
