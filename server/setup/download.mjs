// Downloads one file, and gives up quickly where its host cannot be reached: node download.mjs URL FILE
//
// A program of its own, run by Node 24, whose fetch knows proxies.
import { once } from 'node:events';
import { createWriteStream, writeSync } from 'node:fs';

const [url, file] = process.argv.slice(2);
const ANSWER_WITHIN_MS = 4000;
const SILENCE_AT_MOST_MS = 5000;

function giveUp(why) {
  writeSync(2, `${why}\n`);
  // An orderly exit would wait for a name look-up that hangs.
  process.kill(process.pid, 'SIGKILL');
}

let timer = setTimeout(giveUp, ANSWER_WITHIN_MS, `no answer within ${ANSWER_WITHIN_MS / 1000} s`);
try {
  const response = await fetch(url);
  if (!response.ok) giveUp(`answer ${response.status}`);
  const total = Number(response.headers.get('content-length'));
  const out = createWriteStream(file);
  let received = 0;
  for await (const chunk of response.body) {
    clearTimeout(timer);
    timer = setTimeout(giveUp, SILENCE_AT_MOST_MS, 'the download stalled');
    received += chunk.length;
    if (!out.write(chunk)) await once(out, 'drain');
    process.stdout.write(`${(received / 1e6).toFixed(1)}${total ? `/${(total / 1e6).toFixed(1)}` : ''} MB\n`);
  }
  out.end();
  await once(out, 'close');
  if (total && received !== total && !response.headers.get('content-encoding')) giveUp('the download was cut off');
  clearTimeout(timer);
} catch (error) {
  giveUp(error.cause?.code ?? error.message);
}
process.exit(0);
