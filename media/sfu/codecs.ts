// What rooms speak: Opus and VP8, which every browser sends, and H.264 for those that cannot; the record keeps all as they come.
import type { types } from 'mediasoup';

/**
 * Browsers take the first video codec that they have, and every browser has VP8, which it sends in simulcast. H.264
 * (constrained baseline, level 3.1, which RFC 7742 asks of all) is for devices that encode nothing else.
 * Silence is sent like everything else (no `usedtx`) unless a browser is told otherwise: the record then has no holes in it.
 */
export const ROOM_CODECS: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/**
 * A phone held upright would send its picture lying on its side, and say so in this header extension, which no reader
 * of files understands. Where it is not offered, the phone turns the picture itself.
 */
const VIDEO_ORIENTATION = 'urn:3gpp:video-orientation';

type WithExtensions = { headerExtensions?: { uri: string }[] };

/** A copy that does not offer the extension. */
export const withoutOrientation = <Params extends WithExtensions>(params: Params): Params => ({
  ...params,
  headerExtensions: (params.headerExtensions ?? []).filter(({ uri }) => uri !== VIDEO_ORIENTATION),
});

/** How loud a sender says that a packet sounds (RFC 6464). */
const SOUND_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** What a guest in this process receives: the media itself and what its sender says of its loudness, no retransmissions. */
export const guestCapabilities = (room: types.RtpCapabilities): types.RtpCapabilities => ({
  codecs: (room.codecs ?? []).filter(({ mimeType }) => !mimeType.endsWith('/rtx')),
  headerExtensions: (room.headerExtensions ?? []).filter(({ uri }) => uri === SOUND_LEVEL),
});

export const soundLevelIdIn = ({ headerExtensions }: types.RtpParameters): number | null =>
  headerExtensions?.find(({ uri }) => uri === SOUND_LEVEL)?.id ?? null;
