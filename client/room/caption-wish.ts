// Whether this person wants captions, and how large; kept on this device.
import { useSyncExternalStore } from 'react';

const KEPT_AS = 'open-hearing.captions';
export const CAPTION_WISHES = ['off', 'on', 'large'] as const;
export type CaptionWish = (typeof CAPTION_WISHES)[number];

const listeners = new Set<() => void>();
let wish: CaptionWish | null = null;

export function captionWish(): CaptionWish {
  if (wish !== null) return wish;
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return CAPTION_WISHES.find((one) => one === kept) ?? 'off';
  } catch {
    return 'off';
  }
}

export function wantCaptions(next: CaptionWish): void {
  // Where storage is forbidden it holds until the page is left.
  wish = next;
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

export const onCaptionWish = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useCaptionWish = (): CaptionWish => useSyncExternalStore(onCaptionWish, captionWish);
