// A speech model as it lies in a folder: what it is called, which files it is made of, how the engine is to be set for it.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Made by this project; knows the words and voices of rehearsals and tests only. */
export const REHEARSAL_MODEL = fileURLToPath(new URL('./rehearsal', import.meta.url));

/** The same model, packed to hear a whole sentence at once. */
const REHEARSAL_SECOND = fileURLToPath(new URL('./rehearsal-second', import.meta.url));

/** @param setting a folder, `rehearsal` or `rehearsal-second` */
export const modelFolder = (setting: string): string =>
  setting === 'rehearsal' ? REHEARSAL_MODEL : setting === 'rehearsal-second' ? REHEARSAL_SECOND : setting;

const File = z.string().regex(/^[\w.-]+$/);

const COMMON = {
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  /** What people are told that writes their words. */
  label: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** It understands next to nothing: said wherever its words are shown. */
  rehearsal: z.boolean(),
  licence: z.string().min(1),
  /** How much later than its sound this model's token is said to be. */
  tokenLagMs: z.number().min(0).max(2_000),
};

/** Hears while somebody speaks. */
const LiveCard = z.strictObject({
  ...COMMON,
  kind: z.literal('transducer'),
  modelType: z.enum(['lstm', 'zipformer', 'zipformer2', 'conformer']),
  files: z.strictObject({ encoder: File, decoder: File, joiner: File, tokens: File }),
  decodingMethod: z.enum(['greedy_search', 'modified_beam_search']),
  /** What its tokens are, if it may be told beforehand which terms will be said. Left out: it may not. */
  hotwordUnit: z.literal('cjkchar').optional(),
});
export type LiveCard = z.infer<typeof LiveCard>;
const OneFile = z.strictObject({ model: File, tokens: File });
/** Hear a sentence when all of it is there, and better for it. */
const SecondCard = z.discriminatedUnion('kind', [
  z.strictObject({ ...COMMON, kind: z.literal('offlineZipformerCtc'), files: OneFile }),
  z.strictObject({ ...COMMON, kind: z.literal('offlineParaformer'), files: OneFile }),
  z.strictObject({ ...COMMON, kind: z.literal('senseVoice'), files: OneFile }),
]);
export type SecondCard = z.infer<typeof SecondCard>;
const ModelCard = z.union([LiveCard, SecondCard]);
export type ModelCard = LiveCard | SecondCard;
export const isLive = (card: ModelCard): card is LiveCard => card.kind === 'transducer';

/** @throws Error that says what is missing or wrong */
export async function readModel(directory: string): Promise<ModelCard> {
  const card = ModelCard.parse(JSON.parse(await readFile(join(directory, 'model.json'), 'utf8')));
  for (const file of Object.values(card.files)) {
    const { size } = await stat(join(directory, file));
    if (size === 0) throw new Error(`${file} is empty`);
  }
  return card;
}

/** @throws Error that says what is missing or wrong, or that the model hears nothing while somebody speaks */
export async function readLiveModel(directory: string): Promise<LiveCard> {
  const card = await readModel(directory);
  if (!isLive(card)) throw new Error(`${card.name} hears whole sentences only, and nobody while they speak`);
  return card;
}

const SOUND = { featConfig: { sampleRate: 16_000, featureDim: 80 } };
const QUIETLY = { numThreads: 1, provider: 'cpu', debug: 0 };

/** As the engine for whole sentences wants to be told of it. */
export function secondConfig(directory: string, { kind, files }: SecondCard): Readonly<Record<string, unknown>> {
  const [model, tokens] = [join(directory, files.model), join(directory, files.tokens)];
  const own = {
    offlineZipformerCtc: { zipformerCtc: { model } },
    offlineParaformer: { paraformer: { model } },
    senseVoice: { senseVoice: { model, language: 'auto', useInverseTextNormalization: 0 } },
  }[kind];
  return { ...SOUND, modelConfig: { ...own, tokens, ...QUIETLY } };
}

/** How much a term that was told beforehand is preferred, per token: the engine's own default. More of it makes words of noise. */
const HOTWORD_SCORE = 1.5;

/** Longer ones are no names, one character is in every sentence, and other signs mean something to the engine. */
const HOTWORD = /^[\p{L}\p{N}]{2,10}$/u;

/** The same engine, told which terms will be said; it then has to weigh several ways of hearing (beam search). */
export function hotwordConfig(directory: string, card: LiveCard, terms: readonly string[]) {
  const config = engineConfig(directory, card);
  const list = terms.filter((term) => HOTWORD.test(term)).join('\n');
  if (card.hotwordUnit === undefined || list === '') return config;
  return {
    ...config,
    modelConfig: { ...config.modelConfig, modelingUnit: card.hotwordUnit },
    decodingMethod: 'modified_beam_search',
    hotwordsBuf: list,
    hotwordsBufSize: Buffer.byteLength(list),
    hotwordsScore: HOTWORD_SCORE,
  };
}

/** As the engine for live speech wants to be told of it. Endpoints: after so many seconds of silence without and with words, or of speech. */
export const engineConfig = (directory: string, card: LiveCard) => {
  const { encoder, decoder, joiner, tokens } = card.files;
  return {
    ...SOUND,
    modelConfig: {
      transducer: {
        encoder: join(directory, encoder),
        decoder: join(directory, decoder),
        joiner: join(directory, joiner),
      },
      modelType: card.modelType,
      tokens: join(directory, tokens),
      ...QUIETLY,
    },
    decodingMethod: card.decodingMethod,
    enableEndpoint: 1,
    rule1MinTrailingSilence: 2.4,
    rule2MinTrailingSilence: 0.8,
    rule3MinUtteranceLength: 20,
  };
};
