// Looks into folders and packages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** All files below a folder, in a fixed order, without those whose folder name is in `except`. */
export function filesBelow(dir, except = []) {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !except.includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? filesBelow(path, except) : [path];
    });
}

/** The package.json of an installed package. */
export function packageFacts(name) {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
}
