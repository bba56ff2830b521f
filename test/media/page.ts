// Runs in the test's browser: one person's mediasoup-client, talking to the media process through a function that the test lends it.
import { Device, type types } from 'mediasoup-client';

type Ask = (name: string, body: object) => Promise<unknown>;
type Lent = { ask: Ask; person: Person };
// The test puts `ask` there before this runs.
const lent = globalThis as unknown as Lent;

class Person {
  readonly #at: { roomId: string; peerId: string };
  readonly #device = new Device();
  #send: types.Transport | undefined;
  #receive: types.Transport | undefined;

  constructor(roomId: string, peerId: string) {
    this.#at = { roomId, peerId };
  }

  async join(): Promise<void> {
    const { roomId } = this.#at;
    const { rtpCapabilities } = (await lent.ask('openRoom', { roomId })) as { rtpCapabilities: types.RtpCapabilities };
    await this.#device.load({ routerRtpCapabilities: rtpCapabilities });
    this.#send = this.#device.createSendTransport(await this.#open('send'));
    this.#receive = this.#device.createRecvTransport(await this.#open('receive'));
    for (const transport of [this.#send, this.#receive]) {
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        lent.ask('connectTransport', { ...this.#at, transportId: transport.id, dtlsParameters }).then(done, failed);
      });
    }
    this.#send.on('produce', ({ kind, rtpParameters }, done, failed) => {
      const source = kind === 'audio' ? 'microphone' : 'camera';
      const body = {
        ...this.#at,
        ownerId: this.#at.peerId,
        transportId: this.#send?.id,
        source,
        rtpParameters,
        flowing: true,
      };
      lent.ask('publish', body).then((answer) => done({ id: (answer as { trackId: string }).trackId }), failed);
    });
  }

  /** @returns the ids of microphone and camera */
  async publish(): Promise<string[]> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
    const [microphone, camera] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
    if (this.#send === undefined || microphone === undefined || camera === undefined) throw new Error('not joined');
    const layers = [{ scaleResolutionDownBy: 2, maxBitrate: 150_000 }, { maxBitrate: 600_000 }];
    const sound = await this.#send.produce({ track: microphone });
    const picture = await this.#send.produce({
      track: camera,
      encodings: layers,
      codecOptions: { videoGoogleStartBitrate: 800 },
    });
    return [sound.id, picture.id];
  }

  /** @returns the picture's width as it is shown, or for sound the largest level heard within two seconds */
  async watch(trackId: string): Promise<number> {
    const { rtpCapabilities } = this.#device;
    const answer = await lent.ask('subscribe', { ...this.#at, trackId, rtpCapabilities });
    const { consumerId, kind, rtpParameters } = answer as {
      consumerId: string;
      kind: types.MediaKind;
      rtpParameters: types.RtpParameters;
    };
    const consumer = await this.#receive?.consume({ id: consumerId, producerId: trackId, kind, rtpParameters });
    if (consumer === undefined) throw new Error('not joined');
    await lent.ask('startSubscription', { ...this.#at, consumerId });
    const stream = new MediaStream([consumer.track]);
    return kind === 'video' ? widthOf(stream) : loudestOf(stream);
  }

  /** As `pagehide` does it in the product. */
  leave(): void {
    this.#send?.close();
    this.#receive?.close();
  }

  async #open(direction: 'send' | 'receive'): Promise<types.TransportOptions> {
    const { transportId, ...offer } = (await lent.ask('openTransport', { ...this.#at, direction })) as Record<
      string,
      unknown
    >;
    // As the contract describes the offer.
    return { id: transportId, ...offer } as types.TransportOptions;
  }
}

async function widthOf(stream: MediaStream): Promise<number> {
  const video = document.body.appendChild(document.createElement('video'));
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  return video.videoWidth;
}

async function loudestOf(stream: MediaStream): Promise<number> {
  // Chromium decodes a remote track only while an element plays it.
  const audio = new Audio();
  audio.srcObject = stream;
  await audio.play();
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  for (const start = performance.now(); performance.now() - start < 2_000; ) {
    analyser.getFloatTimeDomainData(samples);
    for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return loudest;
}

const [roomId = '', peerId = ''] = location.hash.slice(1).split('/');
lent.person = new Person(roomId, peerId);
