// The paper thread: sets letters one after the other, so that fonts of many megabytes never hold up a hearing.
import { parentPort } from 'node:worker_threads';
import { layOutLetter } from './letter-layout.ts';
import type { PaperAnswer, PaperAsk } from './letter-messages.ts';

const port = parentPort;
if (port === null) throw new Error('letter-thread.ts runs as a worker thread only');

async function answerTo(ask: PaperAsk): Promise<PaperAnswer> {
  try {
    return { id: ask.id, ...(await layOutLetter(ask.paper)) };
  } catch (error) {
    return { id: ask.id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

port.on('message', async (ask: PaperAsk) => port.postMessage(await answerTo(ask)));
