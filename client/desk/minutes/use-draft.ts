// The minutes as they are being written here: on top of which version, what is not saved yet, and kept over a reload of this tab.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Minutes, MinutesDraft } from '../../../server/protocol/minutes.ts';

/** `base`: the version that it was begun from; 0 before there is one. */
type Kept = { readonly base: number; readonly draft: MinutesDraft };

export type Draft = {
  readonly draft: MinutesDraft | null;
  readonly base: number;
  readonly isChanged: boolean;
  /** It was found from before a reload. */
  readonly isRestored: boolean;
  readonly change: (draft: MinutesDraft) => void;
  readonly undo: (() => void) | null;
  /** What is kept is this from now on. */
  readonly settle: (minutes: Minutes | null) => void;
  /** The same words, on top of another version. */
  readonly rebase: (version: number) => void;
};

const draftOf = ({ text }: Pick<Minutes, 'text'>): MinutesDraft => ({
  ...text,
  lines: text.lines.map(({ speaker: _speaker, ...line }) => line),
});

export function useDraft(hearingId: string, minutes: Minutes | null): Draft {
  const key = `open-hearing.minutes.${hearingId}`;
  const [kept, setKept] = useState<Kept | null>(() => read(key));
  const [isRestored, setRestored] = useState(kept !== null);
  const before = useRef<(Kept | null)[]>([]);
  const put = useCallback(
    (next: Kept | null): void => {
      setKept(next);
      write(key, next);
    },
    [key],
  );
  const saved = minutes === null ? null : draftOf(minutes);
  const base = kept?.base ?? minutes?.version ?? 0;
  useEffect(() => {
    if (kept === null) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [kept]);
  return {
    draft: kept?.draft ?? saved,
    base,
    isChanged: kept !== null,
    isRestored: isRestored && kept !== null,
    change(draft) {
      before.current.push(kept);
      put({ base, draft });
    },
    undo:
      before.current.length === 0
        ? null
        : () => {
            put(before.current.pop() ?? null);
          },
    settle() {
      before.current = [];
      setRestored(false);
      put(null);
    },
    rebase(version) {
      if (kept !== null) put({ base: version, draft: kept.draft });
    },
  };
}

/** Of this tab only: what is said in a hearing does not stay on the machine. */
function read(key: string): Kept | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function write(key: string, kept: Kept | null): void {
  try {
    if (kept === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Not kept over a reload, then; the page asks before it is left.
  }
}
