// Two senders whose clocks run off by ±500 ppm, written into a journal as they would have arrived, made into segments, surveyed and measured.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from '../../media/journal/journal.ts';
import { partsIn, rebuild } from '../../media/journal/rebuild.ts';
import { survey, withRtp } from '../../media/timeline/survey.ts';
import { temporaryFolder } from '../media/folder.ts';
import { type Known, knownBeeps, knownColour } from '../media/known.ts';
import { packetsOf } from '../media/packets.ts';
import { randomFrom } from '../running/random.ts';
import type { Moment } from './sync.ts';
import { foundIn, nearest } from './sync-found.ts';

const SPEED = (ppm: number): number => 1 + ppm / 1e6;
const SEGMENT_MS = 300_000;
const LOST = 0.02;

type Sender = {
  readonly ownerId: string;
  /** Its wall clock against ours, and its sound card against its wall clock. */
  readonly wallPpm: number;
  readonly soundPpm: number;
  readonly delayMs: number;
  /** When it began, on our clock. */
  readonly beganMs: number;
};

const SENDERS: readonly Sender[] = [
  { ownerId: crypto.randomUUID(), wallPpm: 500, soundPpm: -500, delayMs: 10, beganMs: 2_000 },
  { ownerId: crypto.randomUUID(), wallPpm: -500, soundPpm: 500, delayMs: 30, beganMs: 3_000 },
];

type Arrival = { readonly atMs: number; write(): void };

export async function senderMoments(minutes: number): Promise<Moment[]> {
  const folder = await temporaryFolder();
  const of = { recordingId: crypto.randomUUID(), roomId: crypto.randomUUID(), zeroAtMs: 0 };
  const journal = await Journal.create(folder, of, {
    clock: (ms) => ms,
    onFailed: (error) => {
      throw error;
    },
  });
  const [beeps, flashes] = await Promise.all([
    knownBeeps(minutes * 60, 440),
    knownColour(minutes * 60, '64x48', 'blue'),
  ]);
  const arrivals = SENDERS.flatMap((sender, index) => [
    ...arrivalsOf(journal, sender, beeps, 2 * index),
    ...arrivalsOf(journal, sender, flashes, 2 * index + 1),
  ]).sort((a, b) => a.atMs - b.atMs);
  let toldMs = 0;
  for (const { atMs, write } of arrivals) {
    write();
    if (atMs - toldMs < 1_000) continue;
    toldMs = atMs;
    // The disk takes what was gathered; the clock is the senders'.
    journal.tick(atMs);
    await new Promise(setImmediate);
  }
  await journal.close();
  const { segments, failures } = await rebuild(await partsIn(folder), join(folder, 'made'), SEGMENT_MS);
  if (failures.length > 0) throw new Error(failures[0]);
  const { steps } = await survey(folder, await withRtp(join(folder, 'made'), segments));
  const moments: Moment[] = [];
  for (const { ownerId, wallPpm, soundPpm, beganMs } of SENDERS) {
    const found = { microphone: [] as number[], camera: [] as number[] };
    for (const segment of segments.filter((one) => one.ownerId === ownerId))
      found[segment.source].push(...(await foundIn({ ...segment, path: join(folder, 'made', segment.file) }, steps)));
    for (let second = 2; second < minutes * 60 - 2; second++) {
      // Each is at a whole second of the clock that it was made by; both are asked for on ours.
      const soundAt = beganMs + (second * 1_000) / (SPEED(wallPpm) * SPEED(soundPpm));
      const pictureAt = beganMs + (second * 1_000) / SPEED(wallPpm);
      const [sound, picture] = [nearest(found.microphone, soundAt), nearest(found.camera, pictureAt)];
      if (sound !== null && picture !== null)
        moments.push({ person: ownerId, second, sound: sound - soundAt, picture: picture - pictureAt });
    }
  }
  await rm(folder, { recursive: true, force: true });
  return moments;
}

function arrivalsOf(journal: Journal, sender: Sender, known: Known, number: number): Arrival[] {
  const chance = randomFrom(17 + number);
  const { ownerId, wallPpm, soundPpm, delayMs, beganMs } = sender;
  const { source } = known;
  const ticks = source === 'microphone' ? 48 : 90;
  const speed = SPEED(wallPpm) * (source === 'microphone' ? SPEED(soundPpm) : 1);
  const stream = { ssrc: 1_000 + number, payloadType: 100, firstSequence: 65_500, firstTimestamp: 0xff_ff_00_00 };
  const about = { trackId: crypto.randomUUID(), ownerId, source, layers: [stream.ssrc] };
  const numberInJournal = journal.stream(about);
  let lastMs = 0;
  const packets = packetsOf(known, stream).flatMap(({ atMs, bytes }): Arrival[] => {
    const capturedMs = beganMs + atMs / speed;
    // Sound only: a lost picture would hide flashes, which is another matter than when they are.
    if (source === 'microphone' && chance() < LOST) return [];
    lastMs = Math.max(lastMs, capturedMs + delayMs - 12 * Math.log(1 - chance()));
    const arrivedMs = lastMs;
    return [{ atMs: arrivedMs, write: () => journal.packet(numberInJournal, arrivedMs, bytes) }];
  });
  const lengthMs = (known.frames.at(-1)?.timeMs ?? 0) / speed;
  const reports: Arrival[] = [];
  for (let ms = 500; ms < lengthMs; ms += 1_000 + 200 * chance()) {
    const wallMs = 3_900_000_000_000 + ms * SPEED(wallPpm);
    const report = {
      ssrc: stream.ssrc,
      ntpSeconds: Math.floor(wallMs / 1_000),
      ntpFraction: Math.floor(((wallMs / 1_000) % 1) * 2 ** 32),
      rtpTimestamp: (stream.firstTimestamp + Math.round(ms * speed * ticks)) % 2 ** 32,
    };
    const atMs = beganMs + ms + delayMs;
    reports.push({ atMs, write: () => journal.report(numberInJournal, atMs, report) });
  }
  return [...packets, ...reports];
}
