// Surveys a recording's folder: what the journal says should be there, held against the segments that are.
import { readJournal } from '../journal/reader.ts';
import { partsIn } from '../journal/rebuild.ts';
import { Flows } from './flows.ts';
import { type Step, type SteppedSegment, Steps } from './steps.ts';
import { type Timeline, timelineOf, type WrittenSegment } from './timeline.ts';

export type Survey = Timeline & {
  /** Where the segments lie once sound, picture and people are in step. */
  readonly steps: readonly Step[];
  /** Parts of the journal that are not whole: torn by a crash, altered, or not ours. */
  readonly journalFaults: readonly { readonly file: string; readonly is: string; readonly why: string }[];
};

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
