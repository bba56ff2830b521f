// Light or dark, normal or large text: chosen by the person, else by the device; written on <html>, read by the style sheets.
import { useLayoutEffect, useSyncExternalStore } from 'react';

export type Scheme = 'auto' | 'light' | 'dark';
/** helper: 24 px, for weak eyes or for two people at one screen. */
export type Size = 'normal' | 'helper';
type Theme = { readonly scheme: Scheme; readonly size: Size };

const KEPT_AS = 'open-hearing.look';
const systemDark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

let theme: Theme = { scheme: 'auto', size: 'normal' };
const listeners = new Set<() => void>();

function readKept(): Theme {
  try {
    const [scheme, size] = (localStorage.getItem(KEPT_AS) ?? '').split(' ');
    return {
      scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'auto',
      size: size === 'helper' ? 'helper' : 'normal',
    };
  } catch {
    return theme;
  }
}

function apply(): void {
  const dark = theme.scheme === 'dark' || (theme.scheme === 'auto' && systemDark().matches);
  document.documentElement.dataset.scheme = dark ? 'dark' : 'light';
  document.documentElement.dataset.size = theme.size;
}

export function startTheme(): void {
  theme = readKept();
  apply();
  systemDark().addEventListener('change', apply);
}

export function setTheme(change: Partial<Theme>): void {
  theme = { ...theme, ...change };
  apply();
  try {
    localStorage.setItem(KEPT_AS, `${theme.scheme} ${theme.size}`);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => theme);

/** Invited people get larger letters than staff as long as their page is shown. */
export function useParticipantSize(): void {
  useLayoutEffect(() => {
    document.documentElement.dataset.audience = 'participant';
    return () => {
      delete document.documentElement.dataset.audience;
    };
  }, []);
}
