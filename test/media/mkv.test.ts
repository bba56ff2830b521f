// The files' format: read as written, and as far as possible when torn or damaged.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MkvCluster, mkvHead } from '../../media/record/mkv.ts';
import { readMkv } from '../../media/record/mkvread.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('a Matroska file', () => {
  const frames = fc.array(
    fc.record({ stepMs: fc.nat(400), key: fc.boolean(), data: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  const write = (written: readonly { stepMs: number; key: boolean; data: Uint8Array }[], split = 5) => {
    const parts = [mkvHead({ codec: 'opus' }, Date.now(), crypto.randomUUID())];
    const wanted: { timeMs: number; key: boolean; data: Buffer; end: number }[] = [];
    let timeMs = 0;
    let cluster: MkvCluster | null = null;
    for (const [index, { stepMs, key, data }] of written.entries()) {
      timeMs += stepMs;
      if (cluster !== null && index % split === 0) parts.push(cluster.toBytes());
      if (cluster === null || index % split === 0) cluster = new MkvCluster(timeMs);
      cluster.add([data.subarray(0, 1), data.subarray(1)], timeMs, key);
      wanted.push({ timeMs, key, data: Buffer.from(data), end: 0 });
    }
    if (cluster !== null) parts.push(cluster.toBytes());
    return { file: Buffer.concat(parts), wanted: wanted.map(({ timeMs, key, data }) => ({ timeMs, key, data })) };
  };
  const plain = (content: ReturnType<typeof readMkv>) =>
    content.frames.map(({ timeMs, key, data }) => ({ timeMs, key, data: Buffer.from(data) }));

  it('is read as it was written', () => {
    fc.assert(
      fc.property(frames, (written) => {
        const { file, wanted } = write(written);
        const content = readMkv(file);
        expect(content.track).toEqual({ codec: 'opus' });
        expect(plain(content)).toEqual(wanted);
        expect(content.damagedBytes).toBe(0);
      }),
    );
  });

  it('that is torn gives every whole block before the tear, also with zeros after it', () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.nat(5_000), (written, tear, zeros) => {
        const { file, wanted } = write(written);
        const torn = file.subarray(0, tear % (file.length + 1));
        const got = plain(readMkv(torn));
        expect(got).toEqual(wanted.slice(0, got.length));
        const filled = plain(readMkv(Buffer.concat([torn, Buffer.alloc(1_000 + zeros)])));
        expect(filled).toEqual(wanted.slice(0, filled.length));
        expect(filled.length).toBeGreaterThanOrEqual(got.length - 1);
        const rest = torn.length - (readMkv(torn).damagedBytes ?? 0);
        expect(torn.length - rest).toBeLessThan(400);
      }),
    );
  });

  it('that is damaged in one cluster still gives the others', () => {
    const written = Array.from({ length: 50 }, (_, index) => ({
      stepMs: 20,
      key: true,
      data: Uint8Array.of(index, 1, 2, 3),
    }));
    const { file, wanted } = write(written);
    const damaged = Buffer.from(file);
    damaged.fill(0xaa, file.length >> 1, (file.length >> 1) + 8);
    const got = plain(readMkv(damaged));
    expect(got.length).toBeGreaterThanOrEqual(40);
    expect(got.length).toBeLessThan(wanted.length);
    expect(got.at(-1)).toEqual(wanted.at(-1));
    expect(readMkv(damaged).damagedBytes).toBeGreaterThan(0);
  });

  it('with any bytes changed, or made of any bytes, never fails, and its times go forward', () => {
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
        bytes(300),
        (written, changes, junk) => {
          const { file } = write(written);
          for (const [at, value] of changes) file[at % file.length] = value;
          for (const content of [readMkv(file), readMkv(Buffer.from(junk))]) {
            const times = content.frames.map(({ timeMs }) => timeMs);
            expect(times).toEqual(times.toSorted((a, b) => a - b));
            expect(content.damagedBytes).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });
});
