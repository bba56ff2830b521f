// The nightly round: looks whether the files of every checked recording are still there, as long as they were, and, as far as a night reaches, with the same bytes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { Kept } from '../archive/verifications.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../protocol/manifest.ts';
import { readManifest } from './kept-manifest.ts';
import { finding, placeOf } from './manifest.ts';
import { runProgram } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../media/verify/reread.ts', import.meta.url));
const Reread = z.object({ verdicts: z.array(z.enum(['intact', 'missing', 'wrong_size', 'altered'])) });
/** Read through in one night; those come first that were not read for the longest time. */
const BYTES_A_NIGHT = 50_000_000_000;
const MANIFEST = 'manifest';
const LOOK_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type SweepSettings = {
  readonly dataDir: string;
  /** Of the day, by the server's clock. */
  readonly hour: number;
};

type Item = { readonly path: string; readonly bytes: number; readonly sha256: string; readonly at: Partial<Finding> };

/** At its hour, and at any time when the last is a day old. @param lastMs null when there was none */
export function isDue(nowMs: number, lastMs: number | null, hour: number): boolean {
  if (lastMs === null || nowMs - lastMs >= DAY_MS) return true;
  return new Date(nowMs).getHours() === hour && nowMs - lastMs >= DAY_MS / 2;
}

export class NightlySweep {
  readonly #archive: Archive;
  readonly #settings: SweepSettings;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #stop = new AbortController();
  #work: Promise<void> | null = null;

  constructor(archive: Archive, settings: SweepSettings, log: Log) {
    this.#archive = archive;
    this.#settings = settings;
    this.#log = log;
    this.#timer = setInterval(() => this.#lookSoon(), LOOK_MS);
    this.#lookSoon();
  }

  /** What was not looked at is looked at by the next round. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#work;
  }

  #lookSoon(): void {
    this.#work ??= this.#look()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#log.error({ err: error }, 'the nightly round was not made');
      })
      .finally(() => {
        this.#work = null;
      });
  }

  async #look(): Promise<void> {
    const last = await this.#archive.verifications.lastSweepAtMs();
    if (!isDue(Date.now(), last, this.#settings.hour) || (await this.#archive.hearings.anyInSession())) return;
    await sweep(this.#archive, this.#settings.dataDir, this.#log, this.#stop.signal);
  }
}

/** One round. @throws Error when it is told to stop, or a disk cannot be read */
export async function sweep(archive: Archive, dataDir: string, log: Log, signal: AbortSignal): Promise<void> {
  const beganAtMs = Date.now();
  let bytesRead = 0;
  let found = 0;
  const all = await archive.verifications.kept();
  for (const kept of all) {
    signal.throwIfAborted();
    const items = await itemsOf(archive, dataDir, kept);
    const reads = bytesRead < BYTES_A_NIGHT;
    const findings = await look(items, reads, signal);
    if (reads) bytesRead += items.reduce((sum, { bytes }) => sum + bytes, 0);
    if (await judge(archive, kept, findings, reads)) {
      found++;
      const { hearingId, recordingId } = kept;
      log.error(
        { hearingId, recordingId, findings: findings.length, first: findings[0]?.what ?? null },
        'a kept recording is damaged',
      );
    } else if (reads && findings.length === 0) await archive.verifications.read(kept.recordingId);
  }
  await archive.verifications.swept({ beganAtMs, recordings: all.length, bytesRead, found });
  log.info({ recordings: all.length, bytesRead, found }, 'nightly round made');
}

/** Segments as they are kept, and the parts of the journal as the manifest names them. */
async function itemsOf(archive: Archive, dataDir: string, { recordingId, hearingId }: Kept): Promise<Item[]> {
  const { recordings, verifications, objects } = archive;
  const segments = (await recordings.segmentsOf(recordingId)).map((segment): Item => {
    const { bytes, sha256 } = segment;
    return { path: objects.path(sha256), bytes, sha256, at: placeOf(segment) };
  });
  const made = (await verifications.ofRecording(recordingId))?.manifest;
  const directory = (await recordings.ofHearing(hearingId))?.directory;
  if (made == null || directory === undefined) return segments;
  const manifest = await readManifest(archive, made.sha256);
  const journal = (manifest?.journal ?? []).map(({ file, bytes, sha256 }): Item => {
    return { path: join(dataDir, directory, file), bytes, sha256, at: { detail: file } };
  });
  const itself: Item = { path: objects.path(made.sha256), ...made, at: { detail: MANIFEST } };
  return [...segments, ...journal, itself];
}

async function look(items: readonly Item[], reads: boolean, signal: AbortSignal): Promise<Finding[]> {
  const files = items.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256: reads ? sha256 : null }));
  const { verdicts } = await runProgram({
    program: PROGRAM,
    job: { files },
    result: Reread,
    onProgress: () => {},
    signal,
  });
  return items.flatMap(({ at }, index) => {
    const is = verdicts[index] ?? 'missing';
    if (is === 'intact') return [];
    if (at.segmentId != null) return [finding(`segment_${is}`, at)];
    return [
      finding(at.detail === MANIFEST ? 'manifest_altered' : 'journal_altered', { detail: `${at.detail}: ${is}` }),
    ];
  });
}

/** @returns whether there is damage that was not known */
async function judge(archive: Archive, kept: Kept, findings: readonly Finding[], reads: boolean): Promise<boolean> {
  const { recordingId, state } = kept;
  const before = (await archive.verifications.ofRecording(recordingId))?.last.findings ?? [];
  const known = new Set(before.map(keyOf));
  const fresh = findings.filter((one) => !known.has(keyOf(one)));
  if (fresh.length > 0) {
    const newer = new Set(fresh.flatMap(({ segmentId }) => segmentId ?? []));
    const all = [...before.filter(({ segmentId }) => segmentId === null || !newer.has(segmentId)), ...fresh];
    const isMissing = all.some(({ what }) => what === 'segment_missing');
    await archive.verifications.damaged(
      recordingId,
      isMissing ? 'missing' : state === 'sealed' ? 'degraded' : state,
      all,
    );
    return true;
  }
  // Somebody has put back what was missing, or the check could not be done then: what it is now, the whole check says.
  const now = new Set(findings.map(keyOf));
  const isMended = before.some((one) => isSeen(one, reads) && !now.has(keyOf(one)));
  if (isMended) await archive.recordings.setState(SERVER, recordingId, 'verifying', 'mended');
  return false;
}

const keyOf = ({ what, segmentId, detail }: Finding): string =>
  `${what} ${segmentId ?? (what === 'journal_altered' ? detail?.split(':')[0] : '')}`;

const isSeen = ({ what }: Finding, reads: boolean): boolean =>
  what === 'not_verified' ||
  what === 'segment_missing' ||
  what === 'segment_wrong_size' ||
  (reads && what === 'segment_altered');
