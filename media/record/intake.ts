// What turns one track's packets into frames, by what the track carries.
import type { Codec } from '../guest.ts';
import type { Intake, OnFrame } from './frame.ts';
import { Picture } from './picture.ts';
import { Sound } from './sound.ts';

/** @param layers SSRCs, lowest simulcast layer first @param askKeyFrame of every layer of the sender */
export function intakeOf(
  codec: Codec,
  layers: readonly number[],
  onFrame: OnFrame,
  askKeyFrame: () => void,
  nowMs: number,
): Intake {
  return codec === 'opus' ? new Sound(onFrame) : new Picture(codec, layers, onFrame, askKeyFrame, nowMs);
}
