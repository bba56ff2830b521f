// The stages beside the player, the letters that were signed and the notes that were written in them: where it stands now, and a press to go to each.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { clock } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { stageAt } from './stage-at.ts';

type Props = {
  readonly hearing: Pick<HearingDetail, 'stages' | 'letters' | 'notes'>;
  readonly atMs: number;
  readonly onJump: (toMs: number) => void;
};

export function StageJumps({ hearing, atMs, onJump }: Props) {
  const { t, common } = useDeskWords();
  const { stages, letters, notes } = hearing;
  const now = stageAt(stages, atMs);
  const jumps = [
    ...stages.flatMap(({ stage, startMs, startedAtMs }, index) =>
      startMs === null || stage === 'ended'
        ? []
        : [{ key: `${startedAtMs} ${stage}`, toMs: startMs, words: common(`stage.${stage}`), isNow: index === now }],
    ),
    ...letters.flatMap(({ letterId, signedAtRecordingMs, signerName }) =>
      signedAtRecordingMs === null
        ? []
        : [
            {
              key: letterId,
              toMs: signedAtRecordingMs,
              words: t('recording.signed', { name: signerName }),
              isNow: false,
            },
          ],
    ),
    ...notes.flatMap(({ noteId, atRecordingMs, text }) =>
      atRecordingMs === null
        ? []
        : [{ key: noteId, toMs: atRecordingMs, words: t('recording.note', { text }), isNow: false }],
    ),
  ].sort((a, b) => a.toMs - b.toMs);
  return (
    <nav className="jumps" aria-label={t('recording.jump')}>
      <h5>{t('recording.jump')}</h5>
      <ol className="jumps-list">
        {jumps.map(({ key, toMs, words, isNow }) => (
          <li key={key}>
            <button
              type="button"
              className="jump"
              aria-current={isNow ? 'true' : undefined}
              onClick={() => onJump(toMs)}
            >
              <span className="figures">{clock(toMs)}</span> <span>{words}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
