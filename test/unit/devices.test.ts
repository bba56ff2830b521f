// Several people at one device: who may sit at whose, and when its one microphone may be heard, for all roles and stages.
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../server/archive/archive.ts';
import type { HearingRecord } from '../../server/archive/records.ts';
import { type AtDevice, deviceMaySpeak, objectionTo } from '../../server/protocol/devices.ts';
import { HEARING_ROLES, type HearingRole } from '../../server/protocol/roles.ts';
import { HEARING_STATES, maySpeak, STAGES } from '../../server/protocol/stages.ts';
import { Devices } from '../../server/rooms/devices.ts';

const sitter = (role: HearingRole, wasCalled = true) => ({ role, hasFloor: false, wasCalled });
const hosts = (role: HearingRole, wasCalled = true) =>
  HEARING_ROLES.filter((host) => objectionTo(sitter(role, wasCalled), sitter(host)) === null);

describe('who may sit at whose device', () => {
  const everybody = HEARING_ROLES.filter((role) => role !== 'observer');
  const parties: HearingRole[] = ['complainant', 'agent', 'other_party', 'original_handler', 'witness'];
  const officers: HearingRole[] = ['lead_officer', 'officer', 'supervisor'];

  it('is anybody at the devices of the office, but nobody with a side beside an officer', () => {
    for (const role of everybody) {
      if (role === 'chair') expect(hosts(role)).toEqual(['clerk']);
      else if (officers.includes(role))
        expect(hosts(role)).toEqual(everybody.filter((host) => !parties.includes(host)));
      else if (parties.includes(role))
        expect(hosts(role)).toEqual(everybody.filter((host) => !officers.includes(host)));
      else expect(hosts(role)).toEqual(everybody);
    }
  });

  it('is never an observer, who speaks nowhere', () => {
    expect(hosts('observer')).toEqual([]);
    for (const role of HEARING_ROLES) expect(objectionTo(sitter(role), sitter('observer'))).toBe('listener');
  });

  it('is no witness before being called, neither as guest nor as host', () => {
    expect(hosts('witness', false)).toEqual([]);
    expect(objectionTo(sitter('clerk'), sitter('witness', false))).toBe('uncalled');
    expect(objectionTo({ role: 'witness', hasFloor: true, wasCalled: false }, sitter('clerk'))).toBeNull();
  });
});

describe('a device at which several sit', () => {
  const at = (
    personId: string,
    role: HearingRole,
    more: Partial<AtDevice['moment']> = {},
    muted = false,
  ): AtDevice => ({
    personId,
    moment: { state: 'in_session', stage: 'questions', role, hasFloor: false, wasCalled: false, ...more },
    muted,
  });

  it('is heard exactly while one of them may be, in every state and stage, for every pair of roles', () => {
    for (const state of HEARING_STATES) {
      for (const stage of STAGES) {
        for (const first of HEARING_ROLES) {
          for (const second of HEARING_ROLES) {
            for (const hasFloor of [false, true]) {
              const sitting = [at('a', first, { state, stage }), at('b', second, { state, stage, hasFloor })];
              const wanted = sitting.some(({ moment }) => maySpeak(moment));
              expect([state, stage, first, second, hasFloor, deviceMaySpeak(sitting, null)]).toEqual([
                state,
                stage,
                first,
                second,
                hasFloor,
                wanted,
              ]);
            }
          }
        }
      }
    }
  });

  it('does not count who was muted, and is silent while whoever is named as speaking is', () => {
    const clerk = at('clerk', 'clerk');
    expect(deviceMaySpeak([clerk, at('one', 'officer', {}, true)], null)).toBe(false);
    const two = [clerk, at('one', 'officer', {}, true), at('two', 'officer')];
    expect(deviceMaySpeak(two, null)).toBe(true);
    expect(deviceMaySpeak(two, 'two')).toBe(true);
    expect(deviceMaySpeak(two, 'one')).toBe(false);
  });
});

describe('the devices of a room', () => {
  const actor = { kind: 'server' } as const;
  const none = { id: 'h', devices: { sittings: [], speakers: [] } } as unknown as HearingRecord;

  function room(kept: HearingRecord = none) {
    const written: string[] = [];
    const devices = {
      sit: async (_by: unknown, _id: string, personId: string, host: string | null) =>
        void written.push(`${personId}@${host}`),
      nameSpeaker: async (_by: unknown, _id: string, device: string, personId: string | null) =>
        void written.push(`${device}:${personId}`),
    };
    // Only what the devices use of the archive is there.
    return { devices: new Devices(kept, { devices } as unknown as Archive, () => 0), written };
  }

  it('keep each change once, and end the turn of who leaves', async () => {
    const { devices, written } = room();
    await devices.sit(actor, 'a', 'clerk');
    await devices.sit(actor, 'a', 'clerk');
    await devices.sit(actor, 'b', 'clerk');
    await devices.name(actor, 'clerk', 'a');
    await devices.name(actor, 'clerk', 'a');
    await devices.sit(actor, 'a', null);
    expect(written).toEqual(['a@clerk', 'b@clerk', 'clerk:a', 'a@null', 'clerk:null']);
    expect([devices.deviceOf('a'), devices.deviceOf('b'), devices.sharing('clerk')]).toEqual(['a', 'clerk', ['b']]);
  });

  it('name nobody where only one is left', async () => {
    const { devices } = room();
    await devices.sit(actor, 'a', 'clerk');
    await devices.name(actor, 'clerk', 'clerk');
    await devices.sit(actor, 'a', 'chair');
    expect([devices.speakerAt('clerk'), devices.hostOf('a')]).toEqual([null, 'chair']);
  });

  it('let go of everybody when one is sent out', async () => {
    const { devices } = room();
    for (const person of ['a', 'b']) await devices.sit(actor, person, 'officer');
    await devices.release(actor, 'officer');
    expect(devices.sharing('officer')).toEqual([]);
    await devices.sit(actor, 'a', 'clerk');
    await devices.release(actor, 'a');
    expect(devices.hostOf('a')).toBeNull();
  });

  it('are after a restart as the last of each was kept', () => {
    const when = { atMs: 1, startMs: null, actorName: '' };
    const sittings = [
      { personId: 'a', hostPersonId: 'clerk', ...when },
      { personId: 'b', hostPersonId: 'clerk', ...when },
      { personId: 'a', hostPersonId: null, ...when },
    ];
    const speakers = [
      { devicePersonId: 'clerk', personId: 'a', ...when },
      { devicePersonId: 'clerk', personId: 'b', ...when },
    ];
    const { devices } = room({ ...none, devices: { sittings, speakers } });
    expect([devices.hostOf('a'), devices.hostOf('b'), devices.speakerAt('clerk')]).toEqual([null, 'clerk', 'b']);
  });
});
