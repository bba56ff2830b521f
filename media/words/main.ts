// The words process: the speech engine on its own, because bad input to native code ends the process that it runs in. Started by words.ts.
import { setPriority } from 'node:os';
import { Engine } from './engine.ts';
import type { FromWords, ToWords } from './line.ts';
import { readLiveModel } from './model.ts';

const BEAT_MS = 1_000;
/** While nothing comes: partial words still have to be told. */
const IDLE_MS = 100;
/** The hearing itself comes first. */
const NICE = 5;

setPriority(NICE);
// The decoder writes every packet that it cannot read there: somebody who sends nothing else would fill the disk with them.
console.error = () => {};
const directory = process.env.WORDS_MODEL ?? '';
const tell = (message: FromWords): void => void process.send?.(message, undefined, undefined, () => {});

const engine = new Engine(directory, await readLiveModel(directory), {
  partial: (trackId, said) => tell({ kind: 'partial', trackId, said }),
  final: (trackId, said) => tell({ kind: 'final', trackId, said }),
  skipped: (trackId, span) => tell({ kind: 'skipped', trackId, span }),
  closed: (trackId) => tell({ kind: 'closed', trackId }),
});

let taken = 0;
let stepping = false;
/** Messages in their order, though opening a track takes a moment. */
let turn: Promise<void> = Promise.resolve();

async function take(message: ToWords): Promise<void> {
  if (message.kind === 'open') await engine.open(message.trackId);
  else if (message.kind === 'close') engine.close(message.trackId);
  else {
    for (const [packet, atMs] of message.packets) engine.hear(message.trackId, packet, atMs);
    taken += message.packets.length;
  }
}

/** One batch per turn of the loop, so that messages are taken between them. */
function step(): void {
  stepping = engine.step(performance.now());
  if (stepping) setImmediate(step);
}

const wake = (): void => {
  if (stepping) return;
  stepping = true;
  setImmediate(step);
};

process.on('message', (message: ToWords) => {
  turn = turn.then(() => take(message)).then(wake);
});
process.on('disconnect', () => process.exit(0));
setInterval(wake, IDLE_MS);
setInterval(() => {
  tell({ kind: 'beat', taken, behindMs: engine.behindMs });
  taken = 0;
}, BEAT_MS);
// It went while the engine was being read, and nobody will say so again.
if (process.connected) tell({ kind: 'ready' });
else process.exit(0);
