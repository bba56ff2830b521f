// What kill.ts kills: a server that keeps a media process alive, and that media process with the real rooms, recorder and recovery, fed by plain RTP.
import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ClosedSegment, NoticeBody, NoticeName } from '../../media/contract.ts';
import { endWithTheServer } from '../../media/ending.ts';
import { recoverRecording } from '../../media/record/recover.ts';
import { Rooms } from '../../media/rooms.ts';
import { SETTINGS, SILENT_LOG } from '../media/settings.ts';
import type { CountedTrack } from './kept.ts';
import { AUDIO, VIDEO } from './record-sender.ts';

export type KillQuestion = {
  readonly participants: number;
  readonly directory: string;
  readonly recordingId: string;
  readonly zeroAtMs: number;
  /** Segments that need no recovery. */
  readonly known: readonly string[];
};
export type KillNews =
  | { readonly is: 'serves'; readonly pid: number }
  | {
      readonly is: 'recording';
      readonly ports: readonly number[];
      readonly tracks: readonly CountedTrack[];
      readonly workerPid: number;
      readonly recovered: { readonly segments: readonly ClosedSegment[]; readonly unreadable: readonly string[] };
    }
  | { readonly is: 'opened'; readonly trackId: string }
  | { readonly is: 'closed'; readonly segment: ClosedSegment }
  | { readonly is: 'workerDied' }
  | { readonly is: 'mediaDied'; readonly signal: string | null };

if (process.argv[2] === 'server') {
  process.on('disconnect', () => process.exit(0));
  serve();
} else if (process.argv[2] === 'media') await record();

/** As `MediaProcess` does: starts it, hands on what is said, starts another when it has died. */
function serve(): void {
  const child = fork(fileURLToPath(import.meta.url), ['media'], { detached: true });
  const onQuestion = (question: KillQuestion): void => void child.send(question);
  process.on('message', onQuestion);
  child.on('message', (news) => process.send?.(news));
  child.once('exit', (_code, signal) => {
    process.off('message', onQuestion);
    process.send?.({ is: 'mediaDied', signal } satisfies KillNews);
    if (process.connected) serve();
  });
}

async function record(): Promise<void> {
  const tell = (news: KillNews): void => void process.send?.(news);
  const notify = <Name extends NoticeName>(name: Name, body: NoticeBody<Name>): void => {
    // The name says which body it is.
    if (name === 'segmentOpened') tell({ is: 'opened', trackId: (body as NoticeBody<'segmentOpened'>).trackId });
    if (name === 'segmentClosed') tell({ is: 'closed', segment: body as ClosedSegment });
    if (name === 'workerDied') tell({ is: 'workerDied' });
  };
  const rooms = await Rooms.create(SETTINGS, notify, SILENT_LOG);
  endWithTheServer(rooms, SILENT_LOG);
  process.on('message', (question: KillQuestion) => void open(rooms, question).then(tell));
  tell({ is: 'serves', pid: process.pid });
}

async function open(rooms: Rooms, question: KillQuestion): Promise<KillNews> {
  const { participants, directory, recordingId, zeroAtMs, known } = question;
  const roomId = crypto.randomUUID();
  const recovered = await recoverRecording(directory, known);
  // In the place of a dead worker another one is being started.
  while (rooms.workers.alive.length === 0) await wait(5);
  const room = await rooms.open(roomId);
  await rooms.startRecording({ roomId, recordingId, directory, zeroAtMs });
  const ports: number[] = [];
  const tracks: CountedTrack[] = [];
  for (let participant = 0; participant < participants; participant++) {
    const listenInfo = { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 4_000_000 } as const;
    const transport = await room.router.createPlainTransport({ listenInfo, comedia: true });
    ports.push(transport.tuple.localPort);
    const peerId = crypto.randomUUID();
    for (const { source, kind, codec, ssrc } of [AUDIO, VIDEO]) {
      const encodings = [{ ssrc: ssrc + participant }];
      const producer = await transport.produce({ kind, rtpParameters: { codecs: [codec], encodings } });
      const { trackId } = room.addTrack(peerId, peerId, source, producer);
      tracks.push({ trackId, participant, source });
    }
  }
  return { is: 'recording', ports, tracks, workerPid: room.worker.worker.pid, recovered };
}
