// What the media process and its words process say to each other. Both are this house's own, on one machine: types suffice.
import type { Said, Span } from './speaker.ts';

export type ToWords =
  | { readonly kind: 'open'; readonly trackId: string }
  | { readonly kind: 'close'; readonly trackId: string }
  /** RTP packets as they arrived, with their arrival on the hearing's clock. */
  | {
      readonly kind: 'packets';
      readonly trackId: string;
      readonly packets: readonly (readonly [Uint8Array, number])[];
    };

export type FromWords =
  | { readonly kind: 'ready' }
  | { readonly kind: 'partial' | 'final'; readonly trackId: string; readonly said: Said }
  /** It could not follow, left this out and goes on with what is said now. */
  | { readonly kind: 'skipped'; readonly trackId: string; readonly span: Span }
  /** Nothing more comes of this track. */
  | { readonly kind: 'closed'; readonly trackId: string }
  /** About once a second: how many packets were taken since the last time, and how much sound of one speaker waits at most. */
  | { readonly kind: 'beat'; readonly taken: number; readonly behindMs: number };
