// Windows over the page: a plain one, a sheet from the side or from below, and the question before something dangerous.
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import './dialog.css';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';

type WindowProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons at the bottom, the main one last. */
  readonly actions?: ReactNode;
};

function Window({ open, onClose, title, children, actions, look }: WindowProps & { readonly look: string }) {
  const { t } = useTranslation();
  return (
    <BaseDialog.Root open={open} onOpenChange={(now) => (now ? undefined : onClose())}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="shade" />
        <BaseDialog.Popup className={look}>
          <header className="window-head">
            <BaseDialog.Title className="window-title">{title}</BaseDialog.Title>
            <BaseDialog.Close className="button button-quiet" aria-label={t('close')}>
              <Icon name="close" />
            </BaseDialog.Close>
          </header>
          <div className="window-body">{children}</div>
          {actions ? <footer className="window-actions">{actions}</footer> : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export const Dialog = (props: WindowProps) => <Window {...props} look="window" />;
/** From below on a phone, from the right on a wide screen. */
export const Sheet = (props: WindowProps) => <Window {...props} look="window sheet" />;

type ConfirmProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will have happened afterwards, in one or two sentences. */
  readonly consequence: string;
  /** The word on the button: what it does, never "OK". */
  readonly act: string;
  readonly danger?: boolean;
  /** Instead of "cancel", where that word could be taken for the act itself. */
  readonly stay?: string;
  /** Ask for a reason; `act` waits until there is one. */
  readonly withReason?: boolean;
  /** A reason that is right most of the time, so that one press is enough. */
  readonly firstReason?: string;
  readonly onConfirm: (reason: string) => void;
};

export function Confirm(props: ConfirmProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={(now) => (now ? undefined : props.onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="shade" />
        <AlertDialog.Popup className="window">
          <Question {...props} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Question(props: ConfirmProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState(props.firstReason ?? '');
  const [missing, setMissing] = useState(false);
  const confirm = (): void => {
    if (props.withReason && reason.trim() === '') {
      setMissing(true);
      return;
    }
    props.onClose();
    props.onConfirm(reason.trim());
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <header className="window-head">
        <AlertDialog.Title className="window-title">{props.title}</AlertDialog.Title>
      </header>
      <div className="window-body">
        <AlertDialog.Description>{props.consequence}</AlertDialog.Description>
        {props.withReason ? (
          <Field
            label={t('reason')}
            hint={t('reasonHint')}
            value={reason}
            onChange={setReason}
            maxLength={200}
            autoFocus
            error={missing && reason.trim() === '' ? t('reasonMissing') : undefined}
          />
        ) : null}
      </div>
      <footer className="window-actions">
        <AlertDialog.Close className="button button-plain">{props.stay ?? t('cancel')}</AlertDialog.Close>
        <Button type="submit" kind={props.danger ? 'danger' : 'main'}>
          {props.act}
        </Button>
      </footer>
    </form>
  );
}
