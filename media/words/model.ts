// A speech model as it lies in a folder: what it is called, which files it is made of, how the engine is to be set for it.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Made by this project; knows the words and voices of rehearsals and tests only. */
export const REHEARSAL_MODEL = fileURLToPath(new URL('./rehearsal', import.meta.url));

/** @param setting a folder, or `rehearsal` */
export const modelFolder = (setting: string): string => (setting === 'rehearsal' ? REHEARSAL_MODEL : setting);

const File = z.string().regex(/^[\w.-]+$/);

export const ModelCard = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  /** What people are told that writes their words. */
  label: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** It understands next to nothing: said wherever its words are shown. */
  rehearsal: z.boolean(),
  licence: z.string().min(1),
  kind: z.literal('transducer'),
  modelType: z.enum(['lstm', 'zipformer', 'zipformer2', 'conformer']),
  files: z.strictObject({ encoder: File, decoder: File, joiner: File, tokens: File }),
  decodingMethod: z.enum(['greedy_search', 'modified_beam_search']),
  /** How much later than its sound this model's token is said to be. */
  tokenLagMs: z.number().min(0).max(2_000),
});
export type ModelCard = z.infer<typeof ModelCard>;

/** @throws Error that says what is missing or wrong */
export async function readModel(directory: string): Promise<ModelCard> {
  const card = ModelCard.parse(JSON.parse(await readFile(join(directory, 'model.json'), 'utf8')));
  for (const file of Object.values(card.files)) {
    const { size } = await stat(join(directory, file));
    if (size === 0) throw new Error(`${file} is empty`);
  }
  return card;
}

/** As the engine wants to be told of it. Endpoints: after so many seconds of silence without and with words, or of speech. */
export const engineConfig = (directory: string, card: ModelCard): Readonly<Record<string, unknown>> => {
  const { encoder, decoder, joiner, tokens } = card.files;
  return {
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      transducer: {
        encoder: join(directory, encoder),
        decoder: join(directory, decoder),
        joiner: join(directory, joiner),
      },
      modelType: card.modelType,
      tokens: join(directory, tokens),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: card.decodingMethod,
    enableEndpoint: 1,
    rule1MinTrailingSilence: 2.4,
    rule2MinTrailingSilence: 0.8,
    rule3MinUtteranceLength: 20,
  };
};
