// Keeps the screen of a phone awake during the hearing, where the browser can; asked again each time the page comes back to front.
import { useEffect } from 'react';

export function useAwake(): void {
  useEffect(() => {
    // Typed as always there; iOS has it since 16.4.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    if (!wakeLock) return;
    let held: WakeLockSentinel | null = null;
    let over = false;
    const hold = (): void => {
      if (document.visibilityState !== 'visible') return;
      wakeLock.request('screen').then(
        (sentinel) => {
          held = sentinel;
          if (over) void sentinel.release();
        },
        // Low battery: the system decides, the hearing goes on.
        () => undefined,
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, []);
}
