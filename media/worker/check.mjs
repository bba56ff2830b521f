// Proves that the worker at MEDIASOUP_WORKER_BIN serves: node check.mjs (Node 24)
//
// Opens what a hearing opens: a router, a WebRTC server with a transport, a plain transport that encrypts.
import { createWorker } from 'mediasoup';

const worker = await createWorker({ logLevel: 'none' });
worker.on('died', () => process.exit(1));
const listenInfo = { protocol: 'udp', ip: '127.0.0.1' };
const router = await worker.createRouter({
  mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48000, channels: 2 }],
});
const webRtcServer = await worker.createWebRtcServer({ listenInfos: [listenInfo] });
await router.createWebRtcTransport({ webRtcServer });
const plain = await router.createPlainTransport({ listenInfo, enableSrtp: true });
await plain.connect({ ip: '127.0.0.1', port: 9, srtpParameters: plain.srtpParameters });
worker.close();
