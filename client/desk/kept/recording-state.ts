// Is one person's recording ready to be played? Asked before playing, and each second while it is being made.
import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../../../server/protocol/errors.ts';
import { type PersonRecordingState, personRecordingStatePath } from '../../../server/protocol/routes.ts';
import { Refused } from '../../api.ts';
import { useSession } from '../session.tsx';

/** The server's answer is checked, because it comes by a path outside the table of routes. */
const Answer: z.ZodType<PersonRecordingState> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready'), bytes: z.number(), durationMs: z.number(), skipped: z.array(z.string()) }),
  z.object({ state: z.literal('making'), progress: z.number() }),
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('failed'), detail: z.string() }),
]);
const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in ERROR_STATUS;
const RefusalBody = z.object({ code: z.custom<ErrorCode>(isCode), detail: z.string().optional() });

/** @throws Refused; an aborted call throws the browser's AbortError. */
async function askRecordingState(
  hearingId: string,
  personId: string,
  signal: AbortSignal,
): Promise<PersonRecordingState> {
  let answer: unknown;
  let answered: Response;
  try {
    answered = await fetch(personRecordingStatePath(hearingId, personId), { credentials: 'same-origin', signal });
    answer = await answered.json();
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new Refused('unreachable', '', { cause });
  }
  if (answered.ok) {
    const state = Answer.safeParse(answer);
    if (state.success) return state.data;
  }
  const refusal = RefusalBody.safeParse(answer);
  throw new Refused(refusal.data?.code ?? 'internal', refusal.data?.detail ?? `HTTP ${answered.status}`);
}

const POLL_MS = 1000;

export function useRecordingState(hearingId: string, personId: string) {
  const { heed } = useSession();
  const [state, setState] = useState<PersonRecordingState | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [times, setTimes] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `times` is what asks again
  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const answer = await askRecordingState(hearingId, personId, gone.signal);
        if (gone.signal.aborted) return;
        setState(answer);
        setError(null);
        if (answer.state === 'making') timer = setTimeout(() => void ask(), POLL_MS);
      } catch (thrown) {
        if (gone.signal.aborted) return;
        heed(thrown);
        setError(thrown);
      }
    };
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [hearingId, personId, times, heed]);

  const again = useCallback(() => {
    setState(null);
    setError(null);
    setTimes((before) => before + 1);
  }, []);
  return { state, error, again };
}
