// The stage policy: every stage, state and role, against what the rules say in words.
import { describe, expect, it } from 'vitest';
import { HEARING_ROLES, type HearingRole } from '../../server/protocol/roles.ts';
import {
  HEARING_STATES,
  isRecorded,
  type Moment,
  mayAttend,
  mayBeOffered,
  mayFollow,
  mayShow,
  maySpeak,
  needsReason,
  STAGES,
  type Stage,
} from '../../server/protocol/stages.ts';

const at = (stage: Stage, role: HearingRole, more: Partial<Moment> = {}): Moment => ({
  state: 'in_session',
  stage,
  role,
  hasFloor: false,
  wasCalled: false,
  ...more,
});
const moments = HEARING_STATES.flatMap((state) =>
  STAGES.flatMap((stage) =>
    HEARING_ROLES.flatMap((role) =>
      [true, false].map((hasFloor) => at(stage, role, { state, hasFloor, wasCalled: hasFloor })),
    ),
  ),
);
const speakers = (stage: Stage) => HEARING_ROLES.filter((role) => maySpeak(at(stage, role)));

describe('the stage policy', () => {
  it('lets nothing flow unless the hearing is in session', () => {
    for (const moment of moments.filter((one) => one.state !== 'in_session')) {
      expect([maySpeak(moment), mayShow(moment), mayAttend(moment)]).toEqual([false, false, false]);
    }
  });

  it('records exactly what may be heard', () => {
    for (const state of HEARING_STATES) {
      for (const stage of STAGES) {
        const somebody = HEARING_ROLES.some((role) =>
          maySpeak(at(stage, role, { state, hasFloor: true, wasCalled: true })),
        );
        expect(isRecorded(state, stage)).toBe(somebody);
      }
    }
  });

  it('says who speaks without being given the floor', () => {
    expect(Object.fromEntries(STAGES.map((stage) => [stage, speakers(stage)]))).toEqual({
      lobby: [],
      opening: ['chair', 'clerk'],
      introduction: ['chair', 'case_prosecutor'],
      statements: ['chair'],
      questions: ['chair', 'case_prosecutor', 'lead_officer', 'officer'],
      opinion: ['chair', 'lead_officer', 'officer'],
      final: ['chair'],
      summary: ['chair'],
      signing: ['chair', 'clerk', 'complainant'],
      ended: [],
    });
  });

  it('never lets an observer produce, floor or not', () => {
    for (const moment of moments.filter((one) => one.role === 'observer')) {
      expect([maySpeak(moment), mayShow(moment)]).toEqual([false, false]);
    }
  });

  it('keeps a witness out of everything until called', () => {
    for (const stage of STAGES) {
      const waiting = at(stage, 'witness');
      expect([maySpeak(waiting), mayShow(waiting), mayAttend(waiting), mayBeOffered(waiting)]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }
    expect(mayAttend(at('questions', 'witness', { wasCalled: true }))).toBe(true);
    expect(maySpeak(at('questions', 'witness', { wasCalled: true, hasFloor: true }))).toBe(true);
  });

  it('goes forward without a reason, anywhere else with one, never back to the lobby and never to the end', () => {
    expect(needsReason('statements', 'questions')).toBe(false);
    expect(needsReason('statements', 'final')).toBe(true);
    expect(needsReason('questions', 'statements')).toBe(true);
    for (const from of STAGES) {
      expect([mayFollow(from, 'lobby'), mayFollow(from, 'ended'), mayFollow(from, from)]).toEqual([
        false,
        false,
        false,
      ]);
    }
    expect(STAGES.filter((to) => mayFollow('lobby', to))).toEqual(['opening']);
    expect(STAGES.filter((to) => mayFollow('ended', to))).toEqual([]);
  });
});
