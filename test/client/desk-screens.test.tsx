// The desk as people use it, against a server of a few lines: signing in, what is wrong with a form, putting a hearing together.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Desk } from '../../client/desk/desk.tsx';
import { startWords } from '../../client/words/setup.ts';
import type { Account, CompositionState, HearingDetail, Person } from '../../server/protocol/api.ts';
import type { StaffRole } from '../../server/protocol/roles.ts';
import { noTimeline } from './timeline-examples.ts';

type Answer = { readonly status: number; readonly body: unknown };
type Handler = (body: Record<string, unknown>) => Answer;

const ok = (body: unknown): Answer => ({ status: 200, body });
const refused = (status: number, code: string, detail?: string): Answer => ({ status, body: { code, detail } });
const account = (role: StaffRole): Account => ({
  id: '00000000-0000-4000-8000-00000000000a',
  loginName: 'zhang',
  displayName: '张伟',
  role,
  state: 'active',
  createdAtMs: 0,
});

let answers: Map<string, Handler>;
let asked: { readonly key: string; readonly body: Record<string, unknown> }[];

beforeEach(() => {
  startWords('zh');
  asked = [];
  answers = new Map();
  window.scrollTo = () => undefined;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const key = `${init.method ?? 'GET'} ${url}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    asked.push({ key, body: given });
    const { status, body: answer } = answers.get(key)?.(given) ?? refused(404, 'not_found');
    return new Response(JSON.stringify(answer), { status });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = (path: string): void => {
  window.history.replaceState(null, '', path);
  render(<Desk />);
};
const signedInAs = (role: StaffRole): void => {
  answers.set('GET /api/me', () => ok({ account: account(role), version: '0.1.0' }));
};
const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};

describe('signing in', () => {
  beforeEach(() => answers.set('GET /api/me', () => refused(401, 'not_signed_in')));

  test('asks for both fields before it asks the server', async () => {
    open('/cases');
    await screen.findByRole('heading', { name: '工作人员登录' });
    press('登录');
    expect(screen.getByText('请填写用户名。')).toBeTruthy();
    expect(screen.getByText('请填写密码。')).toBeTruthy();
    expect(asked.map(({ key }) => key)).toEqual(['GET /api/me']);
  });

  test('says what was wrong, keeps what was typed, and then opens the page that was asked for', async () => {
    let tries = 0;
    answers.set('POST /api/session', () => {
      tries += 1;
      return tries === 1 ? refused(401, 'wrong_credentials') : ok({ account: account('archivist'), version: '0.1.0' });
    });
    answers.set('GET /api/cases?page=1', () => ok({ rows: [], total: 0, pageSize: 30 }));
    open('/cases');
    await screen.findByRole('heading', { name: '工作人员登录' });
    type('用户名', ' Zhang ');
    type('密码', '一个很长的密码');
    press('登录');
    expect((await screen.findByRole('alert')).textContent).toContain('用户名或密码不对。');
    press('登录');
    await screen.findByRole('heading', { name: '案件' });
    expect(asked.filter(({ key }) => key === 'POST /api/session').map(({ body }) => body.loginName)).toEqual([
      'zhang',
      'zhang',
    ]);
  });

  test('comes back in the place of a page whose session has ended', async () => {
    signedInAs('prosecutor');
    answers.set('GET /api/cases?page=1', () => refused(401, 'not_signed_in'));
    open('/cases');
    expect(await screen.findByText(/登录已失效，请重新登录/)).toBeTruthy();
    expect(window.location.pathname).toBe('/cases');
  });
});

describe('a one-time link', () => {
  test('says what it is for and counts the characters of the password', async () => {
    answers.set('GET /api/me', () => refused(401, 'not_signed_in'));
    answers.set('POST /api/one-time/info', () => ok({ purpose: 'set_password', loginName: 'li.na' }));
    open('/one-time#token');
    expect(await screen.findByText(/为账号“li.na”设置密码/)).toBeTruthy();
    type('新密码', '短密码');
    press('保存并登录');
    expect(screen.getByText('密码至少 10 个字符，还差 7 个。')).toBeTruthy();
    expect(asked.map(({ key }) => key)).not.toContain('POST /api/one-time/password');
  });
});

describe('the list of cases', () => {
  test('is narrowed by days and state that stand in the address, and widened again', async () => {
    signedInAs('archivist');
    const none = (): Answer => ok({ rows: [], total: 0, pageSize: 30 });
    const [fromMs, toMs] = [Date.parse('2026-03-02T00:00+08:00'), Date.parse('2026-03-04T00:00+08:00')];
    answers.set('GET /api/cases?page=1', none);
    answers.set(`GET /api/cases?page=1&fromMs=${fromMs}&toMs=${toMs}&state=closed`, none);
    open('/cases');
    await screen.findByText('还没有您可以查看的案件');
    type('听证日期从', '2026-03-02');
    type('到（含当日）', '2026-03-01');
    type('听证状态', 'closed');
    expect(await screen.findByText('结束日期不能早于开始日期。')).toBeTruthy();
    press('查找');
    expect(window.location.search).toBe('');
    type('到（含当日）', '2026-03-03');
    press('查找');
    expect(await screen.findByText('没有符合这些条件的案件')).toBeTruthy();
    expect(window.location.search).toBe('?from=2026-03-02&to=2026-03-03&state=closed');
    // Keyboard and screen reader go on at what was found, not at the top of the page.
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('共 0 件'));
    press('清除条件');
    await screen.findByText('还没有您可以查看的案件');
    expect(window.location.search).toBe('');
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('共 0 件'));
  });
});

describe('places', () => {
  test('of an administrator are the accounts and nothing of cases', async () => {
    signedInAs('admin');
    answers.set('GET /api/accounts', () => ok([account('admin')]));
    open('/');
    await screen.findByRole('heading', { name: '账号' });
    expect(screen.queryByRole('link', { name: '案件' })).toBeNull();
    const disable = await screen.findByRole('button', { name: '停用：张伟' });
    expect(disable.getAttribute('aria-disabled')).toBe('true');
    cleanup();
    open('/cases');
    expect(await screen.findByRole('heading', { name: '这里没有您可以看的页面' })).toBeTruthy();
  });

  test('of an archivist hold nothing that makes a case', async () => {
    signedInAs('archivist');
    answers.set('GET /api/cases?page=1', () => ok({ rows: [], total: 0, pageSize: 30 }));
    open('/');
    await screen.findByRole('heading', { name: '案件' });
    expect(screen.queryByRole('link', { name: '新建案件' })).toBeNull();
    cleanup();
    open('/cases/new');
    expect(await screen.findByRole('heading', { name: '这里没有您可以看的页面' })).toBeTruthy();
  });
});

describe('a new case', () => {
  test('with a number that is taken leads to the case that has it', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    signedInAs('clerk');
    answers.set('POST /api/cases', () => refused(409, 'case_number_taken', id));
    open('/cases/new');
    await screen.findByRole('heading', { name: '新建案件' });
    press('建立案件');
    expect(screen.getByText(/请填写案号/)).toBeTruthy();
    type('案号', '某检控申(2026)12号');
    type('案件名称', '王某申诉案');
    press('建立案件');
    const link = await screen.findByRole('link', { name: '打开已登记的案件' });
    expect(link.getAttribute('href')).toBe(`/cases/${id}`);
    press('建立案件');
    await waitFor(() => expect(asked.filter(({ key }) => key === 'POST /api/cases')).toHaveLength(2));
    const ids = asked.filter(({ key }) => key === 'POST /api/cases').map(({ body }) => body.id);
    expect(ids[0]).toBe(ids[1]);
  });
});

describe('preparing a hearing', () => {
  const HEARING = '22222222-2222-4222-8222-222222222222';
  let hearing: HearingDetail;
  beforeEach(() => {
    signedInAs('prosecutor');
    hearing = {
      id: HEARING,
      caseId: 'c',
      caseNumber: '某检控申〔2026〕12号',
      title: '王某申诉案简易公开听证',
      kind: 'simple',
      publicity: 'public',
      scheduledAtMs: Date.now() + 86_400_000,
      minutes: 60,
      state: 'draft',
      yourRole: null,
      people: [],
      devices: { sittings: [], speakers: [] },
      stages: [],
      recording: null,
      letters: [],
      notes: [],
      missing: ['chair', 'complainant', 'officers'],
    };
    answers.set(`GET /api/hearings/${HEARING}`, () => ok(hearing));
    answers.set('GET /api/colleagues', () =>
      ok([{ id: account('prosecutor').id, displayName: '张伟', role: 'prosecutor' }]),
    );
    answers.set(`POST /api/hearings/${HEARING}/people`, (body) => {
      const person: Person = {
        id: String(body.id),
        role: body.role as Person['role'],
        name: typeof body.name === 'string' ? body.name : '张伟',
        accountId: typeof body.accountId === 'string' ? body.accountId : null,
        invitation: null,
        consentedAtMs: null,
      };
      const missing = hearing.missing.filter(
        (one) => one !== person.role && !(one === 'officers' && person.role === 'officer'),
      );
      hearing = { ...hearing, people: [...hearing.people, person], missing };
      return ok(person);
    });
  });

  test('says what is missing, and why it cannot be scheduled yet', async () => {
    open(`/hearings/${HEARING}`);
    const plan = await screen.findByRole('region', { name: '排期' });
    expect(
      within(plan)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['主持人：请从检察官中选一位。', '申诉人：请填写姓名。', '听证员：人数还不够。']);
    const button = within(plan).getByRole('button', { name: '排期' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    expect(asked.some(({ key }) => key.endsWith('/schedule'))).toBe(false);
  });

  test('needs one press for the chair, and then only names', async () => {
    open(`/hearings/${HEARING}`);
    await screen.findByRole('heading', { name: '参加人（0）' });
    press('由我主持');
    await screen.findByText(/已加入：张伟（主持人）/);
    for (const [name, role] of [
      ['王秀英', '申诉人'],
      ['陈建国', '听证员'],
      ['赵丽', '听证员'],
    ] as const) {
      const field = screen.getByLabelText('姓名');
      await waitFor(() => expect(document.activeElement).toBe(field));
      type('姓名', name);
      press('加入');
      await screen.findByText(new RegExp(`已加入：${name}（${role}）`));
    }
    await screen.findByRole('heading', { name: '参加人（4）' });
    const ids = asked.filter(({ key }) => key.endsWith('/people')).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(4);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: '排期' }).getAttribute('aria-disabled')).not.toBe('true'),
    );
  });

  test('makes all links at once and shows each of them, one failure beside the others', async () => {
    const person = (id: string, name: string): Person => ({
      id,
      role: 'officer',
      name,
      accountId: null,
      invitation: null,
      consentedAtMs: null,
    });
    hearing = {
      ...hearing,
      state: 'scheduled',
      missing: [],
      people: [person('a', '陈建国'), person('b', '赵丽'), person('c', '李明')],
    };
    for (const id of ['a', 'c']) {
      answers.set(`POST /api/people/${id}/invitation`, () => {
        const invitation = {
          id: `inv-${id}`,
          state: 'open',
          expiresAtMs: Date.now() + 1000,
          openedAtMs: null,
        } as const;
        hearing = { ...hearing, people: hearing.people.map((one) => (one.id === id ? { ...one, invitation } : one)) };
        return ok({
          invitation,
          url: `https://office.example/j/${id}.secret`,
          officeName: '',
          officePhone: '',
          calendar: 'BEGIN:VCALENDAR',
        });
      });
    }
    answers.set('POST /api/people/b/invitation', () => refused(409, 'wrong_state'));
    open(`/hearings/${HEARING}`);
    fireEvent.click(await screen.findByRole('button', { name: '为所有人生成链接' }));
    await screen.findByRole('heading', { name: '新生成的链接（2）' });
    expect(screen.getByLabelText<HTMLInputElement>('陈建国的个人链接').value).toBe('https://office.example/j/a.secret');
    expect(screen.getByLabelText<HTMLInputElement>('李明的个人链接').value).toBe('https://office.example/j/c.secret');
    expect(screen.getByText(/赵丽的链接没有生成/)).toBeTruthy();
    expect(await screen.findByRole('button', { name: '为其余 1 人生成链接' })).toBeTruthy();
    expect(screen.getByRole('img', { name: '陈建国的链接二维码' }).querySelector('path')).toBeTruthy();
  });
});

