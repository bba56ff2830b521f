// A few seconds of what somebody said, out of a recording that may still be running, to be played to everybody who doubts a line.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { runProgram } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../media/playback/moment-main.ts', import.meta.url));
const Made = z.object({ wav: z.string(), heardMs: z.number() });

export type Moment = { readonly ownerId: Id; readonly fromMs: number; readonly toMs: number };

/** Answers WAV, base64. @throws AppError `not_found` when nothing of it was recorded, `file_damaged` when it cannot be read. */
export const momentSound =
  (dataDir: string) =>
  async (directory: string, moment: Moment): Promise<string> => {
    const job = { directory: join(dataDir, directory), ...moment };
    const { wav, heardMs } = await runProgram({ program: PROGRAM, job, result: Made, onProgress: () => {} });
    if (heardMs === 0) throw new AppError('not_found', 'nothing was recorded then');
    return wav;
  };
