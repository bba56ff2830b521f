// Which speech models this installation uses: what the settings name, else what was installed and chosen (`npm run models`).
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ListeningModel } from '../archive/listenings.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const Card = z.object({ rehearsal: z.boolean() });
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

/** The small ones that come along, by the names that settings give them. */
const REHEARSAL = 'rehearsal';
const SMALL = [REHEARSAL, 'rehearsal-second'];

/** Which model writes captions: the small one (for practices) where no other is there. */
export const captionModel = ({ live }: SpeechModels): string => live ?? REHEARSAL;

/** Which model listens once more when a hearing is over: one for whole sentences, else the one that writes captions. */
export async function listeningModel(models: SpeechModels): Promise<ListeningModel> {
  const name = models.second ?? captionModel(models);
  return { name, isSecond: models.second !== null, rehearses: SMALL.includes(name) || (await rehearses(name)) };
}

/** What cannot be read understands nothing, and says so when it is to listen. */
const rehearses = (folder: string): Promise<boolean> =>
  readFile(join(folder, 'model.json'), 'utf8')
    .then((text) => Card.parse(JSON.parse(text)).rehearsal)
    .catch(() => false);
