// Fetches an archive that may be large over a line that may break: what has arrived stays, and the next attempt goes on from there.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';

export type Progress = (arrivedBytes: number, allBytes: number | null) => void;

/**
 * @param file where it arrives; beside it, what the server calls this version of it
 * @throws Error with a sentence; what has arrived is kept unless the server has another file now
 */
export async function download(url: string, file: string, onProgress: Progress, signal: AbortSignal): Promise<void> {
  const tagFile = `${file}.etag`;
  const [have, tag] = await Promise.all([
    stat(file).then(
      ({ size }) => size,
      () => 0,
    ),
    readFile(tagFile, 'utf8').catch(() => ''),
  ]);
  // Without a name for the version nobody knows whether the rest belongs to the beginning.
  const goesOn = have > 0 && tag !== '';
  const headers: Record<string, string> = goesOn ? { range: `bytes=${have}-`, 'if-range': tag } : {};
  const response = await fetch(url, { headers, signal }).catch((cause: unknown) => {
    throw new Error(`${url} cannot be reached`, { cause });
  });
  // All of it is here already.
  if (response.status === 416 && goesOn) return;
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const isRest = response.status === 206;
  const newTag = response.headers.get('etag') ?? '';
  await writeFile(tagFile, newTag.startsWith('W/') ? '' : newTag);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const all = Number.isFinite(length) ? length + (isRest ? have : 0) : null;
  const target = await open(file, isRest ? 'a' : 'w');
  let arrived = isRest ? have : 0;
  try {
    for await (const piece of response.body) {
      await target.write(piece);
      arrived += piece.length;
      onProgress(arrived, all);
    }
  } catch (cause) {
    throw new Error(
      `the download broke off at ${arrived} of ${all ?? 'unknown'} bytes; the same command goes on from there`,
      { cause },
    );
  } finally {
    await target.close();
  }
  if (all !== null && arrived !== all)
    throw new Error(`the download broke off at ${arrived} of ${all} bytes; the same command goes on from there`);
}

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

export async function forget(file: string): Promise<void> {
  for (const path of [file, `${file}.etag`]) await rm(path, { force: true });
}
