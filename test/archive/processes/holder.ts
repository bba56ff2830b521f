// A second process that opens the archive in argv[2], says so, and keeps it until it is killed or its input ends.
import { Archive } from '../../../server/archive/archive.ts';

const log = { info() {}, warn() {}, error() {} };
try {
  const archive = await Archive.open({ dataDir: process.argv[2] ?? '', log });
  process.stdout.write('open\n');
  process.stdin.on('end', async () => {
    await archive.close();
    process.stdout.write('closed\n');
  });
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}\n`);
}
