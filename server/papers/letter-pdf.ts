// Makes the PDF of a letter, in a thread that is kept warm.
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { shownText } from '../protocol/letter.ts';
import type { PaperAnswer, PaperAsk } from './letter-messages.ts';
import type { LetterPaper } from './letter-paper.ts';

export type { LetterPaper } from './letter-paper.ts';

/** The largest letter takes some hundred ms; whatever takes this long never ends. */
const LONGEST_MS = 30_000;

let thread: Worker | null = null;
let lastId = 0;
/** Letters are set one after the other, so that the time of each is its own. */
let before: Promise<unknown> = Promise.resolve();

/**
 * `onUnshown` hears of characters that no font has; on the paper they stand in boxes with their codes and are named in the small print.
 * @throws AppError `internal` when the hash is not the text's, or when there could be no paper within 30 s.
 */
export function makeLetterPdf(
  paper: LetterPaper,
  onUnshown: (characters: readonly string[]) => void = () => {},
): Promise<Uint8Array> {
  const sha256 = createHash('sha256').update(shownText(paper)).digest('hex');
  if (sha256 !== paper.textSha256) return Promise.reject(new AppError('internal', 'the hash is not of this text'));
  const made = before.then(async () => {
    const answer = await ask({ id: ++lastId, paper });
    if ('failure' in answer) throw new AppError('internal', 'the letter could not be set', { cause: answer.failure });
    if (answer.unshown.length > 0) onUnshown(answer.unshown);
    return answer.bytes;
  });
  before = made.catch(() => {});
  return made;
}

function ask(message: PaperAsk): Promise<PaperAnswer> {
  const worker = thread ?? start();
  // An idle thread keeps no process alive; one at work does.
  worker.ref();
  return new Promise<PaperAnswer>((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd).unref();
    };
    const onMessage = (answer: PaperAnswer): void => {
      settle();
      resolve(answer);
    };
    const onEnd = (cause: unknown): void => {
      settle();
      reject(new AppError('internal', 'the paper thread has ended', { cause }));
    };
    const timer = setTimeout(() => {
      forget(worker);
      void worker.terminate();
      onEnd('too slow');
    }, LONGEST_MS);
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
    worker.postMessage(message);
  });
}

function start(): Worker {
  const worker = new Worker(new URL('./letter-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  worker.on('error', () => forget(worker)).on('exit', () => forget(worker));
  thread = worker;
  return worker;
}

/** The next letter starts another thread. */
function forget(worker: Worker): void {
  if (thread === worker) thread = null;
}
