// page [LOADS]: how heavy the participant's first page is, and how soon it can be used on a slow phone and network.
import { type FirstPage, freshLink, loadFirstPage } from '../running/first-page.ts';
import { openOffice } from '../running/prepared.ts';
import { startServer } from '../running/server.ts';
import type { Outcome } from './figures.ts';

/** Good 3G, and this machine's processor at a quarter of its speed, for a mid-range phone of 2019. */
const THROTTLE = { roundTripMs: 300, bitsPerSecond: 1_600_000, slowdown: 4 } as const;

export async function run([loads = '5']: readonly string[]): Promise<Outcome> {
  const count = Number(loads);
  if (!Number.isInteger(count) || count < 1 || count > 50) throw new Error('LOADS is a number from 1 to 50');
  const server = await startServer();
  try {
    const link = await freshLink(await openOffice(server));
    const pages: FirstPage[] = [];
    for (let load = 0; load < count; load += 1) pages.push(await loadFirstPage(link, THROTTLE));
    const times = pages.map(({ usableAfterMs }) => usableAfterMs).sort((a, b) => a - b);
    const [first] = pages;
    return {
      conditions: { loads: count, ...THROTTLE, cache: 'empty' },
      figures: [
        {
          name: 'scripts of the first page, gzip',
          value: first === undefined ? null : first.gzipBytes / 1000,
          unit: 'kB',
        },
        {
          name: 'scripts of the first page, Brotli as served',
          value: first === undefined ? null : first.brotliBytes / 1000,
          unit: 'kB',
        },
        { name: 'link to usable page, median', value: (times[Math.floor(count / 2)] ?? 0) / 1000, unit: 's' },
        { name: 'link to usable page, slowest', value: (times.at(-1) ?? 0) / 1000, unit: 's' },
      ],
    };
  } finally {
    await server.remove();
  }
}
