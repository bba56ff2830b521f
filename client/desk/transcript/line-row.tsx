// One line of the transcript: when, who, what; its changes and its history.
import { memo, useState } from 'react';
import type { LineEdit, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { Button } from '../../look/button.tsx';
import { clock } from '../../look/figures.ts';
import { Menu } from '../../look/menu.tsx';
import { LineEditor, type Speaker } from './line-editor.tsx';
import { LineHistory } from './line-history.tsx';
import { LineText } from './line-text.tsx';
import { isDoubtful } from './spoken.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

type Props = {
  readonly line: TranscriptLine;
  readonly speakers: readonly Speaker[];
  readonly mayChange: boolean;
  /** What may be done with it stands on the chosen line only: thousands of menus would be slow. */
  readonly isChosen: boolean;
  readonly isEditing: boolean;
  readonly onChoose: (lineId: string) => void;
  readonly onEdit: (lineId: string | null) => void;
  readonly onChange: (edits: readonly LineEdit[]) => Promise<boolean>;
  readonly onPlay: (atMs: number) => void;
};

export const lineId = (id: string): string => `line-${id}`;

/** Drawn again only when the line itself changes: there may be thousands. */
export const LineRow = memo(function LineRow(props: Props) {
  const { line, speakers, mayChange, isChosen, isEditing, onChoose, onEdit, onChange, onPlay } = props;
  const { t } = useTranscriptWords();
  const [history, setHistory] = useState(false);
  const { id, revision, personId, startMs, text, removed, suggestion, by } = line;
  const name = speakers.find((speaker) => speaker.id === personId)?.name ?? t('nobody');
  const change = (edit: Omit<LineEdit, 'lineId' | 'revision'>) => onChange([{ lineId: id, revision, ...edit }]);
  const acts = [
    ...(mayChange && isDoubtful(line)
      ? [{ key: 'confirm', words: t('line.confirm'), onPress: () => void change({ text }) }]
      : []),
    ...(mayChange
      ? [
          removed
            ? { key: 'back', words: t('line.putBack'), onPress: () => void change({ removed: false }) }
            : { key: 'remove', words: t('line.remove'), onPress: () => void change({ removed: true }) },
        ]
      : []),
    { key: 'history', words: t('line.history'), onPress: () => setHistory(true) },
  ];
  return (
    <li
      className="line"
      id={lineId(id)}
      data-removed={removed ? '' : undefined}
      data-chosen={isChosen ? '' : undefined}
      onFocus={() => onChoose(id)}
      onPointerDown={() => onChoose(id)}
    >
      <button
        type="button"
        className="line-when figures"
        aria-label={t('line.playFrom', { clock: clock(startMs), name })}
        onClick={() => onPlay(startMs)}
      >
        {clock(startMs)}
      </button>
      <div className="line-body">
        <p className="line-who">
          <strong>{name}</strong>
          <span className="desk-soft">{t(removed ? 'line.removed' : `line.by.${by}`)}</span>
        </p>
        {isEditing ? (
          <LineEditor line={line} speakers={speakers} onClose={() => onEdit(null)} onChange={change} />
        ) : (
          <LineText line={line} doubtWords={t('line.doubt')} onPlay={onPlay} />
        )}
        {suggestion === null || suggestion === text || !mayChange || isEditing ? null : (
          <p className="line-suggestion">
            <span className="desk-soft">{t('line.suggested')}</span> {suggestion}{' '}
            <Button kind="quiet" onPress={() => void change({ text: suggestion })}>
              {t('line.take')}
            </Button>
          </p>
        )}
      </div>
      {isEditing || !isChosen ? null : (
        <div className="line-acts">
          {mayChange && !removed ? (
            <Button
              kind="quiet"
              icon="text"
              label={t('line.editOf', { clock: clock(startMs) })}
              onPress={() => onEdit(id)}
            >
              {t('line.edit')}
            </Button>
          ) : null}
          <Menu icon="more" label={t('line.more', { clock: clock(startMs) })} acts={acts} />
        </div>
      )}
      {history ? <LineHistory line={line} speakers={speakers} onClose={() => setHistory(false)} /> : null}
    </li>
  );
});
