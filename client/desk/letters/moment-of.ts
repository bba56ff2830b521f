// The moment of signing in the recording, in the file of whoever was recorded then: the signer, else the clerk or the chair beside them.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import type { FiledLetter } from '../../../server/protocol/letter.ts';
import type { Moment } from '../kept/deep-link.ts';

/** Null when nothing was recorded then. */
export function momentOf(hearing: HearingDetail, letter: FiledLetter): Moment | null {
  const atMs = letter.signedAtRecordingMs;
  if (atMs === null) return null;
  const segments = hearing.recording?.segments ?? [];
  const recordedThen = (personId: string): boolean =>
    segments.some((one) => one.personId === personId && one.startMs <= atMs && atMs <= one.startMs + one.durationMs);
  const hosts = (['clerk', 'chair'] as const).flatMap((role) => hearing.people.filter((one) => one.role === role));
  const personId = [letter.signerId, ...hosts.map(({ id }) => id)].find(recordedThen);
  return personId === undefined ? null : { personId, atMs };
}
