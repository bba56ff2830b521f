// The command for speech models, as a person runs it: from a server that breaks off, from files that are not what they should be, and with every model that would end the engine's process.
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import { sha256OfFile } from '../../media/words/models/download.ts';
import { outputWidth } from '../../media/words/models/onnx.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../../media/words/models/main.ts', import.meta.url));

let folder: string;
let dataDir: string;
let archive: string;
let sum: string;

type Told = { readonly code: number; readonly out: string; readonly err: string };
async function models(...args: string[]): Promise<Told> {
  try {
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], {
      env: { ...process.env, DATA_DIR: dataDir },
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
const installed = async (): Promise<string[]> =>
  (await readdir(join(dataDir, 'models')).catch(() => [])).filter((name) => name !== '.incoming');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-models-'));
  archive = join(folder, 'model.tar.gz');
  await cp(REHEARSAL_MODEL, join(folder, 'small-model'), { recursive: true });
  await run('tar', ['--create', '--gzip', '--file', archive, '--directory', folder, 'small-model']);
  sum = await sha256OfFile(archive);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(folder, 'data-'));
});

describe('a model from a file', () => {
  it('is tried, installed, chosen and listed', async () => {
    const put = await models('install', '--from', archive);
    expect(put).toMatchObject({ code: 0, out: expect.stringContaining('现在开始公开听证') });
    expect(await installed()).toEqual(['rehearsal']);
    expect(await models('use', 'rehearsal')).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(join(dataDir, 'models/in-use.json'), 'utf8'))).toEqual({
      live: 'rehearsal',
      second: null,
    });
    expect((await models('list')).out).toMatch(/\* rehearsal {2}live {2}Apache-2\.0/);
  });

  it('is taken from a folder as well, as from a USB stick', async () => {
    expect(await models('install', '--from', join(folder, 'small-model'))).toMatchObject({ code: 0 });
    expect(await installed()).toEqual(['rehearsal']);
  });

  it('is refused when it is not the one that was meant, is cut off, or is none', async () => {
    const wrong = await models('install', '--from', archive, '--sha256', 'ab'.repeat(32));
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/not the file that was meant/) });
    const bytes = await readFile(archive);
    const cut = join(folder, 'cut.tar.gz');
    await writeFile(cut, bytes.subarray(0, bytes.length / 2));
    const text = join(folder, 'text.tar.gz');
    await writeFile(text, 'no archive');
    for (const file of [cut, text])
      expect(await models('install', '--from', file)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/cannot be unpacked/),
      });
    expect(await models('install', '--from', join(folder, 'nowhere'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/ENOENT/),
    });
    expect(await installed()).toEqual([]);
  });

  it('is refused with links or ways out in it', async () => {
    const evil = join(folder, 'evil');
    await mkdir(evil, { recursive: true });
    await symlink('/etc/passwd', join(evil, 'tokens.txt')).catch(() => {});
    const linked = join(folder, 'linked.tar');
    await run('tar', ['--create', '--file', linked, '--directory', folder, 'evil']);
    expect(await models('install', '--from', linked)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/links or devices/),
    });
    const out = join(folder, 'out.tar');
    await run('tar', [
      '--create',
      '--file',
      out,
      '--directory',
      folder,
      '--transform',
      's,^small-model,../../out,',
      'small-model',
    ]);
    expect(await models('install', '--from', out)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/outside of it/),
    });
    expect(await installed()).toEqual([]);
  });
});

