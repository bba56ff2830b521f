// How a guest in this process gets a track's packets: a DirectTransport of its own and a pipe consumer, which delivers every simulcast layer as sent.
import type { types } from 'mediasoup';
import { MediaError } from '../contract.ts';
import type { Tap } from '../guest.ts';
import { guestCapabilities } from './codecs.ts';
import { refusing } from './refusal.ts';

/** @throws MediaError wrong_state when the producer closed or was paused meanwhile */
export async function openTap(
  transport: types.DirectTransport,
  producer: types.Producer,
  capabilities: types.RtpCapabilities,
  onPacket: (packet: Uint8Array) => void,
): Promise<Tap> {
  const consumer = await refusing('wrong_state', 'tap', () =>
    transport.consume({
      producerId: producer.id,
      rtpCapabilities: guestCapabilities(capabilities),
      pipe: true,
      enableRtx: false,
      paused: true,
    }),
  );
  // Nothing may be missed between the making and the listening; the resuming asks the sender for a key frame.
  consumer.on('rtp', onPacket);
  if (producer.paused) {
    consumer.close();
    throw new MediaError('wrong_state', 'tap: the track is held');
  }
  await refusing('wrong_state', 'tap', () => consumer.resume());
  return {
    layers: consumer.rtpParameters.encodings?.flatMap(({ ssrc }) => ssrc ?? []) ?? [],
    askKeyFrame: () => {
      // Refused only when the track has just ended, and then there is nothing to ask for.
      if (!consumer.closed && consumer.kind === 'video') consumer.requestKeyFrame().catch(() => {});
    },
    close: () => {
      consumer.removeAllListeners('rtp');
      consumer.close();
    },
  };
}
