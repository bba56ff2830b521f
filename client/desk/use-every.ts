// Does something again and again while the page is looked at, and at once when somebody comes back to it.
import { useEffect, useRef } from 'react';

export function useEvery(periodMs: number | null, work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (periodMs === null) return;
    const act = (): void => {
      if (document.visibilityState === 'visible') latest.current();
    };
    const timer = setInterval(act, periodMs);
    document.addEventListener('visibilitychange', act);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', act);
    };
  }, [periodMs]);
}
