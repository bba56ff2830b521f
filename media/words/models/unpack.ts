// Unpacks an archive that came from elsewhere: plain files below one folder, and nothing else, are let in.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_BYTES = 8_000_000_000;
const MOST_ENTRIES = 10_000;

/**
 * @param target a folder that is made anew, with the archive's files in it
 * @throws Error with a sentence: no archive, cut off, too large, or with something else than files in it
 */
export async function unpack(archive: string, target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const tar = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('tar', args, {
      maxBuffer: 1 << 24,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    }).catch((cause: unknown) => {
      throw new Error('the archive cannot be unpacked: it is none, or it is damaged or cut off', { cause });
    });
    return stdout;
  };
  const entries = (await tar('--list', '--verbose', '--file', archive)).split('\n').filter((line) => line !== '');
  if (entries.length > MOST_ENTRIES) throw new Error(`the archive has ${entries.length} entries: that is no model`);
  let bytes = 0;
  for (const entry of entries) {
    const [mode = '', , size = '0'] = entry.split(/\s+/);
    if (!/^[-d]/.test(mode)) throw new Error('the archive has links or devices in it: that is no model');
    bytes += Number(size) || 0;
  }
  if (bytes > MOST_BYTES)
    throw new Error(`the archive would unpack to ${Math.round(bytes / 1e9)} GB: that is no model`);
  const names = (await tar('--list', '--file', archive)).split('\n');
  if (names.some((name) => name.startsWith('/') || name.split('/').includes('..')))
    throw new Error('the archive has files that lie outside of it: that is no model');
  await tar('--extract', '--file', archive, '--directory', target, '--no-same-owner', '--no-same-permissions');
}

/** A folder, as from a USB stick. */
export async function copyFolder(from: string, target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await cp(from, target, {
    recursive: true,
    dereference: false,
    filter: async (path) => {
      const found = await stat(path);
      return found.isFile() || found.isDirectory();
    },
  });
}

/** Where the files lie: archives have one folder in them as a rule. */
export async function rootOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() ? join(folder, only.name) : folder;
}
