// The words of one hearing beside its recording: read, searched, corrected in place.
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type HearingDetail, VERIFIED_STATES } from '../../../server/protocol/api.ts';
import type { Transcript, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { Button } from '../../look/button.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Select } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { Notice } from '../../look/notice.tsx';
import { stageAt } from '../kept/stage-at.ts';
import { StageJumps } from '../kept/stage-jumps.tsx';
import { mayPrepare } from '../may.ts';
import { useSession } from '../session.tsx';
import { ExportsPart } from './exports-part.tsx';
import { FindBar } from './find-bar.tsx';
import { GlossaryPart } from './glossary-part.tsx';
import { KeysHelp } from './keys-help.tsx';
import { LineRow } from './line-row.tsx';
import { ListeningPart } from './listening-part.tsx';
import { type Playing, Sound } from './sound.tsx';
import { isDoubtful, LEAD_MS, lineAt } from './spoken.ts';
import { show, useFollowing } from './use-following.ts';
import { useKeys } from './use-keys.ts';
import type { Editing } from './use-transcript.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

type ReviewProps = { readonly hearing: HearingDetail; readonly transcript: Transcript; readonly editing: Editing };
const ALL = 'all';
const DOUBTS = 'doubts';

export function Review({ hearing, transcript, editing }: ReviewProps) {
  const { t, common } = useTranscriptWords();
  const { now } = useSession();
  const [search] = useSearchParams();
  const startAtMs = Math.max(0, Number(search.get('t') ?? '0') || 0);
  const mayChange = now.state === 'in' && mayPrepare(now.me.account.role);
  const playing = useRef<Playing | null>(null);
  const [filter, setFilter] = useState(ALL);
  const [chosen, setChosen] = useState<string | null>(search.get('line'));
  const [edited, setEdited] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const [help, setHelp] = useState(false);
  const [atMs, setAtMs] = useState(startAtMs);
  const { lines, holes } = transcript;
  const doubts = useMemo(() => lines.filter(isDoubtful).length, [lines]);
  const shown = useMemo(
    () =>
      filter === ALL
        ? lines
        : lines.filter((line) => (filter === DOUBTS ? isDoubtful(line) : line.personId === filter)),
    [lines, filter],
  );
  const speakers = useMemo(
    () => hearing.people.map(({ id, name, role }) => ({ id, name, role: common(`role.${role}`) })),
    [hearing.people, common],
  );
  const follow = useFollowing(shown);
  const play = useMemo(() => (fromMs: number) => playing.current?.playFrom(Math.max(0, fromMs - LEAD_MS)), []);
  const go = (line: TranscriptLine | undefined): void => {
    if (line === undefined) return;
    setChosen(line.id);
    show(line.id);
    playing.current?.step(line.startMs - LEAD_MS - playing.current.atMs());
  };
  const current = (): TranscriptLine | undefined =>
    shown.find(({ id }) => id === chosen) ?? shown[lineAt(shown, playing.current?.atMs() ?? 0)];
  const after = (isMeant: (line: TranscriptLine, from: TranscriptLine | undefined) => boolean) => {
    const from = current();
    const index = from === undefined ? -1 : shown.indexOf(from);
    return shown.slice(index + 1).find((line) => isMeant(line, from));
  };
  const nextStage = (): void => {
    const nowMs = playing.current?.atMs() ?? 0;
    const next = hearing.stages.find(({ startMs }) => startMs !== null && startMs > nowMs + LEAD_MS);
    if (next?.startMs != null) playing.current?.step(next.startMs - nowMs);
  };
  useKeys({
    toggle: () => playing.current?.toggle(),
    back2: () => playing.current?.step(-2_000),
    back5: () => playing.current?.step(-5_000),
    forward5: () => playing.current?.step(5_000),
    slower: () => playing.current?.faster(-1),
    faster: () => playing.current?.faster(1),
    nextDoubt: () => go(after(isDoubtful)),
    nextSpeaker: () => go(after((line, from) => line.personId !== from?.personId)),
    nextStage,
    edit: () => {
      const line = current();
      if (mayChange && line !== undefined && !line.removed) setEdited(line.id);
    },
    confirm: () => {
      const line = current();
      if (mayChange && line !== undefined && isDoubtful(line))
        void editing.change([{ lineId: line.id, revision: line.revision, text: line.text }]);
    },
    undo: () => void editing.undo(),
    find: () => setFinding(true),
    help: () => setHelp(true),
  });

  // A link leads to its line, once the text is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (chosen !== null) show(chosen);
  }, []);

  const listening = (
    <ListeningPart
      hearingId={hearing.id}
      mayAsk={mayChange}
      isChecked={VERIFIED_STATES.some((state) => state === hearing.recording?.state)}
      onHeard={editing.loaded.reload}
    />
  );
  if (lines.length === 0)
    return (
      <>
        <EmptyState title={t('none')}>
          <p>{t('noneTodo')}</p>
        </EmptyState>
        {listening}
      </>
    );
  const spoken = (nowMs: number): void => {
    follow.tell(nowMs);
    if (Math.floor(nowMs / 1_000) !== Math.floor(atMs / 1_000)) setAtMs(nowMs);
  };
  return (
    <div className="transcript">
      <div className="transcript-side">
        <Sound hearing={hearing} playing={playing} startAtMs={startAtMs} onTime={spoken} />
        <StageJumps
          hearing={hearing}
          atMs={atMs}
          onJump={(toMs) => {
            playing.current?.playFrom(toMs);
            const line = shown[Math.max(0, lineAt(shown, toMs))];
            if (line !== undefined) show(line.id);
          }}
        />
        {mayChange ? <GlossaryPart hearing={hearing} onChanged={editing.put} /> : null}
        <ExportsPart hearingId={hearing.id} />
      </div>
      <section className="transcript-text" aria-label={t('title')}>
        <p className="desk-soft">{t('unchecked')}</p>
        {listening}
        {holes.some(({ open }) => open) ? (
          <Notice kind="warn">
            {t('holes', {
              n: holes.filter(({ open }) => open).length,
              when: holes
                .filter(({ open }) => open)
                .slice(0, 5)
                .map(({ startMs, endMs }) => [...new Set([clock(startMs), clock(endMs)])].join('–'))
                .join(' · '),
            })}
          </Notice>
        ) : null}
        {editing.error === null ? null : <ErrorPanel error={editing.error} />}
        <div className="transcript-bar">
          <Select
            label={t('filter.label')}
            value={filter}
            onChange={setFilter}
            choices={[
              { value: ALL, label: t('filter.all', { n: lines.length }) },
              { value: DOUBTS, label: t('filter.doubts', { n: doubts }) },
              ...speakers
                .filter(({ id }) => lines.some(({ personId }) => personId === id))
                .map(({ id, name, role }) => ({ value: id, label: `${name}（${role}）` })),
            ]}
          />
          <Button kind="quiet" icon="search" pressed={finding} onPress={() => setFinding(!finding)}>
            {t('find.title')}
          </Button>
          {mayChange ? (
            <Button
              kind="quiet"
              icon="reconnect"
              busy={editing.busy}
              notBecause={editing.canUndo ? null : t('undoNothing')}
              onPress={() => void editing.undo()}
            >
              {t('undo')}
            </Button>
          ) : null}
          <Button kind="quiet" icon="info" onPress={() => setHelp(true)}>
            {t('keys.title')}
          </Button>
          {follow.isAway ? (
            <Button kind="quiet" icon="down" onPress={follow.back}>
              {t('backToSpoken')}
            </Button>
          ) : null}
        </div>
        {finding ? (
          <FindBar
            lines={shown}
            mayChange={mayChange}
            busy={editing.busy}
            onGo={go}
            onChange={editing.change}
            onClose={() => setFinding(false)}
          />
        ) : null}
        {shown.length === 0 ? <p className="desk-soft">{t('filter.none')}</p> : null}
        <ol className="lines" onWheel={follow.leave} onTouchMove={follow.leave}>
          {shown.map((line, index) => (
            <Fragment key={line.id}>
              <StageHead stages={hearing.stages} before={shown[index - 1]} line={line} />
              <LineRow
                line={line}
                speakers={speakers}
                mayChange={mayChange}
                isChosen={line.id === chosen}
                isEditing={line.id === edited}
                onChoose={setChosen}
                onEdit={setEdited}
                onChange={editing.change}
                onPlay={play}
              />
            </Fragment>
          ))}
        </ol>
      </section>
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
    </div>
  );
}

type StageHeadProps = {
  readonly stages: HearingDetail['stages'];
  readonly before: TranscriptLine | undefined;
  readonly line: TranscriptLine;
};

/** Where the line is the first of its stage. */
function StageHead({ stages, before, line }: StageHeadProps) {
  const { common } = useTranscriptWords();
  const place = stageAt(stages, line.startMs);
  const span = stages[place];
  if (span === undefined || (before !== undefined && stageAt(stages, before.startMs) === place)) return null;
  return (
    <li className="line-stage">
      <h2>{common(`stage.${span.stage}`)}</h2>
    </li>
  );
}
