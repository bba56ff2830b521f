// The media process from outside: it starts, refuses what makes no sense, survives its worker, and is there again after its own death.
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { REQUESTS, type RequestName } from '../../media/contract.ts';
import { MediaProcess } from '../../media/process.ts';
import { temporaryFolder } from './folder.ts';
import { SETTINGS, SILENT_LOG } from './settings.ts';

const id = () => crypto.randomUUID();
const DTLS = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] };
const OPUS = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 };
const soundOf = (ssrc: number) => ({ mid: String(ssrc), codecs: [OPUS], encodings: [{ ssrc }], rtcp: { cname: 'c' } });

let media: MediaProcess;
const lives: string[] = [];

beforeAll(async () => {
  media = await MediaProcess.start(
    { ...SETTINGS, workers: 2, announcedAddresses: ['127.0.0.1', '192.0.2.1'] },
    { log: SILENT_LOG },
  );
  media.onLife((life) => lives.push(life));
});
afterAll(() => media.close());

async function openPeer() {
  const at = { roomId: id(), peerId: id() };
  const { rtpCapabilities } = await media.request('openRoom', { roomId: at.roomId });
  const send = await media.request('openTransport', { ...at, direction: 'send' });
  return { ...at, rtpCapabilities, send };
}

describe('the media process', () => {
  it('offers every announced address over UDP and TCP on one port', async () => {
    const { send, rtpCapabilities } = await openPeer();
    const offered = send.iceCandidates.map(({ address, protocol }) => `${address} ${protocol}`);
    expect(offered.toSorted()).toEqual(['127.0.0.1 tcp', '127.0.0.1 udp', '192.0.2.1 tcp', '192.0.2.1 udp']);
    expect(JSON.stringify(rtpCapabilities)).not.toContain('video-orientation');
  });

  it('puts rooms on the least loaded worker, and gives the same room to two who ask at once', async () => {
    const before = (await media.request('health', {})).workers.map(({ rooms }) => rooms);
    const roomId = id();
    await Promise.all([
      media.request('openRoom', { roomId }),
      media.request('openRoom', { roomId }),
      media.request('openRoom', { roomId: id() }),
    ]);
    const after = (await media.request('health', {})).workers.map(({ rooms }) => rooms);
    const sum = (counts: number[]) => counts.reduce((total, one) => total + one, 0);
    expect(sum(after) - sum(before)).toBe(2);
    expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1);
  });

  it('lets one track of a source replace the one before, and tells it', async () => {
    const { roomId, peerId, send } = await openPeer();
    const ended: string[] = [];
    media.on('trackEnded', ({ trackId }) => ended.push(trackId));
    const body = {
      roomId,
      peerId,
      ownerId: id(),
      transportId: send.transportId,
      source: 'microphone',
      flowing: true,
    } as const;
    const first = await media.request('publish', { ...body, rtpParameters: soundOf(1) });
    const second = await media.request('publish', { ...body, rtpParameters: soundOf(2) });
    expect(second.trackId).not.toBe(first.trackId);
    await vi.waitFor(() => expect(ended).toEqual([first.trackId]));
    await expect(media.request('setFlowing', { roomId, trackId: first.trackId, flowing: false })).rejects.toMatchObject(
      { code: 'not_found' },
    );
    await media.request('setFlowing', { roomId, trackId: second.trackId, flowing: false });
    await media.request('unpublish', { roomId, peerId, trackId: second.trackId });
    await media.request('unpublish', { roomId, peerId, trackId: second.trackId });
    expect(ended).toEqual([first.trackId]);
  });

  it('subscribes one peer to another, paused, and says when the track ends', async () => {
    const { roomId, peerId, send, rtpCapabilities } = await openPeer();
    const ended: string[] = [];
    media.on('subscriptionEnded', ({ consumerId }) => ended.push(consumerId));
    const body = {
      roomId,
      peerId,
      ownerId: id(),
      transportId: send.transportId,
      source: 'microphone',
      flowing: true,
    } as const;
    const { trackId } = await media.request('publish', { ...body, rtpParameters: soundOf(1) });
    const other = { roomId, peerId: id() };
    const subscription = { ...other, trackId, rtpCapabilities };
    await expect(media.request('subscribe', subscription)).rejects.toMatchObject({ code: 'not_found' });
    await media.request('openTransport', { ...other, direction: 'receive' });
    await expect(
      media.request('subscribe', { ...subscription, rtpCapabilities: { codecs: [] } }),
    ).rejects.toMatchObject({ code: 'cannot_consume' });
    await expect(media.request('subscribe', { ...subscription, peerId })).rejects.toMatchObject({
      code: 'bad_request',
    });
    const { consumerId, kind } = await media.request('subscribe', subscription);
    expect(kind).toBe('audio');
    await media.request('startSubscription', { ...other, consumerId });
    await media.request('preferLayer', { ...other, consumerId, spatialLayer: 0 });
    await media.request('closePeer', { roomId, peerId });
    await media.request('closePeer', { roomId, peerId });
    await vi.waitFor(() => expect(ended).toEqual([consumerId]));
    await media.request('closeSubscription', { ...other, consumerId });
    await media.request('closeRoom', { roomId });
    await media.request('closeRoom', { roomId });
    await expect(media.request('subscribe', subscription)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses what makes no sense, and says which kind of sense', async () => {
    const { roomId, peerId, send, rtpCapabilities } = await openPeer();
    const { transportId } = send;
    const publish = { roomId, peerId, ownerId: id(), transportId, source: 'microphone', flowing: true } as const;
    const receive = await media.request('openTransport', { roomId, peerId, direction: 'receive' });
    const refused: [string, () => Promise<unknown>][] = [
      ['bad_request', () => media.request('publish', { ...publish, rtpParameters: {} })],
      [
        'bad_request',
        () =>
          media.request('publish', { ...publish, rtpParameters: { ...soundOf(1), encodings: [{ ssrc: 2 ** 32 }] } }),
      ],
      [
        'bad_request',
        () =>
          media.request('publish', {
            ...publish,
            rtpParameters: { ...soundOf(1), codecs: [{ ...OPUS, payloadType: 300 }] },
          }),
      ],
      ['bad_request', () => media.request('publish', { ...publish, source: 'camera', rtpParameters: soundOf(1) })],
      [
        'bad_request',
        () => media.request('publish', { ...publish, transportId: receive.transportId, rtpParameters: soundOf(1) }),
      ],
      ['not_found', () => media.request('publish', { ...publish, transportId: id(), rtpParameters: soundOf(1) })],
      ['not_found', () => media.request('publish', { ...publish, peerId: id(), rtpParameters: soundOf(1) })],
      ['not_found', () => media.request('publish', { ...publish, roomId: id(), rtpParameters: soundOf(1) })],
      [
        'bad_request',
        () => media.request('connectTransport', { roomId, peerId, transportId, dtlsParameters: { fingerprints: [] } }),
      ],
      [
        'not_found',
        () => media.request('connectTransport', { roomId, peerId, transportId: id(), dtlsParameters: DTLS }),
      ],
      ['not_found', () => media.request('subscribe', { roomId, peerId, trackId: id(), rtpCapabilities })],
      ['not_found', () => media.request('startSubscription', { roomId, peerId, consumerId: id() })],
      ['wrong_state', () => media.request('pauseRecording', { roomId })],
      [
        'unavailable',
        () =>
          media.request('startRecording', { roomId, recordingId: id(), directory: '/dev/null/nowhere', zeroAtMs: 0 }),
      ],
      [
        'not_found',
        () => media.request('startRecording', { roomId: id(), recordingId: id(), directory: tmpdir(), zeroAtMs: 0 }),
      ],
    ];
    for (const [code, ask] of refused) await expect(ask()).rejects.toMatchObject({ code });
    await media.request('connectTransport', { roomId, peerId, transportId, dtlsParameters: DTLS });
    await expect(
      media.request('connectTransport', { roomId, peerId, transportId, dtlsParameters: DTLS }),
    ).rejects.toMatchObject({ code: 'wrong_state' });
    const recording = {
      roomId,
      recordingId: id(),
      directory: await temporaryFolder(),
      zeroAtMs: Date.now(),
    };
    await media.request('startRecording', recording);
    await media.request('startRecording', recording);
    await expect(media.request('startRecording', { ...recording, recordingId: id() })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    await expect(
      media.request('recoverRecording', { directory: recording.directory, known: [] }),
    ).rejects.toMatchObject({ code: 'wrong_state' });
    await media.request('stopRecording', { roomId });
    await media.request('stopRecording', { roomId });
  });

  it('lives on after any garbage', async () => {
    const { roomId, peerId, send } = await openPeer();
    const pid = media.pid;
    const names = Object.keys(REQUESTS).filter((name) => name !== 'shutdown' && name !== 'recoverRecording');
    // What a browser's words could be made into on their way here.
    const wild = fc.object({
      maxDepth: 4,
      key: fc.constantFrom('codecs', 'encodings', 'ssrc', 'mimeType', 'fingerprints', '__proto__', 'x'),
    });
    const near = fc.record({
      mid: fc.string({ maxLength: 40 }),
      codecs: fc.array(
        fc.record({
          ...asConstants(OPUS),
          payloadType: fc.nat(140),
          rtcpFeedback: fc.array(fc.record({ type: fc.string() }), { maxLength: 3 }),
        }),
      ),
      headerExtensions: fc.array(fc.record({ uri: fc.webUrl(), id: fc.nat(300) }), { maxLength: 20 }),
      encodings: fc.array(
        fc.record({ ssrc: fc.nat(0xff_ff_ff_ff), rid: fc.string({ maxLength: 5 }) }, { requiredKeys: [] }),
        { maxLength: 4 },
      ),
      rtcp: fc.record({ cname: fc.string({ maxLength: 300 }) }),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), wild, near, async (name, garbage, parameters) => {
        const base = {
          roomId,
          peerId,
          ownerId: peerId,
          transportId: send.transportId,
          trackId: id(),
          consumerId: id(),
        };
        const wire = {
          dtlsParameters: garbage,
          rtpCapabilities: parameters,
          rtpParameters: parameters,
          source: 'microphone',
          flowing: true,
        };
        // Deliberately not of any request's type.
        const ask = (body: object) => media.request(name as RequestName, body as never).catch((error: Error) => error);
        await ask(garbage);
        await ask({ ...pick({ ...base, ...wire }, name), ...(name === 'publish' ? {} : garbage) });
        await ask(pick({ ...base, ...wire }, name));
      }),
      { numRuns: 100 },
    );
    expect(media.pid).toBe(pid);
    expect(lives).toEqual([]);
    expect((await media.request('health', {})).workers).toHaveLength(2);
  });

  it('tells which rooms a dead worker took along, and has another', async () => {
    const { roomId } = await openPeer();
    const told: string[][] = [];
    media.on('workerDied', ({ roomIds }) => told.push(roomIds));
    const { workers } = await media.request('health', {});
    for (const { pid } of workers) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(told).toHaveLength(2), 10_000);
    expect(told.flat()).toContain(roomId);
    await expect(media.request('openTransport', { roomId, peerId: id(), direction: 'send' })).rejects.toMatchObject({
      code: 'not_found',
    });
    // Whoever asks before there is another waits for it.
    await media.request('openRoom', { roomId });
    await vi.waitFor(async () => expect((await media.request('health', {})).workers).toHaveLength(2), 10_000);
    expect(lives).toEqual([]);
  });

  it('is there again, empty, after it was killed', async () => {
    const { roomId } = await openPeer();
    const waiting = media.request('openTransport', { roomId, peerId: id(), direction: 'send' });
    process.kill(media.pid ?? 0, 'SIGKILL');
    await waiting.catch((error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }));
    await vi.waitFor(() => expect(lives).toEqual(['down', 'up']), 20_000);
    await expect(media.request('closePeer', { roomId, peerId: id() })).rejects.toMatchObject({ code: 'not_found' });
    await media.request('openRoom', { roomId });
  });

  it('ends when asked, and may be asked twice', async () => {
    const { pid = 0 } = media;
    const workers = (await media.request('health', {})).workers.map((worker) => worker.pid);
    await Promise.all([media.close(), media.close()]);
    await media.close();
    await vi.waitFor(() => {
      for (const one of [pid, ...workers]) expect(() => process.kill(one, 0)).toThrow();
    }, 5_000);
    await expect(media.request('health', {})).rejects.toMatchObject({ code: 'unavailable' });
    expect(lives).toEqual(['down', 'up']);
  });

  it('that cannot start says so', async () => {
    const broken = MediaProcess.start({ ...SETTINGS, workerBin: '/nowhere/worker' }, { log: SILENT_LOG });
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
  });
});

const asConstants = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value as unknown)]));

/** The fields that a request of this name has. */
function pick(fields: Readonly<Record<string, unknown>>, name: string): object {
  const known = Object.keys(REQUESTS[name as RequestName].body.shape);
  return Object.fromEntries(Object.entries(fields).filter(([key]) => known.includes(key)));
}
