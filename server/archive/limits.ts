// Every limit of the archive in one table; each is tested just below, at and just above it.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const LIMITS = {
  casesPerPage: 100,
  hearingsPerCase: 200,
  hearingsPerList: 500,
  peoplePerHearing: 300,
  trailPerPage: 500,
  trailAboutChars: 300,
  trailDetailChars: 8_192,
  /** How long a one-time link lives: the first administrator's, printed at start, and those that an administrator hands out. */
  firstAdminLinkMs: 24 * HOUR_MS,
  passwordLinkMs: 72 * HOUR_MS,
  /** How long a signer may fetch their copy of what they signed without signing in; a second fetch within a while is the same receipt. */
  copyMs: 30 * 24 * HOUR_MS,
  receiptMs: 10 * MINUTE_MS,
  /** A session's last use is written down at most this often: a write for every request would wear the disk for nothing. */
  sessionTouchMs: MINUTE_MS,
} as const;
