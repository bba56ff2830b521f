// Is there room for the panel beside the picture?
import { useSyncExternalStore } from 'react';

const WIDE = '(min-width: 1000px) and (min-height: 500px)';

const subscribe = (listener: () => void): (() => void) => {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches);
