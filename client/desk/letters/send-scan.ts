// Sends a scan in pieces (tus 1.0) and goes on where it stood: after a broken line by itself, after a closed page when the same file is chosen again.
import { LETTER_LIMITS, SCAN_UPLOADS, type ScanReceipt } from '../../../server/protocol/letter.ts';
import { Refused, refusedBy } from '../../api.ts';

/** A piece goes through within the server's minute even at 100 kbit/s. */
const PIECE_BYTES = 512 * 1024;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** An upload may be gone because it was over before its answer came; gone again and again it is something else. */
const BEGINNINGS_AT_MOST = 3;

/** Aborted with this reason, an upload stays and is taken up again. */
export const LEFT = 'left the page';

export type ScanProgress = { readonly sent: number; readonly total: number; readonly line: 'up' | 'broken' };
type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
export type Sending = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
  readonly request?: (url: string, init: RequestInit) => Promise<Response>;
  readonly memory?: Memory;
  /** Resolves after `ms`, or earlier when the line may be back. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};
type Method = 'POST' | 'HEAD' | 'PATCH' | 'DELETE';

/**
 * Tries for as long as the line is broken.
 * @throws Refused with the server's code; the browser's AbortError when `signal` ends it, which also takes away what was sent.
 */
export async function sendScan(file: Blob, letterId: string, sending: Sending): Promise<ScanReceipt> {
  if (file.size > LETTER_LIMITS.scanBytes) throw new Refused('scan_too_large');
  if (file.size === 0) throw new Refused('scan_kind');
  const bytes = await file.arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
  return new ScanSender(bytes, { letterId, sha256 }, sending).run();
}

class ScanSender {
  readonly #bytes: ArrayBuffer;
  readonly #about: { readonly letterId: string; readonly sha256: string };
  readonly #sending: Required<Sending>;
  /** Under which this browser remembers where the upload lies: the same file for the same letter. */
  readonly #key: string;
  #url: string | null;
  /** Null while only the server knows. */
  #sent: number | null = null;
  #beginnings = 0;

  constructor(bytes: ArrayBuffer, about: { readonly letterId: string; readonly sha256: string }, sending: Sending) {
    this.#bytes = bytes;
    this.#about = about;
    const { memory = ofThisBrowser(), request = fetch.bind(globalThis) } = sending;
    this.#sending = { pause, ...sending, memory, request };
    this.#key = `scan-upload ${about.letterId} ${about.sha256}`;
    this.#url = this.#sending.memory.getItem(this.#key);
  }

  async run(): Promise<ScanReceipt> {
    try {
      for (let failures = 0; ; ) {
        try {
          const receipt = await this.#step();
          if (receipt !== null) return receipt;
          failures = 0;
        } catch (error) {
          if (!(error instanceof Refused) || error.code !== 'unreachable') throw error;
          this.#tell('broken');
          this.#sent = null;
          const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
          failures += 1;
          await this.#sending.pause(ms, this.#sending.signal);
        }
      }
    } finally {
      const { signal, memory } = this.#sending;
      // Filed, refused or given up: there is nothing to go on with. Who only left may come back with the same file.
      if (signal.reason !== LEFT) memory.removeItem(this.#key);
      if (signal.aborted && signal.reason !== LEFT) this.#takeBack();
    }
  }

  /** One request: begin, ask where it stands, or send the next piece. The receipt comes with the last. */
  async #step(): Promise<ScanReceipt | null> {
    if (this.#url === null) return this.#begin();
    if (this.#sent === null) return this.#whereItStands(this.#url);
    return this.#sendPiece(this.#url, this.#sent);
  }

  async #begin(): Promise<null> {
    const pairs = Object.entries(this.#about).map(([key, value]) => `${key} ${btoa(value)}`);
    const headers = { 'Upload-Length': String(this.#bytes.byteLength), 'Upload-Metadata': pairs.join(',') };
    const response = await this.#request('POST', SCAN_UPLOADS, { headers });
    if (!response.ok) throw await refusedBy(response);
    this.#beginnings += 1;
    if (this.#beginnings > BEGINNINGS_AT_MOST) throw new Refused('internal', 'the upload was lost again and again');
    const url = response.headers.get('Location');
    if (url?.startsWith(`${SCAN_UPLOADS}/`) !== true) throw new Refused('internal', 'no place for the upload');
    this.#sending.memory.setItem(this.#key, url);
    this.#url = url;
    this.#standsAt(0);
    return null;
  }

  async #whereItStands(url: string): Promise<null> {
    const response = await this.#request('HEAD', url);
    if (response.status === 404) this.#url = null;
    // An answer to HEAD has no body, so the next request asks for the words to the status.
    else if (!response.ok) throw await refusedBy(await this.#request('PATCH', url));
    else this.#standsAt(Number(response.headers.get('Upload-Offset')));
    return null;
  }

  async #sendPiece(url: string, from: number): Promise<ScanReceipt | null> {
    const response = await this.#request('PATCH', url, {
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(from) },
      body: this.#bytes.slice(from, from + PIECE_BYTES),
    });
    if (response.status === 404) this.#url = null;
    else if (response.status === 200) return (await response.json()) as ScanReceipt;
    else if (!response.ok) throw await refusedBy(response);
    else this.#standsAt(Number(response.headers.get('Upload-Offset')));
    return null;
  }

  #standsAt(sent: number): void {
    this.#sent = sent;
    this.#tell('up');
  }

  #tell(line: ScanProgress['line']): void {
    this.#sending.onProgress({ sent: this.#sent ?? 0, total: this.#bytes.byteLength, line });
  }

  /** @throws Refused `unreachable` when no answer came. */
  async #request(method: Method, url: string, given: RequestInit = {}): Promise<Response> {
    const { request, signal } = this.#sending;
    signal.throwIfAborted();
    try {
      const headers = { 'Tus-Resumable': '1.0.0', ...given.headers };
      return await request(url, { ...given, method, headers, signal, credentials: 'same-origin' });
    } catch (cause) {
      signal.throwIfAborted();
      throw new Refused('unreachable', '', { cause });
    }
  }

  /** Nobody waits for it: what stays behind expires. */
  #takeBack(): void {
    if (this.#url === null) return;
    const init = { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' }, credentials: 'same-origin' } as const;
    this.#sending.request(this.#url, init).catch(() => {});
  }
}

/** Where storage is forbidden (private windows) an upload goes on only for as long as the page is open. */
function ofThisBrowser(): Memory {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
