// The timeline of a recording on the case page: what is missing is read in words and reached by keyboard, a press jumps the player, and a check under way is waited for.
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Desk } from '../../client/desk/desk.tsx';
import { speak, startWords } from '../../client/words/setup.ts';
import type { HearingDetail, RecordingState } from '../../server/protocol/api.ts';
import type { Finding, RecordingTimeline } from '../../server/protocol/manifest.ts';
import type { StaffRole } from '../../server/protocol/roles.ts';
import { noTimeline } from './timeline-examples.ts';

const [CASE, HEARING, PERSON, OTHER] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [
  ...[string, string, string, string],
];
/** 14:00 in Shanghai. */
const ZERO = Date.UTC(2026, 5, 1, 6);
const MINUTE = 60_000;

const person = (id: string, role: 'complainant' | 'chair', name: string) => ({
  ...{ id, role, name, accountId: null, invitation: null, consentedAtMs: null },
});
const hearing = (state: RecordingState): HearingDetail => ({
  ...{ id: HEARING, caseId: CASE, caseNumber: '1号', title: '公开听证', kind: 'simple', publicity: 'public' },
  ...{ scheduledAtMs: ZERO, minutes: 60, state: 'closed', yourRole: null, letters: [], notes: [], missing: [] },
  people: [person(PERSON, 'complainant', '王桂英'), person(OTHER, 'chair', '陈检察官')],
  devices: { sittings: [], speakers: [] },
  stages: [{ stage: 'opening', startedAtMs: ZERO, startMs: 0, reason: null, actorName: '陈检察官' }],
  recording: {
    ...{ id: 'r', state, startedAtMs: ZERO, endedAtMs: ZERO + 10 * MINUTE },
    segments: [
      {
        ...{
          id: 's',
          trackId: 't',
          personId: PERSON,
          source: 'camera',
          codec: 'vp8',
          startMs: 0,
          durationMs: 9 * MINUTE,
        },
        ...{ bytes: 1_000, sha256: 'ab'.repeat(32) },
      },
    ],
  },
});
const NOWHERE = {
  personId: null,
  source: null,
  startMs: null,
  endMs: null,
  reason: null,
  segmentId: null,
  detail: null,
};
const finding = (what: Finding['what'], more: Partial<Finding> = {}): Finding => ({ ...NOWHERE, what, ...more });
const span = (startMs: number, endMs: number) => ({ startMs, endMs });
const TIMELINE: RecordingTimeline = {
  ...noTimeline('degraded'),
  manifest: { sha256: 'cd'.repeat(32), bytes: 12_300, madeAtMs: ZERO + 11 * MINUTE },
  checkedAtMs: ZERO + 11 * MINUTE,
  endMs: 10 * MINUTE,
  findings: [
    finding('outage', span(5 * MINUTE, 6 * MINUTE)),
    finding('gap', { ...span(185_000, 189_000), personId: PERSON, source: 'camera', reason: 'unexplained' }),
    finding('journal_missing'),
  ],
  pauses: [{ ...span(7 * MINUTE, 8 * MINUTE), kind: 'recess', reason: '休息' }],
  outages: [span(5 * MINUTE, 6 * MINUTE)],
  people: [
    {
      personId: PERSON,
      lanes: [
        {
          source: 'camera',
          recorded: [span(0, 185_000), span(189_000, 9 * MINUTE)],
          gaps: [
            { ...span(185_000, 189_000), reason: 'unexplained' },
            { ...span(60_000, 64_000), reason: 'nothing_arrived' },
            { ...span(70_000, 70_300), reason: 'nothing_arrived' },
          ],
        },
      ],
    },
  ],
};

let timelines: (RecordingTimeline | null)[];

function open(role: StaffRole = 'archivist', state: RecordingState = 'degraded'): void {
  const account = { id: 'a', loginName: 'zhou', displayName: '周档案员', role, state: 'active', createdAtMs: 0 };
  vi.stubGlobal('fetch', async (url: string) => {
    if (url === '/api/me') return Response.json({ account, version: '0.1.0' });
    if (url === `/api/cases/${CASE}`) {
      const found = {
        id: CASE,
        number: '1号',
        title: '王桂英申诉案',
        createdAtMs: 0,
        lastHearingAtMs: 0,
        mayChange: false,
      };
      return Response.json({ ...found, hearings: [hearing(state)] });
    }
    if (url.endsWith('/timeline')) {
      const next = timelines.length > 1 ? timelines.shift() : timelines[0];
      return next == null ? Response.json({ code: 'internal' }, { status: 500 }) : Response.json(next);
    }
    if (url.endsWith('/composition')) return Response.json({ current: null, work: null, mayAsk: false });
    if (url.endsWith('/recording')) return Response.json({ state: 'ready', bytes: 1, durationMs: MINUTE, skipped: [] });
    return Response.json({ code: 'not_found' }, { status: 404 });
  });
  window.history.replaceState(null, '', `/cases/${CASE}`);
  render(<Desk />);
}
const part = (): Promise<HTMLElement> => screen.findByRole('region', { name: /^时间轴|^Timeline/ });

