// The participant's first page as a phone loads it: a fresh link in a fresh browser, and what scripts it needed until it could be used.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { openChromium } from './chromium.ts';
import { type Office, prepareHearing } from './prepared.ts';

/** `roundTripMs` and `bitsPerSecond` of the network, `slowdown` of the processor. */
export type Throttle = { readonly roundTripMs: number; readonly bitsPerSecond: number; readonly slowdown: number };
export type FirstPage = {
  /** From opening the link to the first button that can be pressed. */
  readonly usableAfterMs: number;
  /** Sizes of all its scripts, each compressed by itself: by gzip, as a cautious measure, and by Brotli, as they are served. */
  readonly gzipBytes: number;
  readonly brotliBytes: number;
  readonly scripts: number;
};

/** A personal link that nobody has opened yet. */
export async function freshLink(office: Office): Promise<string> {
  const { prosecutor } = office.staff;
  const { hearingId } = await prepareHearing(office);
  const person = { id: crypto.randomUUID(), role: 'expert', name: '李鉴定人' } as const;
  await prosecutor.browser.call('addPerson', person, hearingId);
  return (await prosecutor.browser.call('invite', {}, person.id)).url;
}

export async function loadFirstPage(link: string, throttle?: Throttle): Promise<FirstPage> {
  const { browser, context, page } = await openChromium('built-in', { size: 'phone', language: 'zh-CN' });
  try {
    if (throttle !== undefined) {
      const tools = await context.newCDPSession(page);
      const bytesPerSecond = throttle.bitsPerSecond / 8;
      await tools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: throttle.roundTripMs,
        downloadThroughput: bytesPerSecond,
        uploadThroughput: bytesPerSecond,
      });
      await tools.send('Emulation.setCPUThrottlingRate', { rate: throttle.slowdown });
    }
    const startedAt = performance.now();
    await page.goto(link);
    await page.getByRole('button', { name: '我同意' }).click({ trial: true });
    return { usableAfterMs: performance.now() - startedAt, ...(await weightOf(page)) };
  } finally {
    await browser.close();
  }
}

async function weightOf(page: Page): Promise<Omit<FirstPage, 'usableAfterMs'>> {
  const paths = await page.evaluate(() => {
    const entries = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    return [...new Set(entries)].filter((path) => path.endsWith('.js'));
  });
  let [gzipBytes, brotliBytes] = [0, 0];
  for (const path of paths) {
    const file = new URL(`../../client/dist${path}`, import.meta.url);
    gzipBytes += gzipSync(await readFile(file)).byteLength;
    brotliBytes += (await readFile(new URL(`${file.href}.br`))).byteLength;
  }
  return { gzipBytes, brotliBytes, scripts: paths.length };
}
