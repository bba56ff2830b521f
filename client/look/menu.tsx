// A list of acts behind one button.
import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import './menu.css';
import { Icon, type IconName } from './icon.tsx';

export type MenuAct = {
  readonly key: string;
  readonly words: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
};
/** A choice of one among several, such as the language. */
export type MenuChoice = {
  readonly title: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
};

type Props = {
  /** The accessible name of the button. */
  readonly label: string;
  readonly icon?: IconName;
  /** Visible words; without them the label is spoken only. */
  readonly children?: ReactNode;
  readonly acts?: readonly MenuAct[];
  readonly choices?: readonly MenuChoice[];
  readonly className?: string;
};

export function Menu(props: Props) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger className={props.className ?? 'button button-quiet'} aria-label={props.label}>
        <Icon name={props.icon ?? 'more'} />
        {props.children ? <span className="button-words">{props.children}</span> : null}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="menu-place" sideOffset={4} collisionPadding={8}>
          <BaseMenu.Popup className="menu">
            {(props.acts ?? []).map((act) => (
              <BaseMenu.Item
                key={act.key}
                className={act.danger ? 'menu-item menu-danger' : 'menu-item'}
                disabled={act.disabled ?? false}
                onClick={act.onPress}
              >
                {act.icon ? <Icon name={act.icon} /> : null}
                {act.words}
              </BaseMenu.Item>
            ))}
            {(props.choices ?? []).map((choice) => (
              <ChoiceGroup key={choice.title} {...choice} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

function ChoiceGroup(choice: MenuChoice) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="menu-title">{choice.title}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={choice.value} onValueChange={(value: unknown) => choice.onChange(String(value))}>
        {choice.choices.map(({ value, label }) => (
          <BaseMenu.RadioItem key={value} value={value} className="menu-item" closeOnClick>
            <span className="menu-tick">
              <BaseMenu.RadioItemIndicator>
                <Icon name="check" />
              </BaseMenu.RadioItemIndicator>
            </span>
            {label}
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  );
}
