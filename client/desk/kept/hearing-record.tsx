// One hearing as it is kept: when and how, who took part, which stages it went through, what was recorded.
import { useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { formatDate } from '../../look/date-time.tsx';
import { HearingStateWord } from '../../look/state-word.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Go } from '../go.tsx';
import { HearingFacts } from '../hearings/hearing-facts.tsx';
import { mayEnter } from '../hearings/hearing-moments.ts';
import { LettersPart } from '../letters/letters-part.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { hearingPart, linkTo, type Moment } from './deep-link.ts';
import { DeviceTable } from './device-table.tsx';
import './kept.css';
import { PeopleNames } from './people-names.tsx';
import { RecordingPart } from './recording-part.tsx';
import { StageTable } from './stage-table.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly mayChange: boolean;
  readonly mayPlay: boolean;
  readonly onChanged: () => void;
};

export function HearingRecord({ hearing, mayChange, mayPlay, onChanged }: Props) {
  const { t, language } = useDeskWords();
  const [jump, setJump] = useState<Moment | null>(null);
  const { title } = hearing;
  // Hearings of one case often share their title.
  const name = `${title} ${formatDate(hearing.scheduledAtMs, 'full', language)}`;
  return (
    <section className="card record" id={hearingPart(hearing.id)} tabIndex={-1} aria-label={name}>
      <header className="record-head">
        <h2>{title}</h2>
        <HearingStateWord state={hearing.state} />
      </header>
      <HearingFacts hearing={hearing} />
      <div className="desk-row not-printed">
        {mayEnter(hearing) ? (
          <Go href={`/hearings/${hearing.id}/room`} label={t('today.enterOf', { title })}>
            {t('today.enter')}
          </Go>
        ) : null}
        {mayChange ? (
          <Go href={`/hearings/${hearing.id}`} label={t('hearing.prepareOf', { title })}>
            {t('hearing.prepare')}
          </Go>
        ) : (
          <Go href={`/hearings/${hearing.id}`} label={t('hearing.viewOf', { title })}>
            {t('hearing.view')}
          </Go>
        )}
        <CopyButton kind="quiet" text={`${window.location.origin}${linkTo(hearing.caseId, hearing.id)}`}>
          {t('hearing.linkToHere')}
        </CopyButton>
      </div>
      <div className="record-sides">
        <PeopleNames people={hearing.people} />
        <StageTable stages={hearing.stages} />
        <DeviceTable hearing={hearing} />
      </div>
      <LettersPart
        hearing={hearing}
        mayRead={mayPlay}
        mayChange={mayChange}
        onJump={(moment) => setJump({ ...moment })}
        onChanged={onChanged}
      />
      <RecordingPart hearing={hearing} mayPlay={mayPlay} jump={jump} onJump={(moment) => setJump({ ...moment })} />
    </section>
  );
}
