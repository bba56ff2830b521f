// Objects are written once, named by what they hold, and read back before anybody is told that they are kept.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Objects } from '../../server/archive/objects.ts';
import { emptyDirectory, refuses } from './office.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const EMPTY = sha256(new Uint8Array());

async function openObjects(): Promise<{ dataDir: string; objects: Objects; incoming: () => Promise<string[]> }> {
  const dataDir = await emptyDirectory();
  const incoming = () => readdir(join(dataDir, 'objects', 'incoming'));
  return { dataDir, objects: await Objects.open(dataDir), incoming };
}

async function* inPieces(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

describe('an object', () => {
  test('lies under its SHA-256, read-only, byte for byte, however it came', async () => {
    const { dataDir, objects, incoming } = await openObjects();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 4 }), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const kept = await objects.putStream(inPieces(...pieces));
        expect(kept).toEqual({ sha256: sha256(whole), bytes: whole.length });
        const [a, b] = [kept.sha256.slice(0, 2), kept.sha256.slice(2, 4)];
        expect(objects.path(kept.sha256)).toBe(join(dataDir, 'objects', 'sha256', a, b, kept.sha256));
        expect(Buffer.compare(await readFile(objects.path(kept.sha256)), whole)).toBe(0);
        expect(statSync(objects.path(kept.sha256)).mode & 0o777).toBe(0o444);
        expect(await objects.verify(kept.sha256)).toBe('intact');
      }),
      { numRuns: 30 },
    );
    expect(await incoming()).toEqual([]);
  });

  test('of several megabytes goes through in pieces', async () => {
    const { objects } = await openObjects();
    const bytes = randomBytes(5_000_000);
    expect(await objects.putStream(Readable.from(bytes))).toEqual({ sha256: sha256(bytes), bytes: bytes.length });
  });

  test('put twice, and many times at once, is one object', async () => {
    const { objects, incoming } = await openObjects();
    const bytes = randomBytes(100_000);
    const kept = await Promise.all(Array.from({ length: 8 }, () => objects.putStream(inPieces(bytes))));
    kept.push(await objects.putStream(inPieces(bytes)));
    expect(new Set(kept.map((object) => JSON.stringify(object))).size).toBe(1);
    expect(statSync(objects.path(sha256(bytes))).nlink).toBe(1);
    expect(await incoming()).toEqual([]);
  });

  test('that was altered, in content or in length, or is gone, is found', async () => {
    const { objects } = await openObjects();
    const { sha256: name } = await objects.putStream(inPieces(Buffer.from('the letter')));
    const path = objects.path(name);
    await chmod(path, 0o600);
    const alterations = [
      Buffer.from('the lettes'),
      Buffer.from('the letter '),
      Buffer.from('the lette'),
      Buffer.alloc(0),
    ];
    for (const altered of alterations) {
      await writeFile(path, altered);
      expect(await objects.verify(name)).toBe('altered');
    }
    await writeFile(path, 'the letter');
    expect(await objects.verify(name)).toBe('intact');
    expect(await objects.verify(EMPTY)).toBe('missing');
    expect(await objects.bytesOf(EMPTY)).toBeNull();
    expect(await objects.bytesOf(name)).toBe(10);
  });

  test('that was altered is neither taken for the same nor overwritten', async () => {
    const { objects, incoming } = await openObjects();
    const { sha256: name } = await objects.putStream(inPieces(Buffer.from('one')));
    await chmod(objects.path(name), 0o600);
    await writeFile(objects.path(name), 'two');
    await refuses(objects.putStream(inPieces(Buffer.from('one'))), 'file_damaged');
    expect(await readFile(objects.path(name), 'utf8')).toBe('two');
    expect(await incoming()).toEqual([]);
  });

  test('that is not what was announced, or longer than allowed, or breaks off, is not kept', async () => {
    const { dataDir, objects, incoming } = await openObjects();
    const bytes = Buffer.from('four');
    await refuses(objects.putStream(inPieces(bytes), { sha256: EMPTY }), 'file_damaged');
    await refuses(objects.putStream(inPieces(bytes), { maxBytes: 3 }), 'too_large');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error('connection lost');
    }
    await expect(objects.putStream(broken())).rejects.toThrow('connection lost');
    expect(await incoming()).toEqual([]);
    expect(await readdir(join(dataDir, 'objects', 'sha256'))).toEqual([]);
    expect(await objects.putStream(inPieces(bytes), { sha256: sha256(bytes), maxBytes: 4 })).toMatchObject({
      bytes: 4,
    });
  });

  test('from a stream that breaks before its first byte is refused, and nothing else happens', async () => {
    const { objects, incoming } = await openObjects();
    const stream = new Readable({ read() {} });
    const put = objects.putStream(stream);
    stream.destroy(new Error('connection lost'));
    await expect(put).rejects.toThrow('connection lost');
    expect(await incoming()).toEqual([]);
  });

  test('half written by a process that died is cleared away at the next start; finished ones stay', async () => {
    const { dataDir, objects, incoming } = await openObjects();
    const { sha256: name } = await objects.putStream(inPieces(Buffer.from('finished')));
    await writeFile(join(dataDir, 'objects', 'incoming', 'left-behind'), 'half', { mode: 0o444 });
    expect(await incoming()).toHaveLength(1);
    const again = await Objects.open(dataDir);
    expect(await incoming()).toEqual([]);
    expect(await again.verify(name)).toBe('intact');
  });

  test('moved in is no longer where it was, and the same file is there now, not a copy', async () => {
    const { dataDir, objects } = await openObjects();
    const given = join(dataDir, 'segment.webm');
    await writeFile(given, 'sound');
    const { ino } = statSync(given);
    const kept = await objects.putFile(given, 'move');
    expect(kept).toEqual({ sha256: sha256(Buffer.from('sound')), bytes: 5 });
    expect(existsSync(given)).toBe(false);
    expect(statSync(objects.path(kept.sha256))).toMatchObject({ ino, nlink: 1 });
  });

  test('copied in leaves the file where it was', async () => {
    const { dataDir, objects } = await openObjects();
    const given = join(dataDir, 'scan.pdf');
    await writeFile(given, 'scan');
    const kept = await objects.putFile(given);
    expect(await readFile(given, 'utf8')).toBe('scan');
    expect(statSync(objects.path(kept.sha256)).ino).not.toBe(statSync(given).ino);
  });

  test('stays where it was when it cannot be kept', async () => {
    const { dataDir, objects, incoming } = await openObjects();
    const given = join(dataDir, 'segment.webm');
    await writeFile(given, 'sound');
    const final = objects.path(sha256(Buffer.from('sound')));
    await mkdir(dirname(final), { recursive: true });
    await writeFile(final, 'something else');
    await refuses(objects.putFile(given, 'move'), 'file_damaged');
    expect(await readFile(given, 'utf8')).toBe('sound');
    expect(await incoming()).toEqual([]);
    await expect(objects.putFile(join(dataDir, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('moved in where it lies already is success', async () => {
    const { dataDir, objects } = await openObjects();
    for (let i = 0; i < 2; i++) {
      const file = await open(join(dataDir, 'again.webm'), 'w');
      await file.writeFile('again');
      await file.close();
      expect(await objects.putFile(join(dataDir, 'again.webm'), 'move')).toMatchObject({ bytes: 5 });
    }
    expect(existsSync(join(dataDir, 'again.webm'))).toBe(false);
  });

  test('has no path for what is no SHA-256', async () => {
    const { objects } = await openObjects();
    for (const name of [
      '',
      '../../etc/passwd',
      EMPTY.toUpperCase(),
      `${EMPTY}0`,
      `${EMPTY.slice(0, -1)}/`,
      `${EMPTY}\n`,
    ]) {
      expect(() => objects.path(name)).toThrow('not a SHA-256');
      await refuses(objects.verify(name), 'bad_request');
    }
  });
});
