// What people do on the screens, by clicking and typing only, as a test or a benchmark needs it. Chinese unless said otherwise.
import type { Page } from 'playwright-core';

const PASSWORD = '一个足够长的密码 2026';
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
const choose = (page: Page, label: string, option: string) =>
  page.getByLabel(label, { exact: true }).selectOption({ label: option });

/** The link of the very first start. */
export async function becomeAdministrator(page: Page, firstLink: string): Promise<void> {
  await page.goto(firstLink);
  await fill(page, '用户名', 'admin');
  await fill(page, '姓名', '管理员');
  await fill(page, '新密码', PASSWORD);
  await press(page, '保存并登录');
  await page.getByRole('heading', { name: '账号', exact: true }).waitFor();
}

/** @returns the one-time link that is shown once */
export async function makeAccount(page: Page, displayName: string, loginName: string, role: string): Promise<string> {
  await page.getByRole('link', { name: '账号', exact: true }).first().click();
  await page.getByRole('link', { name: '新建账号' }).first().click();
  await fill(page, '姓名', displayName);
  await fill(page, '用户名', loginName);
  await choose(page, '岗位', role);
  await press(page, '建立账号');
  return page.getByLabel('一次性链接', { exact: true }).inputValue();
}

export async function choosePassword(page: Page, oneTimeLink: string): Promise<void> {
  await page.goto(oneTimeLink);
  await fill(page, '新密码', PASSWORD);
  await press(page, '保存并登录');
}

export async function signIn(page: Page, origin: string, loginName: string): Promise<void> {
  await page.goto(origin);
  await fill(page, '用户名', loginName);
  await fill(page, '密码', PASSWORD);
  await press(page, '登录');
}

export async function signOut(page: Page, displayName: string): Promise<void> {
  await page.getByRole('button', { name: displayName }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByRole('heading', { name: '工作人员登录' }).waitFor();
}

export type NewPerson = { readonly role: string; readonly name: string };

/** A case and a hearing in it, chaired by whoever is signed in; with everybody's link. */
export async function prepareHearing(
  page: Page,
  caseNumber: string,
  title: string,
  people: readonly NewPerson[],
): Promise<Readonly<Record<string, string>>> {
  await page.getByRole('link', { name: '案件', exact: true }).first().click();
  await page.getByRole('link', { name: '新建案件' }).first().click();
  await fill(page, '案号', caseNumber);
  await fill(page, '案件名称', title);
  await press(page, '建立案件');
  await page.getByRole('link', { name: '新建听证' }).first().click();
  await press(page, '建立听证');
  await press(page, '由我主持');
  await page.getByText('已加入：').waitFor();
  for (const { role, name } of people) {
    await choose(page, '角色', role);
    await fill(page, '姓名', name);
    await press(page, '加入');
    await page.getByText(`已加入：${name}`).waitFor();
  }
  await press(page, '排期');
  await press(page, '为所有人生成链接');
  const links: Record<string, string> = {};
  for (const { name } of people) links[name] = await page.getByLabel(`${name}的个人链接`, { exact: true }).inputValue();
  return links;
}

/** The staff's way into the room, from the set-up page or today's hearings. */
export async function enterAsStaff(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^进入听证室/ })
    .first()
    .click();
  await press(page, '进入听证室');
  await page.getByRole('region', { name: '议程', exact: true }).waitFor();
}

/** Three taps from link to waiting room. `shoot` is called on each screen. */
export async function enterByLink(
  page: Page,
  link: string,
  shoot: (screen: string) => Promise<void> = async () => {},
): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: '我同意' }).waitFor();
  await shoot('notice');
  await press(page, '我同意');
  const confirm = page.getByRole('button', { name: '画面是我，能看到、听到我' });
  await confirm.waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
  await shoot('devices');
  await confirm.click();
  await page.getByRole('button', { name: '进入', exact: true }).waitFor();
  await shoot('ready');
  await press(page, '进入');
  await page.getByRole('heading', { name: '您在候场室' }).waitFor();
  await shoot('waiting');
}

