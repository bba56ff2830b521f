// The addresses at which browsers find the media process.
import { describe, expect, it } from 'vitest';
import { bufferWarning, candidatesFor } from '../../media/sfu/candidates.ts';

describe('the offer to browsers', () => {
  const candidate = {
    foundation: 'udp',
    priority: 100,
    ip: '1.1.1.1',
    address: '1.1.1.1',
    protocol: 'udp',
    port: 40_000,
    type: 'host',
  } as const;

  it('has a candidate for every announced address, the first preferred', () => {
    const offered = candidatesFor([candidate, { ...candidate, protocol: 'tcp' }], ['192.0.2.1', '198.51.100.7']);
    expect(offered.map(({ address, protocol }) => `${address} ${protocol}`)).toEqual([
      ...['192.0.2.1 udp', '192.0.2.1 tcp', '198.51.100.7 udp', '198.51.100.7 tcp'],
    ]);
    expect(offered[2]?.priority).toBeLessThan(offered[0]?.priority ?? 0);
    expect(offered[2]?.foundation).not.toBe(offered[0]?.foundation);
  });

  it('goes with a warning where the kernel keeps buffers small', () => {
    expect(bufferWarning('212992\n')).toMatch(/sysctl -w net\.core\.rmem_max=4000000/);
    expect(bufferWarning('4194304\n')).toBeNull();
    expect(bufferWarning(null)).toBeNull();
  });
});
