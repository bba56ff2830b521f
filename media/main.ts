// The media process: mediasoup's workers and the recorder, asked by the server over IPC. Started by process.ts.
import { setLogEventListeners } from 'mediasoup';
import { MediaSettings, type NoticeBody } from './contract.ts';
import { requestHandlers } from './handlers.ts';
import { AnsweringEnd, ipcChannel } from './line.ts';
import { type Log, type LogFields, messageOf } from './log.ts';
import { Rooms } from './rooms.ts';
import { bufferWarning } from './sfu/candidates.ts';

/** After a fault that nobody caught: files are closed if that is quick, and the server starts another process. */
const LAST_WORDS_MS = 3_000;

const settings = MediaSettings.parse(JSON.parse(process.env.MEDIA_SETTINGS ?? 'null'));
const tell = (level: NoticeBody<'log'>['level']) => (fields: LogFields, text: string) =>
  line.notify('log', { level, text, fields });
const log: Log = { info: tell('info'), warn: tell('warn'), error: tell('error') };
const line = new AnsweringEnd(ipcChannel(process), (request, error) => {
  log.error(
    { request, why: messageOf(error), at: (error instanceof Error && error.stack) || '' },
    'a request went wrong inside',
  );
});

setLogEventListeners({
  onerror: (namespace, text, error) => log.warn({ namespace, why: error?.message ?? '' }, text),
});
const warning = bufferWarning();
if (warning !== null) log.warn({}, warning);

try {
  const rooms = await Rooms.create(settings, (name, body) => line.notify(name, body), log);
  endWithTheServer(rooms);
  line.serve(requestHandlers(rooms, () => setImmediate(() => process.connected && process.disconnect())));
  line.notify('ready', { pid: process.pid });
} catch (error) {
  log.error({ why: messageOf(error) }, 'media process cannot start');
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

/** The server has gone without a word, or somebody ends us by signal: files are closed all the same. */
function endWithTheServer(rooms: Rooms): void {
  const leave = async (code: number): Promise<void> => {
    await rooms.shutdown().catch(() => {});
    process.exit(code);
  };
  process.on('disconnect', () => void leave(0));
  process.on('SIGTERM', () => void leave(0));
  process.on('SIGINT', () => void leave(0));
  process.on('uncaughtException', (error) => {
    log.error({ why: messageOf(error), at: error.stack ?? '' }, 'media process fails');
    setTimeout(() => process.exit(1), LAST_WORDS_MS);
    void leave(1);
  });
  if (!process.connected) void leave(0);
}
