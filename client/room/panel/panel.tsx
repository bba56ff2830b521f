// Everything chair or clerk does about the hearing, the next step on top, then whoever waits for a hand; the server decides each act again.
import { Agenda, NextStage } from './agenda.tsx';
import { LetterPart, type LetterPartProps } from './letter-part.tsx';
import { MinutesPart, type MinutesPartProps } from './minutes-part.tsx';
import { NotesPart } from './notes-part.tsx';
import { SharedDevices } from './shared-devices.tsx';
import './panel.css';
import { PauseControl } from './pause-control.tsx';
import { Hands, PeopleList } from './people-list.tsx';
import { WaitingList } from './waiting-list.tsx';

type Props = LetterPartProps & MinutesPartProps;

export function Panel({ snapshot, isChair, onSupervise, onBeside }: Props) {
  const people = <PeopleList key="people" snapshot={snapshot} isChair={isChair} />;
  const letters = <LetterPart key="letters" snapshot={snapshot} isChair={isChair} onSupervise={onSupervise} />;
  const minutes = <MinutesPart key="minutes" snapshot={snapshot} isChair={isChair} onBeside={onBeside} />;
  return (
    <div className="panel">
      {isChair ? <NextStage snapshot={snapshot} /> : null}
      <WaitingList snapshot={snapshot} />
      <Hands snapshot={snapshot} isChair={isChair} />
      <SharedDevices snapshot={snapshot} />
      {isChair ? null : <NotesPart snapshot={snapshot} />}
      {/* In their stage the papers come first. By their keys all keep what is open or half written in them. */}
      {snapshot.stage === 'signing' ? [letters, minutes, people] : [people, letters, minutes]}
      <Agenda snapshot={snapshot} isChair={isChair} />
      {isChair ? <NotesPart snapshot={snapshot} /> : null}
      {isChair ? <PauseControl snapshot={snapshot} /> : null}
    </div>
  );
}
