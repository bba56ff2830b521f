// The player: the browser's own controls, steps of ten seconds, speed, the stages to jump to, and a link to this moment.
import { type SyntheticEvent, useRef, useState } from 'react';
import type { HearingDetail, Recording } from '../../../server/protocol/api.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Select } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { Notice } from '../../look/notice.tsx';
import { CopyButton } from '../copy-button.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { linkTo } from './deep-link.ts';
import './player.css';
import { StageJumps } from './stage-jumps.tsx';

const SPEEDS = ['0.75', '1', '1.25', '1.5', '2'] as const;
type Speed = (typeof SPEEDS)[number];
const STEP_S = 10;

type Props = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  readonly src: string;
  readonly label: string;
  /** There is no picture in it. */
  readonly isSound?: boolean;
  /** Whose recording it is; null for the composed one. */
  readonly personId: string | null;
  readonly startAtMs: number;
};

export function Player({ hearing, recording, src, label, isSound = false, personId, startAtMs }: Props) {
  const { t, language } = useDeskWords();
  const media = useRef<HTMLMediaElement | null>(null);
  const [atMs, setAtMs] = useState(startAtMs);
  const [speed, setSpeed] = useState<Speed>('1');
  const [broken, setBroken] = useState(false);

  // Words of the hearing come with the transcript, not as a caption track of this file.
  const keep = (element: HTMLMediaElement | null): void => {
    media.current = element;
  };
  const seek = (toMs: number): void => {
    if (media.current === null) return;
    media.current.currentTime = Math.max(0, toMs / 1000);
    setAtMs(Math.max(0, toMs));
  };
  const jump = (toMs: number): void => {
    seek(toMs);
    // A browser may refuse to play without a press on the player itself; the position is right all the same.
    media.current?.play().catch(() => undefined);
  };
  const chooseSpeed = (value: Speed): void => {
    setSpeed(value);
    if (media.current !== null) media.current.playbackRate = Number(value);
  };
  const events = {
    controls: true,
    preload: 'metadata',
    src,
    'aria-label': label,
    onLoadedMetadata: () => {
      if (startAtMs > 0) seek(startAtMs);
    },
    onTimeUpdate: (event: SyntheticEvent<HTMLMediaElement>) => setAtMs(event.currentTarget.currentTime * 1000),
    onError: () => setBroken(true),
  } as const;

  return (
    <div className="player">
      <div className="player-stand">
        {isSound ? <audio ref={keep} {...events} /> : <video ref={keep} playsInline {...events} />}
        {broken ? <Notice kind="danger">{t('recording.cannotPlay')}</Notice> : null}
        <p className="figures">
          {t('recording.position', {
            clock: clock(atMs),
            time: formatDate(recording.startedAtMs + atMs, 'exact', language),
          })}
        </p>
        <div className="desk-row player-controls">
          <Button icon="left" onPress={() => seek(atMs - STEP_S * 1000)}>
            {t('recording.back10')}
          </Button>
          <Button icon="right" onPress={() => seek(atMs + STEP_S * 1000)}>
            {t('recording.forward10')}
          </Button>
          <CopyButton text={`${window.location.origin}${linkTo(hearing.caseId, hearing.id, { personId, atMs })}`}>
            {t('recording.linkHere')}
          </CopyButton>
          <a className="button button-plain" href={src} download>
            <Icon name="download" />
            <span className="button-words">{t('recording.download')}</span>
          </a>
          <div className="player-speed">
            <Select
              label={t('recording.speed')}
              value={speed}
              onChange={chooseSpeed}
              choices={SPEEDS.map((value) => ({
                value,
                label: value === '1' ? t('recording.speedNormal') : `× ${value}`,
              }))}
            />
          </div>
        </div>
      </div>
      <StageJumps hearing={hearing} atMs={atMs} onJump={jump} />
    </div>
  );
}
