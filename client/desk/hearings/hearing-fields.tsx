// The fields of a hearing: title, kind, publicity, date and time of the office, expected length; reads the time back in words.
import { HearingKind, Publicity } from '../../../server/protocol/api.ts';
import { formatDate } from '../../look/date-time.tsx';
import { Field, Select } from '../../look/field.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { type DraftProblem, type HearingDraft, momentOf } from './hearing-draft.ts';

type Props = {
  readonly draft: HearingDraft;
  readonly onChange: (draft: HearingDraft) => void;
  /** What to complain about; empty until the form was sent once. */
  readonly problems: readonly DraftProblem[];
};

export function HearingFields({ draft, onChange, problems }: Props) {
  const { t, common, language } = useDeskWords();
  const set = (change: Partial<HearingDraft>): void => onChange({ ...draft, ...change });
  const wrong = (field: DraftProblem): string | undefined =>
    problems.includes(field) ? t(`hearingForm.${field}Wrong`) : undefined;
  const atMs = momentOf(draft);
  return (
    <>
      <Field
        label={t('hearingForm.title')}
        value={draft.title}
        onChange={(title) => set({ title })}
        maxLength={120}
        required
        error={wrong('title')}
      />
      <div className="desk-columns">
        <Select
          label={t('hearingForm.kind')}
          value={draft.kind}
          onChange={(kind) => set({ kind })}
          choices={HearingKind.options.map((value) => ({ value, label: common(`hearingKind.${value}`) }))}
        />
        <Select
          label={t('hearingForm.publicity')}
          value={draft.publicity}
          onChange={(publicity) => set({ publicity })}
          choices={Publicity.options.map((value) => ({ value, label: common(`publicity.${value}`) }))}
        />
      </div>
      <div className="desk-columns">
        <Field
          label={t('hearingForm.date')}
          type="date"
          value={draft.date}
          onChange={(date) => set({ date })}
          required
          error={wrong('date')}
        />
        <Field
          label={t('hearingForm.time')}
          type="time"
          value={draft.time}
          onChange={(time) => set({ time })}
          required
          error={wrong('time')}
        />
        <Field
          label={t('hearingForm.minutes')}
          type="number"
          min={10}
          max={600}
          step={5}
          value={draft.minutes}
          onChange={(minutes) => set({ minutes })}
          required
          error={wrong('minutes')}
        />
      </div>
      {Number.isNaN(atMs) ? null : (
        <p className="desk-soft" role="status">
          {t('hearingForm.reads', { when: formatDate(atMs, 'full', language) })}{' '}
          {atMs < Date.now() ? <strong>{t('hearingForm.past')}</strong> : null}
        </p>
      )}
    </>
  );
}
