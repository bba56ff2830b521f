// A labelled input with its hint and its error, and the same for a choice from a list.
import { Field as BaseField } from '@base-ui/react/field';
import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import './field.css';

type Common = {
  readonly label: string;
  readonly hint?: string | undefined;
  /** The sentence about what is wrong; absent when nothing is. */
  readonly error?: string | undefined;
  readonly name?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
};

function Labelled(props: Common & { readonly children: ReactNode }) {
  const wrong = props.error !== undefined && props.error !== '';
  return (
    <BaseField.Root className="field" invalid={wrong} disabled={props.disabled ?? false}>
      <BaseField.Label className="field-label">{props.label}</BaseField.Label>
      {props.children}
      {props.hint ? <BaseField.Description className="field-hint">{props.hint}</BaseField.Description> : null}
      <BaseField.Error className="field-error" match={wrong}>
        {props.error}
      </BaseField.Error>
    </BaseField.Root>
  );
}

type FieldProps = Common & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: HTMLInputTypeAttribute;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly step?: string | number;
  readonly autoFocus?: boolean;
  /** More than one: a text of several lines. */
  readonly lines?: number;
};

export function Field(props: FieldProps) {
  const several = (props.lines ?? 1) > 1;
  return (
    <Labelled {...props}>
      <BaseField.Control
        className="field-input"
        {...(several ? { render: <textarea rows={props.lines} /> } : { type: props.type ?? 'text' })}
        value={props.value}
        onValueChange={(value) => props.onChange(value)}
        name={props.name}
        required={props.required}
        autoComplete={props.autoComplete ?? 'off'}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        min={props.min}
        max={props.max}
        step={props.step}
        // Only where a dialog asks exactly one thing.
        autoFocus={props.autoFocus ?? false}
      />
    </Labelled>
  );
}

type Choice<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
};

type SelectProps<Value extends string> = Common & {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly Choice<Value>[];
};

/** The system's own chooser: on a phone it is large and familiar, and it needs no style of ours to be injected. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  return (
    <Labelled {...props}>
      <BaseField.Control
        className="field-input field-select"
        render={
          <select>
            {props.choices.map((choice) => (
              <option key={choice.value} value={choice.value} disabled={choice.disabled}>
                {choice.label}
              </option>
            ))}
          </select>
        }
        value={props.value}
        onValueChange={(value) => {
          const chosen = props.choices.find((choice) => choice.value === value);
          if (chosen) props.onChange(chosen.value);
        }}
        name={props.name}
        required={props.required}
      />
    </Labelled>
  );
}
