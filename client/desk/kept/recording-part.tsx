// What was recorded of a hearing: its state, the composed recording first, one row for each person with a player behind it, and the single files.
import { useEffect, useState } from 'react';
import type { HearingDetail, Recording } from '../../../server/protocol/api.ts';
import { Button } from '../../look/button.tsx';
import { DateTime } from '../../look/date-time.tsx';
import { Notice } from '../../look/notice.tsx';
import { RecordingStateWord } from '../../look/state-word.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { ComposedPart } from './composed-part.tsx';
import { type Moment, momentIn } from './deep-link.ts';
import { clock } from './figures.ts';
import { PlayerPanel } from './player-panel.tsx';
import { type Recorded, recordedPeople } from './recorded-people.ts';
import { TrackTable } from './track-table.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly mayPlay: boolean;
  /** Another part of the page names a moment; each time as a new object. */
  readonly jump: Moment | null;
};

export function RecordingPart({ hearing, mayPlay, jump }: Props) {
  const { t } = useDeskWords();
  const { recording } = hearing;
  return (
    <section className="record-part">
      <h3>{t('recording.title')}</h3>
      {recording === null ? (
        <p className="desk-soft">{t('recording.none')}</p>
      ) : (
        <>
          <p className="desk-row">
            <RecordingStateWord state={recording.state} />
            <Span recording={recording} />
          </p>
          {mayPlay ? (
            <People hearing={hearing} recording={recording} jump={jump} />
          ) : (
            <Notice>{t('recording.approver')}</Notice>
          )}
          <TrackTable hearing={hearing} segments={recording.segments} mayDownload={mayPlay} />
        </>
      )}
    </section>
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
