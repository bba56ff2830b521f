// Opens the house: settings, archive, media process, rooms, doors, in this order; and closes it in the reverse one.
import process from 'node:process';
import { MediaProcess } from '../media/process.ts';
import { Archive } from './archive/archive.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { httpDoor } from './http/app.ts';
import { makeListeners } from './http/listen.ts';
import { openMetrics } from './http/metrics.ts';
import { ComposedRecordings } from './jobs/composition.ts';
import { LetterPapers } from './jobs/letter-paper.ts';
import { MinutesDocuments } from './jobs/minutes-document.ts';
import { momentSound } from './jobs/moment-sound.ts';
import { PersonCopies } from './jobs/person-copy.ts';
import { ScanUploads } from './jobs/scan-uploads.ts';
import { SecondListening } from './jobs/second-listening.ts';
import { Surveys } from './jobs/survey.ts';
import { NightlySweep } from './jobs/sweep.ts';
import { RecordingChecks } from './jobs/verification.ts';
import { type Log, openLog } from './log.ts';
import { CookieJar } from './office/cookies.ts';
import { Rates } from './office/rates.ts';
import { minOfficers } from './office/readiness.ts';
import { captionModel, listeningModel, speechModels } from './office/speech-models.ts';
import { Visitors } from './office/visitors.ts';
import { type LetterPaper, makeLetterPdf } from './papers/letter-pdf.ts';
import { Hall } from './rooms/hall.ts';
import { mediaOf } from './rooms/media.ts';
import type { Relay } from './rooms/relay.ts';
import { SocketDoor } from './signalling/door.ts';

/** After this long without an end, the stop is cut short: whoever waits for us would kill us anyway. */
const STOP_MS = 10_000;

/** Below this no scan is taken: what is recorded needs the disk first. */
const LEAST_FREE_BYTES = 2_000_000_000;

/** What has been opened, each with how it is closed; closed from the last to the first. */
class Opened {
  readonly #closers: (() => unknown)[] = [];

  keep<Thing>(thing: Thing, close: (thing: Thing) => unknown): Thing {
    this.#closers.push(() => close(thing));
    return thing;
  }

  async close(log: Log): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error }, 'closing went wrong, going on');
      }
    }
  }
}

/** Both settings or neither: the configuration has seen to it. */
const relayOf = ({ TURN_URLS: urls, TURN_SECRET: secret, TURN_HOURS: hours }: Config): Relay | null =>
  urls === undefined || secret === undefined ? null : { urls, secret, hours };

/** The paper names them as well; whoever runs the server can install a font that has them. */
const sayUnshown = (log: Log, { letterId }: LetterPaper, characters: readonly string[]): void =>
  log.warn({ letterId, characters }, 'no font has these characters of a letter');

