// Makes minutes and transcripts as files, in a thread of their own: letters, for which somebody waits in the room, never wait behind them.
import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { shownMinutes } from '../protocol/minutes.ts';
import type { MinutesPaper } from './minutes-paper.ts';
import { PaperMaker } from './paper-maker.ts';
import type { MadePaper } from './paper-messages.ts';
import type { TranscriptPaper } from './transcript-paper.ts';

export type { MinutesPaper } from './minutes-paper.ts';
export type { TranscriptPaper } from './transcript-paper.ts';
export type DocumentFormat = 'pdf' | 'docx';

/** Three hours of speech take some seconds. */
const maker = new PaperMaker(120_000);

/** @throws AppError `internal` when the hash is not the text's, or when it could not be made. */
export async function makeMinutes(paper: MinutesPaper, format: DocumentFormat): Promise<MadePaper> {
  const sha256 = createHash('sha256').update(shownMinutes(paper.text)).digest('hex');
  if (sha256 !== paper.textSha256) throw new AppError('internal', 'the hash is not of this text');
  return maker.make({ kind: 'minutes', format, paper });
}

/** @throws AppError `internal` when it could not be made. */
export const makeTranscript = (paper: TranscriptPaper, format: DocumentFormat): Promise<MadePaper> =>
  maker.make({ kind: 'transcript', format, paper });
