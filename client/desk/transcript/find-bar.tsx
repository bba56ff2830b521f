// Finds words in this transcript and replaces them, one line or all of them.
import { useState } from 'react';
import type { LineEdit, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Field } from '../../look/field.tsx';
import { foundIn, replaced } from './replacing.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

type Props = {
  readonly lines: readonly TranscriptLine[];
  readonly mayChange: boolean;
  readonly busy: boolean;
  readonly onGo: (line: TranscriptLine) => void;
  readonly onChange: (edits: readonly LineEdit[]) => Promise<boolean>;
  readonly onClose: () => void;
};

export function FindBar({ lines, mayChange, busy, onGo, onChange, onClose }: Props) {
  const { t } = useTranscriptWords();
  const [wanted, setWanted] = useState('');
  const [by, setBy] = useState('');
  const [at, setAt] = useState(-1);
  const [asking, setAsking] = useState(false);
  const found = foundIn(lines, wanted);
  const times = found.reduce((sum, one) => sum + one.times, 0);
  const shown = found[at];
  const next = (): void => {
    const place = found.length === 0 ? -1 : (at + 1) % found.length;
    setAt(place);
    const line = found[place]?.line;
    if (line !== undefined) onGo(line);
  };
  const replace = (which: readonly TranscriptLine[]): void => {
    const edits = which.flatMap((line) => replaced(line, wanted, by) ?? []);
    if (edits.length > 0) void onChange(edits);
  };
  const nothing = found.length === 0 ? t('find.nothing') : null;
  return (
    <form
      className="find-bar"
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      <Field
        label={t('find.wanted')}
        value={wanted}
        maxLength={60}
        onChange={(value) => {
          setWanted(value);
          setAt(-1);
        }}
        autoFocus
      />
      {mayChange ? <Field label={t('find.by')} value={by} maxLength={60} onChange={setBy} /> : null}
      <p className="find-count" role="status">
        {wanted === '' ? '' : t('find.count', { times, lines: found.length })}
      </p>
      <div className="desk-row">
        <Button type="submit" notBecause={nothing}>
          {t('find.next')}
        </Button>
        {mayChange ? (
          <>
            <Button
              notBecause={nothing ?? (shown === undefined ? t('find.first') : null)}
              busy={busy}
              onPress={() => shown && replace([shown.line])}
            >
              {t('find.one')}
            </Button>
            <Button notBecause={nothing} busy={busy} onPress={() => setAsking(true)}>
              {t('find.all')}
            </Button>
          </>
        ) : null}
        <Button kind="quiet" icon="close" onPress={onClose}>
          {t('find.close')}
        </Button>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('find.ask', { wanted, by })}
        consequence={t('find.consequence', { times, lines: found.length })}
        act={t('find.all')}
        onConfirm={() => {
          setAsking(false);
          replace(found.map(({ line }) => line));
        }}
      />
    </form>
  );
}
