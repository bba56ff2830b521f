// The transcript of one hearing: the recording beside the text, word by word, corrected in place.
import { call } from '../../api.ts';
import { Crumb } from '../crumb.tsx';
import { linkTo } from '../kept/deep-link.ts';
import { LoadedPart } from '../loaded-part.tsx';
import { Page } from '../page.tsx';
import { useLoaded } from '../use-loaded.ts';
import { Review } from './review.tsx';
import './transcript.css';
import { useTranscript } from './use-transcript.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

export function TranscriptPage({ hearingId }: { readonly hearingId: string }) {
  const { t } = useTranscriptWords();
  const hearing = useLoaded(`hearing ${hearingId}`, (signal) =>
    call('hearingDetail', { params: { id: hearingId }, signal }),
  );
  const editing = useTranscript(hearingId);
  const shown = hearing.value;
  return (
    <Page
      title={shown === null ? t('title') : t('titleOf', { title: shown.title })}
      place="cases"
      above={shown === null ? null : <Crumb href={linkTo(shown.caseId, shown.id)}>{shown.caseNumber}</Crumb>}
    >
      <LoadedPart of={hearing}>
        {(detail) => (
          <LoadedPart of={editing.loaded}>
            {(transcript) => <Review hearing={detail} transcript={transcript} editing={editing} />}
          </LoadedPart>
        )}
      </LoadedPart>
    </Page>
  );
}
