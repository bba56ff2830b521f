// What there is to read beside the timeline: everything that is missing or damaged, and, apart from it, pauses and what was never sent.
import type { TFunction } from 'i18next';
import type { Person } from '../../../server/protocol/api.ts';
import type { Finding, RecordingTimeline } from '../../../server/protocol/manifest.ts';

/** Silence between two words of a sender is no news; the manifest has all of it. */
const SHOWN_MS = 1_000;

export type Entry = {
  readonly key: string;
  /** On the hearing's clock; null for what lies nowhere. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** Whose player shows it; null for everybody's. */
  readonly personId: string | null;
  /** Whose and what; empty for what concerns all. */
  readonly who: string;
  readonly what: string;
};

export const isShown = ({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }): boolean =>
  endMs - startMs >= SHOWN_MS;

const inOrder = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => (a.startMs ?? -1) - (b.startMs ?? -1));

/** What is missing or damaged. */
export function troubles({ findings }: RecordingTimeline, people: readonly Person[], t: TFunction<'desk'>): Entry[] {
  return inOrder(
    findings.map(({ what, reason, personId, source, startMs, endMs, segmentId, detail }, index) => ({
      key: `${index} ${what} ${segmentId ?? detail ?? ''}`,
      ...{ startMs, endMs, personId },
      who: whose(personId, source, people, t),
      what: what === 'gap' ? t(`timeline.gap.${reason ?? 'unexplained'}`) : t(`timeline.found.${what}`),
    })),
  );
}

/** Why nothing was recorded though nothing went wrong. */
export function quiets(timeline: RecordingTimeline, people: readonly Person[], t: TFunction<'desk'>): Entry[] {
  const gaps = timeline.people.flatMap(({ personId, lanes }) =>
    lanes.flatMap(({ source, gaps: own }) =>
      own
        .filter((gap) => isShown(gap) && !isTrouble(gap.reason))
        .map(({ startMs, endMs, reason }) => ({
          key: `${personId} ${source} ${startMs}`,
          ...{ startMs, endMs, personId },
          who: whose(personId, source, people, t),
          what: t(`timeline.gap.${reason}`),
        })),
    ),
  );
  const pauses = timeline.pauses.map(({ startMs, endMs, kind, reason }) => ({
    key: `${kind} ${startMs}`,
    ...{ startMs, endMs, personId: null, who: '' },
    what:
      reason === ''
        ? t(`timeline.pause.${kind}`)
        : t('timeline.because', { what: t(`timeline.pause.${kind}`), reason }),
  }));
  return inOrder([...gaps, ...pauses]);
}

export const isTrouble = (reason: NonNullable<Finding['reason']>): boolean =>
  reason === 'write_failed' || reason === 'unexplained';

function whose(
  personId: string | null,
  source: Finding['source'],
  people: readonly Person[],
  t: TFunction<'desk'>,
): string {
  if (personId === null || source === null) return '';
  const name = people.find(({ id }) => id === personId)?.name ?? personId.slice(0, 8);
  return t('timeline.whose', { name, source: t(source === 'microphone' ? 'recording.sound' : 'recording.picture') });
}
