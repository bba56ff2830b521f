// The addresses at which browsers find this machine: one socket per protocol, announced under every configured address.
import { readFileSync } from 'node:fs';
import type { types } from 'mediasoup';
import type { MediaSettings } from '../contract.ts';

/** With the system's default, whole key frames were dropped on a busy machine (measured, 2 cores, 15 participants). */
const SOCKET_BUFFER_BYTES = 4_000_000;
const RMEM_MAX = '/proc/sys/net/core/rmem_max';

/** UDP and TCP on one port. Two sockets cannot listen on one address and port, so further addresses are added to the offer. */
export function listenInfos(settings: MediaSettings, index: number): types.TransportListenInfo[] {
  const [announcedAddress = settings.listenIp] = settings.announcedAddresses;
  const port = settings.port === 0 ? {} : { port: settings.port + index };
  return (['udp', 'tcp'] as const).map((protocol) => ({
    protocol,
    ip: settings.listenIp,
    announcedAddress,
    ...port,
    recvBufferSize: SOCKET_BUFFER_BYTES,
    sendBufferSize: SOCKET_BUFFER_BYTES,
  }));
}

/** Each candidate once per announced address; earlier addresses are preferred. */
export function candidatesFor(
  offered: readonly types.IceCandidate[],
  addresses: readonly string[],
): types.IceCandidate[] {
  return addresses.flatMap((address, index) =>
    offered.map((candidate) => ({
      ...candidate,
      address,
      ip: address,
      // Candidates of one foundation are taken to share one base address (RFC 8445, 5.1.1.3): these do not.
      foundation: index === 0 ? candidate.foundation : `${candidate.foundation}${index}`,
      priority: candidate.priority - index,
    })),
  );
}

/** The sentence for the log when the kernel grants smaller buffers than asked for; null where it does not, or is not Linux. */
export function bufferWarning(limit: string | null = readLimit()): string | null {
  if (limit === null || Number(limit) >= SOCKET_BUFFER_BYTES) return null;
  return `The kernel limits receive buffers to ${limit.trim()} bytes; key frames may be lost under load. As root: sysctl -w net.core.rmem_max=${SOCKET_BUFFER_BYTES}`;
}

function readLimit(): string | null {
  try {
    return readFileSync(RMEM_MAX, 'utf8');
  } catch {
    return null;
  }
}
