// People of a measured hearing who speak and move all the time, and when each arrives again at each of the others.
import { type Arrival, untilArrives } from '../running/arrivals.ts';
import { type Closed, longestGapIn } from '../running/closed-record.ts';
import type { Attending, LiveHearing } from '../running/live-hearing.ts';
import { paint, speak } from '../running/speech.ts';
import type { Measured } from './figures.ts';

const PATIENCE_MS = 40_000;
const SOUND_SECONDS = 900;

export async function speakingDevices(folder: string, index: number, size = '320x180') {
  const sentences = ['听证正在进行，我在说话，请大家注意', '这是一次测量，声音和画面都要在'];
  const voice = { name: `v${index}`, voice: 'cmn', pitch: 30 + 20 * index, sentences };
  const { file } = await speak(folder, voice, SOUND_SECONDS, 0);
  return { sound: file, picture: await paint(folder, `p${index}`, 90 * index, size) };
}

export type Pair = { readonly at: Attending; readonly of: Attending };

export const pairsOf = (people: readonly Attending[]): Pair[] =>
  people.flatMap((at) => people.filter((of) => of !== at).map((of) => ({ at, of })));

export const arrive = ({ at, of }: Pair): Promise<Arrival> => untilArrives(at.person.page, of, PATIENCE_MS);

/** @throws Error when one of them did not come */
export function bothAt({ pictureAtMs, soundAtMs }: Arrival, pair: Pair | undefined): number {
  if (pictureAtMs !== null && soundAtMs !== null) return Math.max(pictureAtMs, soundAtMs);
  const missing = [...(pictureAtMs === null ? ['picture'] : []), ...(soundAtMs === null ? ['sound'] : [])];
  throw new Error(`${missing.join(' and ')} of ${pair?.of.name} did not come back at ${pair?.at.name}`);
}

/** What is missing of the participants on the record. */
export async function gapsIn({ people, hearing }: LiveHearing, closed: Closed): Promise<Measured[]> {
  const figures: Measured[] = [];
  for (const source of ['camera', 'microphone'] as const) {
    const gaps = await Promise.all(people.slice(1).map(({ personId }) => longestGapIn(closed, personId, source)));
    figures.push({ name: `longest gap on the record, ${source}`, value: Math.max(...gaps) / 1_000, unit: 's' });
  }
  const segments = closed.filter(({ segment }) => segment.personId !== hearing.chairId).length;
  return [...figures, { name: 'segments of the participants', value: segments, unit: '' }];
}
