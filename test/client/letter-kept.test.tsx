// Letters in the case: what is kept of each, its moment in the recording, its files, and voiding by two people.
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Desk } from '../../client/desk/desk.tsx';
import { momentOf } from '../../client/desk/letters/moment-of.ts';
import { startWords } from '../../client/words/setup.ts';
import type { HearingDetail, Person, Segment } from '../../server/protocol/api.ts';
import type { FiledLetter } from '../../server/protocol/letter.ts';
import type { StaffRole } from '../../server/protocol/roles.ts';
import { noTimeline } from './timeline-examples.ts';

configure({ asyncUtilTimeout: 15_000 });
vi.setConfig({ testTimeout: 60_000 });

const CASE = '11111111-1111-4111-8111-111111111111';
const HEARING = '22222222-2222-4222-8222-222222222222';
const SIGNER = '33333333-3333-4333-8333-333333333333';
const CLERK = '44444444-4444-4444-8444-444444444444';
const LETTER = '55555555-5555-4555-8555-555555555555';
const ME = '张伟';

const letter = (change: Partial<FiledLetter> = {}): FiledLetter => ({
  letterId: LETTER,
  hearingId: HEARING,
  signerId: SIGNER,
  signerName: '王桂英',
  signerRole: 'complainant',
  version: 2,
  title: '承诺书',
  text: '我自愿承诺。',
  textSha256: 'ab'.repeat(32),
  state: 'signed',
  stateSinceMs: 61_000,
  medium: 'electronic',
  pdf: 'ready',
  witnessName: null,
  signedAtMs: 61_000,
  signedAtRecordingMs: 61_000,
  bytes: 123_456,
  sha256: 'cd'.repeat(32),
  mediaType: 'application/pdf',
  voidAsked: null,
  ...change,
});
const person = (id: string, role: Person['role'], name: string): Person => ({
  id,
  role,
  name,
  accountId: null,
  invitation: null,
  consentedAtMs: 1,
});
const segment = (personId: string, startMs: number, durationMs: number): Segment => ({
  id: `s-${personId}-${startMs}`,
  trackId: `t-${personId}`,
  personId,
  source: 'microphone',
  codec: 'opus',
  startMs,
  durationMs,
  bytes: 1_000,
  sha256: 'ef'.repeat(32),
});
const hearing = (letters: readonly FiledLetter[], segments: readonly Segment[]): HearingDetail => ({
  id: HEARING,
  caseId: CASE,
  caseNumber: '某检控申〔2026〕12号',
  title: '王桂英申诉案',
  kind: 'simple',
  publicity: 'public',
  scheduledAtMs: 0,
  minutes: 60,
  state: 'closed',
  yourRole: null,
  people: [person(SIGNER, 'complainant', '王桂英'), person(CLERK, 'clerk', '林书记员')],
  stages: [],
  devices: { sittings: [], speakers: [] },
  letters,
  notes: [],
  recording: { id: 'r', state: 'sealed', startedAtMs: 0, endedAtMs: 90_000, segments },
  missing: [],
});
const BOTH = [segment(SIGNER, 0, 90_000), segment(CLERK, 0, 90_000)];

let asked: { readonly key: string; readonly body: unknown }[];
let now: FiledLetter[];
let refusal: string | null;

