// The upload of a scan as a clerk sees it, against a door of a few lines that speaks as the real one does: held to that in test/server/scan-door.test.ts.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ScanUpload } from '../../client/desk/letters/scan-upload.tsx';
import { SessionProvider, useSession } from '../../client/desk/session.tsx';
import { desk as en } from '../../client/words/en/desk.ts';
import { addWords, startWords } from '../../client/words/setup.ts';
import { desk as zh } from '../../client/words/zh/desk.ts';
import { LETTER_LIMITS, SCAN_UPLOADS, type ScanReceipt } from '../../server/protocol/letter.ts';

const LETTER = '00000000-0000-4000-8000-000000000001';
const UPLOAD = `${SCAN_UPLOADS}/00000000-0000-4000-8000-000000000002`;
const PIECE = 512 * 1024;
const ME = { id: 'a', loginName: 'lin', displayName: '林书记员', role: 'clerk', state: 'active', createdAtMs: 0 };

/** What lies at the door, and how it answers the next pieces where it does not just take them. */
let stands: number | null;
let length: number;
let asked: string[];
let answers: ((() => Response | Promise<Response>) | 'take')[];
const refusal = (status: number, code: string) => () => new Response(JSON.stringify({ code }), { status });
const broken = () => Promise.reject(new TypeError('network'));
const receipt: ScanReceipt = {
  letterId: LETTER,
  sha256: 'ab'.repeat(32),
  bytes: 9,
  mediaType: 'application/pdf',
  pages: 2,
};

