// Surveys a recording's folder: what the journal says should be there, held against the segments that are.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../journal/reader.ts';
import { partsIn } from '../journal/rebuild.ts';
import { readSidecar } from '../record/sidecar.ts';
import { Flows } from './flows.ts';
import { type Step, type SteppedSegment, Steps } from './steps.ts';
import { type Timeline, timelineOf, type WrittenSegment } from './timeline.ts';

export type Survey = Timeline & {
  /** Where the segments lie once sound, picture and people are in step. */
  readonly steps: readonly Step[];
  /** Parts of the journal that are not whole: torn by a crash, altered, or not ours. */
  readonly journalFaults: readonly { readonly file: string; readonly is: string; readonly why: string }[];
};

/** Adds what the notes beside the segments say of their first packets; a segment without a note stays as it is. */
export async function withRtp<Segment extends { readonly segmentId: string }>(
  directory: string,
  segments: readonly Segment[],
): Promise<(Segment & Pick<SteppedSegment, 'rtp'>)[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const notes = await Promise.all(names.map((name) => readSidecar(join(directory, name))));
  const rtps = new Map(notes.flatMap((note) => (note === null ? [] : [[note.segment.segmentId, note.segment.rtp]])));
  return segments.map((segment) => ({ ...segment, rtp: rtps.get(segment.segmentId) }));
}

/** @param directory the recording's folder @throws Error of the file system */
export async function survey(
  directory: string,
  segments: readonly (WrittenSegment & SteppedSegment)[],
): Promise<Survey> {
  const flows = new Flows();
  const steps = new Steps();
  const journalFaults: { file: string; is: string; why: string }[] = [];
  for (const file of await partsIn(directory)) {
    const end = await readJournal(file, (record) => {
      flows.record(record);
      steps.record(record);
    });
    flows.partEnded(end);
    if (end.is !== 'whole') journalFaults.push({ file, is: end.is, why: end.why });
  }
  return { ...timelineOf(flows.end(), segments), steps: steps.of(segments), journalFaults };
}
