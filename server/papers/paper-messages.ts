// What the main thread and a paper thread say to each other.
import type { LetterPaper } from './letter-paper.ts';
import type { MinutesPaper } from './minutes-paper.ts';
import type { TranscriptPaper } from './transcript-paper.ts';

/** What is to be made of what. */
export type PaperOrder =
  | { readonly kind: 'letter'; readonly format: 'pdf'; readonly paper: LetterPaper }
  | { readonly kind: 'minutes'; readonly format: 'pdf' | 'docx'; readonly paper: MinutesPaper }
  | { readonly kind: 'transcript'; readonly format: 'pdf' | 'docx'; readonly paper: TranscriptPaper };

export type PaperAsk = { readonly id: number; readonly order: PaperOrder };
/** `unshown`: characters that no font has; they stand in boxes, and the small print names them. */
export type MadePaper = { readonly bytes: Uint8Array; readonly unshown: readonly string[] };
export type PaperAnswer = ({ readonly id: number } & MadePaper) | { readonly id: number; readonly failure: string };
