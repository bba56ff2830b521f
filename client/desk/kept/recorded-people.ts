// Of whom there is a recording, in the order of seats, and what it consists of.
import type { Person, Segment } from '../../../server/protocol/api.ts';

export type Recorded = {
  readonly person: Person;
  readonly content: 'sound' | 'picture' | 'both';
  /** On the hearing's clock: from the first segment's start to the last one's end. */
  readonly startMs: number;
  readonly endMs: number;
};

export function recordedPeople(people: readonly Person[], segments: readonly Segment[]): readonly Recorded[] {
  return people.flatMap((person) => {
    const own = segments.filter((segment) => segment.personId === person.id);
    if (own.length === 0) return [];
    const sound = own.some((segment) => segment.source === 'microphone');
    const picture = own.some((segment) => segment.source === 'camera');
    return [
      {
        person,
        content: sound && picture ? 'both' : picture ? 'picture' : 'sound',
        startMs: Math.min(...own.map((segment) => segment.startMs)),
        endMs: Math.max(...own.map((segment) => segment.startMs + segment.durationMs)),
      } satisfies Recorded,
    ];
  });
}
