// Voiding a letter: one person asks with a reason, a second one agrees; whoever may not sees why.
import { useState } from 'react';
import type { FiledLetter } from '../../../server/protocol/letter.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Notice } from '../../look/notice.tsx';
import { useLetterDeskWords } from '../../room/letter/use-letter-desk-words.ts';
import { Refusal } from '../refusal.tsx';
import { useMe } from '../session.tsx';
import { useAct } from '../use-act.ts';

type Props = { readonly letter: FiledLetter; readonly mayChange: boolean; readonly onChanged: () => void };

export function VoidPart(props: Props) {
  const { letter, mayChange } = props;
  if (letter.state === 'voided') return null;
  if (letter.voidAsked !== null) return <VoidAsked {...props} asked={letter.voidAsked} />;
  return mayChange ? <AskVoid {...props} /> : null;
}

function AskVoid({ letter, onChanged }: Props) {
  const { t } = useLetterDeskWords();
  const [asking, setAsking] = useState(false);
  const act = useAct();
  const ask = (reason: string): void =>
    void act.run(async () => {
      await call('voidLetter', { params: { id: letter.letterId }, body: { reason } });
      onChanged();
    });
  return (
    <div className="not-printed">
      <Refusal error={act.error} />
      <Button
        kind="quiet"
        className="danger-words"
        busy={act.busy}
        label={t('kept.voidOf', { name: letter.signerName })}
        onPress={() => setAsking(true)}
      >
        {t('kept.void')}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('kept.voidAsk')}
        consequence={t('kept.voidConsequence')}
        act={t('kept.voidAct')}
        danger
        withReason
        onConfirm={ask}
      />
    </div>
  );
}

type AskedProps = Props & { readonly asked: NonNullable<FiledLetter['voidAsked']> };

function VoidAsked({ letter, asked, mayChange, onChanged }: AskedProps) {
  const { t, language } = useLetterDeskWords();
  const me = useMe().account;
  const [asking, setAsking] = useState(false);
  const act = useAct();
  const own = asked.byId === me.id;
  const decide = (route: 'confirmVoid' | 'refuseVoid'): void =>
    void act.run(async () => {
      await call(route, { params: { id: letter.letterId } });
      onChanged();
    });
  const when = formatDate(asked.atMs, 'full', language);
  return (
    <Notice
      kind="warn"
      title={t('kept.voidAsked', { name: asked.byName, when, reason: asked.reason })}
      actions={
        mayChange ? (
          <>
            <Button notBecause={own ? t('kept.voidWaits') : null} busy={act.busy} onPress={() => setAsking(true)}>
              {t('kept.confirm')}
            </Button>
            <Button busy={act.busy} onPress={() => decide('refuseVoid')}>
              {t(own ? 'kept.withdraw' : 'kept.refuse')}
            </Button>
          </>
        ) : null
      }
    >
      <p>{t('kept.voidWaits')}</p>
      <Refusal error={act.error} />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('kept.confirmAsk')}
        consequence={t('kept.confirmConsequence')}
        act={t('kept.confirm')}
        danger
        onConfirm={() => decide('confirmVoid')}
      />
    </Notice>
  );
}
