// A letter signed on paper comes back as a scan: filed from the case page, kept bit for bit, and found again by an archivist who knows the number of the case.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const run = promisify(execFile);

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let person: Person;
let folder: string;
const letterId = crypto.randomUUID();

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-scan-'));
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
  await clerk.ask('enter', {});
  const signerId = hearing.participants[0]?.personId ?? '';
  const { title, text } = await clerk.ask('draftLetter', { signerId });
  await clerk.ask('prepareLetter', { letterId, signerId, title, text });
  clerk.close();
  person = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  person.page.setDefaultTimeout(30_000);
});
afterAll(async () => {
  await person?.browser.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

const filePath = `/api/letters/${letterId}/file`;

it('is filed from the case page by the clerk, who is named as witness, and kept bit for bit', async () => {
  const { page } = person;
  const printed = await office.staff.clerk.browser.fetch(`/api/letters/${letterId}/print.pdf`);
  await writeFile(join(folder, 'print.pdf'), Buffer.from(await printed.arrayBuffer()));
  // As a scanner or a phone makes it of the sheet.
  await run('pdftoppm', ['-jpeg', '-r', '150', '-singlefile', join(folder, 'print.pdf'), join(folder, 'scan')]);
  await continueAs(person, office.staff.clerk.browser);
  await page.goto(`${server.origin}/cases/${hearing.caseId}`);
  const letter = page.locator('.kept-letter');
  await letter.locator('input[type=file]').first().setInputFiles(join(folder, 'scan.jpg'));
  await letter.getByRole('button', { name: '存入案卷', exact: true }).click();
  await letter.getByText('扫描件已存入案卷').waitFor();
  await letter.locator(`a[href="${filePath}"]`).waitFor();
  await letter.getByText('林书记员').first().waitFor();
  await page.screenshot({ path: join(OUTPUT, 'scan-filed.png'), fullPage: true });
  expect(await objectionsTo(page)).toEqual([]);
  const kept = await office.staff.clerk.browser.fetch(filePath);
  expect(Buffer.from(await kept.arrayBuffer()).equals(await readFile(join(folder, 'scan.jpg')))).toBe(true);
});

it('is found by an archivist who knows the number of the case', async () => {
  const { page } = person;
  await continueAs(person, office.staff.archivist.browser);
  const { number } = await office.staff.archivist.browser.call('caseDetail', {}, hearing.caseId);
  await page.goto(`${server.origin}/cases`);
  await page.getByRole('searchbox').fill(number);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: number }).click();
  await page.locator(`.kept-letter a[href="${filePath}"]`).waitFor();
});
