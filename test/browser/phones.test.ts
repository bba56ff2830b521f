// What people's phones open the link with: WeChat, a browser of 2021, and one that cannot run us at all.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { inviteOne, type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { enterByLink } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const PHONE: Look = { size: 'phone', language: 'zh-CN' };

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let person: Person | undefined;

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant']);
});
afterEach(async () => {
  await person?.browser.close();
  person = undefined;
});
afterAll(async () => {
  await server?.remove();
});

async function open(look: Look): Promise<Page> {
  person = await openChromium('built-in', look);
  return person.page;
}
const shoot = (page: Page, screen: string) =>
  page.screenshot({ path: join(OUTPUT, `phones-${screen}.png`), fullPage: true });
const linkFor = async (name: string) => (await inviteOne(office, hearing.hearingId, 'complainant', name)).url;

describe('inside WeChat', () => {
  const IOS = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50';
  const ANDROID =
    'Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile MicroMessenger/8.0.50';
  it.each([
    { look: { ...PHONE, userAgent: IOS }, says: '在默认浏览器中打开', copy: '复制链接', done: '已复制' },
    { look: { ...PHONE, userAgent: ANDROID, dark: true }, says: '在浏览器打开', copy: '复制链接', done: '已复制' },
    {
      look: { size: 'phone', language: 'en-US', userAgent: IOS } as const,
      says: 'Open in Default Browser',
      copy: 'Copy the link',
      done: 'Copied',
    },
  ])('the page shows “$says” in a picture and keeps the link whole', async ({ look, says, copy, done }) => {
    const page = await open(look);
    const link = await linkFor('微信用户');
    await page.goto(link);
    // Chromium asks nobody here, as WeChat does not either: the old way has to do.
    await page.getByRole('button', { name: copy }).click();
    await page.getByText(done).waitFor();
    await expect(page.locator('svg.wechat-picture').textContent()).resolves.toContain(says);
    expect(page.url()).toBe(link);
    await shoot(page, `wechat-${look.language.slice(0, 2)}-${look.userAgent === IOS ? 'ios' : 'android'}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  });
});

/** Runs in the page, before anything of ours: takes away what came to browsers after Safari 15.0 and Chrome 90. */
function forgetNewerThings(): void {
  const forget = (owner: object, names: readonly string[]): void => {
    for (const name of names) Reflect.deleteProperty(owner, name);
  };
  forget(Object, ['hasOwn', 'groupBy']);
  forget(Promise, ['withResolvers', 'try']);
  forget(Array, ['fromAsync']);
  forget(Array.prototype, ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with']);
  forget(String.prototype, ['at', 'isWellFormed', 'toWellFormed']);
  forget(Map, ['groupBy']);
  forget(Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']);
  forget(AbortSignal, ['any', 'timeout']);
  forget(AbortSignal.prototype, ['throwIfAborted']);
  forget(Crypto.prototype, ['randomUUID']);
  forget(Element.prototype, ['checkVisibility']);
  forget(HTMLElement.prototype, ['inert', 'popover', 'showPopover', 'hidePopover']);
  forget(HTMLMediaElement.prototype, ['setSinkId', 'sinkId']);
  forget(HTMLVideoElement.prototype, ['requestVideoFrameCallback']);
  forget(Navigator.prototype, ['wakeLock', 'permissions', 'userAgentData', 'scheduling']);
  forget(window, ['structuredClone', 'BroadcastChannel', 'requestIdleCallback', 'scheduler', 'navigation', 'Iterator']);
}

it('a browser of 2021 goes the whole way to the waiting room', async () => {
  const page = await open(PHONE);
  await page.addInitScript(forgetNewerThings);
  await enterByLink(page, await linkFor('旧手机'));
  await shoot(page, 'older-waiting');
  expect(person?.complaints).toEqual([]);
});

it('a browser too old for a call is told so, with what to do, before it asks for a camera', async () => {
  const page = await open({
    ...PHONE,
    userAgent: 'Mozilla/5.0 (Windows NT 6.1; rv:109.0) Gecko/20100101 Firefox/115.0',
  });
  // Newer Chromium tells its version a second way.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'userAgentData'));
  await page.goto(await linkFor('旧电脑'));
  await page.getByRole('button', { name: '我同意' }).click();
  await page.getByText('这个浏览器不支持视频听证。').waitFor();
  await page.getByText('请更新这个浏览器').waitFor();
  await shoot(page, 'too-old');
});

it('a browser that runs none of our scripts shows a sentence instead of nothing', async () => {
  const page = await open(PHONE);
  await page.route('**/*.js', (route) => route.abort());
  await page.goto(server.origin);
  const words = page.getByText('如果这里一直空白');
  expect(await words.isVisible()).toBe(false);
  // It waits for a slow network first.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  await words.waitFor();
  await shoot(page, 'no-scripts');
});
