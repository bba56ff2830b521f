// A text to be taken elsewhere: readable, selected as a whole with one click, never typed into.
import { useId } from 'react';
import '../look/field.css';

type Props = {
  /** The accessible name, shown above. */
  readonly label: string;
  readonly text: string;
  readonly lines?: number;
  /** Given when a copy button refers to it. */
  readonly id?: string;
  readonly labelShown?: boolean;
};

export function ShownText({ label, text, lines = 1, id, labelShown = true }: Props) {
  const ownId = useId();
  const field = id ?? ownId;
  const common = { id: field, className: 'field-input shown-text', readOnly: true, value: text, spellCheck: false };
  return (
    <div className="field">
      <label className={labelShown ? 'field-label' : 'unseen'} htmlFor={field}>
        {label}
      </label>
      {lines === 1 ? (
        <input type="text" {...common} onFocus={(event) => event.currentTarget.select()} />
      ) : (
        <textarea rows={lines} {...common} />
      )}
    </div>
  );
}
