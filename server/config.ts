// All settings, read once from the environment and checked; a wrong value stops the start with one clear line.
import { readFileSync } from 'node:fs';
import { availableParallelism, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** RFC 7065. */
const TURN_URL = /^turns?:[^\s/?@]+(\?transport=(udp|tcp))?$/;

/** Every setting with its default; README lists the same names. An empty value counts as not set. */
const Environment = z.object({
  DATA_DIR: z.string().default('./data'),
  HOST: z.string().default(''),
  PORT: whole(1, 65_535).default(8080),
  TRIAL_HTTPS_PORT: whole(0, 65_535).default(8443),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUSTED_PROXY: list.optional(),
  METRICS_PORT: whole(0, 65_535).default(9464),
  OFFICE_NAME: z.string().trim().min(1).max(80).default('人民检察院'),
  OFFICE_PHONE: z.string().trim().min(3).max(40).default('12309'),
  MEDIA_LISTEN_IP: z.ipv4().default('0.0.0.0'),
  MEDIA_ANNOUNCED: list.optional(),
  MEDIA_PORT: whole(1024, 65_000).default(40_000),
  MEDIA_WORKERS: whole(1, 64).default(Math.max(1, availableParallelism() - 1)),
  TURN_URLS: list
    .refine(
      (urls) => urls.length > 0 && urls.every((url) => TURN_URL.test(url)),
      'expected turn: or turns: addresses, separated by commas',
    )
    .optional(),
  TURN_SECRET: z.string().min(16).optional(),
  TURN_HOURS: whole(1, 48).default(12),
  WORDS_MODEL: z.string().min(1).optional(),
  WORDS_SECOND_MODEL: z.string().min(1).optional(),
  SEGMENT_SECONDS: whole(1, 3_600).default(300),
  MIN_OFFICERS_SIMPLE: whole(0, 20).default(2),
  MIN_OFFICERS_ORDINARY: whole(0, 20).default(3),
  SWEEP_HOUR: whole(0, 23).default(3),
  LINK_HOURS_AFTER: whole(1, 24 * 30).default(24),
  STAFF_IDLE_MINUTES: whole(1, 24 * 60).default(120),
  STAFF_SESSION_HOURS: whole(1, 24 * 7).default(12),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  MEDIASOUP_WORKER_BIN: z.string(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
});

/** How browsers reach the server: by which listeners, and under which origins. */
export type Doors = {
  readonly http: { readonly host: string; readonly port: number } | null;
  readonly https: { readonly host: string; readonly port: number; readonly certificate: 'own' | 'self-signed' } | null;
  /** Put into invitation links. */
  readonly publicOrigin: string;
  /** Exact values of Origin that may change anything. */
  readonly origins: readonly string[];
};

export type Config = Readonly<Omit<z.infer<typeof Environment>, 'DATA_DIR' | 'MEDIA_ANNOUNCED' | 'TRUSTED_PROXY'>> & {
  readonly DATA_DIR: string;
  /** Whose `X-Forwarded-For` is believed; without it everybody behind a proxy would share one address and its limits. */
  readonly TRUSTED_PROXY: readonly string[];
  readonly MEDIA_ANNOUNCED: readonly string[];
  readonly VERSION: string;
  readonly doors: Doors;
};

/** This machine's IPv4 addresses that others in the network can reach. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => entry.address);
}

/** Thrown with one line for the person who starts the server. */
export class ConfigError extends Error {}

/** @throws ConfigError naming each wrong setting */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, lan = lanAddresses()): Config {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`Cannot start, wrong setting. ${lines.join('; ')}`);
  }
  const settings = parsed.data;
  if ((settings.TLS_CERT === undefined) !== (settings.TLS_KEY === undefined)) {
    throw new ConfigError('Cannot start, wrong setting. TLS_CERT and TLS_KEY belong together: set both or neither');
  }
  if ((settings.TURN_URLS === undefined) !== (settings.TURN_SECRET === undefined)) {
    throw new ConfigError(
      'Cannot start, wrong setting. TURN_URLS and TURN_SECRET belong together: set both or neither',
    );
  }
  return {
    ...settings,
    VERSION: readVersion(),
    TRUSTED_PROXY: settings.TRUSTED_PROXY ?? (settings.PUBLIC_URL === undefined ? [] : ['loopback']),
    DATA_DIR: resolve(settings.DATA_DIR),
    MEDIA_ANNOUNCED: settings.MEDIA_ANNOUNCED ?? [...lan, '127.0.0.1'],
    doors: chooseDoors(settings, lan),
  };
}

/** The version of this installation, as package.json names it. */
function readVersion(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}

/** Own certificate: https only. PUBLIC_URL: plain http for a reverse proxy. Neither: http for this machine, self-signed https for a try-out. */
function chooseDoors(settings: z.infer<typeof Environment>, lan: readonly string[]): Doors {
  const port = settings.PORT;
  const given = settings.PUBLIC_URL === undefined ? null : new URL(settings.PUBLIC_URL).origin;
  if (settings.TLS_CERT !== undefined) {
    const publicOrigin = given ?? `https://${lan[0] ?? 'localhost'}${port === 443 ? '' : `:${port}`}`;
    const https = { host: settings.HOST || '0.0.0.0', port, certificate: 'own' } as const;
    return { http: null, https, publicOrigin, origins: [publicOrigin] };
  }
  const http = { host: settings.HOST || '127.0.0.1', port };
  if (given !== null) return { http, https: null, publicOrigin: given, origins: [given] };
  const local = ['localhost', '127.0.0.1'].map((name) => `http://${name}:${port}`);
  const trialPort = settings.TRIAL_HTTPS_PORT;
  if (trialPort === 0) return { http, https: null, publicOrigin: `http://localhost:${port}`, origins: local };
  const trial = [...lan, 'localhost', '127.0.0.1'].map((name) => `https://${name}:${trialPort}`);
  return {
    http,
    https: { host: '0.0.0.0', port: trialPort, certificate: 'self-signed' },
    publicOrigin: lan.length > 0 ? (trial[0] ?? `http://localhost:${port}`) : `http://localhost:${port}`,
    origins: [...local, ...trial],
  };
}
