// The button in its four kinds; a button that is not allowed now stays in reach and says why.
import { Button as BaseButton } from '@base-ui/react/button';
import { type ReactNode, useId } from 'react';
import './button.css';
import { Icon, type IconName } from './icon.tsx';

/** main: the one thing to do here. plain: everything else. danger: asks first. quiet: in lists and bars. */
export type ButtonKind = 'main' | 'plain' | 'danger' | 'quiet';

type Props = {
  readonly children: ReactNode;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly onPress?: () => void;
  /** Work is under way: the button keeps its words and takes no second press. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Not allowed now, and why; spoken by screen readers and shown as the button's title. */
  readonly notBecause?: string | null;
  /** A switch that is on or off: the words name the thing, not the state. */
  readonly pressed?: boolean;
  readonly wide?: boolean;
  readonly className?: string;
  /** What a press will do, where the words say how things are; spoken after them. */
  readonly hint?: string;
  /** When the visible words are too short to stand alone. */
  readonly label?: string;
};

export function Button(props: Props) {
  const whyId = useId();
  const held = (props.notBecause ?? null) !== null || props.busy === true;
  const why = props.notBecause ?? props.hint ?? null;
  const kind = props.kind ?? 'plain';
  return (
    <>
      <BaseButton
        type={props.type ?? 'button'}
        className={['button', `button-${kind}`, props.wide ? 'button-wide' : '', props.className ?? '']
          .join(' ')
          .trim()}
        disabled={held || props.disabled === true}
        focusableWhenDisabled={held}
        aria-label={props.label}
        aria-pressed={props.pressed}
        aria-busy={props.busy ? true : undefined}
        aria-describedby={why === null ? undefined : whyId}
        title={why ?? undefined}
        onClick={props.onPress}
      >
        {props.icon ? <Icon name={props.icon} /> : null}
        <span className="button-words">{props.children}</span>
      </BaseButton>
      {why === null ? null : (
        <span id={whyId} className="unseen">
          {why}
        </span>
      )}
    </>
  );
}

/** The same look for something that goes to another address. */
export function LinkButton(props: {
  readonly href: string;
  readonly children: ReactNode;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  readonly wide?: boolean;
}) {
  return (
    <a className={`button button-${props.kind ?? 'plain'}${props.wide ? ' button-wide' : ''}`} href={props.href}>
      {props.icon ? <Icon name={props.icon} /> : null}
      <span className="button-words">{props.children}</span>
    </a>
  );
}
