// The one place where structures of the wire become mediasoup-client's types; their inside was checked by mediasoup on the server.
import type { types } from 'mediasoup-client';
import type { TransportOffer, Wire } from '../../server/protocol/asks.ts';
import type { Notices } from '../../server/protocol/notices.ts';

/** `as` through unknown: the wire's structures are opaque to us, and mediasoup's two packages describe them differently. */
const opaque = <Type>(wire: unknown): Type => wire as Type;

export const capabilitiesFrom = (wire: Wire): types.RtpCapabilities => opaque(wire);
export const iceParametersFrom = (wire: Wire): types.IceParameters => opaque(wire);

export const transportFrom = (offer: TransportOffer): types.TransportOptions => ({
  id: offer.transportId,
  iceParameters: opaque(offer.iceParameters),
  iceCandidates: opaque(offer.iceCandidates),
  dtlsParameters: opaque(offer.dtlsParameters),
  iceServers: iceServersFrom(offer.iceServers),
});

export const iceServersFrom = (wire: TransportOffer['iceServers']): RTCIceServer[] =>
  wire.map((server) => ({ ...server }));

export const consumerFrom = (offered: Notices['trackOffered']): types.ConsumerOptions => ({
  id: offered.consumerId,
  producerId: offered.producerId,
  kind: offered.kind,
  rtpParameters: opaque(offered.rtpParameters),
  // Sound and picture of one person are played in step; of different people they need not wait for each other.
  streamId: offered.personId,
});

export const toWire = (
  structure: types.RtpCapabilities | types.RtpParameters | types.DtlsParameters,
): Record<string, unknown> => opaque(structure);