describe('a model from a server', () => {
  let server: Server;
  let url: string;
  /** The first answer breaks off in the middle; what each request asked for. */
  let breaks = 0;
  let version = '"one"';
  const ranges: (string | undefined)[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void (async () => {
        const { size } = await stat(archive);
        ranges.push(request.headers.range);
        const isRest = request.headers['if-range'] === version;
        const from = isRest ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
        response.writeHead(from > 0 ? 206 : 200, { etag: version, 'content-length': size - from });
        if (breaks-- > 0) {
          const part = (await readFile(archive)).subarray(from, from + 100_000);
          // A line that stands still for a moment, and then is gone.
          response.write(part, () => setTimeout(() => response.socket?.destroy(), 300));
        } else createReadStream(archive, { start: from }).pipe(response);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.tar.gz`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    ranges.length = 0;
    breaks = 0;
  });

  it('is not installed unseen: its sum is said, and installs it the next time without another download', async () => {
    const first = await models('install', '--from', url);
    expect(first).toMatchObject({ code: 1, err: expect.stringContaining(sum) });
    expect(await installed()).toEqual([]);
    expect(await models('install', '--from', url, '--sha256', sum)).toMatchObject({ code: 0 });
    expect(await installed()).toEqual(['rehearsal']);
  });

  it('goes on where it broke off', async () => {
    breaks = 1;
    const torn = await models('install', '--from', url, '--sha256', sum);
    expect(torn).toMatchObject({
      code: 1,
      err: expect.stringMatching(/broke off at \d+ of \d+ bytes; the same command goes on/),
    });
    expect(await installed()).toEqual([]);
    expect(await models('install', '--from', url, '--sha256', sum)).toMatchObject({ code: 0 });
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('begins anew when the server has another file now', async () => {
    breaks = 1;
    await models('install', '--from', url, '--sha256', sum);
    version = '"two"';
    expect(await models('install', '--from', url, '--sha256', sum)).toMatchObject({ code: 0 });
  });

  it('is thrown away when it is not the one that was meant', async () => {
    const wrong = await models('install', '--from', url, '--sha256', 'cd'.repeat(32));
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/not the file that was meant/) });
    expect(await readdir(join(dataDir, 'models/.incoming'))).toEqual([]);
  });

  it('cannot be had where nobody answers', async () => {
    expect(await models('install', '--from', 'http://127.0.0.1:9/model.tar')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/cannot be reached/),
    });
    expect(await models('install', 'nobody-knows-it')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no published model/),
    });
  });
});

/** What each does to a copy of a good model. */
const HARMS: Readonly<Record<string, { readonly says: RegExp; readonly harm: (model: string) => Promise<void> }>> = {
  'a file is missing': { says: /missing or wrong/, harm: (model) => rm(join(model, 'decoder.onnx')) },
  'a file is empty': { says: /is empty/, harm: (model) => writeFile(join(model, 'joiner.onnx'), '') },
  'there is no card': { says: /model\.json/, harm: (model) => rm(join(model, 'model.json')) },
  'the card names a way out': {
    says: /missing or wrong/,
    harm: changed('model.json', '"encoder.onnx"', '"../encoder.onnx"'),
  },
  'the graph is garbage': {
    says: /engine cannot work/,
    harm: (model) => writeFile(join(model, 'encoder.onnx'), Buffer.alloc(50_000, 'garbage')),
  },
  'a metadata key is missing': {
    says: /engine cannot work/,
    harm: changed('encoder.onnx', 'decode_chunk_len', 'decode_chunk_lem'),
  },
  'it is of another type than its card says': {
    says: /engine cannot work/,
    harm: changed('model.json', '"lstm"', '"zipformer2"'),
  },
  'its tokens name no blank': { says: /no blank/, harm: changed('tokens.txt', '<blk> 0', 'bla 0') },
  'its tokens are too few': {
    says: /names 50 tokens, but the model knows/,
    harm: async (model) => {
      const file = join(model, 'tokens.txt');
      await writeFile(file, (await readFile(file, 'utf8')).split('\n').slice(0, 50).join('\n'));
    },
  },
  'its tokens are none': {
    says: /no list of tokens/,
    harm: (model) => writeFile(join(model, 'tokens.txt'), 'hello\nworld\n'),
  },
};

function changed(name: string, from: string, to: string): (model: string) => Promise<void> {
  return async (model) => {
    const file = join(model, name);
    const bytes = await readFile(file, 'latin1');
    const [a, b] = [from, to].map((text) => Buffer.from(text).toString('latin1'));
    if (!bytes.includes(a ?? '')) throw new Error(`${name} has no ${from}`);
    await writeFile(file, bytes.replaceAll(a ?? '', b ?? ''), 'latin1');
  };
}

describe('a model with which the engine would end its process', () => {
  it.each(Object.entries(HARMS))('is refused in a sentence: %s', async (_, { says, harm }) => {
    const model = await mkdtemp(join(folder, 'harmed-'));
    await cp(REHEARSAL_MODEL, model, { recursive: true });
    await harm(model);
    expect(await models('check', model)).toMatchObject({ code: 1, err: expect.stringMatching(says) });
    expect(await models('install', '--from', model)).toMatchObject({ code: 1 });
    expect(await installed()).toEqual([]);
  });
});

it('the width of a graph’s output is read without reading the graph', async () => {
  expect(await outputWidth(join(REHEARSAL_MODEL, 'tokens.txt'))).toBeNull();
  const tokens = (await readFile(join(REHEARSAL_MODEL, 'tokens.txt'), 'utf8')).trim().split('\n').length;
  expect(await outputWidth(join(REHEARSAL_MODEL, 'joiner.onnx'))).toBe(tokens);
});
