// The media process: mediasoup's workers and the recorder, asked by the server over IPC. Started by process.ts.
import { setLogEventListeners } from 'mediasoup';
import { MediaSettings, type NoticeBody } from './contract.ts';
import { endWithTheServer } from './ending.ts';
import { requestHandlers } from './handlers.ts';
import { AnsweringEnd, ipcChannel } from './line.ts';
import { type Log, type LogFields, messageOf } from './log.ts';
import { Rooms } from './rooms.ts';
import { bufferWarning } from './sfu/candidates.ts';

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
  endWithTheServer(rooms, log);
  line.serve(requestHandlers(rooms, () => setImmediate(() => process.connected && process.disconnect())));
  line.notify('ready', { pid: process.pid });
} catch (error) {
  log.error({ why: messageOf(error) }, 'media process cannot start');
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
