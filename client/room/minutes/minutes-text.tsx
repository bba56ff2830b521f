// The text of the minutes, large and scrolling, paragraph by paragraph; below each, what this person says against it.
import { Fragment } from 'react';
import {
  MINUTES_HEADINGS,
  type MinutesObjection,
  type MinutesTextLine,
  type OwnMinutes,
  shownLine,
} from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import type { Reading } from '../paper/use-reading.ts';
import './minutes.css';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly minutes: OwnMinutes;
  readonly reading: Reading;
  /** Why nothing can be objected to now; null when it can. */
  readonly notBecause: string | null;
  readonly onObject: (line: MinutesTextLine) => void;
  readonly onWithdraw: (objection: MinutesObjection) => void;
  /** What stands after the end. */
  readonly children: React.ReactNode;
};

export function MinutesText({ minutes, reading, notBecause, onObject, onWithdraw, children }: Props) {
  const { t } = useMinutesWords();
  const { title, head, lines } = minutes.text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <section className="paper-scroll" ref={reading.scroller} tabIndex={0} aria-label={t('sheet.textLabel')}>
      <article className="paper-paper minutes-paper" lang="zh-CN">
        <h2>{title}</h2>
        <div className="minutes-head">
          {head.map((fact) => (
            <p key={fact}>{fact}</p>
          ))}
        </div>
        {lines.map((line, index) => (
          <Fragment key={line.id}>
            {lines[index - 1]?.stage === line.stage ? null : <h3>【{MINUTES_HEADINGS[line.stage]}】</h3>}
            <Paragraph
              line={line}
              objections={minutes.objections.filter(({ lineId }) => lineId === line.id)}
              notBecause={notBecause}
              onObject={onObject}
              onWithdraw={onWithdraw}
            />
          </Fragment>
        ))}
      </article>
      <p className="paper-end" ref={reading.end}>
        {t('sheet.end')}
      </p>
      {children}
    </section>
  );
}

type ParagraphProps = Pick<Props, 'notBecause' | 'onObject' | 'onWithdraw'> & {
  readonly line: MinutesTextLine;
  readonly objections: readonly MinutesObjection[];
};

/** The first words, so that buttons of one name are told apart by a screen reader. */
const beginningOf = ({ text }: Pick<MinutesTextLine, 'text'>): string => text.slice(0, 16);

function Paragraph({ line, objections, notBecause, onObject, onWithdraw }: ParagraphProps) {
  const { t } = useMinutesWords();
  return (
    <div className="minutes-paragraph">
      <p className="paper-text">{shownLine(line)}</p>
      {objections.map((objection) => (
        <div key={objection.objectionId} className="minutes-objection">
          <p>
            <strong>{t('sheet.yours')}</strong> {objection.words}
          </p>
          <Button notBecause={notBecause} onPress={() => onWithdraw(objection)}>
            {t('sheet.withdraw')}
          </Button>
        </div>
      ))}
      {objections.length > 0 ? null : (
        <Button
          kind="quiet"
          label={t('sheet.wrongOf', { text: beginningOf(line) })}
          notBecause={notBecause}
          onPress={() => onObject(line)}
        >
          {t('sheet.wrong')}
        </Button>
      )}
    </div>
  );
}