function open(role: StaffRole, mayChange = true): void {
  const account = { id: 'a', loginName: 'zhang', displayName: ME, role, state: 'active', createdAtMs: 0 };
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const key = `${init.method ?? 'GET'} ${url}`;
    asked.push({ key, body: typeof init.body === 'string' ? JSON.parse(init.body) : null });
    if (key === 'GET /api/me') return new Response(JSON.stringify({ account, version: '0.1.0' }));
    if (key === `GET /api/cases/${CASE}`) {
      const found = { id: CASE, number: '12', title: '王桂英申诉案', createdAtMs: 0, lastHearingAtMs: 0, mayChange };
      return new Response(JSON.stringify({ ...found, hearings: [hearing(now, BOTH)] }));
    }
    if (key.endsWith('/composition')) return new Response(JSON.stringify({ current: null, work: null, mayAsk: false }));
    if (key.endsWith('/timeline')) return new Response(JSON.stringify(noTimeline('sealed')));
    if (key.endsWith('/recording'))
      return new Response(JSON.stringify({ state: 'ready', bytes: 1, durationMs: 90_000, skipped: [] }));
    if (refusal !== null) return new Response(JSON.stringify({ code: refusal }), { status: 403 });
    return new Response(JSON.stringify(now[0]));
  });
  window.history.replaceState(null, '', `/cases/${CASE}`);
  render(<Desk />);
}
const kept = (): Promise<HTMLElement> => screen.findByRole('listitem', { name: '王桂英的承诺书' });

beforeEach(() => {
  startWords('zh');
  window.scrollTo = () => undefined;
  asked = [];
  now = [letter()];
  refusal = null;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a signed letter', () => {
  test('says who, when and how, with its text and its check values', async () => {
    now = [letter({ state: 'witnessed', medium: 'supervised', witnessName: '林书记员' })];
    open('archivist', false);
    const item = await kept();
    for (const words of [
      '已签署，书记员见证',
      '书记员在场，在检察院设备上签署',
      '林书记员',
      '08:01:01',
      '我自愿承诺。',
    ])
      expect(item.textContent).toContain(words);
    expect(within(item).getByTitle('ab'.repeat(32))).toBeTruthy();
    expect(within(item).getByTitle('cd'.repeat(32))).toBeTruthy();
    expect(within(item).getByRole('link', { name: '下载签署件 (123 kB)：王桂英的承诺书' }).getAttribute('href')).toBe(
      `/api/letters/${LETTER}/file`,
    );
    // The archivist changes nothing.
    expect(within(item).queryByRole('button', { name: /作废/ })).toBeNull();
  });

  test('leads to its moment in the recording, again each time it is pressed, without leaving the page', async () => {
    open('archivist', false);
    const link = within(await kept()).getByRole('link', { name: '从 0:01:01 播放：王桂英签署的时刻' });
    expect(link.getAttribute('href')).toBe(`/cases/${CASE}?person=${SIGNER}&t=61000#hearing-${HEARING}`);
    for (const _ of ['once', 'again']) {
      fireEvent.click(link);
      const media = await waitFor(() => {
        const found = document.querySelector('audio');
        expect(found).not.toBeNull();
        return found as HTMLAudioElement;
      });
      fireEvent.loadedMetadata(media);
      await waitFor(() => expect(document.querySelector('audio')?.currentTime).toBe(61));
      media.currentTime = 0;
    }
    expect(asked.filter(({ key }) => key === 'GET /api/me')).toHaveLength(1);
  });

  test('is found in the clerk’s recording when the signer was not recorded then, and nowhere when nobody was', () => {
    expect(momentOf(hearing([], BOTH), letter())).toEqual({ personId: SIGNER, atMs: 61_000 });
    const gone = [segment(SIGNER, 0, 30_000), segment(CLERK, 0, 90_000)];
    expect(momentOf(hearing([], gone), letter())).toEqual({ personId: CLERK, atMs: 61_000 });
    expect(momentOf(hearing([], [segment(SIGNER, 0, 30_000)]), letter())).toBeNull();
    expect(momentOf(hearing([], BOTH), letter({ signedAtRecordingMs: null }))).toBeNull();
  });
});

test('what was signed of an older text stays within reach', async () => {
  const earlier = [
    { version: 1, medium: 'electronic', signedAtMs: 31_000, sha256: '12'.repeat(32) },
    { version: 2, medium: 'supervised', signedAtMs: 41_000, sha256: null },
  ] as const;
  now = [letter({ version: 3, earlier })];
  open('archivist', false);
  const item = await kept();
  expect(item.textContent).toContain('第 1 版，签署于');
  expect(within(item).getByRole('link', { name: '下载第 1 版：王桂英的承诺书' }).getAttribute('href')).toBe(
    `/api/letters/${LETTER}/file?version=1`,
  );
  expect(within(item).queryByRole('link', { name: /第 2 版/ })).toBeNull();
});

