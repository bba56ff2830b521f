// Installed models lie in the data directory, each in a folder of its own name; one file says which are in use.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isLive, type ModelCard, readModel } from '../model.ts';

const InUse = z.strictObject({ live: z.string().nullable(), second: z.string().nullable() });
export type InUse = z.infer<typeof InUse>;
export type Installed = { readonly name: string; readonly card: ModelCard | null; readonly why: string };

/** No folder of a model begins so. */
const INCOMING = '.incoming';

export class Shelf {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(dataDir: string): Promise<Shelf> {
    const shelf = new Shelf(join(dataDir, 'models'));
    await mkdir(join(shelf.folder, INCOMING), { recursive: true });
    return shelf;
  }

  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** Where what is on its way lies; the same for the same thing, so that it may go on later. */
  incoming(name: string): string {
    return join(this.folder, INCOMING, name);
  }

  async installed(): Promise<Installed[]> {
    const names = (await readdir(this.folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && entry.name !== INCOMING)
      .map((entry) => entry.name)
      .sort();
    return Promise.all(
      names.map(async (name) => {
        try {
          return { name, card: await readModel(this.pathOf(name)), why: '' };
        } catch (error) {
          return { name, card: null, why: error instanceof Error ? error.message : String(error) };
        }
      }),
    );
  }

  /** All at once: a model is there whole, or not. One of the same name gives way only when the new one is there. */
  async put(from: string, name: string): Promise<void> {
    const older = this.incoming(`${name}.older`);
    await rm(older, { recursive: true, force: true });
    await rename(this.pathOf(name), older).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(from, this.pathOf(name));
    await rm(older, { recursive: true, force: true });
  }

  async inUse(): Promise<InUse> {
    try {
      return InUse.parse(JSON.parse(await readFile(join(this.folder, 'in-use.json'), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { live: null, second: null };
      throw error;
    }
  }

  async use(name: string): Promise<'live' | 'second'> {
    const card = await readModel(this.pathOf(name));
    const kind = isLive(card) ? 'live' : 'second';
    const next = JSON.stringify({ ...(await this.inUse()), [kind]: name });
    const file = join(this.folder, 'in-use.json');
    await writeFile(`${file}.new`, next);
    await rename(`${file}.new`, file);
    return kind;
  }
}
