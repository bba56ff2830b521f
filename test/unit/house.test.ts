// The picture of the house, runnable: every import goes down or stays in its room.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Rooms by floor; the first that fits a path is its room. */
const FLOORS: readonly (readonly [room: string, floor: number])[] = [
  ['server/protocol/', 0],
  ['server/config.ts', 1],
  ['server/log.ts', 1],
  ['server/errors.ts', 1],
  ['server/may.ts', 1],
  ['server/archive/', 2],
  ['server/papers/', 2],
  ['media/', 2],
  ['server/office/', 3],
  ['server/rooms/', 3],
  ['server/jobs/', 3],
  ['server/http/', 4],
  ['server/signalling/', 4],
  ['server/main.ts', 5],
  ['client/', 6],
];
/** What a room shows to rooms above it, where that is not everything. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'media/': ['media/contract.ts', 'media/line.ts', 'media/process.ts'],
};
/** The client sees nothing but the protocol. */
const SEES_ONLY: Readonly<Record<string, readonly string[]>> = { 'client/': ['server/protocol/'], 'media/': [] };
/** On the ground floor everybody may lean on the errors and the log of the floor itself. */
const SHARED = ['server/errors.ts', 'server/log.ts'];

type Place = { readonly room: string; readonly floor: number };

function placeOf(path: string): Place | null {
  const found = FLOORS.find(([room]) => path === room || (room.endsWith('/') && path.startsWith(room)));
  return found ? { room: found[0], floor: found[1] } : null;
}

/** Why `from` may not import `to`, or null. */
function objection(from: string, to: string): string | null {
  const [here, there] = [placeOf(from), placeOf(to)];
  if (here === null || there === null) return 'no room for it in the picture';
  if (here.room === there.room) return null;
  const only = SEES_ONLY[here.room];
  if (only !== undefined && !only.includes(there.room)) return 'sees only what is its own';
  const shown = SHOWN[there.room];
  if (shown !== undefined && !shown.includes(to)) return 'reaches behind the contract';
  if (there.floor < here.floor || SHARED.includes(to)) return null;
  return there.floor === here.floor ? 'next door' : 'up';
}

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/dist/') && !path.endsWith('.config.ts'));

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');

describe('the house', () => {
  it('has every import going down or staying in its room', () => {
    const broken = ['server', 'media', 'client'].flatMap(sources).flatMap((path) =>
      importsOf(readFileSync(join(ROOT, path), 'utf8'))
        .filter((target) => !/\.(css|svg|json)$/.test(target))
        .map((target) => relative(ROOT, join(ROOT, dirname(path), target)))
        .map((to) => ({ path, to, why: objection(path, to) }))
        .filter(({ why }) => why !== null),
    );
    expect(broken).toEqual([]);
  });

  it('refuses what the picture forbids', () => {
    expect(objection('server/archive/cases.ts', 'server/rooms/room.ts')).toBe('up');
    expect(objection('server/http/app.ts', 'server/signalling/door.ts')).toBe('next door');
    expect(objection('server/rooms/room.ts', 'server/jobs/person-copy.ts')).toBe('next door');
    expect(objection('server/rooms/room.ts', 'media/sfu/rooms.ts')).toBe('reaches behind the contract');
    expect(objection('media/main.ts', 'server/protocol/ids.ts')).toBe('sees only what is its own');
    expect(objection('client/main.tsx', 'server/errors.ts')).toBe('sees only what is its own');
    expect(objection('server/attic/things.ts', 'server/protocol/ids.ts')).toBe('no room for it in the picture');
  });

  it('allows what the picture allows', () => {
    expect(objection('server/rooms/room.ts', 'server/archive/archive.ts')).toBeNull();
    expect(objection('server/rooms/media.ts', 'media/contract.ts')).toBeNull();
    expect(objection('client/main.tsx', 'server/protocol/ids.ts')).toBeNull();
  });
});
