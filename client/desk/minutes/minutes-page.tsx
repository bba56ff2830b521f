// The minutes of one hearing at the desk: begun from the transcript, written paragraph by paragraph, saved as a version, and how they were answered.
import { Fragment, useCallback, useMemo, useRef, useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import {
  MINUTES_HEADINGS,
  MINUTES_LIMITS,
  type Minutes,
  type MinutesDraft,
  type MinutesLine,
} from '../../../server/protocol/minutes.ts';
import { call, codeOf } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Field } from '../../look/field.tsx';
import { Notice } from '../../look/notice.tsx';
import { useMinutesWords } from '../../room/minutes/use-minutes-words.ts';
import { Crumb } from '../crumb.tsx';
import { linkTo } from '../kept/deep-link.ts';
import { LoadedPart } from '../loaded-part.tsx';
import { mayPrepare } from '../may.ts';
import { Page } from '../page.tsx';
import { useSession } from '../session.tsx';
import { useAct } from '../use-act.ts';
import { useEvery } from '../use-every.ts';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import { AnswersPart } from './answers-part.tsx';
import './minutes.css';
import { ParagraphRow } from './paragraph-row.tsx';
import { useDraft } from './use-draft.ts';

/** While others sign, this page follows. */
const POLL_MS = 5_000;

export function MinutesPage({ hearingId }: { readonly hearingId: string }) {
  const { t } = useMinutesWords();
  const hearing = useLoaded(`hearing ${hearingId}`, (signal) =>
    call('hearingDetail', { params: { id: hearingId }, signal }),
  );
  const minutes = useLoaded(`minutes ${hearingId}`, async (signal) => ({
    minutes: await call('minutes', { params: { id: hearingId }, signal }),
  }));
  const state = minutes.value?.minutes?.state;
  useEvery(state === 'presented' || state === 'signing' ? POLL_MS : null, minutes.reload);
  const shown = hearing.value;
  return (
    <Page
      title={shown === null ? t('page.title') : t('page.titleOf', { title: shown.title })}
      place="cases"
      above={shown === null ? null : <Crumb href={linkTo(shown.caseId, shown.id)}>{shown.caseNumber}</Crumb>}
    >
      <LoadedPart of={hearing}>
        {(detail) => (
          <LoadedPart of={minutes}>
            {({ minutes: kept }) => <Writing hearing={detail} minutes={kept} loaded={minutes} />}
          </LoadedPart>
        )}
      </LoadedPart>
    </Page>
  );
}

type WritingProps = {
  readonly hearing: HearingDetail;
  readonly minutes: Minutes | null;
  readonly loaded: Loaded<{ readonly minutes: Minutes | null }>;
};

