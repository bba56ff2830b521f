// A child process of a server job: listens once more to kept sound, sentence by sentence, and to what nobody listened to.
import { setPriority } from 'node:os';
import { z } from 'zod';
import { runJob } from '../../playback/program.ts';
import { RATE } from '../ear.ts';
import { modelFolder, readModel } from '../model.ts';
import { type Heard, type Listener, listenerFor } from './listener.ts';
import { TrackSound } from './sound.ts';
import { voicesIn } from './voices.ts';

const Stretch = z.strictObject({ id: z.uuid(), fromMs: z.number(), toMs: z.number() });
const Job = z.strictObject({
  /** As the setting names it. */
  model: z.string().min(1),
  /** Names and terms of the hearing. */
  terms: z.array(z.string().min(1)).max(300),
  tracks: z.array(
    z.strictObject({
      /** In their order, of one person's microphone. */
      files: z.array(z.strictObject({ path: z.string().min(1), startMs: z.number(), durationMs: z.number() })),
      /** Sentences that were understood while they were said, in their order. */
      lines: z.array(Stretch),
      holes: z.array(Stretch),
    }),
  ),
});
type Job = z.infer<typeof Job>;
type Said = { readonly id: string; readonly startMs: number; readonly words: readonly Heard[] };

/** So much around a hole is heard with it: a word that it cuts is understood whole, and belongs to where it begins. */
const BEFORE_MS = 500;
const AFTER_MS = 1_000;
/** A hearing that is held meanwhile must not notice. */
const NICE = 15;

setPriority(NICE);
// The decoder writes every packet that it cannot read there.
console.error = () => {};
await runJob(Job, async ({ model, terms, tracks }, onProgress, signal) => {
  const folder = modelFolder(model);
  const card = await readModel(folder);
  const listen = listenerFor(folder, card, terms);
  const all = tracks.reduce((sum, { lines, holes }) => sum + lines.length + holes.length, 0) || 1;
  const found = { lines: [] as Said[], holes: [] as Said[] };
  let done = 0;
  const counted = (): void => {
    signal.throwIfAborted();
    onProgress(++done / all);
  };
  for (const track of tracks) await listenTo(track, listen, found, counted);
  return { label: card.label, name: card.name, rehearsal: card.rehearsal, ...found };
});

async function listenTo(
  { files, lines, holes }: Job['tracks'][number],
  listen: Listener,
  found: { readonly lines: Said[]; readonly holes: Said[] },
  counted: () => void,
): Promise<void> {
  const sound = new TrackSound(files);
  for (const { id, fromMs, toMs } of lines) {
    found.lines.push({ id, startMs: fromMs, words: listen(await sound.between(fromMs, toMs)) });
    counted();
  }
  for (const { id, fromMs, toMs } of holes) {
    const heardMs = Math.max(0, fromMs - BEFORE_MS);
    const samples = await sound.between(heardMs, toMs + AFTER_MS);
    for (const { from, to } of voicesIn(samples)) {
      const [startMs, endMs] = [heardMs + inMs(from), heardMs + inMs(to)];
      const words = listen(samples.subarray(from, to)).filter(({ atMs }) => {
        // Of a model that tells no times, a piece is in the hole as a whole, or not.
        const beginsMs = atMs === null ? (startMs + endMs) / 2 : startMs + atMs;
        return beginsMs >= fromMs && beginsMs < toMs;
      });
      if (words.length > 0) found.holes.push({ id, startMs, words });
    }
    counted();
  }
}

function inMs(samples: number): number {
  return (samples * 1_000) / RATE;
}
