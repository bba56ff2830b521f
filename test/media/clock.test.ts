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
    const clock = new RecordingClock(990_000, 12_345);
    const now = clock.at(performance.now());
    expect(now).toBeGreaterThanOrEqual(12_345);
    expect(now).toBeLessThan(13_345);
  });
});
