// People whose network lets no media through: the hearing is held and recorded through a real TURN relay and nothing else.
import { afterEach, expect, it } from 'vitest';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { openOffice, prepareHearing } from '../running/prepared.ts';
import { type RunningRelay, startRelay } from '../running/relay.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { admit, enterAsStaff, openHearing, picturesOf } from './walk.ts';

const SECRET = 'a secret of this test only';

type Opened = { relay?: RunningRelay; server?: RunningServer; people: Person[] };
let opened: Opened = { people: [] };

afterEach(async () => {
  for (const person of opened.people) await person.browser.close();
  await opened.server?.remove();
  await opened.relay?.close();
  opened = { people: [] };
});

/** A person whose browser may send media to the relay only; its connections are kept for looking at. */
async function openBehindWall(size: 'desktop' | 'phone'): Promise<Person> {
  const person = await openChromium('built-in', { size, language: 'zh-CN' });
  opened.people.push(person);
  await person.context.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(window, { madeConnections: made });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
        made.push(this);
      }
    };
  });
  return person;
}

/** How each connection of the page reaches the server: kind of its own candidate, and how it speaks to the relay. */
function waysOut({ page }: Person): Promise<string[]> {
  return page.evaluate(async () => {
    const { madeConnections } = window as unknown as { madeConnections: RTCPeerConnection[] };
    const ways: string[] = [];
    for (const connection of madeConnections) {
      const stats = await connection.getStats();
      for (const one of stats.values()) {
        if (one.type !== 'transport' || one.selectedCandidatePairId === undefined) continue;
        const local = stats.get(stats.get(one.selectedCandidatePairId).localCandidateId);
        ways.push(`${local.candidateType} by ${local.relayProtocol}`);
      }
    }
    return ways;
  });
}

it.each(['udp', 'tcp'] as const)('a hearing is held and recorded through the relay alone, by %s', async (protocol) => {
  const relay = await startRelay(SECRET);
  opened.relay = relay;
  const server = await startServer({
    MIN_OFFICERS_SIMPLE: '0',
    TURN_URLS: `turn:127.0.0.1:${relay.port}?transport=${protocol}`,
    TURN_SECRET: SECRET,
  });
  opened.server = server;
  const office = await openOffice(server);
  const hearing = await prepareHearing(office, ['complainant']);
  const [complainant] = hearing.participants;
  if (complainant === undefined) throw new Error('nobody');

  const chair = await openBehindWall('desktop');
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  const person = await openBehindWall('phone');
  await continueAs(person, complainant.browser);
  await person.page.goto(`${server.origin}/h/${complainant.personId}`);
  await person.page.getByRole('button', { name: '画面是我，能看到、听到我' }).click();
  await person.page.getByRole('button', { name: '进入', exact: true }).click();
  await person.page.getByRole('heading', { name: '您在候场室' }).waitFor();
  await admit(chair.page, '参加人1');
  // It is told to be open only when bytes of it are on disk.
  await openHearing(chair.page);

  await expect.poll(() => picturesOf(person.page), { timeout: 30_000 }).toBe(2);
  await expect.poll(() => picturesOf(chair.page), { timeout: 30_000 }).toBe(2);
  for (const one of [chair, person]) {
    const ways = await waysOut(one);
    expect(ways.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ways)).toEqual(new Set([`relay by ${protocol}`]));
  }
  // The secret itself is in no page and in no log.
  expect(server.output()).not.toContain(SECRET);
});