export async function admit(chair: Page, name: string): Promise<void> {
  await press(chair, `请进：${name}`);
}

export async function openHearing(chair: Page): Promise<void> {
  await press(chair, '宣布开始（开始录制）');
  await chair
    .getByText(/步骤 1\//)
    .first()
    .waitFor({ timeout: 30_000 });
}

export async function nextStage(chair: Page, stage: string): Promise<void> {
  await press(chair, `下一步：${stage}`);
  await chair.getByRole('button', { name: `下一步：${stage}`, exact: true }).waitFor({ state: 'detached' });
}

export async function closeHearing(chair: Page): Promise<void> {
  await press(chair, '闭会');
  await press(chair, '宣布闭会');
  await chair.getByRole('heading', { name: '听证已经结束' }).waitFor({ timeout: 30_000 });
}

export async function leaveHearing(page: Page): Promise<void> {
  await press(page, '离开');
  await press(page, '离开听证');
  await page.getByRole('button', { name: '回到听证', exact: true }).waitFor();
}

/** People whose pictures really move on this page now. */
export async function picturesOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const videos = [...document.querySelectorAll('video')].filter((video) => video.videoWidth > 0 && !video.paused);
    const before = videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return videos.filter((video, index) => video.getVideoPlaybackQuality().totalVideoFrames > (before[index] ?? 0))
      .length;
  });
}

/** A letter from the template, as it stands. */
export async function prepareLetter(host: Page, name: string): Promise<void> {
  await press(host, `为${name}准备承诺书`);
  await host.getByLabel('正文', { exact: true }).waitFor();
  await press(host, '保存');
  await host.getByRole('button', { name: `向${name}出示`, exact: true }).waitFor();
}

/** On the sheet: page by page to the end, as somebody does who does not scroll. */
export async function readLetter(signer: Page): Promise<void> {
  const read = signer.getByRole('button', { name: '我已阅读', exact: true });
  await read.waitFor();
  const onward = signer.getByRole('button', { name: '往下读', exact: true });
  // It goes away by itself as soon as the end is on screen, perhaps just before it is pressed.
  while (await onward.isVisible()) await onward.click({ timeout: 2_000 }).catch(() => undefined);
  await read.click();
  await signer.getByRole('img', { name: /^签名处/ }).waitFor();
}

type Stroke = readonly (readonly [x: number, y: number])[];
/** The character 王, in parts of the pad. */
const NAME: readonly Stroke[] = [
  [
    [0.2, 0.25],
    [0.8, 0.25],
  ],
  [
    [0.25, 0.5],
    [0.75, 0.5],
  ],
  [
    [0.5, 0.25],
    [0.5, 0.75],
  ],
  [
    [0.15, 0.75],
    [0.85, 0.75],
  ],
];
const STEPS = 6;

async function strokesOn(signer: Page): Promise<{ x: number; y: number }[][]> {
  const box = await signer.getByRole('img', { name: /^签名处|^Signature/ }).boundingBox();
  if (box === null) throw new Error('no pad');
  return NAME.map(([from = [0, 0], to = [0, 0]]) =>
    Array.from({ length: STEPS + 1 }, (_, step) => ({
      x: box.x + box.width * (from[0] + ((to[0] - from[0]) * step) / STEPS),
      y: box.y + box.height * (from[1] + ((to[1] - from[1]) * step) / STEPS),
    })),
  );
}

export async function writeByFinger(signer: Page): Promise<void> {
  const tools = await signer.context().newCDPSession(signer);
  for (const [first, ...rest] of await strokesOn(signer)) {
    if (first === undefined) continue;
    await tools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [first] });
    for (const point of rest) await tools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
    await tools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
  await tools.detach();
}

export async function writeByMouse(signer: Page): Promise<void> {
  for (const [first, ...rest] of await strokesOn(signer)) {
    if (first === undefined) continue;
    await signer.mouse.move(first.x, first.y);
    await signer.mouse.down();
    for (const { x, y } of rest) await signer.mouse.move(x, y);
    await signer.mouse.up();
  }
}
