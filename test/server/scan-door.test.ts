// Scans of letters signed by hand, through the running product: sent in pieces, looked at, filed bit for bit, and refused.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sending, sendScan } from '../../client/desk/letters/send-scan.ts';
import { LETTER_LIMITS, letterFilePath, SCAN_UPLOADS } from '../../server/protocol/letter.ts';
import { Browserless, type Tab } from '../running/browserless.ts';
import { type Office, openOffice, prepareHearing } from '../running/prepared.ts';
import { drawPicture, withLyingSize, writePdf } from '../running/scans.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;
let office: Office;
let folder: string;
const open: Tab[] = [];
const someId = () => crypto.randomUUID();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-door-'));
  server = await startServer();
  office = await openOffice(server);
});
afterAll(async () => {
  for (const tab of open) tab.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A letter that was prepared and is to be signed by hand. */
async function letter() {
  const hearing = await prepareHearing(office);
  const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
  open.push(clerk);
  await clerk.ask('enter', {});
  const signerId = hearing.participants[0]?.personId ?? '';
  const letterId = someId();
  await clerk.ask('prepareLetter', { letterId, signerId, ...(await clerk.ask('draftLetter', { signerId })) });
  const filed = async () =>
    (await office.staff.clerk.browser.call('hearingDetail', {}, hearing.hearingId)).letters.find(
      (one) => one.letterId === letterId,
    );
  return { letterId, hearing, clerk, filed };
}

const TUS = { 'tus-resumable': '1.0.0' };
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const metadata = (letterId: string, bytes: Uint8Array): string =>
  `letterId ${btoa(letterId)},sha256 ${btoa(sha256(bytes))},filename ${btoa('../../evil.html')}`;

function begin(browser: Browserless, letterId: string, bytes: Uint8Array, over: Record<string, string> = {}) {
  const headers = { ...TUS, 'upload-length': String(bytes.byteLength), 'upload-metadata': metadata(letterId, bytes) };
  return browser.fetch(SCAN_UPLOADS, { method: 'POST', headers: { ...headers, ...over } });
}
async function begun(browser: Browserless, letterId: string, bytes: Uint8Array): Promise<string> {
  const response = await begin(browser, letterId, bytes);
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}
const piece = (browser: Browserless, url: string, offset: number, bytes: Uint8Array) =>
  browser.fetch(url, {
    method: 'PATCH',
    headers: { ...PIECE, 'upload-offset': String(offset) },
    body: Buffer.from(bytes),
  });
const standing = async (browser: Browserless, url: string): Promise<string | null> =>
  (await browser.fetch(url, { method: 'HEAD', headers: TUS })).headers.get('upload-offset');
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code?: string }).code;

/** As the page sends it, over this browser's line. */
const send = (browser: Browserless, bytes: Uint8Array, letterId: string, over: Partial<Sending> = {}) => {
  const memory = new Map<string, string>();
  return sendScan(new Blob([Buffer.from(bytes)]), letterId, {
    signal: new AbortController().signal,
    onProgress: () => {},
    request: (url, init) => browser.fetch(url, init),
    memory: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    },
    pause: async () => {},
    ...over,
  });
};

/** Large enough for several pieces, and no picture that repeats itself. */
const photograph = async (): Promise<Buffer> => readFile(await drawPicture(join(folder, 'scan.png'), '2480x3508'));
const left = async (): Promise<string[]> => readdir(join(server.dataDir, 'scan-uploads'));

