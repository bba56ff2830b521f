// The rights' table: denied unless it says yes, for every asker, action and case.
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Asker, can, RIGHTS } from '../../server/may.ts';
import { ASKS, type AskName } from '../../server/protocol/asks.ts';
import { HEARING_ROLES, STAFF_ROLES } from '../../server/protocol/roles.ts';
import { RIGHT_FOR } from '../../server/signalling/handlers.ts';

const HEARING = 'a7f0f0d4-0000-4000-8000-000000000001';
const OTHER = 'a7f0f0d4-0000-4000-8000-000000000002';
const ME = 'a7f0f0d4-0000-4000-8000-000000000003';
const account = (role: (typeof STAFF_ROLES)[number]): Asker => ({ kind: 'account', id: ME, role });
const seat = (role: (typeof HEARING_ROLES)[number]): Asker => ({
  kind: 'seat',
  hearingId: HEARING,
  personId: ME,
  role,
});
const allowed = (asker: Asker, subject: Parameters<typeof can>[2] = {}) =>
  ACTIONS.filter((action) => can(asker, action, subject));

describe('rights', () => {
  it('gives a stranger nothing', () => {
    expect(allowed({ kind: 'nobody' }, { teamIds: [ME], hearingId: HEARING })).toEqual([]);
  });

  it('gives the administrator accounts and no content', () => {
    expect(allowed(account('admin'), { teamIds: [ME], hearingId: HEARING })).toEqual(['account.manage']);
  });

  it('lets the archivist read everything and change nothing that is kept', () => {
    expect(allowed(account('archivist'), { teamIds: [] })).toEqual([
      'case.list',
      'case.listAll',
      'case.read',
      'trail.read',
      'recording.play',
      'recording.compose',
      'words.search',
      'words.searchAll',
      'transcript.read',
      'transcript.export',
      'transcript.exportMasked',
      'minutes.read',
      'note.read',
      'letter.read',
    ]);
  });

  it.each(['prosecutor', 'clerk'] as const)('shows a %s only the cases of their team', (role) => {
    const foreign = allowed(account(role), { teamIds: [OTHER] });
    expect(foreign).toEqual(['colleague.list', 'case.list', 'case.create', 'words.search']);
    expect(allowed(account(role), { teamIds: [OTHER, ME] })).toEqual(
      [
        ...foreign,
        'case.read',
        'case.change',
        'trail.read',
        'recording.play',
        'recording.compose',
        'transcript.read',
        'transcript.export',
        'transcript.exportMasked',
        'transcript.correct',
        'minutes.read',
        'minutes.write',
        'note.read',
        'invitation.issue',
        'letter.read',
        'letter.print',
        'letter.scan',
        'letter.void',
      ].sort((a, b) => ACTIONS.indexOf(a as never) - ACTIONS.indexOf(b as never)),
    );
  });

  it('gives no seat a right in another hearing', () => {
    for (const role of HEARING_ROLES) expect(allowed(seat(role), { hearingId: OTHER })).toEqual([]);
  });

  it('gives no seat a right over cases, and no account a right in a room', () => {
    for (const action of ACTIONS) {
      const inRoom = 'seats' in RIGHTS[action];
      for (const role of HEARING_ROLES) {
        if (!inRoom) expect(can(seat(role), action, { hearingId: HEARING, teamIds: [ME] })).toBe(false);
      }
      for (const role of STAFF_ROLES)
        if (inRoom) expect(can(account(role), action, { hearingId: HEARING, teamIds: [ME] })).toBe(false);
    }
  });

  it('lets only the chair decide the course, and only chair and clerk decide about people', () => {
    const who = (action: (typeof ACTIONS)[number]) =>
      HEARING_ROLES.filter((role) => can(seat(role), action, { hearingId: HEARING }));
    for (const action of ['room.stage', 'room.pause', 'room.close', 'room.floor'] as const)
      expect(who(action)).toEqual(['chair']);
    for (const action of ['room.admit', 'room.remove', 'room.mute', 'room.lowerHand', 'room.shareDevice'] as const) {
      expect(who(action)).toEqual(['chair', 'clerk']);
    }
    expect(who('note.write')).toEqual(['chair', 'clerk']);
    // Who writes a letter cannot sign it, and only the clerk lends a device to the signer.
    expect(who('letter.prepare')).toEqual(['chair', 'clerk']);
    expect(who('letter.sign')).toEqual(['complainant', 'agent', 'other_party']);
    expect(who('letter.supervise')).toEqual(['clerk']);
    expect(who('room.publish')).not.toContain('observer');
    expect(who('room.enter')).toEqual([...HEARING_ROLES]);
  });

  it('names a right for every ask, and every room right is asked for by some ask', () => {
    const asked = new Set((Object.keys(ASKS) as AskName[]).map((name) => RIGHT_FOR[name]));
    expect([...asked].every((action) => action in RIGHTS)).toBe(true);
    expect(ACTIONS.filter((action) => 'seats' in RIGHTS[action] && !asked.has(action))).toEqual([]);
  });
});
