// The relay's names and passwords: what coturn expects, expiring, and nothing without a relay.
import { expect, it } from 'vitest';
import { iceServersFor } from '../../server/rooms/relay.ts';

const relay = {
  urls: ['turn:192.0.2.9', 'turns:192.0.2.9:443?transport=tcp'],
  secret: 'shared with the relay',
  hours: 2,
};

it('names the time of expiry and the connection, signed with the secret', () => {
  const servers = iceServersFor(relay, 'p', 1_000_000_500);
  expect(servers.map(({ urls }) => urls)).toEqual(relay.urls);
  for (const { username, credential } of servers) {
    expect(username).toBe('1007200:p');
    // printf 1007200:p | openssl dgst -sha1 -hmac 'shared with the relay' -binary | base64
    expect(credential).toBe('dXOlCdsSsfee6k5f8qnFuoDv48w=');
  }
});

it('offers nothing where there is no relay', () => {
  expect(iceServersFor(null, 'p', 0)).toEqual([]);
});
