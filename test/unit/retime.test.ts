// Words that were changed keep their place in the recording.
import { expect, it } from 'vitest';
import { retime, tokensOf } from '../../server/protocol/retime.ts';
import { randomFrom } from '../running/random.ts';

const words = (text: string, startMs = 1_000, doubt = false) =>
  tokensOf(text).map((token, index) => ({ text: token, startMs: startMs + 200 * index, doubt }));

it('takes Chinese by the character and other words whole, and loses nothing', () => {
  expect(tokensOf('我 use OpenSSL3，好')).toEqual(['我', ' use', ' OpenSSL3', '，', '好']);
  expect(tokensOf('a  b ')).toEqual(['a', '  b', ' ']);
});

it('keeps the time of what stayed, and puts what is new between its neighbours', () => {
  const timed = retime(words('我服决定'), '我不服原决定', 2_000);
  expect(timed.map(({ startMs }) => startMs)).toEqual([1_000, 1_100, 1_200, 1_300, 1_400, 1_600]);
});

it('begins where the line begins when all of it is new, and ends within it', () => {
  const timed = retime(words('甲乙丙'), '完全不同', 1_800);
  expect(timed[0]?.startMs).toBe(1_000);
  expect(timed.at(-1)?.startMs).toBeLessThanOrEqual(1_800);
});

it('keeps the doubt of what stayed, and has none in what is new', () => {
  const timed = retime(words('听不清', 0, true), '听得清', 800);
  expect(timed.map(({ doubt }) => doubt)).toEqual([true, false, true]);
});

it('whatever is changed: the text is the text, and time never runs back', () => {
  const random = randomFrom(7);
  const draw = (): string =>
    Array.from({ length: Math.floor(random() * 12) }, () => '甲乙丙丁 ab，'[Math.floor(random() * 8)]).join('');
  for (let n = 0; n < 2_000; n++) {
    const [before, after] = [words(draw()), draw()];
    const endMs = (before.at(-1)?.startMs ?? 1_000) + 300;
    const timed = retime(before, after, endMs);
    expect(timed.map(({ text }) => text).join('')).toBe(after);
    const times = timed.map(({ startMs }) => startMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});
