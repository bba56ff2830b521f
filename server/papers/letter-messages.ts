// What the main thread and the paper thread say to each other.
import type { LetterPaper } from './letter-paper.ts';

export type PaperAsk = { readonly id: number; readonly paper: LetterPaper };
export type PaperAnswer =
  | { readonly id: number; readonly bytes: Uint8Array; readonly unshown: readonly string[] }
  | { readonly id: number; readonly failure: string };
