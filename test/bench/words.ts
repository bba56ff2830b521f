// words: the chair's browser says sentences that are drawn at run time, and another browser reads them through the real SFU. Arguments: sentences.
import { join } from 'node:path';
import { temporaryFolder } from '../media/folder.ts';
import { Drawer, HELD_OUT, type Laid, layOut } from '../running/drawn-speech.ts';
import { errorRate } from '../running/error-rate.ts';
import { LiveHearing } from '../running/live-hearing.ts';
import { PRACTICE } from '../running/prepared.ts';
import {
  type Captioned,
  captioned,
  captionsRead,
  followCaptions,
  heardBy,
  PATIENCE_MS,
} from '../running/read-captions.ts';
import { paint } from '../running/speech.ts';
import { LOW_RATE } from '../running/waveform.ts';
import { type Benchmark, percentile } from './figures.ts';

/** Longer than a hearing of this benchmark takes to prepare: until then nothing is said. */
const LEAD_MS = 75_000;
const PAUSE_MS = 2_500;

export const run: Benchmark = async (args) => {
  const sentences = Number(args[0] ?? 30);
  const folder = await temporaryFolder();
  const drawer = new Drawer(folder, HELD_OUT[0], Date.now());
  const drawn = [];
  for (let n = 0; n < sentences; n++) drawn.push(await drawer.sentence());
  const [sound, quiet] = [join(folder, 'chair.wav'), join(folder, 'quiet.wav')];
  const laid = await layOut(sound, drawn, { leadMs: LEAD_MS, pauseMs: PAUSE_MS });
  await layOut(quiet, [], { leadMs: 1_000, pauseMs: 0 });
  const picture = await paint(folder, 'words', 0, '320x180');
  const live = await LiveHearing.open({
    participants: ['complainant'],
    devices: async (index) => ({ sound: index === 0 ? sound : quiet, picture }),
    words: PRACTICE,
  });
  try {
    const [chair, reader] = live.people.map(({ person }) => person);
    if (chair === undefined || reader === undefined) throw new Error('nobody is there');
    await followCaptions(reader.page);
    const last = laid.at(-1);
    const lengthMs = (last?.startMs ?? 0) + PATIENCE_MS + 8_000;
    const { zeroMs: fromMs } = (await chair.heard()).at(-1) ?? { zeroMs: Date.now() };
    await chair.page.waitForFunction((untilMs) => Date.now() > untilMs, fromMs + lengthMs, {
      timeout: lengthMs + 30_000,
      polling: 500,
    });
    return outcome(laid, await captioned(laid, await heardBy(chair), await captionsRead(reader.page)));
  } finally {
    await live.close();
  }
};

function outcome(laid: readonly Laid[], found: readonly Captioned[]) {
  const characterMs = found.flatMap(({ words }) => words.map(({ saidMs, shownMs }) => shownMs - saidMs));
  const finalMs = found.flatMap(({ finalMs, endMs }) => (finalMs === null ? [] : [finalMs - endMs]));
  return {
    conditions: {
      sentences: laid.length,
      notFoundInTheMicrophone: laid.length - found.length,
      voice: HELD_OUT[0],
      model: 'rehearsal',
      spokenUntil: 'end of the word',
      wordsRead: characterMs.length,
      finals: finalMs.length,
      lowRate: LOW_RATE,
    },
    figures: [
      { name: 'spoken character to caption, p50', value: seconds(percentile(characterMs, 0.5)), unit: 's' },
      { name: 'spoken character to caption, p95', value: seconds(percentile(characterMs, 0.95)), unit: 's' },
      { name: 'final after end of speech, p50', value: seconds(percentile(finalMs, 0.5)), unit: 's' },
      { name: 'final after end of speech, p95', value: seconds(percentile(finalMs, 0.95)), unit: 's' },
      {
        name: 'character error rate',
        value: errorRate(found.map(({ text, sentence }) => ({ heard: text, said: sentence.text }))),
        unit: '%',
      },
    ],
  };
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);
