// Letters at the desk of chair and clerk: shown only in their stage, changed with a warning after a signature, never signed for anybody; handed over only after identity was checked.
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Refused } from '../../client/api.ts';
import { RoomScreen } from '../../client/room/room-screen.tsx';
import { snapshotOf } from '../../client/room/room-state.ts';
import { RoomProvider, useRoomState } from '../../client/room/use-room.tsx';
import { startWords } from '../../client/words/setup.ts';
import type { AskBody } from '../../server/protocol/asks.ts';
import type { LetterProgress, LetterView } from '../../server/protocol/letter.ts';
import type { HearingRole } from '../../server/protocol/roles.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { type Asked, ExampleRoom, LETTER, Looking } from './letter-examples.ts';
import { CHAIR, COMPLAINANT, snapshot } from './room-examples.ts';

const NAME = COMPLAINANT.name;
let room: ExampleRoom;
let onServer: LetterView | null;
let you: string;

function answer({ name, body }: Asked): unknown {
  if (name === 'draftLetter') return { title: '承诺书', text: '样本文字' };
  if (name === 'prepareLetter') onServer = { ...LETTER, ...(body as AskBody<'prepareLetter'>), state: 'prepared' };
  if (onServer === null) throw new Refused('not_found');
  if (name === 'changeLetter') onServer = { ...onServer, ...(body as AskBody<'changeLetter'>), version: 2 };
  if (name === 'showLetter') onServer = { ...onServer, state: 'shown' };
  if (name === 'takeBackLetter') onServer = { ...onServer, state: 'prepared' };
  if (name === 'superviseLetter') onServer = { ...onServer, state: 'shown', medium: 'supervised' };
  if (name === 'declineSupervised') onServer = { ...onServer, state: 'declined' };
  if (name === 'signSupervised') onServer = { ...onServer, state: 'witnessed', pdf: 'making', signedAtMs: 1_300_000 };
  return onServer;
}

function Screen() {
  const now = snapshotOf(useRoomState());
  return now === null ? null : <RoomScreen snapshot={now} you={you} />;
}

