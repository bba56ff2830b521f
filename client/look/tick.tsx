// A box to tick, with its words as part of the target.
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import './field.css';
import { Icon } from './icon.tsx';

type Props = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
};

export function Checkbox({ label, checked, onChange, disabled = false }: Props) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the component inside renders the control
    <label className="tick">
      <BaseCheckbox.Root
        className="tick-box"
        checked={checked}
        onCheckedChange={(now) => onChange(now)}
        disabled={disabled}
      >
        <BaseCheckbox.Indicator>
          <Icon name="check" />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span>{label}</span>
    </label>
  );
}
