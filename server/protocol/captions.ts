// Captions: what the speech engine understood of whoever speaks, while they speak; never the minutes, which only people make.
import type { Id } from './ids.ts';

/** One sentence of one speaker. A partial one is replaced by the next of the same key, and by the final one. */
export type Caption = {
  /** Track and number of the sentence within it. */
  readonly key: string;
  readonly personId: Id;
  readonly state: 'partial' | 'final';
  readonly text: string;
  /** On the hearing's clock: its first word. */
  readonly startMs: number;
};

/**
 * off: no speech model is installed. The rest: the one engine that listens to all hearings; `delayed`: it is behind by
 * seconds; `given_up`: it died too often and is tried again later. `rehearsal`: its model knows the words of the rehearsal
 * only, which is said wherever captions are shown.
 */
export type CaptionService =
  | { readonly state: 'off' }
  | {
      readonly state: 'starting' | 'on' | 'delayed' | 'interrupted' | 'given_up';
      readonly label: Readonly<Record<'zh' | 'en', string>>;
      readonly rehearsal: boolean;
    };

/** What a late joiner is given: the last sentences, oldest first. */
const CAPTIONS_KEPT = 20;

/** The same sentence with newer words takes the place of the older one; a final one is never replaced by a partial one. */
export function withCaption(captions: readonly Caption[], caption: Caption): readonly Caption[] {
  const known = captions.find(({ key }) => key === caption.key);
  if (known?.state === 'final' && caption.state === 'partial') return captions;
  const others = captions.filter(({ key }) => key !== caption.key);
  return [...others, caption].sort((a, b) => a.startMs - b.startMs).slice(-CAPTIONS_KEPT);
}
