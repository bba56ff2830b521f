// Makes and revokes personal links, and keeps the new ones on this page: the server shows each of them only once.
import { useCallback, useRef, useState } from 'react';
import type { NewInvitation, Person } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { useSession } from '../session.tsx';

export type FreshLink = { readonly made: NewInvitation; readonly madeAtMs: number };
type Failure = { readonly name: string; readonly error: unknown };

export type Invitations = {
  /** By person. */
  readonly fresh: ReadonlyMap<string, FreshLink>;
  /** How often links were made on this page: each time the news is shown anew. */
  readonly rounds: number;
  /** While links are being made. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failures: readonly Failure[];
  /** One after the other; one that fails does not stop the others. */
  readonly make: (people: readonly Person[]) => Promise<void>;
  readonly revoke: (person: Person) => Promise<void>;
  readonly forget: (personId: string) => void;
};

export function useInvitations(onChanged: () => void): Invitations {
  const { heed } = useSession();
  const [fresh, setFresh] = useState<ReadonlyMap<string, FreshLink>>(new Map());
  const [rounds, setRounds] = useState(0);
  const [progress, setProgress] = useState<Invitations['progress']>(null);
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const running = useRef(false);

  const make = useCallback(
    async (people: readonly Person[]) => {
      if (running.current || people.length === 0) return;
      running.current = true;
      setFailures([]);
      for (const [done, person] of people.entries()) {
        setProgress({ done, total: people.length });
        try {
          const made = await call('invite', { params: { id: person.id } });
          setFresh((before) => new Map(before).set(person.id, { made, madeAtMs: Date.now() }));
        } catch (error) {
          heed(error);
          setFailures((before) => [...before, { name: person.name, error }]);
        }
      }
      running.current = false;
      setProgress(null);
      setRounds((before) => before + 1);
      onChanged();
    },
    [heed, onChanged],
  );

  const forget = useCallback((personId: string) => {
    setFresh((before) => new Map([...before].filter(([id]) => id !== personId)));
  }, []);

  const revoke = useCallback(
    async (person: Person) => {
      if (person.invitation === null) return;
      await call('revokeInvitation', { params: { id: person.invitation.id } });
      forget(person.id);
      onChanged();
    },
    [forget, onChanged],
  );

  return { fresh, rounds, progress, failures, make, revoke, forget };
}
