// The signer's sheet: read to the end first, three equal choices, signed once however often it is pressed, a changed text read anew.
import { createHash } from 'node:crypto';
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Refused } from '../../client/api.ts';
import { RoomScreen } from '../../client/room/room-screen.tsx';
import { snapshotOf } from '../../client/room/room-state.ts';
import { RoomProvider, useRoomState } from '../../client/room/use-room.tsx';
import { startWords } from '../../client/words/setup.ts';
import type { AskBody } from '../../server/protocol/asks.ts';
import { type LetterView, shownText } from '../../server/protocol/letter.ts';
import { type Asked, ExampleRoom, LETTER, Looking } from './letter-examples.ts';
import { COMPLAINANT, snapshot } from './room-examples.ts';

let room: ExampleRoom;
let onServer: LetterView | null;

/** What the server does with each ask about a letter. */
function answer({ name }: Asked): unknown {
  if (name === 'myLetter') return onServer;
  if (onServer === null) throw new Refused('wrong_state');
  if (name === 'finishReadingLetter') onServer = { ...onServer, state: 'read' };
  if (name === 'signLetter') onServer = { ...onServer, state: 'signed', pdf: 'making', signedAtMs: 1_300_000 };
  if (name === 'declineLetter') onServer = { ...onServer, state: 'declined' };
  if (name === 'deferLetter') onServer = { ...onServer, state: 'deferred' };
  return onServer;
}

function Screen() {
  const now = snapshotOf(useRoomState());
  return now === null ? null : <RoomScreen snapshot={now} you={COMPLAINANT.personId} />;
}

// The sheet is loaded when it is needed; on a busy machine that takes its time.
configure({ asyncUtilTimeout: 15_000 });
vi.setConfig({ testTimeout: 60_000 });
beforeAll(async () => {
  await Promise.all([
    import('../../client/room/letter/own-sheet.tsx'),
    import('../../client/room/letter/letter-banner.tsx'),
  ]);
}, 60_000);