test('one that is not signed is printed for paper, and has no file', async () => {
  now = [
    letter({ state: 'declined', signedAtMs: null, signedAtRecordingMs: null, pdf: 'none', bytes: null, sha256: null }),
  ];
  open('clerk');
  const item = await kept();
  expect(within(item).getByRole('link', { name: '打印纸质签署：王桂英' }).getAttribute('href')).toBe(
    `/api/letters/${LETTER}/print.pdf`,
  );
  expect(within(item).queryByRole('link', { name: /下载/ })).toBeNull();
});

test('none is said, and so is that a role may not read them', async () => {
  now = [];
  open('clerk');
  expect(await screen.findByText('没有承诺书。')).toBeTruthy();
  cleanup();
  open('approver', false);
  expect(await screen.findByText('您的岗位不能查看承诺书。')).toBeTruthy();
});

describe('voiding', () => {
  test('is asked for with a reason, and then waits for somebody else', async () => {
    open('prosecutor');
    fireEvent.click(within(await kept()).getByRole('button', { name: '申请作废：王桂英的承诺书' }));
    const question = await screen.findByRole('alertdialog');
    fireEvent.click(within(question).getByRole('button', { name: '申请作废' }));
    expect(asked.some(({ key }) => key.includes('/void'))).toBe(false);
    fireEvent.change(within(question).getByLabelText('理由'), { target: { value: '文字有误' } });
    now = [letter({ voidAsked: { byId: 'a', byName: ME, reason: '文字有误', atMs: 0 } })];
    fireEvent.click(within(question).getByRole('button', { name: '申请作废' }));
    expect(await screen.findByText(/张伟于 .*申请作废，理由：文字有误/)).toBeTruthy();
    expect(asked.find(({ key }) => key === `POST /api/letters/${LETTER}/void`)?.body).toEqual({ reason: '文字有误' });
    const confirm = screen.getByRole('button', { name: '同意作废' });
    expect(confirm.getAttribute('aria-disabled')).toBe('true');
    expect(confirm.getAttribute('title')).toContain('申请人自己不能同意');
    expect(screen.getByRole('button', { name: '撤回申请' })).toBeTruthy();
  });

  test('may be agreed to by somebody of the same name', async () => {
    now = [letter({ voidAsked: { byId: 'b', byName: ME, reason: '文字有误', atMs: 0 } })];
    open('clerk');
    expect((await screen.findByRole('button', { name: '同意作废' })).getAttribute('aria-disabled')).not.toBe('true');
  });

  test('is agreed to by a second person, with its consequence said', async () => {
    now = [letter({ voidAsked: { byId: 'b', byName: '李敏', reason: '文字有误', atMs: 0 } })];
    open('clerk');
    fireEvent.click(await screen.findByRole('button', { name: '同意作废' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('作废后不能恢复');
    now = [letter({ state: 'voided' })];
    fireEvent.click(within(question).getByRole('button', { name: '同意作废' }));
    await waitFor(async () => expect((await kept()).textContent).toContain('已作废'));
    expect(asked.map(({ key }) => key)).toContain(`POST /api/letters/${LETTER}/void/confirm`);
  });

  test('says why when the server refuses', async () => {
    refusal = 'forbidden';
    now = [letter({ voidAsked: { byId: 'b', byName: '李敏', reason: '文字有误', atMs: 0 } })];
    open('clerk');
    fireEvent.click(await screen.findByRole('button', { name: '不同意' }));
    expect(await screen.findByText('您没有做这件事的权限。')).toBeTruthy();
  });
});
