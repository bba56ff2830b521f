// The transcript as a file for other programs: what each member means, checked with zod and published as JSON Schema.
import { z } from 'zod';
import { EpochMs, Id } from './ids.ts';
import { HearingRole } from './roles.ts';
import { STAGES } from './stages.ts';

const Ms = z.number().min(0).describe('milliseconds on the clock of the recording');

export const TranscriptFile = z.strictObject({
  version: z.literal(1),
  madeAtMs: EpochMs.describe('milliseconds since 1970-01-01T00:00Z'),
  masked: z.boolean().describe('names of parties and numbers of persons are hidden'),
  hearing: z.strictObject({
    id: Id,
    caseNumber: z.string(),
    title: z.string(),
    scheduledAtMs: EpochMs,
    zeroAtMs: EpochMs.nullable().describe(
      'when the clock of the recording stood at 0; null where nothing was recorded',
    ),
  }),
  people: z.array(z.strictObject({ id: Id, name: z.string(), role: HearingRole })),
  stages: z.array(z.strictObject({ stage: z.enum(STAGES), startMs: Ms.nullable() })),
  lines: z
    .array(
      z.strictObject({
        id: Id,
        personId: Id.nullable().describe('who spoke; null for somebody who is not of this hearing'),
        startMs: Ms,
        endMs: Ms,
        text: z.string(),
        by: z.enum(['machine', 'second', 'glossary', 'person']).describe('by whom the text is as it stands'),
        revision: z.int().min(0).describe('0: never changed'),
        words: z.array(
          z.strictObject({
            text: z.string().describe('joined they are the text of the line'),
            startMs: Ms,
            doubt: z.boolean().describe('engines disagreed about it, or the only one was unsure'),
          }),
        ),
      }),
    )
    .describe('in the order in which they were begun'),
  holes: z
    .array(z.strictObject({ personId: Id, startMs: Ms, endMs: Ms }))
    .describe('recorded, and listened to by no engine'),
});
export type TranscriptFile = z.infer<typeof TranscriptFile>;

export const transcriptFileSchema = () => z.toJSONSchema(TranscriptFile, { target: 'draft-2020-12', io: 'output' });
