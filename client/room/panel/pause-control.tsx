// Recess, suspension and the end: what stops everything, each saying what it will have done.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button, type ButtonKind } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { useRoom } from '../use-room.tsx';

type Kind = 'recess' | 'suspended';

export function PauseControl({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const [asked, setAsked] = useState<Kind | null>(null);
  if (snapshot.stage === 'lobby') return null;
  const paused = snapshot.state === 'recess' || snapshot.state === 'suspended';
  if (paused && snapshot.stage === 'signing') return null;
  return (
    <section className="panel-part panel-foot" aria-label={t('panel.control')}>
      {paused ? null : (
        <>
          <Button icon="pause" onPress={() => setAsked('recess')}>
            {t('panel.recess')}
          </Button>
          <Button icon="warn" onPress={() => setAsked('suspended')}>
            {t('panel.suspend')}
          </Button>
        </>
      )}
      {snapshot.stage === 'signing' ? null : <CloseButton kind="plain" wide={false} />}
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t(asked === 'recess' ? 'panel.recessTitle' : 'panel.suspendTitle')}
        consequence={t(asked === 'recess' ? 'panel.recessConsequence' : 'panel.suspendConsequence')}
        act={t(asked === 'recess' ? 'panel.recess' : 'panel.suspend')}
        withReason
        firstReason={t(asked === 'recess' ? 'panel.recessReason' : 'panel.suspendReason')}
        onConfirm={(reason) => (asked === null ? undefined : void room.act('pause', { kind: asked, reason }))}
      />
    </section>
  );
}

export function ResumeButton() {
  const { t } = useTranslation('room');
  const room = useRoom();
  const [busy, setBusy] = useState(false);
  const resume = async (): Promise<void> => {
    setBusy(true);
    await room.act('resume', {});
    setBusy(false);
  };
  return (
    <Button kind="main" wide icon="play" busy={busy} onPress={() => void resume()}>
      {t('panel.resume')}
    </Button>
  );
}

export function CloseButton({ kind, wide = true }: { readonly kind: ButtonKind; readonly wide?: boolean }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind={kind} wide={wide} onPress={() => setAsking(true)}>
        {t('panel.close')}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('panel.closeTitle')}
        consequence={t('panel.closeConsequence')}
        act={t('panel.closeAct')}
        danger
        onConfirm={() => void room.act('close', {})}
      />
    </>
  );
}
