// Addresses of transcripts, of one line of theirs, and of a search.
export const transcriptAt = (hearingId: string): string => `/hearings/${hearingId}/transcript`;

/** A little before the line is said. */
export const placeOf = (hearingId: string, lineId: string, startMs: number): string =>
  `${transcriptAt(hearingId)}?line=${lineId}&t=${Math.max(0, Math.floor(startMs) - 300)}`;
