// Encoded frames out of a WebM file, read by a library that shares no code with ours.
import { EncodedPacketSink, FilePathSource, Input, WEBM } from 'mediabunny';

export type KnownFrame = { readonly timeMs: number; readonly data: Uint8Array; readonly key: boolean };

/** @param file WebM with one track of the kind */
export async function framesOf(file: string, kind: 'audio' | 'video'): Promise<KnownFrame[]> {
  const input = new Input({ source: new FilePathSource(file), formats: [WEBM] });
  try {
    const track = kind === 'audio' ? await input.getPrimaryAudioTrack() : await input.getPrimaryVideoTrack();
    if (track === null) throw new Error(`${file} has no ${kind}`);
    const frames: KnownFrame[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) {
      frames.push({ timeMs: packet.timestamp * 1000, data: packet.data, key: packet.type === 'key' });
    }
    return frames;
  } finally {
    input.dispose();
  }
}
