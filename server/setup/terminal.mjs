// Says what set-up is doing, line by line, and how far it is.

/** A failure whose message is a sentence for the person at the terminal. */
export class SetupError extends Error {}

const live = Boolean(process.stdout.isTTY) && !process.env.CI;
const NEWS_EVERY_MS = live ? 1000 : 20_000;

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {number} since milliseconds of `Date.now()` */
export function secondsSince(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs `work` as a step with a title; `work` is handed a function that takes how far it is ("45/120"), and
 * may return a sentence on how it went. On a terminal the step's line is rewritten; in a log there is a new line every 20 s.
 */
export async function step(title, work) {
  const startedAt = Date.now();
  let news = '';
  const write = () => {
    const line = `${title} … ${Math.round((Date.now() - startedAt) / 1000)} s${news && ` · ${news}`}`;
    process.stdout.write(live ? `\r\x1b[2K${line.slice(0, (process.stdout.columns || 80) - 1)}` : `${line}\n`);
  };
  say(title);
  const timer = setInterval(write, NEWS_EVERY_MS);
  try {
    const how = await work((text) => {
      news = text;
    });
    clearInterval(timer);
    const indent = ' '.repeat(title.indexOf(']') + 2);
    say(`${live ? '\r\x1b[2K' : ''}${indent}${how || 'done'} (${secondsSince(startedAt)})`);
  } catch (error) {
    clearInterval(timer);
    if (live) process.stdout.write('\r\x1b[2K');
    throw error;
  }
}
