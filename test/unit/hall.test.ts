// The hall of all hearings: what goes wrong in one room while nobody waits for it ends neither the process nor the others.
import { expect, it, onTestFinished } from 'vitest';
import type { Archive } from '../../server/archive/archive.ts';
import { AppError } from '../../server/errors.ts';
import { Hall } from '../../server/rooms/hall.ts';
import type { Media } from '../../server/rooms/media.ts';

it('a media side that dies again while a live room is taken up is logged, not thrown', async () => {
  let up: (life: 'down' | 'up') => void = () => {};
  const media = {
    request: async (name: string) => {
      if (name === 'openRoom') return { rtpCapabilities: {} };
      throw new AppError('media_unavailable');
    },
    on() {},
    onLife: (listener: typeof up) => {
      up = listener;
    },
  };
  const hearing = {
    id: 'h',
    people: [],
    stages: [],
    devices: { sittings: [], speakers: [] },
    state: 'in_session',
    recording: null,
    kind: 'simple',
  };
  const hearings = { unfinished: async () => [], byId: async () => hearing, seats: async () => [] };
  const recordings = { start: () => Promise.reject(new Error('disk full')) };
  const transcripts = { glossary: async () => ({ terms: [] }) };
  const logged: string[] = [];
  const log = { info() {}, warn() {}, error: (_fields: object, text: string) => void logged.push(text) };
  const settings = {
    dataDir: '/',
    officePhone: '',
    minOfficers: { simple: 0, ordinary: 0, practice: 0 },
    relay: null,
    officeName: '',
    publicOrigin: '',
    letterSigned() {},
    minutesAnswered() {},
    momentSound: async () => '',
  };
  // Only what the hall reads of archive and media side is there.
  const hall = await Hall.open(
    {
      hearings,
      recordings,
      letters: { ofHearing: async () => [] },
      minutes: { ofHearing: async () => null },
      notes: { ofHearing: async () => [] },
      transcripts,
    } as unknown as Archive,
    media as unknown as Media,
    settings,
    '',
    log,
  );
  onTestFinished(() => hall.close().catch(() => {}));
  await hall.room('h');
  up('down');
  up('up');
  await expect.poll(() => logged).toContain('room not taken up again');
});
