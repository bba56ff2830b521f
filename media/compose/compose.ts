// Makes the composed recording: renders part by part, uses again what an earlier run finished, and puts the parts together.
import { copyFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureFile } from '../record/file.ts';
import { joinArguments, joinList } from './arguments.ts';
import { runFfmpeg } from './ffmpeg.ts';
import type { ComposeJob, ComposeResult } from './job.ts';
import { type RenderedPart, renderPart } from './part.ts';
import { lengthOf, type Part, planParts } from './plan.ts';

const FONT = '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf';
/** How much of the work each is: a card against a live part of the same length, and joining against all. */
const CARD_SHARE = 0.1;
const JOIN_SHARE = 0.05;

/**
 * @param onProgress from 0 to 1
 * @throws Error when nothing is readable, a file cannot be written, or `signal` says to stop; finished parts stay for the next run
 */
export async function compose(
  job: ComposeJob,
  onProgress: (progress: number) => void,
  signal?: AbortSignal,
): Promise<ComposeResult> {
  await mkdir(join(job.work, 'fonts'), { recursive: true });
  for (const name of await readdir(job.work))
    if (/\.(work|unfinished)$/.test(name)) await rm(join(job.work, name), { recursive: true, force: true });
  await copyFile(fileURLToPath(import.meta.resolve(FONT)), join(job.work, 'fonts', basename(FONT)));
  const parts = planParts(job);
  const progress = new Progress(parts, onProgress);
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  const waiting = [...parts.entries()];
  const rendered: RenderedPart[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, part] = next;
      stop.throwIfAborted();
      rendered[index] = await renderPart(job, part, (ms) => progress.at(index, ms), stop);
      progress.at(index, part.endMs - part.startMs);
    }
  };
  const workers = Array.from({ length: job.processes }, () =>
    worker().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  signal?.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw failed.signal.reason;
  const skipped = [...new Set(rendered.flatMap((one) => one.skipped))];
  if (skipped.length >= job.segments.length) throw new Error('nothing readable in any segment');
  await joinParts(job, parts, rendered, (ms) => progress.joining(ms), signal);
  const reused = rendered.filter((one) => one.reused).length;
  const durationMs = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  return { ...(await measureFile(job.out)), durationMs, skipped, parts: { made: parts.length - reused, reused } };
}

class Progress {
  readonly #shares: readonly number[];
  readonly #done: number[];
  readonly #totalMs: number;
  readonly #tell: (progress: number) => void;

  constructor(parts: readonly Part[], tell: (progress: number) => void) {
    const work = parts.map((part) => (part.endMs - part.startMs) * (part.kind === 'pause' ? CARD_SHARE : 1));
    const all = work.reduce((sum, one) => sum + one, 0);
    this.#shares = parts.map((part, index) => (work[index] ?? 0) / all / (part.endMs - part.startMs));
    this.#done = parts.map(() => 0);
    this.#totalMs = parts.reduce((sum, part) => sum + lengthOf(part), 0);
    this.#tell = tell;
  }

  at(index: number, ms: number): void {
    this.#done[index] = ms * (this.#shares[index] ?? 0);
    this.#tell(
      (1 - JOIN_SHARE) *
        Math.min(
          1,
          this.#done.reduce((sum, one) => sum + one, 0),
        ),
    );
  }

  joining(ms: number): void {
    this.#tell(1 - JOIN_SHARE + JOIN_SHARE * Math.min(1, ms / this.#totalMs));
  }
}

/** Written under another name, synced, and renamed: what has its final name is whole. */
async function joinParts(
  { work, out, title, ffmpeg }: ComposeJob,
  parts: readonly Part[],
  rendered: readonly RenderedPart[],
  onProgress: (ms: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const list = `${crypto.randomUUID()}.unfinished`;
  const named = parts.map((part, index) => ({
    file: basename(rendered[index]?.file ?? ''),
    lengthMs: part.endMs - part.startMs,
    times: part.kind === 'pause' ? part.times : 1,
  }));
  await writeFile(join(work, list), joinList(named));
  const unfinished = join(work, `${crypto.randomUUID()}.unfinished`);
  try {
    const given = joinArguments(list, unfinished, title);
    await runFfmpeg({ program: ffmpeg, folder: work, arguments: given, onProgress, signal });
    const file = await open(unfinished, 'r');
    await file.sync().finally(() => file.close());
    await rename(unfinished, out);
  } finally {
    await rm(unfinished, { force: true });
    await rm(join(work, list), { force: true });
  }
}
