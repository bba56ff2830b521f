// A state as a word with a quiet frame; the colour only helps, the word says it.
import { useTranslation } from 'react-i18next';
import type { RecordingState } from '../../server/protocol/api.ts';
import type { HearingState } from '../../server/protocol/stages.ts';
import './notice.css';

export type Tone = 'plain' | 'main' | 'accent' | 'danger' | 'quiet';

export const StateWord = ({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: string }) => (
  <span className={`state-word state-word-${tone}`}>{children}</span>
);

const HEARING_TONE: Readonly<Record<HearingState, Tone>> = {
  draft: 'plain',
  scheduled: 'main',
  lobby: 'accent',
  in_session: 'accent',
  recess: 'accent',
  suspended: 'danger',
  closed: 'quiet',
  cancelled: 'quiet',
};

export function HearingStateWord({ state }: { readonly state: HearingState }) {
  const { t } = useTranslation();
  return <StateWord tone={HEARING_TONE[state]}>{t(`hearingState.${state}`)}</StateWord>;
}

const RECORDING_TONE: Readonly<Record<RecordingState, Tone>> = {
  armed: 'plain',
  recording: 'danger',
  paused: 'accent',
  stopped: 'plain',
  verifying: 'plain',
  sealed: 'main',
  degraded: 'danger',
  failed: 'danger',
  missing: 'danger',
};

export function RecordingStateWord({ state }: { readonly state: RecordingState }) {
  const { t } = useTranslation();
  return <StateWord tone={RECORDING_TONE[state]}>{t(`recordingState.${state}`)}</StateWord>;
}