function Writing({ hearing, minutes, loaded }: WritingProps) {
  const { t, common } = useMinutesWords();
  const { now } = useSession();
  const mayChange = now.state === 'in' && mayPrepare(now.me.account.role);
  const writing = useDraft(hearing.id, minutes);
  const act = useAct();
  const [edited, setEdited] = useState<string | null>(null);
  const [asked, setAsked] = useState<'discard' | 'clears' | null>(null);
  const [said, setSaid] = useState('');
  const { draft } = writing;
  const answered = minutes?.signers.filter(({ state }) => state !== 'pending').length ?? 0;
  const isBehind = minutes !== null && writing.isChanged && minutes.version !== writing.base;

  const propose = async (): Promise<void> => {
    await act.run(async () => {
      const proposal = await call('proposeMinutes', { params: { id: hearing.id } });
      if (draft === null) return writing.change(proposal.lines.length === 0 ? withOne(proposal) : proposal);
      const lastMs = draft.lines.reduce((last, { endMs }) => Math.max(last, endMs ?? 0), 0);
      const known = new Set(draft.lines.map(({ id }) => id));
      const fresh = proposal.lines.filter(({ id, startMs }) => !known.has(id) && (startMs ?? 0) >= lastMs);
      setSaid(fresh.length === 0 ? t('page.nothingNew') : t('page.added', { n: fresh.length }));
      if (fresh.length > 0) writing.change({ ...draft, lines: [...draft.lines, ...fresh] });
    });
  };
  const save = async (): Promise<void> => {
    if (draft === null) return;
    setSaid('');
    await act.run(async () => {
      try {
        const body = { version: writing.base, draft: cleaned(draft) };
        const saved = await call('saveMinutes', { params: { id: hearing.id }, body });
        writing.settle(saved);
        loaded.put({ minutes: saved });
      } catch (thrown) {
        if (codeOf(thrown) === 'minutes_changed') loaded.reload();
        throw thrown;
      }
    });
  };

  if (draft === null)
    return (
      <EmptyState title={t('page.empty')}>
        <p>{t(mayChange ? 'page.emptyTodo' : 'page.emptyRead')}</p>
        {act.error === null ? null : <ErrorPanel error={act.error} />}
        {mayChange ? (
          <Button kind="main" busy={act.busy} onPress={() => void propose()}>
            {t('page.propose')}
          </Button>
        ) : null}
      </EmptyState>
    );
  return (
    <div className="minutes-page">
      <section className="desk-stack" aria-label={t('page.lines')}>
        <p className="desk-soft">{t('page.intro')}</p>
        {writing.isRestored ? <Notice>{t('page.restored')}</Notice> : null}
        {isBehind ? (
          <Notice
            kind="warn"
            title={t('page.conflict', { version: minutes.version })}
            actions={<Button onPress={() => writing.rebase(minutes.version)}>{t('page.useMine')}</Button>}
          >
            {t('page.conflictTodo')}
          </Notice>
        ) : null}
        {act.error === null ? null : <ErrorPanel error={act.error} />}
        {mayChange ? (
          <div className="minutes-bar">
            <Button
              kind="main"
              busy={act.busy}
              notBecause={writing.isChanged ? null : t('page.allSaved')}
              onPress={() => (answered > 0 ? setAsked('clears') : void save())}
            >
              {t('page.save')}
            </Button>
            <Button notBecause={writing.undo === null ? t('page.allSaved') : null} onPress={() => writing.undo?.()}>
              {t('page.undo')}
            </Button>
            <Button busy={act.busy} onPress={() => void propose()}>
              {t('page.addNew')}
            </Button>
            {writing.isChanged ? <Button onPress={() => setAsked('discard')}>{t('page.discard')}</Button> : null}
            <span role="status">{said !== '' ? said : writing.isChanged ? t('page.notSaved') : ''}</span>
          </div>
        ) : null}
        <Facts draft={draft} mayChange={mayChange} onChange={writing.change} />
        <Lines
          hearing={hearing}
          draft={draft}
          mayChange={mayChange}
          edited={edited}
          onEdit={setEdited}
          onChange={writing.change}
        />
      </section>
      <aside className="minutes-side">
        {minutes === null ? <p>{t('page.notSavedYet')}</p> : <AnswersPart minutes={minutes} />}
      </aside>
      <Confirm
        open={asked === 'discard'}
        onClose={() => setAsked(null)}
        title={t('page.discardAsk')}
        consequence={t('page.discardConsequence')}
        act={t('page.discard')}
        stay={common('cancel')}
        danger
        onConfirm={() => writing.settle(minutes)}
      />
      <Confirm
        open={asked === 'clears'}
        onClose={() => setAsked(null)}
        title={t('page.clearsTitle')}
        consequence={t('page.clears', { n: answered })}
        act={t('page.clearsAct')}
        danger
        onConfirm={() => void save()}
      />
    </div>
  );
}

const emptyLine = (stage: MinutesLine['stage'] = 'opening'): MinutesLine => ({
  ...{ id: crypto.randomUUID(), stage, personId: null, text: '……', startMs: null, endMs: null },
});
const withOne = (draft: MinutesDraft): MinutesDraft => ({ ...draft, lines: [emptyLine()] });
/** Lines of facts that are empty are no facts. */
const cleaned = (draft: MinutesDraft): MinutesDraft => ({
  ...draft,
  title: draft.title.trim(),
  head: draft.head.map((line) => line.trim()).filter((line) => line !== ''),
});

