// What of somebody's picture never arrived, by the journal: sequence numbers that are missing for good, and when.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../../media/journal/reader.ts';
import { parseRtp } from '../../media/record/rtp.ts';
import { keyFrameSize, parseVp8 } from '../../media/record/vp8.ts';

/** Of one simulcast layer. `size`: as `WIDTHxHEIGHT`. `lostAtMs`: on the recording's clock, of each run of missing packets the last packet before it. */
export type LayerLosses = {
  readonly sizes: ReadonlySet<string>;
  readonly packets: number;
  readonly missing: number;
  readonly lostAtMs: readonly number[];
};

export async function pictureLossesIn(directory: string, ownerId: string): Promise<LayerLosses[]> {
  const layers = new Map<number, { sizes: Set<string>; arrived: Map<number, number>; last: number }>();
  const streams = new Map<number, boolean>();
  for (const name of (await readdir(directory)).filter((one) => one.endsWith('.ohj')).sort()) {
    await readJournal(join(directory, name), (record) => {
      if (record.kind === 'stream')
        streams.set(record.stream, record.about.ownerId === ownerId && record.about.source === 'camera');
      if (record.kind !== 'packet' || streams.get(record.stream) !== true) return;
      const packet = parseRtp(record.bytes);
      if (packet === null) return;
      const layer = layers.get(packet.ssrc) ?? { sizes: new Set(), arrived: new Map(), last: packet.sequence };
      layers.set(packet.ssrc, layer);
      // The number that is nearest to the last one (RFC 3711, 3.3.1).
      const step = ((packet.sequence - layer.last + 0x1_80_00) & 0xff_ff) - 0x80_00;
      const number = layer.last + step;
      if (step > 0) layer.last = number;
      if (!layer.arrived.has(number)) layer.arrived.set(number, record.atMs);
      const vp8 = parseVp8(packet.payload);
      const size = vp8?.startsFrame ? keyFrameSize(vp8.data) : null;
      if (size !== null) layer.sizes.add(`${size.width}x${size.height}`);
    });
  }
  return [...layers.values()].map(({ sizes, arrived }) => {
    const numbers = [...arrived.keys()].sort((a, b) => a - b);
    const lostAtMs: number[] = [];
    let missing = 0;
    for (const [index, number] of numbers.entries()) {
      const next = numbers[index + 1];
      if (next === undefined || next === number + 1) continue;
      missing += next - number - 1;
      lostAtMs.push(arrived.get(number) ?? 0);
    }
    return { sizes, packets: arrived.size, missing, lostAtMs };
  });
}
