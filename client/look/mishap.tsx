// Catches what no screen caught: shows a page with a way on instead of a blank one.
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { ParticipantFrame } from './participant-frame.tsx';

type State = { readonly broken: boolean };

export class Mishap extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: false };
  static getDerivedStateFromError(): State {
    return { broken: true };
  }
  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const { t } = useTranslation();
  return (
    <ParticipantFrame
      title={t('mishap')}
      main={
        <Button kind="main" wide onPress={() => window.location.reload()}>
          {t('reload')}
        </Button>
      }
    >
      <p>{t('mishapTodo')}</p>
    </ParticipantFrame>
  );
}
