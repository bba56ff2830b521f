// What a hearing still lacks: before it can be scheduled, and before it can begin.
import type { Config } from '../config.ts';
import type { HearingKind, MissingForSchedule } from '../protocol/api.ts';
import type { HearingRole } from '../protocol/roles.ts';

/** Numbers that an office may set; never written into code elsewhere. */
export type Rules = { readonly minOfficers: Readonly<Record<HearingKind, number>> };

const OFFICERS: readonly HearingRole[] = ['officer', 'lead_officer'];

const countOfficers = (people: readonly { readonly role: HearingRole }[]): number =>
  people.filter((person) => OFFICERS.includes(person.role)).length;

/** What is missing before a hearing can be scheduled, in the order in which a person would mend it. */
export function missingForSchedule(
  hearing: {
    readonly kind: HearingKind;
    readonly scheduledAtMs: number;
    readonly minutes: number;
    readonly people: readonly { readonly role: HearingRole }[];
  },
  rules: Rules,
  nowMs: number,
): MissingForSchedule[] {
  const has = (role: HearingRole) => hearing.people.some((person) => person.role === role);
  const missing: MissingForSchedule[] = [];
  if (!has('chair')) missing.push('chair');
  if (!has('complainant')) missing.push('complainant');
  if (countOfficers(hearing.people) < rules.minOfficers[hearing.kind]) missing.push('officers');
  // A hearing may be entered for "now": only one that should be over already is a mistake.
  if (hearing.scheduledAtMs + hearing.minutes * 60_000 < nowMs) missing.push('future_time');
  return missing;
}

/** In a practice whoever is there is enough. */
export const minOfficers = (
  config: Pick<Config, 'MIN_OFFICERS_SIMPLE' | 'MIN_OFFICERS_ORDINARY'>,
): Rules['minOfficers'] => ({
  simple: config.MIN_OFFICERS_SIMPLE,
  ordinary: config.MIN_OFFICERS_ORDINARY,
  practice: 0,
});
