// Chooses among the colleagues whose account may take a role of the hearing.
import type { Person } from '../../../server/protocol/api.ts';
import { ACCOUNT_FOR, type HearingRole } from '../../../server/protocol/roles.ts';
import type { RouteAnswer } from '../../../server/protocol/routes.ts';
import { Select } from '../../look/field.tsx';
import { Refusal } from '../refusal.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import type { Loaded } from '../use-loaded.ts';

type Props = {
  readonly role: HearingRole;
  readonly colleagues: Loaded<RouteAnswer['colleagues']>;
  /** Whoever is in the hearing already is not offered again: one role for each. */
  readonly taken: readonly Person[];
  readonly value: string;
  readonly onChange: (accountId: string) => void;
  readonly error: string | undefined;
};

export function ColleagueSelect({ role, colleagues, taken, value, onChange, error }: Props) {
  const { t, common } = useDeskWords();
  const staffRoles = ACCOUNT_FOR[role] ?? [];
  const fitting = (colleagues.value ?? []).filter(
    (one) => staffRoles.includes(one.role) && !taken.some((person) => person.accountId === one.id),
  );
  const none = colleagues.value !== null && fitting.length === 0;
  const roleWords = staffRoles.map((one) => common(`staffRole.${one}`)).join(t('list.slash'));
  return (
    <div className="desk-stack">
      <Select
        label={t('people.account')}
        name="person"
        value={value}
        onChange={onChange}
        choices={[
          { value: '', label: t('people.accountChoose') },
          ...fitting.map((one) => ({
            value: one.id,
            label: `${one.displayName}（${common(`staffRole.${one.role}`)}）`,
          })),
        ]}
        error={error}
        hint={none ? t('people.noAccounts', { role: roleWords }) : undefined}
      />
      <Refusal error={colleagues.error} />
    </div>
  );
}
