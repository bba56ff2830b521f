// Keeps the screen of a phone awake during the hearing, where the browser can; asked again each time the page comes back to front.
import { useEffect } from 'react';

/** iOS has it since 16.4; without it only the person can keep the screen on. */
export const canKeepAwake = (): boolean => (navigator.wakeLock as WakeLock | undefined) !== undefined;

export function useAwake(): void {
  useEffect(() => {
    if (!canKeepAwake()) return;
    let held: WakeLockSentinel | null = null;
    let asking = false;
    let over = false;
    const hold = (): void => {
      if (document.visibilityState !== 'visible' || asking || held?.released === false) return;
      asking = true;
      navigator.wakeLock
        .request('screen')
        .then(
          (sentinel) => {
            held = sentinel;
            if (over) void sentinel.release();
          },
          // Low battery: the system decides, the hearing goes on.
          () => undefined,
        )
        .finally(() => {
          asking = false;
        });
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    // What the system has taken back while the page was in front, it may give again when the person is there.
    document.addEventListener('pointerdown', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      document.removeEventListener('pointerdown', hold);
      void held?.release();
    };
  }, []);
}
