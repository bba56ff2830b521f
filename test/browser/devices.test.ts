// Cameras and microphones that fail: each failure is a clear sentence with what to do, and the person can take part all the same.
import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { type Devices, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let person: Person | undefined;
let next = 0;

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant', 'officer', 'officer', 'expert']);
});
afterEach(async () => {
  await person?.browser.close();
});
afterAll(async () => {
  await server?.remove();
});

/** The devices page of a person of their own, with these devices; `before` runs in the page before anything of ours. */
async function devicesPage(devices: Devices, before?: () => void): Promise<Person['page']> {
  const one = hearing.participants[next];
  next += 1;
  if (one === undefined) throw new Error('nobody left');
  person = await openChromium(devices, { size: 'phone', language: 'zh-CN' });
  if (before !== undefined) await person.context.addInitScript(before);
  await continueAs(person, one.browser);
  await person.page.goto(`${server.origin}/h/${one.personId}`);
  return person.page;
}

async function goesOnListening(page: Person['page']): Promise<void> {
  await page.getByRole('button', { name: /^我只听/ }).click();
  await page.getByRole('button', { name: '进入', exact: true }).click();
  await page.getByRole('heading', { name: '您在候场室' }).waitFor();
}

it('says what to do when they are refused, and lets the person listen', async () => {
  const page = await devicesPage('refused');
  await page
    .getByText(/没有得到使用.*的许可/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: '再试一次' }).first().waitFor();
  await goesOnListening(page);
});

it('says what to do when there are none, and lets the person listen', async () => {
  const page = await devicesPage('none');
  await page
    .getByText(/没有找到/)
    .first()
    .waitFor();
  await goesOnListening(page);
});

it('says what to do when another program uses the camera, and opens it when it is free again', async () => {
  const page = await devicesPage('built-in', () => {
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => {
      const busy = (window as unknown as { cameraIsFree?: boolean }).cameraIsFree !== true;
      return constraints?.video && busy
        ? Promise.reject(new DOMException('in use', 'NotReadableError'))
        : original(constraints);
    };
  });
  await page
    .getByText(/正被别的程序占用/)
    .first()
    .waitFor();
  await page.evaluate(() => {
    (window as unknown as { cameraIsFree?: boolean }).cameraIsFree = true;
  });
  await page.getByRole('button', { name: '再试一次' }).first().click();
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
  await page.getByRole('button', { name: '画面是我，能看到、听到我' }).waitFor();
});

it('tells a person whose camera ends, and opens it again', async () => {
  const page = await devicesPage('built-in');
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
  await page.evaluate(() => {
    for (const video of document.querySelectorAll('video')) {
      const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
      track?.stop();
      // A camera that is pulled out ends its track with this event; a fake one cannot be pulled out.
      track?.dispatchEvent(new Event('ended'));
    }
  });
  await page
    .getByText(/摄像头断开了/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: '再试一次' }).first().click();
  await page
    .getByText(/摄像头断开了/)
    .first()
    .waitFor({ state: 'detached' });
});
