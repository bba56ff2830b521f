// What an administrator does with one account: reset, disable, enable, each asked with its consequence.
import { useState } from 'react';
import type { Account, OneTimeLink } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';

type Asking = 'reset' | 'disable' | 'enable';
type Props = {
  readonly account: Account;
  /** Is it the account of whoever looks? */
  readonly own: boolean;
  readonly onChanged: () => void;
  readonly onLink: (link: OneTimeLink) => void;
};

export function AccountActs({ account, own, onChanged, onLink }: Props) {
  const { t } = useDeskWords();
  const [asking, setAsking] = useState<Asking | null>(null);
  const doing = useAct();
  const name = account.displayName;
  const params = { id: account.id };

  const work: Readonly<Record<Asking, () => Promise<void>>> = {
    reset: async () => onLink(await call('resetAccount', { params })),
    disable: async () => void (await call('disableAccount', { params })),
    enable: async () => void (await call('enableAccount', { params })),
  };
  const confirm = (asked: Asking): void => {
    void doing.run(async () => {
      await work[asked]();
      onChanged();
    });
  };

  return (
    <>
      <div className="desk-row">
        {account.state === 'disabled' ? (
          <Button label={t('accounts.enableOf', { name })} busy={doing.busy} onPress={() => setAsking('enable')}>
            {t('accounts.enable')}
          </Button>
        ) : (
          <>
            <Button
              label={t('accounts.resetOf', { name })}
              busy={doing.busy}
              notBecause={own ? t('accounts.resetSelf') : null}
              onPress={() => setAsking('reset')}
            >
              {t('accounts.reset')}
            </Button>
            <Button
              label={t('accounts.disableOf', { name })}
              busy={doing.busy}
              notBecause={own ? t('accounts.disableSelf') : null}
              onPress={() => setAsking('disable')}
            >
              {t('accounts.disable')}
            </Button>
          </>
        )}
      </div>
      <Refusal error={doing.error} />
      {(['reset', 'disable', 'enable'] as const).map((one) => (
        <Confirm
          key={one}
          open={asking === one}
          onClose={() => setAsking(null)}
          title={t(`accounts.${one}Ask`, { name })}
          consequence={t(`accounts.${one}Consequence`, { name })}
          act={t(`accounts.${one}`)}
          danger={one === 'disable'}
          onConfirm={() => confirm(one)}
        />
      ))}
    </>
  );
}
