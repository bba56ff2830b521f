// One act at a time against the server, with its refusal kept for the screen.
import { useCallback, useRef, useState } from 'react';
import { useSession } from './session.tsx';

export type Act = {
  readonly busy: boolean;
  /** Why the last attempt was refused; null when it was not. */
  readonly error: unknown;
  /** True when it succeeded; a second press while the first is under way does nothing. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
  readonly forget: () => void;
};

export function useAct(): Act {
  const { heed } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);

  const run = useCallback(
    async (work: () => Promise<void>) => {
      if (running.current) return false;
      running.current = true;
      setBusy(true);
      setError(null);
      try {
        await work();
        return true;
      } catch (thrown) {
        heed(thrown);
        setError(thrown);
        return false;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [heed],
  );
  const forget = useCallback(() => setError(null), []);
  return { busy, error, run, forget };
}
