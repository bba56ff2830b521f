// kill [ROUNDS] [SEED] [BROWSER-ROUNDS]: SIGKILL of media process, server and worker in turn at random moments; what had been sent until then is looked for in journal and segments.
import { randomFrom } from '../running/random.ts';
import type { Benchmark } from './figures.ts';
import { type BrowserRound, BrowserScene } from './kill-browser.ts';
import { KillScene, PARTICIPANTS, type Round, VICTIMS } from './kill-scene.ts';

/** Between the first packet and the kill, at most: some kills hit files that are just being made. */
const LONGEST_MS = 4_000;

export const run: Benchmark = async ([count = '12', seedText, browserCount = '3']) => {
  const rounds = Number(count);
  const seed = Number(seedText ?? Date.now() % 2 ** 31);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) throw new Error('ROUNDS is a number from 1 to 1000');
  const scene = await KillScene.create();
  const random = randomFrom(seed);
  const results: Round[] = [];
  try {
    await scene.begin();
    for (let round = 0; round < rounds; round++) {
      const victim = VICTIMS[round % VICTIMS.length] ?? 'worker';
      const afterMs = random() * LONGEST_MS;
      results.push(await scene.round(victim, afterMs));
      console.error(`${round + 1} ${victim} after ${Math.round(afterMs)} ms: ${JSON.stringify(results.at(-1))}`);
    }
    await scene.settle();
  } finally {
    await scene.close();
  }
  const seen = await withBrowser(Number(browserCount), random);
  const longest = (of: (one: Round) => number) => Math.max(...results.map(of));
  return {
    conditions: {
      rounds,
      seed,
      participants: PARTICIPANTS,
      killedAfterMs: `0 to ${LONGEST_MS}`,
      lost: 'sent over loopback before the kill, from the first packet kept on, and in neither journal nor segments afterwards',
      path: 'plain RTP, no SRTP, no browser; rooms, recorder, recovery and ending are the media process’s own',
      outage: 'from the kill to the first bytes of every track’s next segment; browsers are not part of it',
      browserRounds: seen.length,
      withABrowser:
        'real server, media process and Chromium over SRTP; lost: from the last packet in the journal to the kill; after a killed server the chair resumes by a click',
      faultsProved: results.length,
    },
    figures: [
      {
        name: 'lost per track, longest',
        value:
          Math.max(
            longest((one) => one.lostMs),
            ...seen.map((one) => one.lostMs),
          ) / 1_000,
        unit: 's',
      },
      {
        name: 'unreadable files',
        value: [...results, ...seen].reduce((sum, one) => sum + one.unreadable, 0),
        unit: '',
      },
      {
        name: 'lost per track in the segments alone, longest',
        value: longest((one) => one.inSegmentsMs) / 1_000,
        unit: 's',
      },
      {
        name: 'lost per track in the journal alone, longest',
        value: longest((one) => one.inJournalMs) / 1_000,
        unit: 's',
      },
      {
        name: 'sent before the first packet kept, longest',
        value: longest((one) => one.lateMs) / 1_000,
        unit: 's',
      },
      ...['lost per track', 'outage'].map((name) => ({
        name: `${name} with server and browser, longest`,
        value:
          seen.length === 0
            ? null
            : Math.max(...seen.map((one) => (name === 'outage' ? one.outageMs : one.lostMs))) / 1_000,
        unit: 's',
      })),
      ...VICTIMS.map((victim) => {
        const value = scene.longestOutageMs(victim) / 1_000;
        return { name: `outage after the ${victim}, longest`, value, unit: 's' };
      }),
    ],
  };
};

async function withBrowser(rounds: number, random: () => number): Promise<BrowserRound[]> {
  if (rounds === 0) return [];
  const scene = await BrowserScene.create();
  const seen: BrowserRound[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const victim = VICTIMS[round % VICTIMS.length] ?? 'worker';
      seen.push(await scene.round(victim, random() * LONGEST_MS));
      console.error(`with a browser ${round + 1} ${victim}: ${JSON.stringify(seen.at(-1))}`);
    }
  } finally {
    await scene.close();
  }
  return seen;
}
