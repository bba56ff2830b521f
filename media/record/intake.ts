// What turns one track's packets into frames, by what the track carries.
import type { FlowingTrack } from '../guest.ts';
import type { Intake, OnFrame } from './frame.ts';
import { Picture } from './picture.ts';
import { Sound } from './sound.ts';

/** @param layers SSRCs, lowest simulcast layer first @param askKeyFrame of every layer of the sender */
export function intakeOf(
  source: FlowingTrack['source'],
  layers: readonly number[],
  onFrame: OnFrame,
  askKeyFrame: () => void,
  nowMs: number,
): Intake {
  return source === 'microphone' ? new Sound(onFrame) : new Picture(layers, onFrame, askKeyFrame, nowMs);
}
