// Which speech models this installation uses: what the settings name, else what was installed and chosen (`npm run models`).
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const InUse = z.strictObject({ live: Name.nullable(), second: Name.nullable() });

/** Folders, or the names of the small models that come along; null for none. */
export type SpeechModels = { readonly live: string | null; readonly second: string | null };

/** A choice that cannot be read is none: a hearing is held and recorded without captions, too. */
export async function speechModels(config: Config, log: Log): Promise<SpeechModels> {
  const folder = resolve(config.DATA_DIR, 'models');
  const chosen = await readFile(join(folder, 'in-use.json'), 'utf8')
    .then((text) => InUse.parse(JSON.parse(text)))
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') log.error({ err: error }, 'no captions: which model is in use cannot be read');
      return { live: null, second: null };
    });
  const pathOf = (name: string | null): string | null => (name === null ? null : join(folder, name));
  return {
    live: config.WORDS_MODEL ?? pathOf(chosen.live),
    second: config.WORDS_SECOND_MODEL ?? pathOf(chosen.second),
  };
}
