// words-export: three hours of speech as documents, with as many different characters as texts have, while the server's own loop is watched. Arguments: characters, runs.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { makeTranscript, type TranscriptPaper } from '../../server/papers/document.ts';
import { randomFrom } from '../running/random.ts';
import { type Benchmark, percentile } from './figures.ts';

/** Of the commonest Chinese characters; weight falls as 1 / rank, as in texts. */
const ALPHABET = Array.from({ length: 3_000 }, (_, index) => String.fromCodePoint(0x4e00 + index * 6));
const SENTENCE_CHARACTERS = 20;
const CHARACTERS_PER_HOUR = 15_000;

export const run: Benchmark = async (args) => {
  const [characters = 45_000, runs = 3] = args.map(Number);
  const paper = drawn(characters);
  // The first paper starts the thread, as a letter does in a hearing.
  await makeTranscript({ ...paper, lines: [] }, 'pdf');
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const took: Record<'pdf' | 'docx', number[]> = { pdf: [], docx: [] };
  const bytes: Record<'pdf' | 'docx', number> = { pdf: 0, docx: 0 };
  for (let n = 0; n < runs; n++) {
    for (const format of ['pdf', 'docx'] as const) {
      const beganMs = performance.now();
      bytes[format] = (await makeTranscript(paper, format)).bytes.length;
      took[format].push((performance.now() - beganMs) / 1_000);
    }
  }
  loop.disable();
  return {
    conditions: {
      ...{ characters, hoursOfSpeech: characters / CHARACTERS_PER_HOUR, runs, sentences: paper.lines.length },
      ...{ differentCharacters: new Set(paper.lines.flatMap(({ text }) => [...text])).size, bytes },
    },
    figures: [
      { name: 'DOCX, slowest', value: percentile(took.docx, 1), unit: 's' },
      { name: 'PDF, slowest', value: percentile(took.pdf, 1), unit: 's' },
      { name: 'loop lag meanwhile, longest', value: loop.max / 1e6, unit: 'ms' },
    ],
  };
};

function drawn(characters: number): TranscriptPaper {
  const random = randomFrom(20_261_126);
  const draw = (): string => ALPHABET[Math.min(ALPHABET.length - 1, Math.floor(ALPHABET.length ** random()) - 1)] ?? '';
  const lines = Array.from({ length: Math.ceil(characters / SENTENCE_CHARACTERS) }, (_, index) => ({
    ...({ stage: 'statements', speaker: '申诉人王秀英', startMs: index * 4_800 } as const),
    text: Array.from({ length: SENTENCE_CHARACTERS }, draw).join(''),
  }));
  return {
    ...{ officeName: '某市人民检察院', caseNumber: '沪检听〔2026〕1号', hearingTitle: '申诉听证', hearingId: 'bench' },
    ...{ madeAtMs: Date.now(), masked: false, lines },
  };
}
