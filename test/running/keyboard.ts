// Walks a page with the Tab key alone: says what it does not reach, and where one cannot see the focus.
import type { Page } from 'playwright-core';

/** More stops than any page has. */
const MOST = 200;

/** A sentence for each thing that is wrong; the focus begins at the top of the page and must come out at its end. */
export async function wrongByKeyboard(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  await page.evaluate(() => {
    // Without it the walk would begin where the page has put the focus, at its heading.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  for (let stops = 0; ; stops += 1) {
    if (stops === MOST) return [...wrong, 'the keyboard does not come out again'];
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      // A field for a date has several stops of its own.
      const stays = element.getAttribute('data-walked') === 'last';
      if (element.hasAttribute('data-walked') && !stays) return null;
      document.querySelector('[data-walked="last"]')?.setAttribute('data-walked', '');
      element.setAttribute('data-walked', 'last');
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        words: (element.getAttribute('aria-label') ?? element.textContent).trim() || element.outerHTML.slice(0, 80),
        // The sign that opens the calendar marks itself, inside the field.
        seen: stays || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2),
      };
    });
    if (stop === null) break;
    if (!stop.seen) wrong.push(`no visible focus: ${stop.words}`);
  }
  const missed = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled',
      ),
    ]
      // What a menu or a group of tabs moves through by arrow keys says so with a tabindex of its own.
      .filter((element) => element.checkVisibility() && element.tabIndex >= 0 && !element.hasAttribute('data-walked'))
      .map(
        (element) =>
          (element.getAttribute('aria-label') ?? element.textContent).trim() || element.outerHTML.slice(0, 80),
      ),
  );
  return [...wrong, ...missed.map((words) => `not reached by keyboard: ${words}`)];
}
