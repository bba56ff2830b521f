// Turns what mediasoup throws into a refusal of the contract.
import { errors } from 'mediasoup';
import { MediaError, type MediaErrorCode } from '../contract.ts';

/**
 * Runs a call into mediasoup. Wrong parameters become `bad_request`; what else its worker refuses is the asker's
 * doing, too, since nothing of ours varies there, and becomes `code`.
 * @throws MediaError
 */
export async function refusing<T>(code: MediaErrorCode, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof MediaError) throw error;
    if (error instanceof errors.WorkerClosedError)
      throw new MediaError('unavailable', `${what}: worker died`, { cause: error });
    if (error instanceof errors.NotFoundError)
      throw new MediaError('not_found', `${what}: ended meanwhile`, { cause: error });
    if (error instanceof TypeError) throw new MediaError('bad_request', `${what}: ${error.message}`, { cause: error });
    const why = error instanceof Error ? error.message : 'unknown';
    throw new MediaError(code, `${what}: ${why}`, { cause: error });
  }
}
