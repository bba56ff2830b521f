// A process that writes until it is killed: each segment that the archive has acknowledged is told on the output, at once.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { SERVER } from '../../../server/archive/actor.ts';
import { Archive } from '../../../server/archive/archive.ts';

const [, , dataDir = '', hearingId = '', recordingId = ''] = process.argv;
const archive = await Archive.open({ dataDir, log: { info() {}, warn() {}, error() {} } });
await archive.recordings.start(SERVER, hearingId, { id: recordingId, zeroAtMs: 0, directory: 'x' });

/** Several at a time, so that kills fall into queued and running transactions. */
async function writeForEver(): Promise<void> {
  for (;;) {
    const id = randomUUID();
    await archive.recordings.addSegment(recordingId, {
      id,
      trackId: id,
      personId: id,
      source: 'microphone',
      codec: 'opus',
      startMs: 0,
      durationMs: 1,
      bytes: 1,
      sha256: '0'.repeat(64),
      file: 'x',
      packets: 1,
      frames: 1,
    });
    writeSync(1, `${id}\n`);
  }
}
await Promise.all([writeForEver(), writeForEver(), writeForEver()]);