async function open(config: Config, log: Log, opened: Opened): Promise<string | null> {
  const archive = opened.keep(await Archive.open({ dataDir: config.DATA_DIR, log }), (one) => one.close());
  const models = await speechModels(config, log);
  const settings = {
    workerBin: config.MEDIASOUP_WORKER_BIN,
    workers: config.MEDIA_WORKERS,
    listenIp: config.MEDIA_LISTEN_IP,
    port: config.MEDIA_PORT,
    announcedAddresses: [...config.MEDIA_ANNOUNCED],
    segmentMs: config.SEGMENT_SECONDS * 1000,
    wordsModel: captionModel(models),
  };
  const process_ = opened.keep(await MediaProcess.start(settings, { log }), (one) => one.close());
  const media = mediaOf(process_);
  const surveys = new Surveys(archive, config.DATA_DIR, log);
  const copying = { dataDir: config.DATA_DIR, ffmpeg: config.FFMPEG_PATH };
  const copies = opened.keep(new PersonCopies(archive, surveys, copying, log), (one) => one.close());
  const paperMaker = (paper: LetterPaper) => makeLetterPdf(paper, (characters) => sayUnshown(log, paper, characters));
  const papers = opened.keep(new LetterPapers(archive, config.OFFICE_NAME, paperMaker, log), (one) => one.close());
  const documents = opened.keep(new MinutesDocuments(archive, config.OFFICE_NAME, log), (one) => one.close());
  const rules = {
    dataDir: config.DATA_DIR,
    officeName: config.OFFICE_NAME,
    officePhone: config.OFFICE_PHONE,
    publicOrigin: config.doors.publicOrigin,
    minOfficers: minOfficers(config),
    relay: relayOf(config),
    letterSigned: () => papers.wake(),
    minutesAnswered: () => documents.wake(),
    momentSound: momentSound(config.DATA_DIR),
  };
  const hall = opened.keep(await Hall.open(archive, media, rules, config.VERSION, log), (one) => one.close());
  papers.onKept((hearingId) => hall.lettersChanged(hearingId));
  papers.wake();
  documents.onKept((hearingId) => hall.minutesChanged(hearingId));
  documents.wake();
  const arriving = { dataDir: config.DATA_DIR, ffmpeg: config.FFMPEG_PATH, leastFreeBytes: LEAST_FREE_BYTES };
  const scans = opened.keep(await ScanUploads.open(archive, arriving, log), (one) => one.close());
  scans.onKept((hearingId) => hall.lettersChanged(hearingId));
  // After the hall, which suspends hearings that an earlier run left in session: those need no quiet.
  const composing = { dataDir: config.DATA_DIR, ffmpeg: config.FFMPEG_PATH };
  const settle = (hearingId: string) => hall.settled(hearingId);
  opened.keep(new RecordingChecks(archive, surveys, composing, settle, log), (one) => one.close());
  const composed = opened.keep(await ComposedRecordings.open(archive, surveys, composing, log), (one) => one.close());
  const listening = opened.keep(new SecondListening(archive, await listeningModel(models), log), (one) => one.close());
  const sweeping = { dataDir: config.DATA_DIR, hour: config.SWEEP_HOUR };
  opened.keep(new NightlySweep(archive, sweeping, log), (one) => one.close());
  const visitors = new Visitors(archive, new CookieJar(config.PUBLIC_URL), config.doors.origins);
  const rates = new Rates();
  const app = httpDoor({
    config,
    archive,
    visitors,
    rates,
    hall,
    copies,
    composed,
    papers,
    documents,
    scans,
    listening,
    log,
  });
  const listeners = opened.keep(await makeListeners(config, app), (one) => one.close());
  opened.keep(new SocketDoor(listeners.servers, visitors, rates, hall, log), (one) => one.close());
  // Again, so that it is closed first: people are told that the hearing is suspended while they are still connected.
  opened.keep(hall, (one) => one.close());
  opened.keep(await openMetrics(config.METRICS_PORT, hall, papers), (one) => one?.close());
  await listeners.open();
  const token = await archive.accounts.firstAdminToken();
  return token === null ? null : `${firstOrigin(config)}/one-time#${token}`;
}

/** The first administrator sits at this machine, unless a proxy or a certificate says otherwise. */
const firstOrigin = ({ doors, PORT, PUBLIC_URL }: Config): string =>
  doors.http !== null && PUBLIC_URL === undefined ? `http://localhost:${PORT}` : doors.publicOrigin;

/** What a person who starts the server reads: where to go, and at the very first start how to begin. */
function greet(config: Config, firstLink: string | null): void {
  const { doors } = config;
  const lines = [`open-hearing ${config.VERSION} is ready.`];
  if (doors.http !== null && config.PUBLIC_URL === undefined)
    lines.push(`  On this machine:      http://localhost:${doors.http.port}`);
  if (doors.https?.certificate === 'self-signed') {
    lines.push(
      `  Phones in this network: ${doors.publicOrigin}`,
      '    For trial only: the certificate is self-signed and browsers will warn.',
      '    For real hearings set TLS_CERT and TLS_KEY, or PUBLIC_URL behind a reverse proxy (README).',
    );
  } else if (doors.https !== null || config.PUBLIC_URL !== undefined) lines.push(`  ${doors.publicOrigin}`);
  if (firstLink !== null) {
    lines.push("  First start: choose the administrator's name and password here (works once):", `    ${firstLink}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.LOG_LEVEL);
  const opened = new Opened();
  let stopping: Promise<void> | null = null;
  const stop = (why: string): Promise<void> => {
    stopping ??= (async () => {
      log.info({ why }, 'stopping: live hearings are suspended');
      setTimeout(() => process.exit(1), STOP_MS).unref();
      await opened.close(log);
      log.info({}, 'stopped');
    })();
    return stopping;
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));
  try {
    greet(config, await open(config, log, opened));
  } catch (error) {
    await stop('could not open');
    throw error;
  }
}

run().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof AppError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
