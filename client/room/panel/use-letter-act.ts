// One act about a letter at a time, its refusal kept where it was done: over the panel no banner of the room can be seen.
import { useState } from 'react';
import { type ClientCode, codeOf } from '../../api.ts';

export type LetterAct = {
  readonly busy: boolean;
  readonly refused: ClientCode | null;
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
};

export function useLetterAct(): LetterAct {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ClientCode | null>(null);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setRefused(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      setRefused(codeOf(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, refused, run };
}
