// The agenda of a simple hearing and the one table that says who may do what in which stage.
// Source: rules on hearings in case review (审查案件听证工作规定, 2020), art. 14 to 18; the article of each stage stands beside it.
import { z } from 'zod';
import type { HearingRole } from './roles.ts';

export const STAGES = [
  'lobby',
  'opening',
  'introduction',
  'statements',
  'questions',
  'opinion',
  'final',
  'summary',
  'signing',
  'ended',
] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/** yes: whenever they like. floor: while the chair has given them the floor. no: never. */
type Leave = 'yes' | 'floor' | 'no';

type StageRule = {
  /** Article of the rules behind the stage. */
  readonly article: string;
  /** Who may send sound. A role that is not named has `others`. */
  readonly speak: Partial<Record<HearingRole, Leave>> & { readonly others: Leave };
  /** Is there sound and picture between the people in the room at all? */
  readonly live: boolean;
  readonly record: boolean;
  readonly transcribe: boolean;
  /** May the stage be shown to the public, if the hearing's broadcast is approved? */
  readonly broadcast: boolean;
  /** Who is given the floor when the stage begins, so that the chair need not. */
  readonly floorAtStart: readonly HearingRole[];
  /** Stages that may follow without a reason. Any other change asks for one. */
  readonly next: readonly Stage[];
};

const SILENT = { record: false, transcribe: false, broadcast: false } as const;
const ON_RECORD = { live: true, record: true, transcribe: true, broadcast: true } as const;
const PARTIES = ['complainant', 'agent', 'other_party'] as const satisfies readonly HearingRole[];

/** The simple template (简易公开听证). The closed deliberation is not offered until it is built. */
export const STAGE_RULES: Readonly<Record<Stage, StageRule>> = {
  lobby: { ...SILENT, article: '14', live: false, speak: { others: 'no' }, floorAtStart: [], next: ['opening'] },
  opening: {
    ...ON_RECORD,
    article: '14',
    speak: { chair: 'yes', clerk: 'yes', others: 'floor' },
    floorAtStart: [],
    next: ['introduction'],
  },
  introduction: {
    ...ON_RECORD,
    article: '15(1)',
    speak: { chair: 'yes', case_prosecutor: 'yes', others: 'floor' },
    floorAtStart: [],
    next: ['statements'],
  },
  statements: {
    ...ON_RECORD,
    article: '15(2)',
    speak: { chair: 'yes', others: 'floor' },
    floorAtStart: ['complainant'],
    next: ['questions'],
  },
  questions: {
    ...ON_RECORD,
    article: '15(3)',
    speak: { chair: 'yes', case_prosecutor: 'yes', lead_officer: 'yes', officer: 'yes', others: 'floor' },
    floorAtStart: ['complainant'],
    next: ['opinion'],
  },
  opinion: {
    ...ON_RECORD,
    article: '15(5)',
    speak: { chair: 'yes', lead_officer: 'yes', officer: 'yes', others: 'floor' },
    floorAtStart: [],
    next: ['final'],
  },
  final: {
    ...ON_RECORD,
    article: '15(6)',
    speak: { chair: 'yes', others: 'floor' },
    floorAtStart: PARTIES,
    next: ['summary'],
  },
  summary: {
    ...ON_RECORD,
    article: '15(7), 17',
    speak: { chair: 'yes', others: 'floor' },
    floorAtStart: [],
    next: ['signing', 'ended'],
  },
  signing: {
    ...ON_RECORD,
    article: '18',
    broadcast: false,
    speak: { chair: 'yes', clerk: 'yes', complainant: 'yes', others: 'floor' },
    floorAtStart: [],
    next: ['ended'],
  },
  ended: { ...SILENT, article: '', live: false, speak: { others: 'no' }, floorAtStart: [], next: [] },
};

/** Never send sound or picture, whatever the stage and whoever gives them the floor (invariant 11). */
const LISTENERS: readonly HearingRole[] = ['observer'];
/** Wait outside until called: no media of the hearing before that (invariant 10). */
const CALLED_ONLY: readonly HearingRole[] = ['witness'];

/** Where a hearing stands. Media flows only in `in_session`. */
export const HEARING_STATES = [
  'draft',
  'scheduled',
  'lobby',
  'in_session',
  'recess',
  'suspended',
  'closed',
  'cancelled',
] as const;
export const HearingState = z.enum(HEARING_STATES);
export type HearingState = z.infer<typeof HearingState>;

/** What the policy is asked about: one person at one moment. */
export type Moment = {
  readonly state: HearingState;
  readonly stage: Stage;
  readonly role: HearingRole;
  /** Does the person hold the floor now? */
  readonly hasFloor: boolean;
  /** Has the person held the floor at any time in this hearing? */
  readonly wasCalled: boolean;
};

const flowing = (moment: Moment): boolean => moment.state === 'in_session' && STAGE_RULES[moment.stage].live;

/** May this person be heard now? */
export function maySpeak(moment: Moment): boolean {
  if (!flowing(moment) || LISTENERS.includes(moment.role) || !mayAttend(moment)) return false;
  const rule = STAGE_RULES[moment.stage].speak;
  const leave = rule[moment.role] ?? rule.others;
  return leave === 'yes' || (leave === 'floor' && moment.hasFloor);
}

/** May this person's camera be seen now? Everybody who sits in the room is visible, speaking or not. */
export function mayShow(moment: Moment): boolean {
  return flowing(moment) && !LISTENERS.includes(moment.role) && mayAttend(moment);
}

/** May this person hear and see the others now? */
export function mayAttend(moment: Moment): boolean {
  if (!flowing(moment)) return false;
  return !waitsToBeCalled(moment);
}

/** Must this person stay outside of everything, because nobody has called them yet? */
export const waitsToBeCalled = ({
  role,
  hasFloor,
  wasCalled,
}: Pick<Moment, 'role' | 'hasFloor' | 'wasCalled'>): boolean => CALLED_ONLY.includes(role) && !hasFloor && !wasCalled;

/** May this role ever send sound or picture? Decides whether a device check asks for camera and microphone. */
export const producesMedia = (role: HearingRole): boolean => !LISTENERS.includes(role);

/** Is what happens at this moment part of the record? */
export const isRecorded = (state: HearingState, stage: Stage): boolean =>
  state === 'in_session' && STAGE_RULES[stage].record;

/** Does going from one stage to another ask for a reason (skipping, repeating, going back)? */
export const needsReason = (from: Stage, to: Stage): boolean => !STAGE_RULES[from].next.includes(to);

/** May the chair go from one stage to another at all? The lobby is never re-entered, and only closing leads to the end. */
export const mayFollow = (from: Stage, to: Stage): boolean =>
  from !== to && from !== 'ended' && to !== 'lobby' && to !== 'ended' && (from !== 'lobby' || to === 'opening');

/**
 * May a person's receiving side be prepared, so that the first word of a stage is not lost?
 * What they are offered stands still until `mayAttend`; somebody who waits to be called is offered nothing.
 */
export const mayBeOffered = (moment: Moment): boolean => moment.stage !== 'ended' && !waitsToBeCalled(moment);
