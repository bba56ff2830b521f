// Listens to the keyboard while the transcript is on the screen.
import { useEffect, useRef } from 'react';
import { type Deed, deedOf } from './keys.ts';

export function useKeys(deeds: Readonly<Record<Deed, () => void>>): void {
  const newest = useRef(deeds);
  newest.current = deeds;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      // A window or a menu over the page has the keyboard to itself.
      if (target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null) return;
      const typing = target.matches('input, textarea, select, [contenteditable]');
      const busy = target.matches('button, a, audio, video, summary, [role=combobox]');
      const deed = deedOf(event, typing, busy);
      if (deed === null) return;
      event.preventDefault();
      newest.current[deed]();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
