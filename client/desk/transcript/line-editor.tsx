// A line while it is being changed: its text and who said it. Nothing typed is lost when the change is refused.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { LineEdit, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { Button } from '../../look/button.tsx';
import { Select } from '../../look/field.tsx';
import { useTranscriptWords } from './use-transcript-words.ts';

export type Speaker = { readonly id: string; readonly name: string; readonly role: string };

type Props = {
  readonly line: TranscriptLine;
  readonly speakers: readonly Speaker[];
  readonly onClose: () => void;
  readonly onChange: (edit: Omit<LineEdit, 'lineId' | 'revision'>) => Promise<boolean>;
};

/** As a choice of a list, where null is no value. */
const NOBODY = 'nobody';

export function LineEditor({ line, speakers, onClose, onChange }: Props) {
  const { t, common } = useTranscriptWords();
  const [text, setText] = useState(line.text);
  const [speaker, setSpeaker] = useState(line.personId ?? NOBODY);
  const [busy, setBusy] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  /** What this change began from: another one has come in between when the line shows something else now. */
  const [begun] = useState(line.text);

  useEffect(() => {
    // With its buttons: they are below the line as it was.
    whole.current?.scrollIntoView({ block: 'nearest' });
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);

  const trimmed = text.trim();
  const personId = speaker === NOBODY ? null : speaker;
  const save = async (): Promise<void> => {
    if (trimmed === '' || busy) return;
    const edit = {
      ...(trimmed === line.text ? {} : { text: trimmed }),
      ...(personId === line.personId ? {} : { personId }),
    };
    if (Object.keys(edit).length === 0) return onClose();
    setBusy(true);
    const kept = await onChange(edit);
    setBusy(false);
    if (kept) onClose();
  };
  const keyed = (event: KeyboardEvent): void => {
    // Enter that ends a Chinese word belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void save();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <div className="line-editor" ref={whole}>
      {line.text === begun ? null : (
        <p className="line-newer">
          <span className="desk-soft">{t('line.newer')}</span> {line.text}
        </p>
      )}
      <textarea
        ref={field}
        className="field-input"
        aria-label={t('line.text')}
        rows={Math.min(6, 1 + Math.ceil(text.length / 40))}
        maxLength={1_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value.replaceAll('\n', ''))}
        onKeyDown={keyed}
      />
      <div className="line-editor-row">
        <Select
          label={t('line.speaker')}
          value={speaker}
          onChange={setSpeaker}
          choices={[
            ...speakers.map(({ id, name, role }) => ({ value: id, label: `${name}（${role}）` })),
            { value: NOBODY, label: t('nobody') },
          ]}
        />
        <Button kind="quiet" onPress={onClose}>
          {common('cancel')}
        </Button>
        <Button
          kind="main"
          busy={busy}
          notBecause={trimmed === '' ? t('line.empty') : null}
          onPress={() => void save()}
        >
          {t('line.save')}
        </Button>
      </div>
    </div>
  );
}
