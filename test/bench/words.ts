// words: the chair's browser says sentences that are drawn at run time, and another browser reads them through the real SFU. Arguments: sentences.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../media/folder.ts';
import { matchedCharacters } from '../running/caption-match.ts';
import type { Tap } from '../running/chromium.ts';
import { Drawer, HELD_OUT, type Laid, layOut } from '../running/drawn-speech.ts';
import { errorRate } from '../running/error-rate.ts';
import { LiveHearing } from '../running/live-hearing.ts';

import { PRACTICE } from '../running/prepared.ts';
import { paint, RATE } from '../running/speech.ts';
import { find, LOW_RATE, laidOut, lowered, type Sound } from '../running/waveform.ts';
import { type Benchmark, percentile } from './figures.ts';

/** Longer than a hearing of this benchmark takes to prepare: until then nothing is said. */
const LEAD_MS = 75_000;
const PAUSE_MS = 2_500;
/** What was said is read no later than this, or not at all. */
const PATIENCE_MS = 8_000;
const SURE = 0.5;

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
    const heard = heardBy((await chair.heard()).filter(({ pieces }) => pieces.length > 100));
    const read = await reader.page.evaluate(() => (window as unknown as Reading).readCaptions);
    return outcome(laid, heard, read);
  } finally {
    await live.close();
  }
};

/** What the page heard, on the clock of the day. */
const heardBy = (taps: readonly Tap[]): Sound[] =>
  taps.map(({ zeroMs, pieces }) => {
    const { startMs, samples } = laidOut(pieces);
    return { startMs: zeroMs + startMs, samples };
  });

function outcome(laid: readonly Laid[], heard: readonly Sound[], read: readonly Read[]) {
  const characterMs: number[] = [];
  const finalMs: number[] = [];
  const pairs: { heard: string; said: string }[] = [];
  let unheard = 0;
  for (const { sentence } of laid) {
    const place = heard
      .map((sound) => find(lowered(sentence.samples, RATE), sound))
      .sort((a, b) => b.correlation - a.correlation)[0];
    if (place === undefined || place.correlation < SURE) {
      unheard++;
      continue;
    }
    const endMs = place.atMs + (sentence.samples.length / RATE) * 1_000;
    const states = read.filter(({ firstMs }) => firstMs > place.atMs && firstMs < endMs + PATIENCE_MS / 4);
    const newest = states.map(({ changes }) => changes.at(-1)?.text ?? '').join('');
    pairs.push({ heard: newest, said: sentence.text });
    for (const { word, shownMs } of matchedCharacters(sentence.words, states))
      characterMs.push(shownMs - (place.atMs + word.endMs));
    const final = states
      .flatMap(({ changes }) => changes.filter(({ isFinal }) => isFinal).map(({ atMs }) => atMs))
      .at(-1);
    if (final !== undefined) finalMs.push(final - endMs);
  }
  return {
    conditions: {
      sentences: laid.length,
      notFoundInTheMicrophone: unheard,
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
      { name: 'character error rate', value: errorRate(pairs), unit: '%' },
    ],
  };
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

export type Read = {
  readonly firstMs: number;
  readonly changes: readonly { readonly atMs: number; readonly text: string; readonly isFinal: boolean }[];
};
type Reading = { readCaptions: { firstMs: number; changes: { atMs: number; text: string; isFinal: boolean }[] }[] };

async function followCaptions(page: Page): Promise<void> {
  await page.getByRole('button', { name: '更多', exact: true }).click();
  await page.getByRole('menuitemradio', { name: '显示字幕', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: '字幕' }).waitFor();
  await page.evaluate(() => {
    const reading = window as unknown as Reading;
    reading.readCaptions = [];
    const known = new WeakMap<Element, Reading['readCaptions'][number]>();
    const look = (): void => {
      const atMs = performance.timeOrigin + performance.now();
      for (const line of document.querySelectorAll('.captions-line')) {
        const one = known.get(line) ?? { firstMs: atMs, changes: [] };
        if (!known.has(line)) {
          known.set(line, one);
          reading.readCaptions.push(one);
        }
        const text = line.querySelector('.captions-text')?.textContent ?? '';
        const isFinal = line.classList.contains('captions-final');
        const last = one.changes.at(-1);
        if (last?.text !== text || last.isFinal !== isFinal) one.changes.push({ atMs, text, isFinal });
      }
    };
    // After the next frame it is on the screen.
    new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
}