beforeEach(() => {
  startWords('zh');
  speak('zh');
  window.scrollTo = () => undefined;
  timelines = [TIMELINE];
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the timeline of a recording', () => {
  test('says in words what is missing, whose, from when to when and why; what was never sent stands apart', async () => {
    open();
    const shown = await part();
    const [bad, quiet] = within(shown)
      .getAllByRole('list', { hidden: true })
      .filter((list) => list.className === 'timeline-entries')
      .map((list) =>
        within(list)
          .getAllByRole('listitem', { hidden: true })
          .map((item) => item.textContent),
      );
    expect(within(shown).getByRole('alert').textContent).toContain('有 3 处缺失或损坏');
    expect(bad).toEqual([
      '没有录制日志，无法证明没有缺失',
      '14:03:05–14:03:09王桂英 画面：缺失，原因不明到这里',
      '14:05:00–14:06:00听证在进行，但没有在录制到这里',
    ]);
    expect(quiet).toEqual([
      '14:01:00–14:01:04王桂英 画面：没有收到到这里',
      '14:07:00–14:08:00休会，不录制（休息）到这里',
    ]);
  });

  test('says the same in English', async () => {
    speak('en');
    open();
    const shown = await part();
    expect(shown.textContent).toContain('14:03:05–14:03:09王桂英, Picture: missing, nobody knows why');
    expect(shown.textContent).toContain('14:01:00–14:01:04王桂英, Picture: nothing arrived');
  });

  test('jumps the player to what is read, to a place in a row, and gives the manifest', async () => {
    open();
    const shown = await part();
    fireEvent.click(within(shown).getByRole('button', { name: '到这里：缺失，原因不明（0:03:05）' }));
    expect(await screen.findByText(/听证时钟 0:03:05/)).toBeTruthy();
    const row = within(shown).getByRole('button', { name: /^王桂英（申诉人）/ });
    row.getBoundingClientRect = () => new DOMRect(100, 0, 200, 44);
    fireEvent.click(row, { clientX: 150, detail: 1 });
    expect(await screen.findByText(/听证时钟 0:02:30/)).toBeTruthy();
    // From the keyboard there is no place in it: to where the recording begins.
    fireEvent.click(row, { detail: 0 });
    expect(await screen.findByText(/听证时钟 0:00:00/)).toBeTruthy();
    expect(within(shown).getByRole('link', { name: '下载录制清单（12.3 kB）' }).getAttribute('href')).toBe(
      `/api/hearings/${HEARING}/manifest.json`,
    );
  });

  test('that has no trouble says so', async () => {
    timelines = [{ ...TIMELINE, state: 'sealed', findings: [], outages: [] }];
    open('archivist', 'sealed');
    expect((await part()).textContent).toContain('没有缺失，也没有损坏');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('is waited for while the recording is checked, and then shows the state of now', async () => {
    timelines = [noTimeline('verifying'), { ...TIMELINE, state: 'missing' }];
    open('archivist', 'stopped');
    expect(await screen.findByText(/正在校验录音录像/)).toBeTruthy();
    expect(await screen.findByText('缺失', { selector: '.state-word' }, { timeout: 4_000 })).toBeTruthy();
    expect(screen.queryByText(/正在校验录音录像/)).toBeNull();
  });

  test('is read by an approver, who does not play', async () => {
    open('approver');
    const shown = await part();
    expect(shown.textContent).toContain('14:05:00–14:06:00');
    expect(within(shown).queryByRole('button', { name: /^到这里/ })).toBeNull();
    expect(within(shown).queryByRole('link')).toBeNull();
  });

  test('that does not come is asked for again', async () => {
    timelines = [null, TIMELINE];
    open();
    const alert = await screen.findByRole('alert');
    fireEvent.click(within(alert).getByRole('button', { name: '再试一次' }));
    expect((await part()).textContent).toContain('有 3 处缺失或损坏');
  });
});
