// Notes of chair and clerk: a line at its moment of the recording, kept with the case and never shown to anybody else in the room.
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HearingNote, NOTE_LIMITS } from '../../../server/protocol/notes.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Field } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { Refused } from '../../look/refused.tsx';
import { useRoom } from '../use-room.tsx';
import { useLetterAct } from './use-letter-act.ts';

/** The newest; all others by a press. */
const SHOWN = 3;

export function NotesPart({ snapshot: { notes } }: { readonly snapshot: RoomSnapshot }) {
  const { t } = useTranslation('room');
  const { t: common } = useTranslation();
  const room = useRoom();
  const act = useLetterAct();
  const [all, setAll] = useState(false);
  const [taken, setTaken] = useState<HearingNote | null>(null);
  const newestFirst = notes.toReversed();
  return (
    <section className="panel-part" aria-label={t('panel.notes.title')}>
      <h2>{t('panel.notes.title')}</h2>
      <NewNote />
      <Refused code={act.refused} kind="warn" />
      {notes.length === 0 ? null : (
        <ul className="notes">
          {(all ? newestFirst : newestFirst.slice(0, SHOWN)).map((note) => (
            <li key={note.noteId}>
              <Moment note={note} />
              <span className="note-text">{note.text}</span>
              <Button
                kind="quiet"
                icon="close"
                label={t('panel.notes.removeOf', { text: note.text.slice(0, 16) })}
                onPress={() => setTaken(note)}
              >
                {t('panel.notes.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {notes.length > SHOWN ? (
        <Button kind="quiet" onPress={() => setAll(!all)}>
          {all ? t('panel.notes.fewer') : t('panel.notes.all', { n: notes.length })}
        </Button>
      ) : null}
      <Confirm
        open={taken !== null}
        onClose={() => setTaken(null)}
        title={t('panel.notes.removeAsk')}
        consequence={taken?.text ?? ''}
        act={t('panel.notes.remove')}
        stay={common('cancel')}
        onConfirm={() => {
          if (taken !== null) void act.run(() => room.ask('removeNote', { noteId: taken.noteId }));
        }}
      />
    </section>
  );
}

function Moment({ note: { atMs, atRecordingMs, byName } }: { readonly note: HearingNote }) {
  const { i18n } = useTranslation();
  return (
    <span className="figures note-when" title={byName}>
      {atRecordingMs === null ? formatDate(atMs, 'time', i18n.language) : clock(atRecordingMs)}
    </span>
  );
}

/** Its moment is when it was begun: what it is about was said then. */
function NewNote() {
  const { t } = useTranslation('room');
  const room = useRoom();
  const act = useLetterAct();
  const [text, setText] = useState('');
  /** Of this note: sent again after a lost answer, it is the same. */
  const begun = useRef<{ readonly id: string; readonly atMs: number } | null>(null);
  const said = text.replaceAll(/\s+/g, ' ').trim();
  const change = (value: string): void => {
    if (value.trim() === '') begun.current = null;
    else begun.current ??= { id: crypto.randomUUID(), atMs: performance.now() };
    setText(value);
  };
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const note = begun.current;
    if (said === '' || note === null) return;
    const ago = Math.round((performance.now() - note.atMs) / 1_000);
    const secondsAgo = Math.min(NOTE_LIMITS.secondsAgo, ago);
    if (await act.run(() => room.ask('addNote', { noteId: note.id, text: said, secondsAgo }))) change('');
  };
  return (
    <form className="note-new" onSubmit={(event) => void add(event)}>
      <Field
        label={t('panel.notes.label')}
        hint={t('panel.notes.hint')}
        value={text}
        onChange={change}
        maxLength={NOTE_LIMITS.text}
      />
      <Button type="submit" busy={act.busy} notBecause={said === '' ? t('panel.notes.empty') : null}>
        {t('panel.notes.add')}
      </Button>
      <Refused code={act.refused} kind="warn" />
    </form>
  );
}
