// A process that has letters signed until it is killed: each signature that the archive has acknowledged is told on the output, at once.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { SERVER } from '../../../server/archive/actor.ts';
import { Archive } from '../../../server/archive/archive.ts';
import { sha256 } from '../../../server/archive/sha256.ts';
import { shownText } from '../../../server/protocol/letter.ts';

const [, , dataDir = '', caseId = ''] = process.argv;
const archive = await Archive.open({ dataDir, log: { info() {}, warn() {}, error() {} } });
const WORDING = { title: '承诺书', text: '自愿。' };

/** A hearing of its own, so that none grows too long; several at a time, so that kills fall into queued and running transactions. */
async function signForEver(): Promise<void> {
  const hearing = { title: '听证', kind: 'simple', publicity: 'public', scheduledAtMs: 1, minutes: 60 } as const;
  const hearingId = (await archive.hearings.create(SERVER, caseId, { id: randomUUID(), ...hearing })).id;
  for (;;) {
    const [letterId, signerId] = [randomUUID(), randomUUID()];
    await archive.hearings.addPerson(SERVER, hearingId, { id: signerId, role: 'complainant', name: '王秀英' });
    await archive.letters.prepare(SERVER, hearingId, { letterId, signerId, ...WORDING });
    await archive.letters.move(SERVER, 'show', letterId, 1);
    await archive.letters.move(SERVER, 'finishReading', letterId, 1);
    await archive.letters.sign(SERVER, letterId, {
      version: 1,
      textSha256: sha256(shownText(WORDING)),
      ink: {
        height: 0.4,
        strokes: [
          [
            [0.1, 0.1, 0],
            [0.9, 0.1, 300],
          ],
        ],
      },
      supervisorId: null,
      sessionId: randomUUID(),
      signedAtMs: 1,
      recordingMs: 1,
    });
    writeSync(1, `${letterId}\n`);
  }
}
await Promise.all([signForEver(), signForEver(), signForEver()]);
