// What a line was, who changed it and when: every revision, oldest first.

import type { TranscriptLine } from '../../../server/protocol/transcript.ts';
import { call } from '../../api.ts';
import { formatDate } from '../../look/date-time.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { useLoaded } from '../use-loaded.ts';
import type { Speaker } from './line-editor.tsx';
import { useTranscriptWords } from './use-transcript-words.ts';

type Props = { readonly line: TranscriptLine; readonly speakers: readonly Speaker[]; readonly onClose: () => void };

export function LineHistory({ line, speakers, onClose }: Props) {
  const { t, language } = useTranscriptWords();
  const loaded = useLoaded(`${line.id} ${line.revision}`, (signal) =>
    call('lineHistory', { params: { id: line.id }, signal }),
  );
  const nameOf = (personId: string | null): string => speakers.find(({ id }) => id === personId)?.name ?? t('nobody');
  return (
    <Dialog open title={t('line.history')} onClose={onClose}>
      <LoadedPart of={loaded}>
        {(revisions) => (
          <ol className="line-history">
            {revisions.map(({ revision, atMs, byName, source, text, personId, removed }) => (
              <li key={revision}>
                <p className="desk-soft">
                  {atMs === null
                    ? t('history.first')
                    : t('history.by', {
                        time: formatDate(atMs, 'exact', language),
                        name: byName === '' ? t('history.machine') : byName,
                        how: t(`line.by.${source}`),
                      })}
                </p>
                <p>
                  <strong>{nameOf(personId)}</strong> {text} {removed ? t('line.removed') : ''}
                </p>
              </li>
            ))}
          </ol>
        )}
      </LoadedPart>
    </Dialog>
  );
}