type FactsProps = {
  readonly draft: MinutesDraft;
  readonly mayChange: boolean;
  readonly onChange: (draft: MinutesDraft) => void;
};

function Facts({ draft, mayChange, onChange }: FactsProps) {
  const { t } = useMinutesWords();
  const headText = draft.head.join('\n');
  const tooLong =
    draft.head.length > MINUTES_LIMITS.headLines || draft.head.some((one) => one.length > MINUTES_LIMITS.headLine);
  if (!mayChange)
    return (
      <div lang="zh-CN">
        <h2>{draft.title}</h2>
        {draft.head.map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
      </div>
    );
  return (
    <>
      <Field
        label={t('page.docTitle')}
        value={draft.title}
        onChange={(title) => onChange({ ...draft, title })}
        maxLength={MINUTES_LIMITS.title}
        error={draft.title.trim() === '' ? t('page.titleWrong') : undefined}
      />
      <Field
        label={t('page.head')}
        value={headText}
        onChange={(text) => onChange({ ...draft, head: text.split('\n') })}
        lines={Math.min(16, draft.head.length + 1)}
        error={
          tooLong ? t('page.headWrong', { most: MINUTES_LIMITS.headLine, lines: MINUTES_LIMITS.headLines }) : undefined
        }
      />
    </>
  );
}

type LinesProps = FactsProps & {
  readonly hearing: HearingDetail;
  readonly edited: string | null;
  readonly onEdit: (id: string | null) => void;
};

function Lines({ hearing, draft, mayChange, edited, onEdit, onChange }: LinesProps) {
  const { common } = useMinutesWords();
  const speakers = useMemo(
    () => hearing.people.map(({ id, name, role }) => ({ id, name, role: common(`role.${role}`) })),
    [hearing.people, common],
  );
  // Rows are drawn again only when their own line changes: they act on the newest draft through this.
  const newest = useRef({ draft, onChange });
  newest.current = { draft, onChange };
  const put = useCallback((work: (lines: MinutesLine[]) => MinutesLine[]): void => {
    const { draft: before, onChange: tell } = newest.current;
    tell({ ...before, lines: work([...before.lines]) });
  }, []);
  const change = useCallback(
    (line: MinutesLine): void => put((lines) => lines.map((one) => (one.id === line.id ? line : one))),
    [put],
  );
  const remove = useCallback(
    (id: string): void => put((lines) => (lines.length === 1 ? lines : lines.filter((one) => one.id !== id))),
    [put],
  );
  const insert = useCallback(
    (after: string): void => {
      const { draft: before } = newest.current;
      const added = emptyLine(before.lines.find(({ id }) => id === after)?.stage);
      put((lines) => lines.toSpliced(lines.findIndex(({ id }) => id === after) + 1, 0, added));
      onEdit(added.id);
    },
    [put, onEdit],
  );
  const join = useCallback(
    (id: string): void =>
      put((lines) => {
        const at = lines.findIndex((one) => one.id === id);
        const [above, line] = [lines[at - 1], lines[at]];
        if (above === undefined || line === undefined) return lines;
        const text = `${above.text}${line.text}`.slice(0, MINUTES_LIMITS.line);
        return lines.toSpliced(at - 1, 2, { ...above, text, endMs: line.endMs ?? above.endMs });
      }),
    [put],
  );
  return (
    <ol className="minutes-rows">
      {draft.lines.map((line, index) => {
        const above = draft.lines[index - 1];
        return (
          <Fragment key={line.id}>
            {above?.stage === line.stage ? null : (
              <li className="minutes-stage">
                <h2 lang="zh-CN">【{MINUTES_HEADINGS[line.stage]}】</h2>
              </li>
            )}
            <ParagraphRow
              line={line}
              speakers={speakers}
              hearingId={hearing.id}
              mayChange={mayChange}
              isEditing={edited === line.id}
              mayJoin={above !== undefined && above.stage === line.stage && above.personId === line.personId}
              onEdit={onEdit}
              onChange={change}
              onInsert={insert}
              onRemove={remove}
              onJoin={join}
            />
          </Fragment>
        );
      })}
    </ol>
  );
}
