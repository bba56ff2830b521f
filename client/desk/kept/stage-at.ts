// Which stage a moment of the recording lies in.
import type { StageSpan } from '../../../server/protocol/api.ts';

/** Index of the last stage that began at or before `atMs` on the hearing's clock; -1 before the first one. */
export function stageAt(stages: readonly StageSpan[], atMs: number): number {
  for (let index = stages.length - 1; index >= 0; index -= 1) {
    const startMs = stages[index]?.startMs ?? null;
    if (startMs !== null && startMs <= atMs) return index;
  }
  return -1;
}
