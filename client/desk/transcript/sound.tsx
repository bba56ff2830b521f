// The player beside the text: all of the hearing, or one person alone; steps, speed with the pitch kept, and where it stands.
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { compositionPath, personRecordingPath } from '../../../server/protocol/routes.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Select } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { Loading } from '../../look/loading.tsx';
import { Notice } from '../../look/notice.tsx';
import { Making } from '../kept/making.tsx';
import { type Recorded, recordedPeople } from '../kept/recorded-people.ts';
import { useRecordingState } from '../kept/recording-state.ts';
import { useLoaded } from '../use-loaded.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

const SPEEDS = ['0.5', '0.75', '1', '1.25', '1.5', '2', '2.5', '3'] as const;
type Speed = (typeof SPEEDS)[number];
/** As the source of a list: everybody, composed. */
const ALL = 'all';

/** What the page may ask of whatever plays. Milliseconds are of the hearing's clock. */
export type Playing = {
  readonly playFrom: (atMs: number) => void;
  readonly toggle: () => void;
  readonly step: (byMs: number) => void;
  readonly faster: (steps: 1 | -1) => void;
  readonly atMs: () => number;
};

type Props = {
  readonly hearing: HearingDetail;
  readonly playing: RefObject<Playing | null>;
  readonly startAtMs: number;
  readonly onTime: (atMs: number) => void;
};

export function Sound({ hearing, playing, startAtMs, onTime }: Props) {
  const { t, common } = useTranscriptWords();
  const composed = useLoaded(`composition ${hearing.id}`, (signal) =>
    call('composition', { params: { id: hearing.id }, signal }),
  );
  const people = recordedPeople(hearing.people, hearing.recording?.segments ?? []);
  const [chosen, setChosen] = useState<string | null>(null);
  const at = useRef(startAtMs);
  if (composed.value === null && composed.error === null) return <Loading />;
  const isComposed = composed.value?.current != null;
  const source = chosen ?? (isComposed ? ALL : (people[0]?.person.id ?? null));
  if (source === null) return <p className="desk-soft">{t('sound.none')}</p>;
  const noteTime = (atMs: number): void => {
    at.current = atMs;
    onTime(atMs);
  };
  const shown = people.find(({ person }) => person.id === source);
  return (
    <section className="sound" aria-label={t('sound.title')}>
      {source === ALL ? (
        <Element
          key={ALL}
          src={compositionPath(hearing.id)}
          isSound={false}
          startAtMs={at.current}
          playing={playing}
          onTime={noteTime}
        />
      ) : shown === undefined ? null : (
        <OnePerson
          key={source}
          hearing={hearing}
          shown={shown}
          startAtMs={at.current}
          playing={playing}
          onTime={noteTime}
        />
      )}
      <Select
        label={t('sound.whom')}
        value={source}
        onChange={setChosen}
        choices={[
          ...(isComposed ? [{ value: ALL, label: t('sound.all') }] : []),
          ...people.map(({ person }) => ({
            value: person.id,
            label: t('sound.alone', { name: person.name, role: common(`role.${person.role}`) }),
          })),
        ]}
      />
    </section>
  );
}

type ElementProps = Omit<Props, 'hearing'> & { readonly src: string; readonly isSound: boolean };

function OnePerson({ hearing, shown, ...rest }: Props & { readonly shown: Recorded }) {
  const { t, desk, common } = useTranscriptWords();
  const { person, content } = shown;
  const { state, error, again } = useRecordingState(hearing.id, person.id);
  const retry = (
    <Button icon="reconnect" onPress={again}>
      {common('again')}
    </Button>
  );
  if (error !== null) return <ErrorPanel error={error} actions={retry} />;
  switch (state?.state) {
    case undefined:
      return <Loading words={desk('recording.asking')} />;
    case 'none':
      return <p>{desk('recording.nothing')}</p>;
    case 'failed':
      return (
        <Notice kind="danger" actions={retry}>
          {desk('recording.failed')}
        </Notice>
      );
    case 'making':
      return <Making progress={state.progress} words={(percent) => t('sound.making', { percent })} />;
    case 'ready':
      return <Element {...rest} src={personRecordingPath(hearing.id, person.id)} isSound={content === 'sound'} />;
  }
}

