// Reads a manifest back from the store.
import { readFile } from 'node:fs/promises';
import type { Archive } from '../archive/archive.ts';
import { RecordingManifest } from '../protocol/manifest.ts';

/** @returns null when it is not there, or is not one any more: the nightly round says so */
export async function readManifest({ objects }: Archive, sha256: string): Promise<RecordingManifest | null> {
  try {
    return RecordingManifest.parse(JSON.parse(await readFile(objects.path(sha256), 'utf8')));
  } catch {
    return null;
  }
}
