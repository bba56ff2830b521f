// Calling a hearing off: asked with its consequence and a reason, at the very end of the page.
import { useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { isPlanned } from './hearing-moments.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly onChanged: (hearing: HearingDetail) => void;
};

export function CancelPart({ hearing, onChanged }: Props) {
  const { t } = useDeskWords();
  const [asking, setAsking] = useState(false);
  const cancelling = useAct();
  // Once it has begun, the room itself is where it is ended.
  if (!isPlanned(hearing.state) && hearing.state !== 'lobby') return null;
  const cancel = (reason: string): void => {
    const given = { params: { id: hearing.id }, body: { reason } };
    void cancelling.run(async () => onChanged(await call('cancelHearing', given)));
  };
  return (
    <section className="desk-stack not-printed">
      <Refusal error={cancelling.error} />
      <div className="desk-row">
        <Button kind="quiet" className="danger-words" busy={cancelling.busy} onPress={() => setAsking(true)}>
          {t('setup.cancel')}
        </Button>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('setup.cancelAsk')}
        consequence={t('setup.cancelConsequence')}
        act={t('setup.cancelAct')}
        danger
        stay={t('setup.cancelNot')}
        withReason
        onConfirm={cancel}
      />
    </section>
  );
}
