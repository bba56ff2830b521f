// editor: a transcript of three thousand sentences in a real browser; a sentence in its middle is typed anew, and the browser itself says how long each key took to be painted. Arguments: sentences, keys.
import { join } from 'node:path';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import { openChromium } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { openOffice, prepareHearing } from '../running/prepared.ts';
import { randomFrom } from '../running/random.ts';
import { startServer } from '../running/server.ts';
import { type Benchmark, percentile } from './figures.ts';

const CHARACTERS = 15;
/** The browser tells nothing of what is faster. */
const FASTEST_TOLD_MS = 16;

/** A fast typist. */
const BETWEEN_MS = 60;

type Typing = { keysMs: number[] };

export const run: Benchmark = async (args) => {
  const [sentences = 3_000, keys = 200] = args.map(Number);
  let server = await startServer();
  try {
    const office = await openOffice(server);
    const hearing = await prepareHearing(office, ['complainant', 'officer', 'officer']);
    await server.stop();
    await fill(
      server.dataDir,
      hearing.hearingId,
      [hearing.chairId, hearing.participants[0]?.personId ?? ''],
      sentences,
    );
    server = await server.again();
    const person = await openChromium('none', { size: 'desktop', language: 'zh-CN' });
    try {
      const { page } = person;
      await continueAs(person, office.staff.prosecutor.browser);
      const beganMs = performance.now();
      await page.goto(`${server.origin}/hearings/${hearing.hearingId}/transcript`);
      const row = page.locator('.line').nth(Math.floor(sentences / 2));
      await row.scrollIntoViewIfNeeded();
      const shownMs = performance.now() - beganMs;
      await row.locator('.line-when').click();
      await row.getByRole('button', { name: /^修改/ }).click();
      const field = page.getByRole('textbox', { name: '这一句的文字' });
      await field.fill('');
      await page.evaluate((fastest) => {
        const typing = window as unknown as Typing;
        typing.keysMs = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (entry.name === 'keydown') typing.keysMs.push(entry.duration);
        }).observe({ type: 'event', durationThreshold: fastest } as PerformanceObserverInit);
      }, FASTEST_TOLD_MS);
      // By the keyboard alone: looking for the field again by its name holds the page up for longer than any key.
      await field.focus();
      await page.keyboard.type(Array.from({ length: keys }, (_, n) => 'abcdefghij'[n % 10]).join(''), {
        delay: BETWEEN_MS,
      });
      expectTyped(await field.inputValue(), keys);
      const told = await page.evaluate(
        () =>
          new Promise<number[]>((resolve) =>
            requestAnimationFrame(() => setTimeout(() => resolve((window as unknown as Typing).keysMs), 100)),
          ),
      );
      const all = [...told, ...Array.from({ length: Math.max(0, keys - told.length) }, () => FASTEST_TOLD_MS)];
      const rows = await page.locator('.line').count();
      return {
        conditions: {
          sentences: rows,
          charactersOfASentence: CHARACTERS,
          keys,
          slowerThanToldMs: FASTEST_TOLD_MS,
          toldOf: told.length,
        },
        figures: [
          { name: 'key to paint, p95', value: percentile(all, 0.95), unit: 'ms' },
          { name: 'key to paint, slowest', value: percentile(all, 1), unit: 'ms' },
          { name: 'address to a sentence in the middle', value: shownMs / 1_000, unit: 's' },
        ],
      };
    } finally {
      await person.browser.close();
    }
  } finally {
    await server.remove();
  }
};

/** What a hearing of some hours leaves behind. */
async function fill(dataDir: string, hearingId: string, speakers: readonly string[], sentences: number): Promise<void> {
  const archive = await Archive.open({ dataDir, log: { info() {}, warn() {}, error() {} } });
  const random = randomFrom(5);
  const recordingId = crypto.randomUUID();
  await archive.recordings.start(SERVER, hearingId, {
    ...{ id: recordingId, zeroAtMs: Date.now(), directory: join('recordings', recordingId) },
  });
  for (let segment = 0; segment < sentences; segment++) {
    const startMs = segment * 4_000;
    const words = Array.from({ length: CHARACTERS }, (_, index) => ({
      ...{ text: String.fromCodePoint(0x4e00 + Math.floor(random() * 3_000)), startMs: startMs + index * 200 },
      probability: random(),
    }));
    const speaker = segment % speakers.length;
    await archive.words.addLine({
      ...{ recordingId, trackId: `track-${speaker}`, ownerId: speakers[speaker] ?? '', segment, words },
      text: words.map(({ text }) => text).join(''),
    });
  }
  await archive.close();
}

function expectTyped(value: string, keys: number): void {
  if (value.length !== keys) throw new Error(`${value.length} of ${keys} characters arrived`);
}
