// `npm run journal -- FILE-OR-FOLDER [--records] [--mkv FOLDER]`: says what is in a journal, and makes its MKV files again.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type JournalRecord, readJournal } from './reader.ts';
import { partsIn, rebuild } from './rebuild.ts';

const SEGMENT_MS = 300_000;
const USAGE = 'npm run journal -- FILE-OR-FOLDER [--records] [--mkv FOLDER]';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const timeOf = (atMs: number): string => `${(atMs / 1_000).toFixed(3)} s`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { records: { type: 'boolean', default: false }, mkv: { type: 'string' } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error(USAGE);
  const files = (await stat(path)).isDirectory() ? await partsIn(path) : [path];
  if (files.length === 0) throw new Error(`no journal in ${path}`);
  let previous: string | null = null;
  for (const [index, file] of files.entries()) previous = await print(file, values.records, index === 0, previous);
  if (values.mkv !== undefined) await makeFiles(files, values.mkv);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** @returns the part's last seal */
async function print(file: string, all: boolean, first: boolean, previous: string | null): Promise<string | null> {
  const counts = { packet: 0, report: 0, event: 0, seal: 0 };
  let chained = true;
  let untilMs = 0;
  say(file);
  const end = await readJournal(file, (record) => {
    if (record.kind === 'head') chained = first || record.head.previous === previous;
    else if (record.kind !== 'stream') {
      counts[record.kind]++;
      untilMs = record.atMs;
    }
    if (all || record.kind === 'head' || record.kind === 'stream') say(`  ${textOf(record)}`);
  });
  say(`  ${counts.packet} packets, ${counts.report} sender reports, ${counts.event} events, until ${timeOf(untilMs)}`);
  say(
    `  ${end.is}${end.why === '' ? '' : `: ${end.why}`}; ${end.sealedBytes} of ${end.bytes} bytes sealed, ${counts.seal} seals`,
  );
  if (!chained) say('  does not follow the part before it');
  if (end.is === 'altered' || end.is === 'foreign' || !chained) process.exitCode = 1;
  return end.lastSeal;
}

function textOf(record: JournalRecord): string {
  switch (record.kind) {
    case 'head':
      return `head ${JSON.stringify(record.head)}`;
    case 'stream':
      return `stream ${record.stream} at ${timeOf(record.atMs)} ${JSON.stringify(record.about)}`;
    case 'packet':
      return `packet ${record.stream} at ${timeOf(record.atMs)}, ${record.bytes.length} bytes`;
    case 'report':
      return `report ${record.stream} at ${timeOf(record.atMs)} ${JSON.stringify(record.report)}`;
    case 'event':
      return `event at ${timeOf(record.atMs)} ${JSON.stringify(record.event)}`;
    case 'seal':
      return `seal at ${timeOf(record.atMs)} ${record.seal}`;
  }
}

async function makeFiles(files: readonly string[], out: string): Promise<void> {
  const { segments, failures } = await rebuild(files, out, SEGMENT_MS);
  for (const { file, startMs, durationMs, packets, sha256 } of segments)
    say(`${file}: from ${timeOf(startMs)}, ${timeOf(durationMs)} long, ${packets} packets, SHA-256 ${sha256}`);
  for (const failure of failures) say(`not made: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}
