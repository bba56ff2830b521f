// A small hearing for tests of the room: a chair, a clerk, a complainant, an officer, a witness, an observer.
import type { HearingRole } from '../../server/protocol/roles.ts';
import type { RoomPerson, RoomSnapshot } from '../../server/protocol/snapshot.ts';

export const person = (role: HearingRole, seat: number, change: Partial<RoomPerson> = {}): RoomPerson => ({
  personId: `00000000-0000-4000-8000-00000000000${seat}`,
  name: `${role} ${seat}`,
  role,
  seat,
  presence: 'in_room',
  doors: [],
  devices: null,
  admitted: true,
  consented: true,
  hasFloor: false,
  wasCalled: false,
  handRaisedAtMs: null,
  mutedByChair: false,
  microphone: 'held',
  camera: 'on',
  atDeviceOf: null,
  hasDevice: true,
  speakerId: null,
  onRecord: null,
  ...change,
});

export const CHAIR = person('chair', 1, { microphone: 'on' });
const CLERK = person('clerk', 2);
export const COMPLAINANT = person('complainant', 3);
export const OFFICER = person('officer', 4);
export const WITNESS = person('witness', 5);
export const OBSERVER = person('observer', 6, { microphone: 'none', camera: 'none' });

export const snapshot = (change: Partial<RoomSnapshot> = {}): RoomSnapshot => ({
  version: 7,
  hearingId: '00000000-0000-4000-8000-0000000000aa',
  title: 'a hearing',
  caseNumber: 'no. 1',
  scheduledAtMs: 1_000_000,
  state: 'in_session',
  stage: 'statements',
  stageSinceMs: 1_100_000,
  pauseReason: '',
  lacking: [],
  people: [CHAIR, CLERK, COMPLAINANT, OFFICER, WITNESS, OBSERVER],
  recording: { state: 'recording', sinceMs: 1_050_000, grownAtMs: 1_199_000, gaps: 0 },
  isPractice: false,
  captions: { state: 'off' },
  disk: null,
  letters: [],
  minutes: null,
  notes: [],
  officePhone: '12309',
  nowMs: 1_200_000,
  ...change,
});

/** The same people with one of them changed. */
export const withPerson = (who: RoomPerson, change: Partial<RoomPerson>): readonly RoomPerson[] =>
  snapshot().people.map((one) => (one.personId === who.personId ? { ...one, ...change } : one));
