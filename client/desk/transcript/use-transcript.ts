// The transcript on this screen: loaded, changed line by line with what is under way and what was refused, and one step back.
import { useCallback, useRef, useState } from 'react';
import type { LineEdit, Transcript, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { call, codeOf } from '../../api.ts';
import { useSession } from '../session.tsx';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import { inPortions } from './replacing.ts';

/** What a line was before it was changed here. */
type Before = Pick<TranscriptLine, 'id' | 'text' | 'personId' | 'removed'>;

export type Editing = {
  readonly loaded: Loaded<Transcript>;
  readonly busy: boolean;
  /** Why the last change was refused; null when it was not. */
  readonly error: unknown;
  readonly forgetError: () => void;
  /** True when it is kept. A line that somebody else has changed is shown as it is now, and the change is not made. */
  readonly change: (edits: readonly LineEdit[]) => Promise<boolean>;
  readonly put: (lines: readonly TranscriptLine[]) => void;
  readonly canUndo: boolean;
  readonly undo: () => Promise<void>;
};

export function useTranscript(hearingId: string): Editing {
  const { heed } = useSession();
  const loaded = useLoaded(`transcript ${hearingId}`, (signal) =>
    call('transcript', { params: { id: hearingId }, signal }),
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<readonly (readonly Before[])[]>([]);
  const now = useRef(loaded);
  now.current = loaded;
  /** One change after the other: the next one builds on what the last one made. */
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const put = useCallback((lines: readonly TranscriptLine[]) => {
    const { value } = now.current;
    if (value === null || lines.length === 0) return;
    const changed = new Map(lines.map((line) => [line.id, line]));
    const next = { ...value, lines: value.lines.map((line) => changed.get(line.id) ?? line) };
    now.current.put(next);
    now.current = { ...now.current, value: next };
  }, []);

  const send = useCallback(
    async (edits: readonly LineEdit[]): Promise<boolean> => {
      setBusy(true);
      setError(null);
      try {
        for (const portion of inPortions(edits))
          put(await call('editLines', { params: { id: hearingId }, body: { edits: portion } }));
        return true;
      } catch (thrown) {
        heed(thrown);
        setError(thrown);
        if (codeOf(thrown) === 'line_changed') now.current.reload();
        return false;
      } finally {
        setBusy(false);
      }
    },
    [hearingId, heed, put],
  );
  const inTurn = useCallback(<Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = queue.current.then(work);
    queue.current = next.catch(() => undefined);
    return next;
  }, []);

  const linesOf = useCallback((ids: readonly string[]): TranscriptLine[] => {
    const wanted = new Set(ids);
    return (now.current.value?.lines ?? []).filter(({ id }) => wanted.has(id));
  }, []);

  const change = useCallback(
    (edits: readonly LineEdit[]) =>
      inTurn(async () => {
        const before = linesOf(edits.map(({ lineId }) => lineId)).map(beforeOf);
        const kept = await send(edits);
        if (kept) setDone((steps) => [...steps, before].slice(-100));
        return kept;
      }),
    [inTurn, linesOf, send],
  );
  const undo = useCallback(
    () =>
      inTurn(async () => {
        const last = done.at(-1);
        if (last === undefined) return;
        const revisions = new Map(linesOf(last.map(({ id }) => id)).map(({ id, revision }) => [id, revision]));
        const edits = last.map(({ id, ...line }) => ({ lineId: id, revision: revisions.get(id) ?? 0, ...line }));
        if (await send(edits)) setDone((steps) => steps.slice(0, -1));
      }),
    [done, inTurn, linesOf, send],
  );
  const forgetError = useCallback(() => setError(null), []);
  return { loaded, busy, error, forgetError, change, put, canUndo: done.length > 0, undo };
}

const beforeOf = ({ id, text, personId, removed }: TranscriptLine): Before => ({ id, text, personId, removed });
