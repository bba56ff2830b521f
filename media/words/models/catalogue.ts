// Speech models that are published, by their public names: where they are had, under which licence, and how the engine is set for them.
import type { ModelCard } from '../model.ts';

export type Published = {
  /** What it is good for. */
  readonly use: 'live' | 'low-end live' | 'second pass' | 'punctuation';
  readonly url: string;
  /** Null where nobody here could fetch the archive to know it: the sum is then asked of whoever installs it. */
  readonly sha256: string | null;
  readonly megabytes: number;
  readonly licence: string;
  /** Null for what this release does not use yet. */
  readonly card: ModelCard | null;
};

const ASR = 'https://github.com/k2-fsa/sherpa-onnx/releases/download/asr-models';
const PUNCTUATION = 'https://github.com/k2-fsa/sherpa-onnx/releases/download/punctuation-models';

const ZIPFORMER = {
  encoder: 'encoder-epoch-99-avg-1.int8.onnx',
  decoder: 'decoder-epoch-99-avg-1.onnx',
  joiner: 'joiner-epoch-99-avg-1.int8.onnx',
  tokens: 'tokens.txt',
};
const ONE_FILE = { model: 'model.int8.onnx', tokens: 'tokens.txt' };

const zipformer = (name: string, zh: string, en: string): ModelCard => ({
  ...{ version: 1, name, label: { zh, en }, rehearsal: false, licence: 'Apache-2.0', tokenLagMs: 0 },
  ...{ kind: 'transducer', modelType: 'zipformer', files: ZIPFORMER, decodingMethod: 'greedy_search' },
});
const second = (name: string, kind: 'senseVoice' | 'offlineParaformer', zh: string, en: string): ModelCard => ({
  ...{ version: 1, name, label: { zh, en }, rehearsal: false, licence: 'FunASR Model License', tokenLagMs: 0 },
  ...{ kind, files: ONE_FILE },
});

const BILINGUAL = 'sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20';
const SMALL = 'sherpa-onnx-streaming-zipformer-zh-14m-2023-02-23';
const SENSE_VOICE = 'sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17';
const PARAFORMER = 'sherpa-onnx-paraformer-zh-2023-09-14';
const PUNCT = 'sherpa-onnx-punct-ct-transformer-zh-en-vocab272727-2024-04-12';

export const CATALOGUE: Readonly<Record<string, Published>> = {
  [BILINGUAL]: {
    ...{ use: 'live', url: `${ASR}/${BILINGUAL}.tar.bz2`, sha256: null, megabytes: 490, licence: 'Apache-2.0' },
    card: zipformer(BILINGUAL, '中英文实时识别', 'Mandarin and English, live'),
  },
  [SMALL]: {
    ...{ use: 'low-end live', url: `${ASR}/${SMALL.replace('14m', '14M')}.tar.bz2`, sha256: null },
    ...{ megabytes: 60, licence: 'Apache-2.0' },
    card: zipformer(SMALL, '中文实时识别（小型）', 'Mandarin, live, small'),
  },
  [SENSE_VOICE]: {
    ...{ use: 'second pass', url: `${ASR}/${SENSE_VOICE}.tar.bz2`, sha256: null, megabytes: 1_000 },
    licence: 'FunASR Model License',
    card: second(SENSE_VOICE, 'senseVoice', '整句识别（SenseVoice）', 'Whole sentences (SenseVoice)'),
  },
  [PARAFORMER]: {
    ...{ use: 'second pass', url: `${ASR}/${PARAFORMER}.tar.bz2`, sha256: null, megabytes: 230 },
    licence: 'FunASR Model License',
    card: second(PARAFORMER, 'offlineParaformer', '整句识别（Paraformer）', 'Whole sentences (Paraformer)'),
  },
  [PUNCT]: {
    ...{ use: 'punctuation', url: `${PUNCTUATION}/${PUNCT}.tar.bz2`, sha256: null, megabytes: 260 },
    ...{ licence: 'FunASR Model License', card: null },
  },
};
