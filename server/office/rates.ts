// How often one key may try within a time, against guessing of passwords and links.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';

/** The numbers stand here and nowhere else. `duration` in seconds. Where a success gives its try back, only failures count. */
const RATES = {
  /** Of one login name from one address: a guesser elsewhere must not lock out the chair on the day of the hearing. */
  signInPerNameAndAddress: { points: 10, duration: 15 * 60 },
  signInPerName: { points: 100, duration: 15 * 60 },
  signInPerAddress: { points: 60, duration: 15 * 60 },
  /** Refusals of one account that become entries of the trail; a flood of them must not fill it. */
  refusalPerAccount: { points: 30, duration: 60 },
  /** Uploads begun by one account; each may leave 20 MiB behind for a day. */
  scanPerAccount: { points: 60, duration: 60 * 60 },
  linkPerAddress: { points: 120, duration: 60 },
  /** New devices of one personal link: each leaves a session and an entry of the trail behind. */
  devicePerPerson: { points: 30, duration: 60 * 60 },
  /** A browser that comes back by itself needs 12 a minute. */
  connectionPerSession: { points: 60, duration: 60 },
} as const;
export type Rate = keyof typeof RATES;

export class Rates {
  readonly #limiters = new Map<string, RateLimiterMemory>(
    Object.entries(RATES).map(([name, rate]) => [name, new RateLimiterMemory({ keyPrefix: name, ...rate })]),
  );

  /** @throws AppError too_many_attempts with the seconds to wait as its detail */
  async take(rate: Rate, key: string): Promise<void> {
    try {
      await this.#limiters.get(rate)?.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new AppError('too_many_attempts', `${Math.ceil(refused.msBeforeNext / 1000)} s`);
    }
  }

  /** A try that succeeded does not count: a whole office may stand behind one address. */
  async giveBack(rate: Rate, key: string): Promise<void> {
    await this.#limiters.get(rate)?.reward(key, 1);
  }
}
