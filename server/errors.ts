// The one error class of the server: a code of the closed set, a detail for the helper, and the cause.
import type { ErrorCode, Refusal } from './protocol/errors.ts';

/**
 * Thrown wherever something is refused or goes wrong, and translated once, at the door.
 * `detail` is for whoever helps on the telephone; it never carries names, tokens or spoken words.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }

  /** What may be told to a browser: an `internal` error keeps its detail to itself. */
  get refusal(): Refusal {
    return this.detail === undefined || this.code === 'internal'
      ? { code: this.code }
      : { code: this.code, detail: this.detail };
  }
}

/** What a browser is told of anything that was thrown: only our own refusals speak, everything else is `internal`. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof AppError ? error.refusal : { code: 'internal' };
