// A paper thread: sets papers one after the other, so that fonts of many megabytes never hold up a hearing.
import { parentPort } from 'node:worker_threads';
import { layOutLetter } from './letter-layout.ts';
import { minutesDocx } from './minutes-docx.ts';
import { layOutMinutes } from './minutes-layout.ts';
import type { MadePaper, PaperAnswer, PaperAsk, PaperOrder } from './paper-messages.ts';
import { transcriptDocx } from './transcript-docx.ts';
import { layOutTranscript } from './transcript-layout.ts';

const port = parentPort;
if (port === null) throw new Error('paper-thread.ts runs as a worker thread only');

async function make(order: PaperOrder): Promise<MadePaper> {
  switch (order.kind) {
    case 'letter':
      return layOutLetter(order.paper);
    case 'minutes':
      return order.format === 'pdf' ? layOutMinutes(order.paper) : docx(await minutesDocx(order.paper));
    case 'transcript':
      return order.format === 'pdf' ? layOutTranscript(order.paper) : docx(await transcriptDocx(order.paper));
  }
}

/** Which font shows what is the reader's own affair there. */
const docx = (bytes: Uint8Array): MadePaper => ({ bytes, unshown: [] });

async function answerTo({ id, order }: PaperAsk): Promise<PaperAnswer> {
  try {
    return { id, ...(await make(order)) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

port.on('message', async (ask: PaperAsk) => port.postMessage(await answerTo(ask)));