beforeEach(() => {
  startWords('zh');
  addWords('desk', { zh, en });
  localStorage.clear();
  stands = null;
  asked = [];
  answers = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => door(url, init));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function door(url: string, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
  if (url === '/api/me') return new Response(JSON.stringify({ account: ME, version: '1' }));
  asked.push(`${method} ${url}`);
  const given = new Headers(headers);
  expect(given.get('tus-resumable')).toBe('1.0.0');
  if (method === 'POST') {
    stands = 0;
    length = Number(given.get('upload-length'));
    return new Response(null, { status: 201, headers: { location: UPLOAD } });
  }
  if (method === 'DELETE') stands = null;
  if (stands === null) return new Response(null, { status: method === 'DELETE' ? 204 : 404 });
  if (method === 'HEAD') return new Response(null, { headers: { 'upload-offset': String(stands) } });
  const answer = answers.shift() ?? 'take';
  if (answer !== 'take') return answer();
  signal?.throwIfAborted();
  if (Number(given.get('upload-offset')) !== stands) return refusal(409, 'wrong_state')();
  stands += (body as ArrayBuffer).byteLength;
  if (stands < length) return new Response(null, { status: 204, headers: { 'upload-offset': String(stands) } });
  return new Response(JSON.stringify(receipt));
}

const WhenIn = ({ children }: { readonly children: ReactNode }) => (useSession().now.state === 'in' ? children : null);
const filed = vi.fn<(receipt: ScanReceipt) => void>();

async function open(): Promise<void> {
  filed.mockClear();
  render(
    <SessionProvider>
      <WhenIn>
        <ScanUpload letterId={LETTER} signerName="王小明" onFiled={filed} />
      </WhenIn>
    </SessionProvider>,
  );
  await screen.findByText('在纸上签的承诺书：上传扫描件');
}
const choose = (bytes: number, name = '承诺书.pdf'): void => {
  const file = new File([new Uint8Array(bytes)], name, { type: 'application/pdf' });
  fireEvent.change(screen.getByLabelText(/选择扫描件|换一个文件/, { selector: 'input' }), {
    target: { files: [file] },
  });
};
const press = (name: string): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const pieces = (): number => asked.filter((one) => one.startsWith('PATCH')).length;

describe('the upload of a scan', () => {
  test('says who will be the witness, sends nothing before that is confirmed, and then files it', async () => {
    await open();
    choose(3 * PIECE + 5);
    expect(screen.getByText(/承诺书\.pdf/)).toBeTruthy();
    expect(screen.getByText(/您（林书记员）会作为见证人写入案卷，表示王小明/)).toBeTruthy();
    expect(asked).toEqual([]);
    press('存入案卷');
    await screen.findByText('扫描件已存入案卷');
    expect(screen.getByRole('status').textContent).toContain('共 2 页');
    expect(filed).toHaveBeenCalledExactlyOnceWith(receipt);
    expect(pieces()).toBe(4);
    expect(localStorage.length).toBe(0);
  });

  test('takes a file or the camera of a phone, of the kinds that are taken', async () => {
    await open();
    const camera = screen.getByLabelText('拍照', { selector: 'input' });
    expect(camera.getAttribute('capture')).toBe('environment');
    expect(camera.getAttribute('accept')).toBe('image/jpeg,image/png');
    const file = screen.getByLabelText('选择扫描件', { selector: 'input' });
    expect(file.getAttribute('accept')).toContain('application/pdf');
    expect(file.hasAttribute('capture')).toBe(false);
  });

  test('shows how far it is, and takes back what was sent when it is cancelled', async () => {
    await open();
    let arrived = (): void => {};
    answers = ['take', () => new Promise<Response>((resolve) => (arrived = () => resolve(new Response(null))))];
    choose(4 * PIECE);
    press('存入案卷');
    await screen.findByText(/已上传 25%/);
    expect(screen.getByRole('progressbar', { name: '正在上传扫描件' }).getAttribute('value')).toBe(String(PIECE));
    press('取消上传');
    arrived();
    await screen.findByRole('button', { name: '存入案卷' });
    await waitFor(() => expect(asked.at(-1)).toBe(`DELETE ${UPLOAD}`));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(filed).not.toHaveBeenCalled();
  });

  test('says that the line is broken and goes on by itself from where the door stands', async () => {
    await open();
    answers = ['take', broken, broken];
    choose(2 * PIECE);
    press('存入案卷');
    await screen.findByText(/网络断开了/);
    await vi.advanceTimersByTimeAsync(20_000);
    await screen.findByText('扫描件已存入案卷');
    expect(asked.filter((one) => one.startsWith('POST'))).toHaveLength(1);
    expect(asked.filter((one) => one.startsWith('HEAD')).length).toBeGreaterThan(0);
  });

  test('goes on at once when the browser says that the network is back', async () => {
    await open();
    answers = [broken];
    choose(PIECE);
    press('存入案卷');
    await screen.findByText(/网络断开了/);
    window.dispatchEvent(new Event('online'));
    await screen.findByText('扫描件已存入案卷');
  });

  test('goes on where it stood when the page was left and the same file is chosen again', async () => {
    await open();
    answers = ['take', () => new Promise<Response>(() => {})];
    choose(3 * PIECE);
    press('存入案卷');
    await screen.findByText(/已上传 33%/);
    await waitFor(() => expect(pieces()).toBe(2));
    cleanup();
    asked = [];
    await open();
    choose(3 * PIECE);
    press('存入案卷');
    await screen.findByText('扫描件已存入案卷');
    expect(asked).toEqual([`HEAD ${UPLOAD}`, `PATCH ${UPLOAD}`, `PATCH ${UPLOAD}`]);
  });

  test.each([
    ['scan_kind', 415, '这个文件不是能收的扫描件格式。'],
    ['scan_too_large', 413, '这个扫描件太大了。'],
    ['scan_too_many_pages', 413, '这个扫描件的页数太多了。'],
    ['scan_active_content', 422, '这个 PDF 里带有脚本或附件，不能存入案卷。'],
    ['scan_not_readable', 422, '这个扫描件打不开，没有存入案卷。'],
    ['storage_low', 507, '系统的存储空间快满了，现在不能上传。'],
  ])('tells %s in a sentence, and lets another file be chosen', async (code, status, sentence) => {
    await open();
    answers = [refusal(status, code)];
    choose(10);
    press('存入案卷');
    await screen.findByText(sentence);
    expect(screen.getByRole('button', { name: '换一个文件' })).toBeTruthy();
    choose(11);
    expect(screen.queryByText(sentence)).toBeNull();
    press('存入案卷');
    await screen.findByText('扫描件已存入案卷');
  });

  test('refuses what is too large before it asks anybody', async () => {
    await open();
    choose(LETTER_LIMITS.scanBytes + 1);
    press('存入案卷');
    await screen.findByText('这个扫描件太大了。');
    expect(asked).toEqual([]);
  });
});