configure({ asyncUtilTimeout: 15_000 });
vi.setConfig({ testTimeout: 60_000 });
beforeAll(async () => {
  await Promise.all([
    import('../../client/room/panel/letter-desk.tsx'),
    import('../../client/room/letter/supervised-sheet.tsx'),
  ]);
}, 60_000);
beforeEach(() => {
  startWords('zh');
  Looking.seen = [];
  vi.stubGlobal('IntersectionObserver', Looking);
  // A wide screen: the panel stands beside the picture.
  vi.stubGlobal('matchMedia', () => ({
    matches: true,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  onServer = null;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function open(
  as: Extract<HearingRole, 'chair' | 'clerk'>,
  letter: Partial<LetterProgress> | null,
  change: Partial<RoomSnapshot> = {},
): Promise<HTMLElement> {
  const letters = letter === null ? [] : [{ ...LETTER, state: 'prepared' as const, ...letter }];
  onServer = letters[0] ?? null;
  const first = snapshot({ stage: 'signing', letters, ...change });
  you = first.people.find(({ role }) => role === as)?.personId ?? CHAIR.personId;
  room = new ExampleRoom(first, you, answer);
  render(
    <RoomProvider room={room.asRoom()}>
      <Screen />
    </RoomProvider>,
  );
  return screen.findByRole('region', { name: '承诺书' });
}
const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const asks = (): string[] => room.asked.map(({ name }) => name);
/** Without looking. */
const acts = (): string[] => asks().filter((name) => name !== 'readLetter');
const bodyOf = (name: string): unknown => room.asked.find((one) => one.name === name)?.body;

describe('the desk', () => {
  test('offers a letter to everybody who may sign one, and to nobody else', async () => {
    const desk = await open('chair', null);
    expect(
      within(desk)
        .getAllByRole('button')
        .map((one) => one.getAttribute('aria-label')),
    ).toEqual([`为${NAME}准备承诺书`]);
  });

  test('prepares from the template, counts what was typed, and sends an id that stays when it is sent again', async () => {
    await open('chair', null);
    fireEvent.click(button(`为${NAME}准备承诺书`));
    const text = await screen.findByLabelText('正文');
    fireEvent.change(text, { target: { value: '一二三四五' } });
    expect(screen.getByText('5/4000 字')).toBeTruthy();
    let tries = 0;
    room.answerWith((asked) => {
      tries += 1;
      if (tries === 1) throw new Refused('unreachable');
      return answer(asked);
    });
    fireEvent.click(button('保存'));
    expect((await screen.findByRole('alert')).textContent).toContain('连不上听证系统');
    fireEvent.click(button('保存'));
    await waitFor(() => expect(screen.queryByLabelText('正文')).toBeNull());
    const [first, second] = room.asked.filter(({ name }) => name === 'prepareLetter').map(({ body }) => body);
    expect(first).toEqual(second);
    expect(first).toMatchObject({ signerId: COMPLAINANT.personId, title: '承诺书', text: '一二三四五' });
  });

  test('does not send a letter without words', async () => {
    await open('chair', null);
    fireEvent.click(button(`为${NAME}准备承诺书`));
    fireEvent.change(await screen.findByLabelText('正文'), { target: { value: '   ' } });
    fireEvent.click(button('保存'));
    expect(screen.getByText(/请填写正文/)).toBeTruthy();
    expect(asks()).not.toContain('prepareLetter');
  });

  test('shows with one press in its stage, and outside it says why not', async () => {
    await open('chair', {}, { stage: 'final' });
    const show = button(`向${NAME}出示`);
    expect(show.getAttribute('title')).toContain('签署承诺书·核对笔录并签名');
    fireEvent.click(show);
    expect(asks()).toEqual([]);
    cleanup();
    await open('chair', {});
    fireEvent.click(button(`向${NAME}出示`));
    await waitFor(() => expect(asks()).toEqual(['showLetter']));
    expect(bodyOf('showLetter')).toEqual({ letterId: LETTER.letterId, version: 1 });
  });

  test.each([
    ['shown', '已出示，正在阅读'],
    ['read', '已读完，正在考虑'],
    ['declined', '不签'],
    ['deferred', '改日再说'],
    ['signed', '已签署'],
  ] as const)('says in words that a letter is %s, and since when', async (state, words) => {
    const desk = await open('chair', { state, pdf: state === 'signed' ? 'making' : 'none' });
    expect(within(desk).getByText(words)).toBeTruthy();
    // 1970-01-01T00:20 UTC in Shanghai.
    expect(desk.textContent).toContain('08:20');
  });

  test('takes back what lies before somebody', async () => {
    await open('chair', { state: 'read' });
    fireEvent.click(button(`收回：${NAME}`));
    await waitFor(() => expect(asks()).toEqual(['takeBackLetter']));
  });

  test('warns before a signed letter is changed, and changes the version that was opened', async () => {
    await open('chair', { state: 'signed', pdf: 'ready' });
    fireEvent.click(button(`修改：${NAME}的承诺书`));
    expect(screen.getByRole('alertdialog').textContent).toContain('须重新出示、由本人重新签署');
    expect(asks()).toEqual([]);
    fireEvent.click(button('仍要修改'));
    fireEvent.change(await screen.findByLabelText('正文'), { target: { value: '新的文字' } });
    fireEvent.click(button('保存'));
    await waitFor(() => expect(asks()).toEqual(['readLetter', 'changeLetter']));
    expect(bodyOf('changeLetter')).toEqual({
      letterId: LETTER.letterId,
      version: 1,
      title: '承诺书',
      text: '新的文字',
    });
  });

  test('says beside the button why the server refused', async () => {
    const desk = await open('chair', {});
    room.answerWith(() => {
      throw new Refused('letter_changed');
    });
    fireEvent.click(button(`向${NAME}出示`));
    expect((await within(desk).findByRole('alert')).textContent).toContain('已经修改');
  });

  test('has nothing that signs for the person: not for the chair, and for the clerk only by handing over', async () => {
    await open('chair', { state: 'read' });
    expect(screen.queryByRole('button', { name: /^签署|当面签署/ })).toBeNull();
    cleanup();
    await open('clerk', { state: 'read' });
    expect(screen.queryByRole('button', { name: '签署' })).toBeNull();
    expect(button(`当面签署：${NAME}`)).toBeTruthy();
  });

  test('prints for a signature on paper', async () => {
    await open('clerk', {});
    const link = screen.getByRole('link', { name: `打印纸质：${NAME}的承诺书` });
    expect(link.getAttribute('href')).toBe(`/api/letters/${LETTER.letterId}/print.pdf`);
  });
});

describe('signing before the clerk', () => {
  async function handOver(): Promise<HTMLElement> {
    await open('clerk', {});
    fireEvent.click(button(`当面签署：${NAME}`));
    fireEvent.click(button('交给本人'));
    expect(asks()).toEqual([]);
    // The label and its box are one target; here the hidden input stands for both.
    fireEvent.click(screen.getByLabelText(/我已核对/, { selector: 'input' }));
    fireEvent.click(button('交给本人'));
    return screen.findByRole('dialog', { name: '承诺书' });
  }

  test('begins only after identity was checked, and covers the whole room with the witness named', async () => {
    const sheet = await handOver();
    expect(bodyOf('superviseLetter')).toEqual({ letterId: LETTER.letterId, version: 1, identityChecked: true });
    expect(sheet.textContent).toContain('由书记员clerk 2在场见证');
    expect(sheet.textContent).toContain('请王桂英本人亲自阅读并签名');
    expect(document.querySelector('.room')?.hasAttribute('inert')).toBe(true);
    fireEvent.keyDown(sheet, { key: 'Escape' });
    expect(screen.getByRole('dialog', { name: '承诺书' })).toBeTruthy();
  });

  test('is declined like on one’s own device, and goes back to the clerk', async () => {
    await handOver();
    fireEvent.click(button('不签'));
    await screen.findByRole('heading', { name: '好的，您没有签署' });
    expect(acts()).toEqual(['superviseLetter', 'declineSupervised']);
    fireEvent.click(button('交还给书记员'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.querySelector('.room')?.hasAttribute('inert')).toBe(false);
  });

  test('is left undecided only by a deliberate act', async () => {
    await handOver();
    fireEvent.click(button('交还给书记员'));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('您还没有作出选择');
    fireEvent.click(within(question).getByRole('button', { name: '继续阅读' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(screen.getByRole('dialog', { name: '承诺书' })).toBeTruthy();
    fireEvent.click(button('交还给书记员'));
    fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: '交还给书记员' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(acts()).toEqual(['superviseLetter']);
  });

  test('shows a text that was changed meanwhile', async () => {
    await handOver();
    const changed = { ...LETTER, version: 2, state: 'shown' as const, medium: 'supervised' as const };
    onServer = { ...changed, text: '改过的文字。' };
    act(() =>
      room.tell({
        place: { at: 'seated', you, snapshot: snapshot({ stage: 'signing', letters: [changed], version: 8 }) },
      }),
    );
    expect(await screen.findByText('改过的文字。')).toBeTruthy();
    expect(screen.getAllByText('文字有改动，请您重新阅读。').length).toBeGreaterThan(0);
  });
});
