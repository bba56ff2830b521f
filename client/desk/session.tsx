// Who is signed in: asked once when the desk opens, told by signing in, forgotten when the server no longer knows it.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Me } from '../../server/protocol/api.ts';
import { call, codeOf } from '../api.ts';

export type SessionState =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly error: unknown }
  /** `lost`: somebody was signed in on this page before. */
  | { readonly state: 'out'; readonly lost: boolean }
  | { readonly state: 'in'; readonly me: Me };

type Session = {
  readonly now: SessionState;
  readonly ask: () => void;
  readonly signedIn: (me: Me) => void;
  readonly signOut: () => Promise<void>;
  /** Looks at every refusal: one that says "not signed in" ends the session on this page. */
  readonly heed: (error: unknown) => void;
};

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [now, setNow] = useState<SessionState>({ state: 'asking' });
  const [asked, setAsked] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is what asks again
  useEffect(() => {
    const gone = new AbortController();
    // Whoever signed in while this was on its way knows better.
    const settle = (answer: SessionState): void => setNow((before) => (before.state === 'asking' ? answer : before));
    call('me', { signal: gone.signal }).then(
      (me) => settle({ state: 'in', me }),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        settle(codeOf(error) === 'not_signed_in' ? { state: 'out', lost: false } : { state: 'failed', error });
      },
    );
    return () => gone.abort();
  }, [asked]);

  const ask = useCallback(() => {
    setNow({ state: 'asking' });
    setAsked((times) => times + 1);
  }, []);
  const signedIn = useCallback((me: Me) => setNow({ state: 'in', me }), []);
  const signOut = useCallback(async () => {
    await call('signOut');
    setNow({ state: 'out', lost: false });
  }, []);
  const heed = useCallback((error: unknown) => {
    if (codeOf(error) !== 'not_signed_in') return;
    setNow((before) => (before.state === 'in' ? { state: 'out', lost: true } : before));
  }, []);

  const session = useMemo(() => ({ now, ask, signedIn, signOut, heed }), [now, ask, signedIn, signOut, heed]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of SessionProvider');
  return session;
}

/** Whoever is signed in; only for screens that are shown to nobody else. */
export function useMe(): Me {
  const { now } = useSession();
  if (now.state !== 'in') throw new Error('useMe while nobody is signed in');
  return now.me;
}
