// Loads what a screen shows, keeps it while it is loaded again, and says when that failed.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from './session.tsx';

type Held<Value> = { readonly key: string; readonly value: Value; readonly atMs: number };

export type Loaded<Value> = {
  /** What came last; null until something came. */
  readonly value: Value | null;
  readonly atMs: number;
  /** Why the last attempt failed; null when it did not. The older value stays on screen beside it. */
  readonly error: unknown;
  readonly reload: () => void;
  /** An answer to an act that already carries the new truth. */
  readonly put: (value: Value) => void;
};

/** `key` names what is loaded: with another key the older value is dropped at once. */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const { heed } = useSession();
  const [held, setHeld] = useState<Held<Value> | null>(null);
  const [failure, setFailure] = useState<{ key: string; error: unknown } | null>(null);
  const [times, setTimes] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `times` is what loads again
  useEffect(() => {
    const gone = new AbortController();
    latest.current(gone.signal).then(
      (value) => {
        if (gone.signal.aborted) return;
        setHeld({ key, value, atMs: Date.now() });
        setFailure(null);
      },
      (error: unknown) => {
        if (gone.signal.aborted) return;
        heed(error);
        setFailure({ key, error });
      },
    );
    return () => gone.abort();
  }, [key, times, heed]);

  const reload = useCallback(() => setTimes((before) => before + 1), []);
  const put = useCallback((value: Value) => setHeld({ key, value, atMs: Date.now() }), [key]);
  const fits = held !== null && held.key === key;
  return {
    value: fits ? held.value : null,
    atMs: fits ? held.atMs : 0,
    error: failure !== null && failure.key === key ? failure.error : null,
    reload,
    put,
  };
}