describe('a scan that is filed', () => {
  it('is the same bit for bit, with the clerk as witness, and nothing is left behind', async () => {
    const { letterId, filed, clerk } = await letter();
    const bytes = await photograph();
    const seen: number[] = [];
    const { browser } = office.staff.clerk;
    const receipt = await send(browser, bytes, letterId, { onProgress: ({ sent }) => seen.push(sent) });
    expect(receipt).toEqual({
      letterId,
      sha256: sha256(bytes),
      bytes: bytes.byteLength,
      mediaType: 'image/png',
      pages: 1,
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(await filed()).toMatchObject({
      state: 'witnessed',
      medium: 'paper_scan',
      witnessName: '林书记员',
      sha256: sha256(bytes),
      bytes: bytes.byteLength,
      mediaType: 'image/png',
    });
    await clerk.notice('roomChanged', (change) => change.letters?.[0]?.state === 'witnessed');
    const response = await browser.fetch(letterFilePath(letterId));
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(sha256(bytes));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="?letter-/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await left()).toEqual([]);
  });

  it('goes on where it stood after the line broke in the middle of a piece', async () => {
    const { letterId } = await letter();
    const bytes = await photograph();
    const { browser } = office.staff.clerk;
    const url = await begun(browser, letterId, bytes);
    await cutAfter(url, bytes, 300_000);
    let offset = 0;
    await expect
      .poll(async () => (offset = Number(await standing(browser, url))), { timeout: 10_000 })
      .toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(300_000);
    const last = await piece(browser, url, offset, bytes.subarray(offset));
    expect(last.status).toBe(200);
    expect(await last.json()).toMatchObject({ sha256: sha256(bytes), bytes: bytes.byteLength });
  });

  it('goes on after the server was stopped and started again', async () => {
    const { letterId } = await letter();
    const bytes = await photograph();
    const { browser } = office.staff.clerk;
    const url = await begun(browser, letterId, bytes);
    expect((await piece(browser, url, 0, bytes.subarray(0, 200_000))).status).toBe(204);
    await server.stop();
    server = await server.again();
    expect(await standing(browser, url)).toBe('200000');
    expect((await piece(browser, url, 200_000, bytes.subarray(200_000))).status).toBe(200);
  });

  it('is filed at the next start when the server ended after its last byte', async () => {
    const { letterId, filed } = await letter();
    const bytes = writePdf({ pages: 2 });
    const url = await begun(office.staff.clerk.browser, letterId, bytes);
    await server.stop();
    await writeFile(join(server.dataDir, 'scan-uploads', `${url.split('/').at(-1)}.part`), bytes);
    server = await server.again();
    await expect.poll(async () => (await filed())?.sha256, { timeout: 20_000 }).toBe(sha256(bytes));
  });

  it('is sent by the page through lost requests and lost answers, and filed once', async () => {
    const { letterId, filed } = await letter();
    const bytes = await photograph();
    const { browser } = office.staff.clerk;
    const lostRequests = [1, 3, 6, 9];
    const lostAnswers = [4, 7, 11];
    let count = 0;
    const receipt = await send(browser, bytes, letterId, {
      request: async (url, init) => {
        count += 1;
        if (lostRequests.includes(count)) throw new TypeError('the line is broken');
        const response = await browser.fetch(url, init);
        if (lostAnswers.includes(count)) throw new TypeError('the answer is lost');
        return response;
      },
    });
    expect(count).toBeGreaterThan(11);
    expect(receipt.sha256).toBe(sha256(bytes));
    expect(await filed()).toMatchObject({ sha256: sha256(bytes), state: 'witnessed' });
    expect(await left()).toEqual([]);
  });

  it('is success again when only the last answer was lost', async () => {
    const { letterId, hearing } = await letter();
    const bytes = writePdf();
    let isLost = false;
    const { browser } = office.staff.clerk;
    const receipt = await send(browser, bytes, letterId, {
      request: async (url, init) => {
        const response = await browser.fetch(url, init);
        if (init.method !== 'PATCH' || isLost) return response;
        isLost = true;
        throw new TypeError('the answer is lost');
      },
    });
    expect(receipt.sha256).toBe(sha256(bytes));
    const trail = await browser.call('caseTrail', {}, hearing.caseId);
    expect(trail.filter(({ act }) => act === 'letter.scanned')).toHaveLength(1);
  });

  it('is taken away by who gives it up', async () => {
    const { letterId } = await letter();
    const bytes = await photograph();
    const stop = new AbortController();
    const { browser } = office.staff.clerk;
    const sending = send(browser, bytes, letterId, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  });
});

describe('a scan that is refused', () => {
  it.each([
    ['cut off', 'scan_not_readable', async () => (await photograph()).subarray(0, 20_000)],
    ['a PDF that was cut off', 'scan_not_readable', async () => writePdf({ pages: 3 }).subarray(0, 700)],
    [
      'with a script',
      'scan_active_content',
      async () => writePdf({ catalog: '/OpenAction << /S /JavaScript /JS (1) >>' }),
    ],
    ['of 500 pages', 'scan_too_many_pages', async () => writePdf({ pages: 500 })],
    [
      'of 30,000 x 30,000 pixels',
      'scan_too_large',
      async () => withLyingSize(await drawPicture(join(folder, 'small.png'), '64x64'), 30_000, 30_000),
    ],
    ['that is a page for browsers', 'scan_kind', async () => Buffer.from('<html><script>alert(1)</script></html>')],
  ])('%s: %s', async (_, code, make) => {
    const { letterId, filed } = await letter();
    await expect(send(office.staff.clerk.browser, await make(), letterId)).rejects.toMatchObject({ code });
    expect(await filed()).toMatchObject({ state: 'prepared', sha256: null });
    expect(await left()).toEqual([]);
  });

  it('one byte too large, before a byte of it is sent', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const one = Buffer.from('x');
    const over = await begin(browser, letterId, one, { 'upload-length': String(LETTER_LIMITS.scanBytes + 1) });
    expect([over.status, await codeOf(over)]).toEqual([413, 'scan_too_large']);
    const most = await begin(browser, letterId, one, { 'upload-length': String(LETTER_LIMITS.scanBytes) });
    expect(most.status).toBe(201);
    await browser.fetch(most.headers.get('location') ?? '', { method: 'DELETE', headers: TUS });
    expect((await begin(browser, letterId, one, { 'upload-length': '0' })).status).toBe(415);
  });

  it('longer than it said, and other than it said', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const bytes = writePdf();
    const url = await begun(browser, letterId, bytes);
    const longer = await piece(browser, url, 0, Buffer.concat([bytes, Buffer.from('more')]));
    expect([longer.status, await codeOf(longer)]).toEqual([413, 'too_large']);
    const other = await begun(browser, letterId, bytes);
    const changed = Buffer.from(bytes);
    changed[changed.indexOf('0.5 g')] = '9'.charCodeAt(0);
    const answer = await piece(browser, other, 0, changed);
    expect([answer.status, await codeOf(answer)]).toEqual([500, 'file_damaged']);
    expect((await browser.fetch(other, { method: 'HEAD', headers: TUS })).status).toBe(404);
    await browser.fetch(url, { method: 'DELETE', headers: TUS });
  });

  it('where it does not stand', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const bytes = writePdf();
    const url = await begun(browser, letterId, bytes);
    const wrong = await piece(browser, url, 5, bytes.subarray(5));
    expect([wrong.status, await codeOf(wrong)]).toEqual([409, 'wrong_state']);
    expect(await standing(browser, url)).toBe('0');
    await browser.fetch(url, { method: 'DELETE', headers: TUS });
  });

  it('of a letter that was voided meanwhile', async () => {
    const { letterId } = await letter();
    const { clerk, prosecutor } = office.staff;
    const bytes = writePdf();
    const url = await begun(clerk.browser, letterId, bytes);
    await clerk.browser.call('voidLetter', { reason: '写错了' }, letterId);
    await prosecutor.browser.call('confirmVoid', {}, letterId);
    expect((await piece(clerk.browser, url, 0, bytes)).status).toBe(409);
    expect(await codeOf(await begin(clerk.browser, letterId, bytes))).toBe('wrong_state');
  });
});

