// Proves while it runs that the record can be heard: reads the newest sound of a track back from its file, decodes it, and holds it against what its sender says of its loudness.
import { open } from 'node:fs/promises';
import { OpusDecoder } from 'opus-decoder';
import { readClusters } from './mkvread.ts';

/** Whole clusters of a file, with the arrival of their first and last packet (`performance.now()`). */
export type Piece = {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  readonly sinceMs: number;
  readonly untilMs: number;
};

/** Loudness in dB of full scale, of the loudest packet. A voice is about -25; a quiet room is below -60. */
const SPOKEN_DB = -40;
const HEARD_DB = -50;
const SILENT_DB = -60;
/** So many proofs in a row, about a second apart, are no accident. */
const FAILED_PROOFS = 3;
const EVERY_MS = { spoken: 1_200, quiet: 10_000 } as const;
/** However many speak: a proof costs two milliseconds of the recorder's time. */
const BETWEEN_MS = 240;
const CLAIMS_KEPT_MS = 5_000;
const RATE = 8_000;
/** A decoder that begins in the middle needs this long to sound right (RFC 7845, 4.6). */
const PRE_ROLL = RATE * 0.08;

/** not_heard: somebody speaks, and there is silence in the file. unreadable: what was written does not come back as sound. */
export type SoundFault = 'not_heard' | 'unreadable';

/** What is known of one track's sound on the record. */
export class SoundProof {
  readonly #newest: () => Piece | null;
  /** Of packets in which somebody speaks, by their sender's own account. */
  #claims: { readonly arrivalMs: number; readonly db: number }[] = [];
  #claimsAnything = false;
  #provedMs = Number.NEGATIVE_INFINITY;
  #provedUntilMs = Number.NEGATIVE_INFINITY;
  #heardMs: number | null = null;
  #silent = 0;
  #unreadable = 0;

  /** @param newest what was written last */
  constructor(newest: () => Piece | null) {
    this.#newest = newest;
  }

  /** `performance.now()` of the last sound that was heard in the file. */
  get heardMs(): number | null {
    return this.#heardMs;
  }

  get fault(): SoundFault | null {
    if (this.#unreadable >= FAILED_PROOFS) return 'unreadable';
    return this.#silent >= FAILED_PROOFS ? 'not_heard' : null;
  }

  /** @param db what the sender says of a packet */
  claim(arrivalMs: number, db: number): void {
    this.#claimsAnything = true;
    if (db >= SPOKEN_DB) this.#claims.push({ arrivalMs, db });
  }

  /** 0: nothing to prove now; the larger, the longer it has waited. */
  urgency(nowMs: number): number {
    this.#forget(nowMs);
    const piece = this.#newest();
    if (piece === null || piece.untilMs <= this.#provedUntilMs) return 0;
    const waitedMs = nowMs - this.#provedMs;
    const everyMs = this.#isSpoken(piece) || !this.#claimsAnything ? EVERY_MS.spoken : EVERY_MS.quiet;
    return waitedMs < everyMs ? 0 : waitedMs / everyMs;
  }

  /** Never fails: what cannot be read is what is to be found out. */
  async prove(decoder: SoundDecoder, nowMs: number): Promise<void> {
    const piece = this.#newest();
    if (piece === null) return;
    this.#provedMs = nowMs;
    this.#provedUntilMs = piece.untilMs;
    const bytes = await readPiece(piece);
    if (bytes === 'gone') return;
    const loudest = bytes === null ? null : loudestDb(bytes, decoder);
    this.#unreadable = loudest === null ? this.#unreadable + 1 : 0;
    if (loudest === null) return;
    if (loudest >= HEARD_DB) this.#heardMs = piece.untilMs;
    if (loudest >= SILENT_DB) this.#silent = 0;
    else if (this.#isSpoken(piece)) this.#silent++;
  }

  #isSpoken({ sinceMs, untilMs }: Piece): boolean {
    return this.#claims.some(({ arrivalMs }) => arrivalMs >= sinceMs && arrivalMs <= untilMs);
  }

  #forget(nowMs: number): void {
    const [oldest] = this.#claims;
    if (oldest === undefined || nowMs - oldest.arrivalMs < CLAIMS_KEPT_MS) return;
    this.#claims = this.#claims.filter(({ arrivalMs }) => nowMs - arrivalMs < CLAIMS_KEPT_MS);
  }
}

type SoundDecoder = Pick<OpusDecoder<typeof RATE>, 'decodeFrame'>;

/** One for the whole process: it weighs some megabytes. Its past is forgotten within the pre-roll. */
let shared: Promise<SoundDecoder> | null = null;
const sharedDecoder = (): Promise<SoundDecoder> => {
  shared ??= (async () => {
    const decoder = new OpusDecoder({ channels: 1, sampleRate: RATE });
    await decoder.ready;
    return decoder;
  })();
  return shared;
};

/** Proves one track after the other, the most urgent first, so that it costs the same however many speak. */
export class Prover {
  readonly #onFailed: (error: unknown) => void;
  #busy = false;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @param onFailed told when nothing can be proved, which says nothing of the record itself */
  constructor(onFailed: (error: unknown) => void) {
    this.#onFailed = onFailed;
  }

  /** To be called a few times a second. */
  tick(nowMs: number, proofs: Iterable<SoundProof>): void {
    if (this.#busy || nowMs - this.#lastMs < BETWEEN_MS) return;
    let [next, most]: [SoundProof | null, number] = [null, 0];
    for (const proof of proofs) {
      const urgency = proof.urgency(nowMs);
      if (urgency > most) [next, most] = [proof, urgency];
    }
    if (next === null) return;
    this.#busy = true;
    this.#lastMs = nowMs;
    void this.#prove(next, nowMs);
  }

  async #prove(proof: SoundProof, nowMs: number): Promise<void> {
    try {
      await proof.prove(await sharedDecoder(), nowMs);
    } catch (error) {
      this.#onFailed(error);
    } finally {
      this.#busy = false;
    }
  }
}

/** @returns gone: the file was closed and renamed meanwhile. null: it cannot be read, or is shorter than was written */
async function readPiece({ path, offset, bytes }: Piece): Promise<Buffer | 'gone' | null> {
  try {
    const file = await open(path, 'r');
    try {
      const piece = Buffer.allocUnsafe(bytes);
      const { bytesRead } = await file.read(piece, 0, bytes, offset);
      return bytesRead === bytes ? piece : null;
    } finally {
      await file.close();
    }
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'gone' : null;
  }
}

/** @returns the loudest packet, in dB of full scale, -127 for silence; null for what is no sound */
function loudestDb(clusters: Buffer, decoder: SoundDecoder): number | null {
  const frames = readClusters(clusters);
  if (frames === null || frames.length === 0) return null;
  let [decoded, early]: [number, number] = [0, 0];
  let late: number | null = null;
  for (const { data } of frames) {
    const { channelData, errors } = decoder.decodeFrame(data);
    const [samples = new Float32Array()] = channelData;
    // The decoder writes every packet that it cannot read to the log: the first is enough.
    if (errors.length > 0 || samples.length === 0) return null;
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    if (decoded < PRE_ROLL) early = Math.max(early, power);
    else late = Math.max(late ?? 0, power);
    decoded += samples.length;
  }
  return Math.max(-127, 10 * Math.log10(late ?? early));
}
