// Where the focus goes after a search: the form is made anew with each one, so it goes on at the count of what was found.
import { type RefObject, useEffect, useRef } from 'react';
import { type CaseFilters, filtersOf, searchOf } from './case-filters.ts';

type FocusOnResult = {
  /** For the count; it must be on the page before, during and after the search, or it would not be read out. */
  readonly ref: RefObject<HTMLParagraphElement | null>;
  readonly searched: (filters: CaseFilters) => void;
};

/** `key`: the filters as JSON. `there`: whether what they find has come. */
export function useFocusOnResult(key: string, there: boolean): FocusOnResult {
  const ref = useRef<HTMLParagraphElement>(null);
  const waitingFor = useRef<string | null>(null);
  useEffect(() => {
    if (!there || waitingFor.current !== key) return;
    waitingFor.current = null;
    ref.current?.focus({ preventScroll: true });
  }, [key, there]);
  const searched = (filters: CaseFilters): void => {
    const next = JSON.stringify(filtersOf(new URLSearchParams(searchOf(filters))));
    // The same search again brings nothing new, and the form keeps the focus.
    if (next !== key) waitingFor.current = next;
  };
  return { ref, searched };
}
