// How a guest in this process gets a track's packets: a DirectTransport of its own and a pipe consumer, which delivers every simulcast layer as sent.
import type { types } from 'mediasoup';
import { z } from 'zod';
import { MediaError } from '../contract.ts';
import type { Codec, SenderReport, Tap } from '../guest.ts';
import { guestCapabilities, soundLevelIdIn } from './codecs.ts';
import { refusing } from './refusal.ts';

/** mediasoup says nothing of this structure's type. */
const SenderReportTrace = z.object({ ssrc: z.int(), ntpSec: z.int(), ntpFrac: z.int(), rtpTs: z.int() }).transform(
  ({ ssrc, ntpSec, ntpFrac, rtpTs }): SenderReport => ({
    ssrc,
    ntpSeconds: ntpSec,
    ntpFraction: ntpFrac,
    rtpTimestamp: rtpTs,
  }),
);

/** @throws MediaError wrong_state when the producer closed or was paused meanwhile */
export async function openTap(
  transport: types.DirectTransport,
  producer: types.Producer,
  capabilities: types.RtpCapabilities,
  onPacket: (packet: Uint8Array) => void,
  onReport: (report: SenderReport) => void,
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
  // A DirectTransport hands on no sender reports: the producer tells of them.
  const onTrace = (trace: types.ProducerTraceEventData): void => {
    const report = trace.type === 'sr' ? SenderReportTrace.safeParse(trace.info) : null;
    if (report?.success === true) onReport(report.data);
  };
  producer.on('trace', onTrace);
  await refusing('wrong_state', 'tap', () => producer.enableTraceEvent(['sr']));
  return {
    codec: codecOf(consumer),
    layers: consumer.rtpParameters.encodings?.flatMap(({ ssrc }) => ssrc ?? []) ?? [],
    soundLevelId: soundLevelIdIn(consumer.rtpParameters),
    askKeyFrame: () => {
      if (consumer.closed || consumer.kind !== 'video') return;
      // In vain it would be worse than not at all: mediasoup waits a second for the answer before anybody's next wish reaches the sender.
      if (producer.score.length > 0 && producer.score.every(({ score }) => score === 0)) return;
      // Refused only when the track has just ended, and then there is nothing to ask for.
      consumer.requestKeyFrame().catch(() => {});
    },
    close: () => {
      consumer.removeAllListeners('rtp');
      producer.off('trace', onTrace);
      consumer.close();
    },
  };
}

const CODECS: Readonly<Record<string, Codec>> = { 'audio/opus': 'opus', 'video/vp8': 'vp8', 'video/h264': 'h264' };

/** @throws MediaError wrong_state for what no room offers */
function codecOf({ rtpParameters }: types.Consumer): Codec {
  const { mimeType = '' } = rtpParameters.codecs[0] ?? {};
  const codec = CODECS[mimeType.toLowerCase()];
  if (codec === undefined) throw new MediaError('wrong_state', `tap: ${mimeType} is not recorded`);
  return codec;
}
