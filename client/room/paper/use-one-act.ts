// One act about a paper at a time: a second press, also of another choice, does nothing until the first was answered.
import { useState } from 'react';
import { type ClientCode, codeOf } from '../../api.ts';

/** The paper is not what it was: changed, taken back or decided elsewhere meanwhile. */
const STALE: readonly ClientCode[] = ['letter_changed', 'minutes_changed', 'wrong_state', 'not_found'];

/** `look` asks for the paper as it stands now. */
export function useOneAct<Work extends string>(look: () => Promise<void>) {
  const [doing, setDoing] = useState<Work | null>(null);
  const [refused, setRefused] = useState<ClientCode | null>(null);
  /** Resolves to whether it was done. */
  const run = async (work: Work, act: () => Promise<void>): Promise<boolean> => {
    if (doing !== null) return false;
    setDoing(work);
    setRefused(null);
    try {
      await act();
      return true;
    } catch (thrown) {
      const code = codeOf(thrown);
      setRefused(code);
      if (STALE.includes(code)) await look();
      return false;
    } finally {
      setDoing(null);
    }
  };
  return { doing, refused, run };
}
