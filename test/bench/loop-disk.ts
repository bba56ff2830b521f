// A file system of its own in a file: what it has pushed to its disk is what the file holds.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SIZE = '768M';

/** Needs root. */
export class LoopDisk {
  readonly image: string;
  readonly path: string;
  #mounted = false;

  constructor(name: string) {
    this.image = `${name}.img`;
    this.path = name;
  }

  async make(): Promise<void> {
    await execute('truncate', ['-s', SIZE, this.image]);
    await execute('mkfs.ext4', ['-q', '-F', this.image]);
    await this.mount();
  }

  /** @throws Error with what mount complained of */
  async mount(): Promise<void> {
    await mkdir(this.path);
    await execute('mount', ['-o', 'loop,commit=300', this.image, this.path]);
    this.#mounted = true;
  }

  async unmount(): Promise<void> {
    if (this.#mounted) await execute('umount', ['-l', this.path]);
    this.#mounted = false;
  }
}
