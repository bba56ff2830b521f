// The note beside each segment's file that says what it is, so that a crash leaves nothing that only a database could explain.
import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NOTICES } from '../contract.ts';

const Open = z.strictObject({ version: z.literal(1), is: z.literal('open'), segment: NOTICES.segmentOpened });
const Closed = z.strictObject({ version: z.literal(1), is: z.literal('closed'), segment: NOTICES.segmentClosed });
const Sidecar = z.discriminatedUnion('is', [Open, Closed]);
export type Sidecar = z.infer<typeof Sidecar>;

/** While it is written. */
export const partName = (file: string): string => `${file}.part`;
export const sidecarName = (file: string): string => file.replace(/\.mkv$/, '.json');

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

/**
 * The segments of a folder, by name, closed or still written. `note` is null where there is none, and where it names another
 * file: it was copied from elsewhere.
 * @throws Error when the folder cannot be read
 */
export async function segmentsIn(
  directory: string,
): Promise<{ readonly file: string; readonly note: Sidecar | null }[]> {
  const names = await readdir(directory);
  const files = new Set(names.flatMap((name) => /^(.+\.mkv)(\.part)?$/.exec(name)?.[1] ?? []));
  const found: { file: string; note: Sidecar | null }[] = [];
  for (const file of [...files].sort()) {
    const note = await readSidecar(join(directory, sidecarName(file)));
    found.push({ file, note: note?.segment.file === file ? note : null });
  }
  return found;
}
