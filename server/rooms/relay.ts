// The way round a network that lets no media through: the TURN relay, with a name and a password that expire.
import { createHmac } from 'node:crypto';
import type { TransportOffer } from '../protocol/asks.ts';
import type { Id } from '../protocol/ids.ts';

/** `urls` as RFC 7065 writes them. `secret` is shared with the relay and never leaves the server. */
export type Relay = { readonly urls: readonly string[]; readonly secret: string; readonly hours: number };

/**
 * What a browser needs to use the relay: the name is the time (seconds) at which it expires and whose connection it is, the
 * password the base64 of the name's HMAC-SHA1 by the shared secret. Empty without a relay.
 * Source: draft-uberti-behave-turn-rest-00, as coturn's `use-auth-secret` reads it. Pure.
 */
export function iceServersFor(relay: Relay | null, peerId: Id, nowMs: number): TransportOffer['iceServers'] {
  if (relay === null) return [];
  const username = `${Math.floor(nowMs / 1000) + relay.hours * 3600}:${peerId}`;
  const credential = createHmac('sha1', relay.secret).update(username).digest('base64');
  return relay.urls.map((urls) => ({ urls, username, credential }));
}
