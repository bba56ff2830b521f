// People whose network lets hardly anything through: the hearing is held and recorded by TCP alone, or through a real TURN relay alone.
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

/** What gets through: only the relay, or the server's own port by TCP. */
type Wall = 'relay only' | 'no UDP';

/** A person whose browser may send media only as the wall lets it; its connections are kept for looking at. */
async function openBehindWall(wall: Wall, size: 'desktop' | 'phone'): Promise<Person> {
  const person = await openChromium('built-in', { size, language: 'zh-CN' });
  opened.people.push(person);
  await person.context.addInitScript((kind) => {
    const made: RTCPeerConnection[] = [];
    Object.assign(window, { madeConnections: made });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(kind === 'relay only' ? { ...configuration, iceTransportPolicy: 'relay' } : configuration);
        made.push(this);
      }
      override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
        // Without the server's UDP candidates nothing is ever sent by UDP.
        const { type, sdp = '' } = description;
        const kept = kind === 'no UDP' ? sdp.replace(/^a=candidate:\S+ \d+ udp .*\r\n/gim, '') : sdp;
        return super.setRemoteDescription({ type, sdp: kept });
      }
    };
  }, wall);
  return person;
}

/** How each connection of the page reaches the server: kind of its own candidate, and how it speaks to server or relay. */
function waysOut({ page }: Person): Promise<string[]> {
  return page.evaluate(async () => {
    const { madeConnections } = window as unknown as { madeConnections: RTCPeerConnection[] };
    const ways: string[] = [];
    for (const connection of madeConnections) {
      const stats = await connection.getStats();
      for (const one of stats.values()) {
        if (one.type !== 'transport' || one.selectedCandidatePairId === undefined) continue;
        const local = stats.get(stats.get(one.selectedCandidatePairId).localCandidateId);
        ways.push(`${local.candidateType} by ${local.relayProtocol ?? local.protocol}`);
      }
    }
    return ways;
  });
}

const connectionsMade = ({ page }: Person): Promise<number> =>
  page.evaluate(() => (window as unknown as { madeConnections: RTCPeerConnection[] }).madeConnections.length);

/** Holds a hearing of two people behind the wall; answers how all their connections reached the server. */
async function hold(wall: Wall, settings: Readonly<Record<string, string>>): Promise<Set<string>> {
  const server = await startServer({ MIN_OFFICERS_SIMPLE: '0', ...settings });
  opened.server = server;
  const office = await openOffice(server);
  const hearing = await prepareHearing(office, ['complainant']);
  const [complainant] = hearing.participants;
  if (complainant === undefined) throw new Error('nobody');

  const chair = await openBehindWall(wall, 'desktop');
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  const person = await openBehindWall(wall, 'phone');
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
  const ways = [await waysOut(chair), await waysOut(person)];
  // Each sends by one connection and receives by another.
  for (const ofOne of ways) expect(ofOne.length).toBeGreaterThanOrEqual(2);
  return new Set(ways.flat());
}

it.each(['udp', 'tcp'] as const)('a hearing is held and recorded through the relay alone, by %s', async (protocol) => {
  const relay = await startRelay(SECRET);
  opened.relay = relay;
  const urls = `turn:127.0.0.1:${relay.port}?transport=${protocol}`;
  const ways = await hold('relay only', { TURN_URLS: urls, TURN_SECRET: SECRET });
  expect(ways).toEqual(new Set([`relay by ${protocol}`]));
  expect(opened.server?.output()).not.toContain(SECRET);
});

it.each(['udp', 'tcp'] as const)('people come back by themselves, by %s, when the relay is back', async (protocol) => {
  const relay = await startRelay(SECRET);
  opened.relay = relay;
  await hold('relay only', {
    TURN_URLS: `turn:127.0.0.1:${relay.port}?transport=${protocol}`,
    TURN_SECRET: SECRET,
  });
  const { people } = opened;
  await relay.close();
  for (const { page } of people) await page.getByText('正在连接声音和画面').waitFor({ timeout: 20_000 });
  const made = await Promise.all(people.map(connectionsMade));
  // Everything has been made anew without a relay, twice, and has found no way.
  for (const [index, person] of people.entries()) {
    await expect
      .poll(() => connectionsMade(person), { timeout: 60_000 })
      .toBeGreaterThanOrEqual((made[index] ?? 0) + 4);
  }
  opened.relay = await relay.again();
  for (const { page } of people) {
    await expect.poll(() => picturesOf(page), { timeout: 40_000 }).toBe(2);
    // One of two ways may have looked for the relay just before it was back: it is given up after 15 s, and both are made anew.
    await page.getByText('正在连接声音和画面').waitFor({ state: 'detached', timeout: 40_000 });
  }
});

it('a hearing is held and recorded by TCP, on the same port, where no UDP passes', async () => {
  const ways = await hold('no UDP', {});
  // Whether the browser's own end of a TCP connection is called host or peer-reflexive is the browser's affair.
  expect([...ways].filter((way) => !/^(host|prflx) by tcp$/.test(way))).toEqual([]);
});
