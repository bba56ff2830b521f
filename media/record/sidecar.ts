// The note beside each segment's file that says what it is, so that a crash leaves nothing that only a database could explain.
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import { NOTICES } from '../contract.ts';

const Open = z.strictObject({ version: z.literal(1), is: z.literal('open'), segment: NOTICES.segmentOpened });
const Closed = z.strictObject({ version: z.literal(1), is: z.literal('closed'), segment: NOTICES.segmentClosed });
const Sidecar = z.discriminatedUnion('is', [Open, Closed]);
export type Sidecar = z.infer<typeof Sidecar>;

/** Written beside and put in place at once: there is always a whole one. @throws Error of the file system */
export async function writeSidecar(path: string, sidecar: Sidecar): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o640);
  try {
    await file.writeFile(`${JSON.stringify(sidecar)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** @returns null when there is none, or it is not one of ours */
export async function readSidecar(path: string): Promise<Sidecar | null> {
  try {
    return Sidecar.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
