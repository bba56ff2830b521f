// The pure parts of a live room: what is told, what is missing, how fast one may ask.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingForSchedule } from '../../server/office/readiness.ts';
import { applyChange, type RoomPerson } from '../../server/protocol/snapshot.ts';
import { Announcer, difference, type RoomPicture } from '../../server/rooms/announce.ts';
import { Bucket } from '../../server/signalling/bucket.ts';

const person = (personId: string, seat: number, hasFloor: boolean): RoomPerson => ({
  personId,
  name: '张三',
  role: 'complainant',
  seat,
  presence: 'in_room',
  doors: [],
  devices: null,
  admitted: true,
  consented: true,
  hasFloor,
  wasCalled: hasFloor,
  handRaisedAtMs: null,
  mutedByChair: false,
  microphone: 'on',
  camera: 'none',
  atDeviceOf: null,
  hasDevice: true,
  speakerId: null,
  onRecord: null,
});
const picture = (people: RoomPerson[], more: Partial<RoomPicture> = {}): RoomPicture => ({
  hearingId: 'h',
  title: 't',
  caseNumber: 'c',
  scheduledAtMs: 1,
  state: 'lobby',
  stage: 'lobby',
  stageSinceMs: 1,
  pauseReason: '',
  lacking: [],
  people,
  recording: { state: 'armed' },
  isPractice: false,
  captions: { state: 'off' },
  disk: null,
  letters: [],
  minutes: null,
  notes: [],
  officePhone: '12309',
  ...more,
});

describe('what is told', () => {
  it('is only what changed', () => {
    const before = picture([person('a', 1, false), person('b', 2, false)]);
    expect(difference(before, before)).toEqual({});
    expect(difference(before, picture([person('a', 1, false), person('b', 2, true)], { stage: 'opening' }))).toEqual({
      stage: 'opening',
      people: [person('b', 2, true)],
    });
  });

  it('leads every listener from any picture to any other', () => {
    const pictures = fc.array(
      fc.record({
        floors: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        title: fc.string(),
        since: fc.nat(),
      }),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(pictures, (steps) => {
        const made = steps.map(({ floors, title, since }) =>
          picture(
            floors.map((floor, index) => person(`p${index}`, index, floor)),
            { title, stageSinceMs: since },
          ),
        );
        const announcer = new Announcer();
        const [first] = made;
        if (first === undefined) return;
        announcer.announce({ hosts: first, others: first }, () => expect.fail('nobody was told anything before'));
        let seen = announcer.whole(first);
        for (const next of made.slice(1)) {
          announcer.announce({ hosts: next, others: next }, (audience, change) => {
            if (audience === 'hosts') return;
            const applied = applyChange(seen, change);
            expect(applied).not.toBeNull();
            if (applied !== null) seen = applied;
          });
          const { version: _version, nowMs: _now, ...rest } = seen;
          expect(rest).toEqual(next);
        }
      }),
    );
  });

  it('lets everybody ask for the whole when somebody is taken off the list', () => {
    const before = picture([person('a', 1, false), person('b', 2, false)]);
    const after = picture([person('a', 1, false)]);
    const announcer = new Announcer();
    announcer.announce({ hosts: before, others: before }, () => expect.fail('nobody was told anything before'));
    const seen = announcer.whole(before);
    const told: unknown[] = [];
    announcer.announce({ hosts: after, others: after }, (_audience, change) => told.push(applyChange(seen, change)));
    expect(told).toEqual([null, null]);
  });

  it('shows a listener that it missed something', () => {
    const announcer = new Announcer();
    const seen = announcer.whole(picture([]));
    expect(applyChange(seen, { version: seen.version + 2, nowMs: 1 })).toBeNull();
  });
});

describe('what is missing', () => {
  const hearing = {
    kind: 'simple' as const,
    scheduledAtMs: 1_000_000,
    minutes: 60,
    people: [] as { role: 'chair' | 'complainant' | 'officer' }[],
  };
  const rules = { minOfficers: { simple: 2, ordinary: 3, practice: 0 } };

  it('is named in the order in which one mends it', () => {
    expect(missingForSchedule(hearing, rules, 0)).toEqual(['chair', 'complainant', 'officers']);
    const people = [{ role: 'chair' as const }, { role: 'complainant' as const }, { role: 'officer' as const }];
    expect(missingForSchedule({ ...hearing, people }, rules, 0)).toEqual(['officers']);
    expect(missingForSchedule({ ...hearing, people: [...people, { role: 'officer' }] }, rules, 0)).toEqual([]);
  });

  it('is a time when the hearing would be over already', () => {
    expect(missingForSchedule(hearing, rules, 1_000_000 + 3_600_001)).toContain('future_time');
    expect(missingForSchedule(hearing, rules, 1_000_000 + 3_599_999)).not.toContain('future_time');
  });
});

describe('how fast one may ask', () => {
  it('is 200 at once and 50 a second', () => {
    let now = 0;
    const bucket = new Bucket(() => now);
    expect(Array.from({ length: 201 }, () => bucket.take()).filter(Boolean)).toHaveLength(200);
    now = 1_000;
    expect(Array.from({ length: 60 }, () => bucket.take()).filter(Boolean)).toHaveLength(50);
    expect(bucket.isFlooded).toBe(false);
    for (let ask = 0; ask < 1_000; ask += 1) bucket.take();
    expect(bucket.isFlooded).toBe(true);
  });
});
