// One paragraph of the minutes at the desk: read, changed in place, joined with the one above, taken out, or followed by another.
import { memo, useState } from 'react';
import { MINUTES_HEADINGS, MINUTES_LIMITS, type MinutesLine } from '../../../server/protocol/minutes.ts';
import { STAGES } from '../../../server/protocol/stages.ts';
import { Button } from '../../look/button.tsx';
import { Field, Select } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { useMinutesWords } from '../../room/minutes/use-minutes-words.ts';
import { Go } from '../go.tsx';

type Speaker = { readonly id: string; readonly name: string; readonly role: string };

type Props = {
  readonly line: MinutesLine;
  readonly speakers: readonly Speaker[];
  readonly hearingId: string;
  readonly mayChange: boolean;
  readonly isEditing: boolean;
  readonly mayJoin: boolean;
  readonly onEdit: (id: string | null) => void;
  readonly onChange: (line: MinutesLine) => void;
  readonly onInsert: (after: string) => void;
  readonly onRemove: (id: string) => void;
  readonly onJoin: (id: string) => void;
};

const NOTE = '';

export const ParagraphRow = memo(function ParagraphRow(props: Props) {
  const { line, speakers, hearingId, mayChange, isEditing, mayJoin } = props;
  const { t } = useMinutesWords();
  if (isEditing) return <ParagraphEditor {...props} />;
  const speaker = speakers.find(({ id }) => id === line.personId);
  const text = line.text.slice(0, 16);
  return (
    <li className="minutes-row">
      <p lang="zh-CN">
        <strong>{speaker === undefined ? t('page.note') : `${speaker.role} ${speaker.name}`}</strong> {line.text}
      </p>
      <div className="desk-row">
        {line.startMs === null ? null : (
          <Go
            href={`/hearings/${hearingId}/transcript?t=${Math.floor(line.startMs)}&line=${line.id}`}
            label={t('page.listenOf', { text, clock: clock(line.startMs) })}
          >
            {t('page.listen')} <span className="figures">{clock(line.startMs)}</span>
          </Go>
        )}
        {mayChange ? (
          <>
            <Button kind="quiet" label={t('page.editOf', { text })} onPress={() => props.onEdit(line.id)}>
              {t('page.edit')}
            </Button>
            <Button kind="quiet" label={t('page.insertOf', { text })} onPress={() => props.onInsert(line.id)}>
              {t('page.insert')}
            </Button>
            {mayJoin ? (
              <Button kind="quiet" label={t('page.joinOf', { text })} onPress={() => props.onJoin(line.id)}>
                {t('page.join')}
              </Button>
            ) : null}
            <Button kind="quiet" label={t('page.removeOf', { text })} onPress={() => props.onRemove(line.id)}>
              {t('page.remove')}
            </Button>
          </>
        ) : null}
      </div>
    </li>
  );
});

function ParagraphEditor({ line, speakers, onEdit, onChange }: Props) {
  const { t, common } = useMinutesWords();
  const [text, setText] = useState(line.text);
  const [personId, setPersonId] = useState(line.personId ?? NOTE);
  const [stage, setStage] = useState(line.stage);
  const [checked, setChecked] = useState(false);
  const written = text.replaceAll(/\s+/g, ' ').trim();
  const done = (): void => {
    setChecked(true);
    if (written === '') return;
    onChange({ ...line, text: written, personId: personId === NOTE ? null : personId, stage });
    onEdit(null);
  };
  return (
    <li className="minutes-row minutes-row-editing">
      <div className="desk-row">
        <Select
          label={t('page.speaker')}
          value={personId}
          onChange={setPersonId}
          choices={[
            { value: NOTE, label: t('page.note') },
            ...speakers.map(({ id, name, role }) => ({ value: id, label: `${role} ${name}` })),
          ]}
        />
        <Select
          label={t('page.stage')}
          value={stage}
          onChange={setStage}
          choices={STAGES.filter((one) => one !== 'lobby' && one !== 'ended').map((value) => ({
            value,
            label: MINUTES_HEADINGS[value],
          }))}
        />
      </div>
      <Field
        label={t('page.text')}
        value={text}
        onChange={setText}
        lines={4}
        maxLength={MINUTES_LIMITS.line}
        autoFocus
        error={checked && written === '' ? t('page.lineEmpty', { most: MINUTES_LIMITS.line }) : undefined}
      />
      <div className="desk-row">
        <Button onPress={() => onEdit(null)}>{common('cancel')}</Button>
        <Button kind="main" onPress={done}>
          {t('page.done')}
        </Button>
      </div>
    </li>
  );
}