describe('who may send a scan', () => {
  it('is staff of the case, and nobody else', async () => {
    const { letterId, hearing } = await letter();
    const bytes = writePdf();
    const made = await office.admin.call('createAccount', {
      id: someId(),
      loginName: `clerk${someId().slice(0, 8)}`,
      displayName: '他人',
      role: 'clerk',
    });
    const foreign = new Browserless(server.origin);
    const token = made.link.url.slice(made.link.url.indexOf('#') + 1);
    await foreign.call('setPassword', { token, password: 'a long enough password' });
    expect((await begin(new Browserless(server.origin), letterId, bytes)).status).toBe(401);
    for (const participant of hearing.participants)
      expect((await begin(participant.browser, letterId, bytes)).status).toBe(401);
    for (const browser of [foreign, office.admin, office.staff.archivist.browser, office.staff.approver.browser])
      expect(await codeOf(await begin(browser, letterId, bytes))).toBe('forbidden');
    expect(await codeOf(await begin(office.staff.clerk.browser, someId(), bytes))).toBe('forbidden');
    const url = await begun(office.staff.clerk.browser, letterId, bytes);
    for (const browser of [foreign, office.staff.prosecutor.browser]) {
      expect((await browser.fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(404);
      expect(await codeOf(await piece(browser, url, 0, bytes))).toBe('not_found');
      expect((await browser.fetch(url, { method: 'DELETE', headers: TUS })).status).toBe(404);
    }
    expect((await piece(new Browserless(server.origin), url, 0, bytes)).status).toBe(401);
    expect((await piece(office.staff.clerk.browser, url, 0, bytes)).status).toBe(200);
  });

  it('gives no upload back, and takes none from a foreign page', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const bytes = writePdf();
    const url = await begun(browser, letterId, bytes);
    expect((await piece(browser, url, 0, bytes.subarray(0, 50))).status).toBe(204);
    for (const path of [url, SCAN_UPLOADS]) {
      const response = await browser.fetch(path, { headers: TUS });
      expect([response.status, await codeOf(response)]).toEqual([404, 'not_found']);
    }
    for (const path of [`${SCAN_UPLOADS}/..%2f..%2fetc%2fpasswd`, `${SCAN_UPLOADS}/${someId()}.json`]) {
      expect((await browser.fetch(path, { method: 'HEAD', headers: TUS })).status).toBe(400);
    }
    const foreign = await begin(browser, letterId, bytes, { origin: 'https://evil.example' });
    expect(await codeOf(foreign)).toBe('foreign_origin');
    expect((await browser.fetch(SCAN_UPLOADS, { method: 'POST' })).status).toBe(400);
    await browser.fetch(url, { method: 'DELETE', headers: TUS });
  });

  it('lets the oldest unfinished upload of an account give way to the fourth', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const bytes = writePdf();
    const urls: string[] = [];
    for (let count = 0; count < 4; count += 1) urls.push(await begun(browser, letterId, bytes));
    const states = [];
    for (const url of urls) states.push(await standing(browser, url));
    expect(states).toEqual([null, '0', '0', '0']);
    expect((await left()).length).toBe(6);
  });

  it('clears away after a day what was not finished', async () => {
    const { letterId } = await letter();
    const { browser } = office.staff.clerk;
    const url = await begun(browser, letterId, writePdf());
    const id = url.split('/').at(-1) ?? '';
    await server.stop();
    const path = join(server.dataDir, 'scan-uploads', `${id}.json`);
    const facts = JSON.parse(await readFile(path, 'utf8')) as { begunAtMs: number };
    await writeFile(path, JSON.stringify({ ...facts, begunAtMs: facts.begunAtMs - 24 * 3_600_000 - 1_000 }));
    server = await server.again();
    expect((await browser.fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(404);
    expect((await left()).filter((name) => name.startsWith(id))).toEqual([]);
  });
});

/** Sends so many bytes of a piece and breaks the line. */
function cutAfter(url: string, bytes: Uint8Array, count: number): Promise<void> {
  const { browser } = office.staff.clerk;
  const { promise, resolve } = Promise.withResolvers<void>();
  const headers = { ...PIECE, 'upload-offset': '0', origin: server.origin, cookie: browser.cookie };
  const sent = httpRequest(new URL(url, server.origin), {
    method: 'PATCH',
    headers: { ...headers, 'content-length': bytes.byteLength },
  });
  sent.on('error', () => {});
  sent.on('close', () => resolve());
  sent.write(bytes.subarray(0, count), () => sent.destroy());
  return promise;
}
