// What a speech engine understood, sentence by sentence: loaded when it is wanted, each sentence leads to its place in the recording.
import { useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import type { Transcript } from '../../../server/protocol/transcript.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import type { Moment } from './deep-link.ts';
import { clock } from './figures.ts';
import './words.css';

/** A sentence is played from a little before its first word. */
const LEAD_MS = 500;

type Props = { readonly hearing: HearingDetail; readonly onJump: (moment: Moment) => void };

export function WordsPart({ hearing, onJump }: Props) {
  const { t } = useDeskWords();
  const [open, setOpen] = useState(false);
  return (
    <details className="desk-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('words.title')}</summary>
      {open ? <Loaded hearing={hearing} onJump={onJump} /> : null}
    </details>
  );
}

function Loaded({ hearing, onJump }: Props) {
  const { t } = useDeskWords();
  const loaded = useLoaded(hearing.id, (signal) => call('transcript', { params: { id: hearing.id }, signal }));
  return (
    <LoadedPart of={loaded}>
      {({ lines, holes }) => (
        <>
          <p className="desk-soft">{t(lines.length === 0 ? 'words.none' : 'words.unchecked')}</p>
          {holes.length === 0 ? null : <Notice kind="warn">{t('words.holes', { n: holes.length })}</Notice>}
          <Lines lines={lines} hearing={hearing} onJump={onJump} />
        </>
      )}
    </LoadedPart>
  );
}

function Lines({ lines, hearing, onJump }: Props & Pick<Transcript, 'lines'>) {
  const { t } = useDeskWords();
  const nameOf = (personId: string | null): string => hearing.people.find(({ id }) => id === personId)?.name ?? '';
  return (
    <ol className="words">
      {lines.map(({ id, ownerId, personId, startMs, text }) => (
        <li key={id}>
          <span className="figures words-when">{clock(startMs)}</span>
          <span className="words-who">{nameOf(personId)}</span>
          <span>{text}</span>
          <Button
            kind="quiet"
            icon="play"
            label={t('words.playFrom', { clock: clock(startMs), name: nameOf(personId) })}
            onPress={() => onJump({ personId: ownerId, atMs: Math.max(0, startMs - LEAD_MS) })}
          >
            {t('words.play')}
          </Button>
        </li>
      ))}
    </ol>
  );
}
