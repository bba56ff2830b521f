// What a reader's page showed of what others said: every change of every caption with its time, and what of drawn sentences became of it.
import { setImmediate } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { matchedCharacters } from './caption-match.ts';
import type { Person } from './chromium.ts';
import type { DrawnSentence, Laid } from './drawn-speech.ts';
import { RATE } from './speech.ts';
import { type Found, find, laidOut, lowered, type Sound } from './waveform.ts';

/** What was said is read no later than this, or not at all. */
export const PATIENCE_MS = 8_000;
/** After a sentence's end its words are still on their way. */
const FIRST_WORDS_MS = 2_000;
const SURE = 0.5;
/** The microphone's file begins when the microphone is opened, about. */
const ABOUT_MS = 4_000;

export type Read = {
  readonly name: string;
  readonly firstMs: number;
  readonly changes: readonly { readonly atMs: number; readonly text: string; readonly isFinal: boolean }[];
};
type Reading = {
  readCaptions: { name: string; firstMs: number; changes: { atMs: number; text: string; isFinal: boolean }[] }[];
};

/** Switches the captions on and keeps, from now on, what they show. */
export async function followCaptions(page: Page): Promise<void> {
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
        const name = line.querySelector('.captions-name')?.textContent ?? '';
        const one = known.get(line) ?? { name, firstMs: atMs, changes: [] };
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

export const captionsRead = (page: Page): Promise<readonly Read[]> =>
  page.evaluate(() => (window as unknown as Reading).readCaptions);

/** What a person's page heard of their microphone, on the clock of the day, once for each time it was opened. */
export async function heardBy(person: Person): Promise<Sound[]> {
  const taps = (await person.heard()).filter(({ pieces }) => pieces.length > 100);
  return taps.map(({ zeroMs, pieces }) => {
    const { startMs, samples } = laidOut(pieces);
    return { startMs: zeroMs + startMs, samples };
  });
}

export type Captioned = {
  readonly sentence: DrawnSentence;
  readonly startMs: number;
  readonly endMs: number;
  /** Newest state of all captions of this sentence, joined. */
  readonly text: string;
  /** When each word that was read was first shown, and when it had been said. */
  readonly words: readonly { readonly saidMs: number; readonly shownMs: number }[];
  readonly finalMs: number | null;
};

/**
 * Each sentence that is found in what the speaker's page heard, with what was read of it. Between two searches this
 * process turns to its other work: a socket of the same process that answers no ping for some seconds loses its seat.
 */
export async function captioned(
  laid: readonly Laid[],
  heard: readonly Sound[],
  read: readonly Read[],
): Promise<Captioned[]> {
  const found: Captioned[] = [];
  for (const { sentence, startMs } of laid) {
    const wanted = lowered(sentence.samples, RATE);
    let place: Found = { atMs: Number.NaN, correlation: 0 };
    for (const sound of heard) {
      const about = sound.startMs + startMs;
      const here = find(wanted, sound, about - ABOUT_MS, about + ABOUT_MS);
      if (here.correlation > place.correlation) place = here;
      await setImmediate();
    }
    if (place.correlation < SURE) continue;
    const { atMs } = place;
    const endMs = atMs + (sentence.samples.length / RATE) * 1_000;
    const states = read.filter(({ firstMs }) => firstMs > atMs && firstMs < endMs + FIRST_WORDS_MS);
    const finals = states.flatMap(({ changes }) => changes.filter(({ isFinal }) => isFinal));
    found.push({
      sentence,
      startMs: atMs,
      endMs,
      text: states.map(({ changes }) => changes.at(-1)?.text ?? '').join(''),
      words: matchedCharacters(sentence.words, states).map(({ word, shownMs }) => ({
        saidMs: atMs + word.endMs,
        shownMs,
      })),
      finalMs: finals.at(-1)?.atMs ?? null,
    });
  }
  return found;
}
