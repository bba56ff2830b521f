// Folders whose entries survive a power cut: a new name is safe only once the folder that holds it has been synced.
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the folder and those above it that are missing; resolves when all new names are on disk. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first) return;
  }
}

/** Windows has no such call; there the file system journals names by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
