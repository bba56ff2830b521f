// Writing a letter: from the template or from what is there, with its limits, saved as prepared.
import { useEffect, useState } from 'react';
import {
  LETTER_LIMITS,
  type LetterDraft,
  type LetterProgress,
  LetterText,
  LetterTitle,
} from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { type ClientCode, codeOf } from '../../api.ts';
import { creationIds } from '../../desk/creation-id.ts';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Field } from '../../look/field.tsx';
import { Loading } from '../../look/loading.tsx';
import { Notice } from '../../look/notice.tsx';
import { Refused } from '../../look/refused.tsx';
import { newId } from '../../new-id.ts';
import { lies } from '../letter/letter-reading.ts';
import { which } from '../letter/own-letter.ts';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { useRoom } from '../use-room.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Props = { readonly person: RoomPerson; readonly letter: LetterProgress | null; readonly onClose: () => void };

export function LetterEditor({ person, letter, onClose }: Props) {
  const { t, common } = useLetterDeskWords();
  const room = useRoom();
  const { name, personId } = person;
  // What is being changed, as it was when it was opened: a change made elsewhere meanwhile is refused, not overwritten.
  const [opened] = useState(letter);
  const [idFor] = useState(() => creationIds(newId));
  const [draft, setDraft] = useState<LetterDraft | null>(null);
  const [failed, setFailed] = useState<ClientCode | null>(null);
  const [checked, setChecked] = useState(false);
  const act = useLetterAct();
  useEffect(() => {
    let gone = false;
    const asked: Promise<LetterDraft> =
      opened === null
        ? room.ask('draftLetter', { signerId: personId })
        : room.ask('readLetter', { letterId: opened.letterId });
    asked.then(
      ({ title, text }) => (gone ? undefined : setDraft({ title, text })),
      (thrown: unknown) => (gone ? undefined : setFailed(codeOf(thrown))),
    );
    return () => {
      gone = true;
    };
  }, [room, opened, personId]);

  const titleOk = LetterTitle.safeParse(draft?.title).success;
  const textOk = LetterText.safeParse(draft?.text).success;
  const save = async (wording: LetterDraft): Promise<void> => {
    setChecked(true);
    if (!titleOk || !textOk) return;
    const done = await act.run(() =>
      opened === null
        ? room.ask('prepareLetter', { letterId: idFor({ personId, ...wording }), signerId: personId, ...wording })
        : room.ask('changeLetter', { ...which(opened), ...wording }),
    );
    if (done) onClose();
  };
  const refused = failed ?? act.refused;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(opened === null ? 'editor.newTitle' : 'editor.changeTitle', { name })}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button
            kind="main"
            busy={act.busy}
            disabled={draft === null}
            onPress={() => (draft === null ? undefined : void save(draft))}
          >
            {t('editor.save')}
          </Button>
        </>
      }
    >
      <Refused code={refused} />
      {draft === null && refused === null ? <Loading /> : null}
      {draft === null ? null : (
        <>
          {opened !== null && lies(opened) ? <Notice kind="warn">{t('editor.lies', { name })}</Notice> : null}
          <p className="panel-hint">{t('editor.intro', { name })}</p>
          <Field
            label={t('editor.title')}
            value={draft.title}
            onChange={(title) => setDraft({ ...draft, title })}
            maxLength={LETTER_LIMITS.title}
            hint={t('editor.count', { number: draft.title.length, most: LETTER_LIMITS.title })}
            error={checked && !titleOk ? t('editor.titleWrong', { most: LETTER_LIMITS.title }) : undefined}
          />
          <Field
            label={t('editor.text')}
            value={draft.text}
            onChange={(text) => setDraft({ ...draft, text })}
            lines={12}
            maxLength={LETTER_LIMITS.text}
            hint={t('editor.count', { number: draft.text.length, most: LETTER_LIMITS.text })}
            error={checked && !textOk ? t('editor.textWrong', { most: LETTER_LIMITS.text }) : undefined}
          />
        </>
      )}
    </Dialog>
  );
}
