// Timelines of recordings, as the server answers them.
import type { RecordingState } from '../../server/protocol/api.ts';
import type { RecordingTimeline } from '../../server/protocol/manifest.ts';

export const noTimeline = (state: RecordingState): RecordingTimeline => ({
  ...{ state, manifest: null, checkedAtMs: null, findings: [], endMs: 0, pauses: [], outages: [], people: [] },
});
