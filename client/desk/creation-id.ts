// Ids of things made here: the same form sent again makes the same thing, a changed form makes another one.
import { useCallback, useRef } from 'react';
import { newId } from '../new-id.ts';

export type CreationIds = (content: object) => string;

/** The server refuses an id that comes back with other content, so an id lasts as long as what was typed. */
export function creationIds(make: () => string = newId): CreationIds {
  let last: { readonly content: string; readonly id: string } | null = null;
  return (content) => {
    const text = JSON.stringify(content);
    if (last === null || last.content !== text) last = { content: text, id: make() };
    return last.id;
  };
}

/** `next` forgets the last one: the next creation is a new thing even when it looks the same. */
export function useCreationIds(): { readonly idFor: CreationIds; readonly next: () => void } {
  const ids = useRef<CreationIds | null>(null);
  const idFor = useCallback<CreationIds>((content) => {
    ids.current ??= creationIds();
    return ids.current(content);
  }, []);
  const next = useCallback(() => {
    ids.current = null;
  }, []);
  return { idFor, next };
}
