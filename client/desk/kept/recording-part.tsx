// What was recorded of a hearing: its state, the composed recording first, one row for each person with a player behind it, and the single files.
import { useEffect, useState } from 'react';
import type { HearingDetail, Recording, RecordingState } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { DateTime } from '../../look/date-time.tsx';
import { clock } from '../../look/figures.ts';
import { Notice } from '../../look/notice.tsx';
import { RecordingStateWord } from '../../look/state-word.tsx';
import { useMinutesWords } from '../../room/minutes/use-minutes-words.ts';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { transcriptAt } from '../search/places.ts';
import { ExportsPart } from '../transcript/exports-part.tsx';
import { useTranscriptWords } from '../transcript/use-transcript-words.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { useEvery } from '../use-every.ts';
import { useLoaded } from '../use-loaded.ts';
import { ComposedPart } from './composed-part.tsx';
import { type Moment, momentIn } from './deep-link.ts';
import { PlayerPanel } from './player-panel.tsx';
import { type Recorded, recordedPeople } from './recorded-people.ts';
import { TimelinePart } from './timeline-part.tsx';
import { TrackTable } from './track-table.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly mayPlay: boolean;
  /** Another part of the page names a moment; each time as a new object. */
  readonly jump: Moment | null;
  readonly onJump: (moment: Moment) => void;
};

/** While the recording is checked, which happens by itself once the hearing is over. */
const POLL_MS = 2_000;
const CHECKED: readonly RecordingState[] = ['sealed', 'degraded', 'failed', 'missing'];

export function RecordingPart({ hearing, mayPlay, jump, onJump }: Props) {
  const { t } = useDeskWords();
  const { recording } = hearing;
  return (
    <section className="record-part">
      <h3>{t('recording.title')}</h3>
      {recording === null ? (
        <p className="desk-soft">{t('recording.none')}</p>
      ) : (
        <>
          <Checked hearing={hearing} recording={recording} onJump={mayPlay ? onJump : null} />
          {mayPlay ? (
            <People hearing={hearing} recording={recording} jump={jump} />
          ) : (
            <Notice>{t('recording.approver')}</Notice>
          )}
          {mayPlay ? <TranscriptLink hearingId={hearing.id} /> : <ExportsPart hearingId={hearing.id} mayName={false} />}
          <TrackTable hearing={hearing} segments={recording.segments} mayDownload={mayPlay} />
        </>
      )}
    </section>
  );
}

function TranscriptLink({ hearingId }: { readonly hearingId: string }) {
  const { t } = useTranscriptWords();
  const { t: minutes } = useMinutesWords();
  return (
    <div className="desk-row">
      <Go href={transcriptAt(hearingId)} icon="text">
        {t('open')}
      </Go>
      <Go href={`/hearings/${hearingId}/minutes`} icon="text">
        {minutes('page.title')}
      </Go>
    </div>
  );
}

type CheckedProps = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  readonly onJump: ((moment: Moment) => void) | null;
};

/** The state as it is now, and what is behind it. */
function Checked({ hearing, recording, onJump }: CheckedProps) {
  const { t } = useDeskWords();
  const loaded = useLoaded(hearing.id, (signal) => call('recordingTimeline', { params: { id: hearing.id }, signal }));
  const state = loaded.value?.state ?? recording.state;
  const isOver = hearing.state === 'closed' || hearing.state === 'cancelled';
  const isComing = isOver && !CHECKED.includes(state);
  useEvery(isComing ? POLL_MS : null, loaded.reload);
  return (
    <>
      <p className="desk-row">
        <RecordingStateWord state={state} />
        <Span recording={recording} />
      </p>
      {isComing ? <p role="status">{t('timeline.checking')}</p> : null}
      <LoadedPart of={loaded}>
        {(timeline) => <TimelinePart hearing={hearing} recording={recording} timeline={timeline} onJump={onJump} />}
      </LoadedPart>
    </>
  );
}

const Span = ({ recording }: { readonly recording: Recording }) => (
  <span className="desk-soft">
    <DateTime atMs={recording.startedAtMs} form="exact" />
    {recording.endedAtMs === null ? null : (
      <>
        {' – '}
        <DateTime atMs={recording.endedAtMs} form="exact" />
      </>
    )}
  </span>
);

type PeopleProps = Pick<Props, 'hearing' | 'jump'> & { readonly recording: Recording };

function People({ hearing, recording, jump }: PeopleProps) {
  const { t } = useDeskWords();
  // From the address once: afterwards the buttons decide.
  const [moment, setMoment] = useState<Moment | null>(() =>
    momentIn(window.location.search, window.location.hash, hearing.id),
  );
  const [jumps, setJumps] = useState(0);
  useEffect(() => {
    if (jump === null) return;
    setMoment(jump);
    setJumps((before) => before + 1);
  }, [jump]);
  const people = recordedPeople(hearing.people, recording.segments);
  const shown = people.find((one) => one.person.id === moment?.personId);
  const composed = moment !== null && moment.personId === null ? moment : null;
  if (people.length === 0) return null;
  return (
    <>
      <ComposedPart
        hearing={hearing}
        recording={recording}
        openAtMs={composed?.atMs ?? null}
        jumps={jumps}
        onOpen={() => setMoment({ personId: null, atMs: 0 })}
        onClose={() => setMoment(null)}
      />
      <ul className="recorded" aria-label={t('recording.people')}>
        {people.map((one) => (
          <RecordedRow
            key={one.person.id}
            one={one}
            open={one === shown}
            onPlay={() => setMoment({ personId: one.person.id, atMs: 0 })}
          />
        ))}
      </ul>
      {shown && moment ? (
        <PlayerPanel
          key={`${shown.person.id} ${jumps}`}
          hearing={hearing}
          recording={recording}
          shown={shown}
          startAtMs={moment.atMs}
          onClose={() => setMoment(null)}
        />
      ) : null}
    </>
  );
}

type RowProps = { readonly one: Recorded; readonly open: boolean; readonly onPlay: () => void };

function RecordedRow({ one, open, onPlay }: RowProps) {
  const { t, common } = useDeskWords();
  const { name } = one.person;
  const role = common(`role.${one.person.role}`);
  return (
    <li aria-current={open ? 'true' : undefined}>
      <span className="recorded-who">
        <span className="role-word">{role}</span>
        <span>{name}</span>
        <span className="desk-soft">
          {t(`recording.${one.content}`)} · {clock(one.endMs - one.startMs)}
        </span>
      </span>
      <Button icon="play" label={t('recording.playOf', { name, role })} pressed={open} onPress={onPlay}>
        {t('recording.play')}
      </Button>
    </li>
  );
}
