// The recording's clock goes on evenly, whatever is done to the machine's.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RecordingClock } from '../../media/record/clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the recording’s clock', () => {
  it('is not moved by a wall clock that is set an hour back or forward', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    const clock = new RecordingClock(990_000);
    const before = clock.at(performance.now());
    vi.setSystemTime(1_000_000 - 3_600_000);
    const back = clock.at(performance.now());
    vi.setSystemTime(1_000_000 + 3_600_000);
    const forward = clock.at(performance.now());
    expect(before).toBeGreaterThanOrEqual(10_000);
    for (const later of [back, forward]) {
      expect(later).toBeGreaterThanOrEqual(before);
      expect(later - before).toBeLessThan(1_000);
    }
  });

  it('goes on from where another one stands, though the wall clock was set between them', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 + 3_600_000 });
    const clock = new RecordingClock(990_000, Number(process.hrtime.bigint()) / 1e6 - 12_345);
    const now = clock.at(performance.now());
    expect(now).toBeGreaterThanOrEqual(12_345);
    expect(now).toBeLessThan(13_345);
  });

  it('shows the same as the one it goes on from, however late it hears of it', () => {
    const zeroMonotonicMs = Number(process.hrtime.bigint()) / 1e6 - 50_000;
    const early = new RecordingClock(0, zeroMonotonicMs);
    for (let sum = 0; sum < 20_000_000; sum++);
    const late = new RecordingClock(0, zeroMonotonicMs);
    const momentMs = performance.now();
    expect(Math.abs(early.at(momentMs) - late.at(momentMs))).toBeLessThan(1);
  });
});
