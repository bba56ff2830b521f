// The stages beside the player: where it stands now, and a press to go to the beginning of each.
import type { StageSpan } from '../../../server/protocol/api.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { clock } from './figures.ts';
import { stageAt } from './stage-at.ts';

type Props = {
  readonly stages: readonly StageSpan[];
  readonly atMs: number;
  readonly onJump: (toMs: number) => void;
};

export function StageJumps({ stages, atMs, onJump }: Props) {
  const { t, common } = useDeskWords();
  const now = stageAt(stages, atMs);
  return (
    <nav className="jumps" aria-label={t('recording.jump')}>
      <h5>{t('recording.jump')}</h5>
      <ol className="jumps-list">
        {stages.map((span, index) => {
          const { startMs } = span;
          if (startMs === null || span.stage === 'ended') return null;
          return (
            <li key={`${span.startedAtMs} ${span.stage}`}>
              <button
                type="button"
                className="jump"
                aria-current={index === now ? 'true' : undefined}
                onClick={() => onJump(startMs)}
              >
                <span className="figures">{clock(startMs)}</span> <span>{common(`stage.${span.stage}`)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