function Element({ src, isSound, startAtMs, playing, onTime }: ElementProps) {
  const { t, desk } = useTranscriptWords();
  const media = useRef<HTMLMediaElement | null>(null);
  const [speed, setSpeed] = useState<Speed>('1');
  const [runs, setRuns] = useState(false);
  const [broken, setBroken] = useState(false);
  const [atMs, setAtMs] = useState(startAtMs);
  const chosenSpeed = useRef(speed);
  chosenSpeed.current = speed;

  const seek = (toMs: number): void => {
    if (media.current === null) return;
    media.current.currentTime = Math.max(0, toMs) / 1_000;
    told();
  };
  const told = (): void => {
    const now = (media.current?.currentTime ?? 0) * 1_000;
    setAtMs(now);
    onTime(now);
  };
  const chooseSpeed = (value: Speed): void => {
    setSpeed(value);
    if (media.current !== null) media.current.playbackRate = Number(value);
  };
  const toggle = (): void => {
    if (media.current === null) return;
    // A browser may refuse to play before anything on the page was pressed.
    if (media.current.paused) media.current.play().catch(() => undefined);
    else media.current.pause();
  };
  const faster = (steps: 1 | -1): void => {
    const next = SPEEDS[SPEEDS.indexOf(chosenSpeed.current) + steps];
    if (next !== undefined) chooseSpeed(next);
  };
  useImperativeHandle(playing, () => ({
    playFrom: (toMs) => {
      seek(toMs);
      media.current?.play().catch(() => undefined);
    },
    toggle,
    step: (byMs) => seek((media.current?.currentTime ?? 0) * 1_000 + byMs),
    faster,
    atMs: () => (media.current?.currentTime ?? 0) * 1_000,
  }));

  // Four tellings a second by the browser are too few for words.
  // biome-ignore lint/correctness/useExhaustiveDependencies: told reads what is newest
  useEffect(() => {
    if (!runs) return;
    let frame = 0;
    const tell = (): void => {
      onTime((media.current?.currentTime ?? 0) * 1_000);
      frame = requestAnimationFrame(tell);
    };
    frame = requestAnimationFrame(tell);
    return () => cancelAnimationFrame(frame);
  }, [runs]);

  const keep = (element: HTMLMediaElement | null): void => {
    media.current = element;
    if (element !== null) element.preservesPitch = true;
  };
  const events = {
    preload: 'metadata',
    src,
    'aria-label': t('sound.title'),
    onLoadedMetadata: () => {
      if (startAtMs > 0) seek(startAtMs);
      chooseSpeed(chosenSpeed.current);
    },
    onPlay: () => setRuns(true),
    onPause: () => setRuns(false),
    onTimeUpdate: told,
    onError: () => setBroken(true),
  } as const;
  return (
    <>
      {isSound ? <audio ref={keep} {...events} controls /> : <video ref={keep} playsInline {...events} controls />}
      {broken ? <Notice kind="danger">{desk('recording.cannotPlay')}</Notice> : null}
      <div className="sound-row">
        <Button icon={runs ? 'pause' : 'play'} onPress={toggle}>
          {t(runs ? 'sound.pause' : 'sound.play')}
        </Button>
        <Button kind="quiet" icon="left" onPress={() => seek(atMs - 5_000)}>
          {t('sound.back', { n: 5 })}
        </Button>
        <Button kind="quiet" icon="left" onPress={() => seek(atMs - 2_000)}>
          {t('sound.back', { n: 2 })}
        </Button>
        <span className="figures">{clock(atMs)}</span>
        <Select
          label={desk('recording.speed')}
          value={speed}
          onChange={chooseSpeed}
          choices={SPEEDS.map((value) => ({
            value,
            label: value === '1' ? desk('recording.speedNormal') : `× ${value}`,
          }))}
        />
      </div>
    </>
  );
}