beforeEach(() => {
  startWords('zh');
  Looking.seen = [];
  vi.stubGlobal('IntersectionObserver', Looking);
  onServer = null;
  room = new ExampleRoom(snapshot({ stage: 'signing' }), COMPLAINANT.personId, answer);
  render(
    <RoomProvider room={room.asRoom()}>
      <Screen />
    </RoomProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const put = (change: Partial<LetterView>): void => {
  onServer = { ...LETTER, ...change };
  act(() => room.tell({ letter: onServer }));
};
async function show(change: Partial<LetterView> = {}): Promise<HTMLElement> {
  put(change);
  return screen.findByRole('dialog', { name: '承诺书' });
}
const seeEnd = (): void => act(() => Looking.seen.at(-1)?.());
const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const held = (name: string): string | null => {
  const found = button(name);
  if (found.getAttribute('aria-disabled') !== 'true') return null;
  return document.getElementById(found.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
};
const asks = (): string[] => room.asked.map(({ name }) => name).filter((name) => name !== 'myLetter');

async function readToEnd(): Promise<void> {
  seeEnd();
  fireEvent.click(button('我已阅读'));
  await screen.findByRole('img', { name: /签名处/ });
}
function write(): void {
  const pad = screen.getByRole('img', { name: /签名处/ });
  vi.spyOn(pad, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 400, 200));
  pad.setPointerCapture = () => undefined;
  const at = (clientX: number, clientY: number) => ({ clientX, clientY, isPrimary: true, button: 0, pointerId: 1 });
  fireEvent.pointerDown(pad, at(40, 40));
  fireEvent.pointerMove(pad, at(200, 100));
  fireEvent.pointerMove(pad, at(360, 40));
  fireEvent.pointerUp(pad, at(360, 40));
}

describe('a letter that is shown', () => {
  test('lies over the whole room at once, is said aloud, and nothing of the room can be pressed under it', async () => {
    const sheet = await show();
    expect(within(sheet).getByRole('alert').textContent).toContain('检察院向您出示承诺书');
    expect(within(sheet).getByText(/我自愿承诺。/).textContent).toBe(LETTER.text);
    expect(document.querySelector('.room')?.hasAttribute('inert')).toBe(true);
    expect(document.activeElement?.textContent).toBe('承诺书');
  });

  test('can be signed only after its end was seen, the reading confirmed, and a name written', async () => {
    await show();
    expect(held('我已阅读')).toBe('请先读到最后。');
    expect(held('签署')).toBe('请先读到最后，并点“我已阅读”。');
    fireEvent.click(button('我已阅读'));
    fireEvent.click(button('签署'));
    expect(asks()).toEqual([]);
    await readToEnd();
    expect(asks()).toEqual(['finishReadingLetter']);
    expect(held('签署')).toBe('请先在签名处写下您的姓名。');
    write();
    expect(held('签署')).toBeNull();
  });

  test('has three choices of the same kind beside each other, and says that declining changes nothing', async () => {
    const sheet = await show({ state: 'read' });
    const choices = within(sheet).getByRole('group', { name: '请您选择' });
    const looks = within(choices)
      .getAllByRole('button')
      .map((one) => one.className);
    expect(looks).toHaveLength(3);
    expect(new Set(looks).size).toBe(1);
    expect(sheet.textContent).toContain('不签或改日再签，不影响您的任何权利，也不需要说明理由。');
  });

  test.each([
    ['不签', 'declineLetter', '好的，您没有签署'],
    ['改日再说', 'deferLetter', '好的，改日再说'],
  ])('%s is one press at any time, and is confirmed calmly', async (choice, ask, title) => {
    await show();
    fireEvent.click(button(choice));
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy();
    expect(asks()).toEqual([ask]);
    fireEvent.click(button('回到听证'));
    expect(screen.queryByRole('dialog')).toBeNull();
    // The chair shows it again.
    await show({ stateSinceMs: 1_400_000 });
  });
});

describe('signing', () => {
  test('sends what was drawn and the check value of exactly what was shown, once for two presses', async () => {
    await show();
    await readToEnd();
    write();
    let let_go = (): void => undefined;
    room.answerWith(async (asked) => {
      if (asked.name === 'signLetter') await new Promise<void>((resolve) => (let_go = resolve));
      return answer(asked);
    });
    fireEvent.click(button('签署'));
    await waitFor(() => expect(asks()).toContain('signLetter'));
    expect(button('签署').getAttribute('aria-busy')).toBe('true');
    fireEvent.click(button('签署'));
    fireEvent.click(button('不签'));
    await act(async () => let_go());
    await screen.findByRole('heading', { name: '谢谢您，已经签好了' });
    expect(asks()).toEqual(['finishReadingLetter', 'signLetter']);
    const body = room.asked.find(({ name }) => name === 'signLetter')?.body as AskBody<'signLetter'>;
    expect(body).toMatchObject({ letterId: LETTER.letterId, version: 1 });
    expect(body.textSha256).toBe(createHash('sha256').update(shownText(LETTER), 'utf8').digest('hex'));
    expect(body.ink.height).toBe(0.5);
    expect(body.ink.strokes[0]?.map(([x, y]) => [x, y])).toEqual([
      [0.1, 0.1],
      [0.5, 0.25],
      [0.9, 0.1],
    ]);
  });

  test('gives the copy as soon as it is made: to save, and as a code', async () => {
    put({ state: 'signed', pdf: 'making' });
    fireEvent.click(await screen.findByRole('button', { name: '我的副本' }));
    expect(await screen.findByText('正在制作您的副本，请稍候……')).toBeTruthy();
    put({ state: 'signed', pdf: 'ready', copyUrl: '/c/abc', copyUntilMs: 9e11 });
    expect(screen.getByRole('link', { name: '保存副本' }).getAttribute('href')).toMatch(/\/c\/abc$/);
    expect(screen.getByRole('img', { name: '承诺书副本的二维码' })).toBeTruthy();
  });

  test('of a text that was changed meanwhile does not happen: the new one is shown, to be read anew', async () => {
    await show();
    await readToEnd();
    write();
    room.answerWith((asked) => {
      if (asked.name !== 'signLetter') return answer(asked);
      onServer = { ...LETTER, version: 2, text: '改过的文字。' };
      throw new Refused('letter_changed');
    });
    fireEvent.click(button('签署'));
    expect(await screen.findByText('改过的文字。')).toBeTruthy();
    expect(screen.getAllByText('文字有改动，请您重新阅读。').length).toBeGreaterThan(0);
    expect(held('签署')).toBe('请先读到最后，并点“我已阅读”。');
    await readToEnd();
    // The old signature is gone with the old text.
    expect(held('签署')).toBe('请先在签名处写下您的姓名。');
  });

  test('tells why it was refused, and what was written stays', async () => {
    await show();
    await readToEnd();
    write();
    room.answerWith((asked) => {
      if (asked.name === 'signLetter') throw new Refused('not_recording');
      return answer(asked);
    });
    fireEvent.click(button('签署'));
    expect(await screen.findByText(/录制恢复后再签/)).toBeTruthy();
    expect(held('签署')).toBeNull();
  });
});

test('a letter that was taken back says so and asks nothing', async () => {
  await show();
  act(() => room.tell({ letter: null }));
  expect(await screen.findByRole('heading', { name: '承诺书已经收回' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: '签署' })).toBeNull();
});

test('whoever looks at the hearing meanwhile finds the letter waiting there, and what was written still in it', async () => {
  await show();
  await readToEnd();
  write();
  fireEvent.click(button('看听证'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.querySelector('.room')?.hasAttribute('inert')).toBe(false);
  fireEvent.click(button('打开承诺书'));
  expect(await screen.findByRole('dialog', { name: '承诺书' })).toBeTruthy();
  expect(held('签署')).toBeNull();
});

test('undo and clear take back what was written', async () => {
  await show({ state: 'read' });
  write();
  expect(held('签署')).toBeNull();
  fireEvent.click(button('重写'));
  expect(held('签署')).toBe('请先在签名处写下您的姓名。');
});
