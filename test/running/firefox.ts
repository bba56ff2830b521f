// A real Firefox with a made-up camera and microphone, driven by WebDriver BiDi, for tests; found by its words on screen and pressed with a mouse.
import { type Browser, launch, type Page } from 'puppeteer-core';

const PROGRAM = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  // Nobody sits there to press "allow".
  'media.navigator.permission.disabled': true,
  'intl.accept_languages': 'zh-CN',
  'ui.prefersReducedMotion': 1,
};
const FOUND_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

export type FirefoxPerson = {
  readonly page: Page;
  /** Errors of the page, and requests to elsewhere. */
  readonly complaints: readonly string[];
  /** Waits for a button that says exactly this and can be pressed, then clicks at its middle. */
  press(name: string): Promise<void>;
  /** Waits until the page shows this. */
  shows(words: string | RegExp): Promise<void>;
  close(): Promise<void>;
};

/** `first` runs in the page before anything of ours. */
export async function openFirefox(first: () => void): Promise<FirefoxPerson> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: PROGRAM,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
    defaultViewport: { width: 1280, height: 800 },
  });
  return person(browser, first).catch(async (error: unknown) => {
    await browser.close();
    throw error;
  });
}

async function person(browser: Browser, first: () => void): Promise<FirefoxPerson> {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(first);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(`request to elsewhere: ${hostname}`);
  });

  // The library's own waiting makes functions from text in the page, which our security policy forbids: look again and again from here.
  const until = async <Value>(what: string, look: () => Promise<Value | null>): Promise<Value> => {
    const end = performance.now() + FOUND_WITHIN_MS;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > end) throw new Error(`${what} did not come; the page says: ${await wordsOf(page)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };

  return {
    page,
    complaints,
    press: async (name) => {
      const { x, y } = await until(`the button “${name}”`, () => page.evaluate(middleOfButton, name));
      await page.mouse.click(x, y);
    },
    shows: async (words) => {
      await until(`“${String(words)}”`, async () => {
        const shown = await wordsOf(page);
        return (typeof words === 'string' ? shown.includes(words) : words.test(shown)) ? true : null;
      });
    },
    close: () => browser.close(),
  };
}

// biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not shown
const wordsOf = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText);

/** Runs in the page. Nothing while the button is missing, disabled or covered by something else. */
function middleOfButton(name: string): { x: number; y: number } | null {
  for (const button of document.querySelectorAll('button')) {
    const said = button.getAttribute('aria-label') ?? button.textContent;
    if (said.trim() !== name || button.disabled || button.getAttribute('aria-disabled') === 'true') continue;
    button.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = button.getBoundingClientRect();
    const middle = { x: left + width / 2, y: top + height / 2 };
    const hit = document.elementFromPoint(middle.x, middle.y);
    if (width > 0 && hit !== null && button.contains(hit)) return middle;
  }
  return null;
}
