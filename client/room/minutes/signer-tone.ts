// How answers to the minutes look, wherever they are listed; the word says it, the colour only helps.
import type { MinutesState, SignerState } from '../../../server/protocol/minutes.ts';
import type { Tone } from '../../look/state-word.tsx';

export const SIGNER_TONE: Readonly<Record<SignerState, Tone>> = {
  pending: 'plain',
  signed: 'main',
  objected: 'accent',
  refused: 'accent',
  absent: 'quiet',
};

export const MINUTES_TONE: Readonly<Record<MinutesState, Tone>> = {
  drafting: 'plain',
  presented: 'accent',
  signing: 'accent',
  signed: 'main',
  signed_with_objections: 'main',
};