describe('a recording', () => {
  const CASE = '11111111-1111-4111-8111-111111111111';
  const HEARING = '22222222-2222-4222-8222-222222222222';
  const PERSON = '33333333-3333-4333-8333-333333333333';
  const CLERK = '44444444-4444-4444-8444-444444444444';
  const STATE = `GET /api/hearings/${HEARING}/people/${PERSON}/recording`;
  const COMPOSITION = `GET /api/hearings/${HEARING}/composition`;
  beforeEach(() => {
    signedInAs('archivist');
    const hearing: HearingDetail = {
      id: HEARING,
      caseId: CASE,
      caseNumber: '某检控申〔2026〕12号',
      title: '王某申诉案简易公开听证',
      kind: 'simple',
      publicity: 'public',
      scheduledAtMs: 0,
      minutes: 60,
      state: 'closed',
      yourRole: null,
      people: [
        { id: PERSON, role: 'complainant', name: '王秀英', accountId: null, invitation: null, consentedAtMs: 1 },
        { id: CLERK, role: 'clerk', name: '林书记员', accountId: 'a', invitation: null, consentedAtMs: null },
      ],
      devices: {
        sittings: [{ personId: PERSON, hostPersonId: CLERK, atMs: 1, startMs: null, actorName: '林书记员' }],
        speakers: [
          { devicePersonId: CLERK, personId: PERSON, atMs: 61_000, startMs: 61_000, actorName: '林书记员' },
          { devicePersonId: CLERK, personId: null, atMs: 75_000, startMs: 75_000, actorName: '林书记员' },
        ],
      },
      stages: [
        { stage: 'opening', startedAtMs: 0, startMs: 0, reason: null, actorName: '张伟' },
        { stage: 'statements', startedAtMs: 60_000, startMs: 60_000, reason: null, actorName: '张伟' },
      ],
      letters: [],
      notes: [],
      recording: {
        id: 'r',
        state: 'sealed',
        startedAtMs: 0,
        endedAtMs: 90_000,
        segments: [
          {
            id: 's',
            trackId: 't',
            personId: PERSON,
            source: 'camera',
            codec: 'vp8',
            startMs: 0,
            durationMs: 90_000,
            bytes: 1_000,
            sha256: 'ab'.repeat(32),
          },
        ],
      },
      missing: [],
    };
    const detail = { id: CASE, number: hearing.caseNumber, title: '王某申诉案', createdAtMs: 0, lastHearingAtMs: 0 };
    answers.set(`GET /api/cases/${CASE}`, () => ok({ ...detail, hearings: [hearing], mayChange: false }));
    answers.set(COMPOSITION, () => ok({ current: null, work: null, mayAsk: false }));
    answers.set(`GET /api/hearings/${HEARING}/timeline`, () => ok(noTimeline('sealed')));
  });

  const CURRENT = {
    version: 2,
    madeAtMs: 0,
    durationMs: 90_000,
    bytes: 12_300_000,
    sha256: 'cd'.repeat(32),
    skipped: [],
  };
  const composition = (state: Partial<CompositionState>) =>
    answers.set(COMPOSITION, () => ok({ current: null, work: null, mayAsk: true, ...state }));

  test('composed of all people comes first, plays, jumps to a stage and gives links to a moment', async () => {
    composition({ current: CURRENT });
    open(`/cases/${CASE}`);
    fireEvent.click(await screen.findByRole('button', { name: '播放合成录像' }));
    const panel = await screen.findByRole('region', { name: '合成录像' });
    const video = panel.querySelector('video');
    expect(video?.getAttribute('src')).toBe(`/api/hearings/${HEARING}/composition.mp4`);
    fireEvent.click(within(panel).getByRole('button', { name: /当事人说明情况/ }));
    expect(video?.currentTime).toBe(60);
    const [first, second] = screen.getAllByRole('list', { name: /合成录像|每个人/ });
    expect(first?.textContent).toContain('0:01:30 · 12.3 MB · 第 2 版');
    expect(second?.textContent).toContain('王秀英');
  });

  test('composed of all people is opened by a link to one of its moments', async () => {
    composition({ current: CURRENT });
    open(`/cases/${CASE}?t=61000#hearing-${HEARING}`);
    const panel = await screen.findByRole('region', { name: '合成录像' });
    expect(within(panel).getByText(/听证时钟 0:01:01/)).toBeTruthy();
  });

  test('composed of all people names the tracks that are missing in it', async () => {
    const skipped = [{ personId: PERSON, source: 'microphone', startMs: 61_000 }] as const;
    composition({ current: { ...CURRENT, skipped } });
    open(`/cases/${CASE}`);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('以下轨道无法读取，没有放进合成录像：王秀英的声音（0:01:01 起）');
  });

  test('that is being composed says how far it is, and why it waits', async () => {
    composition({ work: { state: 'running', progress: 0.375 } });
    open(`/cases/${CASE}`);
    expect(await screen.findByText(/已完成 38%/)).toBeTruthy();
    cleanup();
    composition({ work: { state: 'waiting', for: 'hearing', progress: 0 } });
    open(`/cases/${CASE}`);
    expect(await screen.findByText(/有听证正在进行/)).toBeTruthy();
  });

  test('that could not be composed says so and is asked for again', async () => {
    composition({ work: { state: 'failed' } });
    answers.set(COMPOSITION.replace('GET', 'POST'), () =>
      ok({ current: null, work: { state: 'waiting', for: 'turn', progress: 0 }, mayAsk: true }),
    );
    open(`/cases/${CASE}`);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('合成录像没有做成');
    fireEvent.click(within(alert).getByRole('button', { name: '再试一次' }));
    expect(await screen.findByText(/正在排队/)).toBeTruthy();
  });

  test('is waited for while it is being made, then plays and jumps to a stage; nothing can be changed', async () => {
    let times = 0;
    answers.set(STATE, () => {
      times += 1;
      return times === 1
        ? ok({ state: 'making', progress: 0.4 })
        : ok({ state: 'ready', bytes: 1, durationMs: 90_000, skipped: [] });
    });
    open(`/cases/${CASE}`);
    fireEvent.click(await screen.findByRole('button', { name: '播放：王秀英（申诉人）' }));
    expect(await screen.findByText(/已完成 40%/)).toBeTruthy();
    const player = await screen.findByRole('navigation', { name: '跳到环节、要点' }, { timeout: 3000 });
    const video = document.querySelector('video');
    expect(video?.getAttribute('src')).toBe(`/api/hearings/${HEARING}/people/${PERSON}/recording.webm`);
    fireEvent.click(within(player).getByRole('button', { name: /当事人说明情况/ }));
    expect(video?.currentTime).toBe(60);
    expect(within(player).getByRole('button', { current: true }).textContent).toContain('当事人说明情况');
    expect(screen.queryByRole('link', { name: '新建听证' })).toBeNull();
    expect(screen.queryByRole('link', { name: /准备与邀请/ })).toBeNull();
  });

  test('that could not be made says so and can be asked for again', async () => {
    answers.set(STATE, () => ok({ state: 'failed', detail: 'no segment can be read' }));
    open(`/cases/${CASE}?person=${PERSON}&t=60000#hearing-${HEARING}`);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('可播放的文件没有做成');
    expect(within(alert).getByRole('button', { name: '再试一次' })).toBeTruthy();
  });

  test('says who spoke at a device at which several sat, from when to when', async () => {
    open(`/cases/${CASE}`);
    const part = (await screen.findByRole('heading', { name: '现场设备：谁在发言' })).parentElement;
    expect(part?.textContent).toMatch(/王秀英在场使用林书记员的设备/);
    expect(part?.textContent).toMatch(/0:01:01.*王秀英发言林书记员的设备 · 到 0:01:15/);
  });

  test('has its original files with whole check values and links', async () => {
    open(`/cases/${CASE}`);
    const file = await screen.findByRole('link', { name: '下载：王秀英，画面，0:00:00.000', hidden: true });
    expect(file.getAttribute('href')).toBe('/api/segments/s/file');
    expect(screen.getByTitle('ab'.repeat(32)).textContent).toBe('abababab…abab');
  });
});
