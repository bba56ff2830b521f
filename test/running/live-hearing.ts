// A live hearing of a few real pages, in which everybody may speak; participants come by ways of their own that can be darkened.
import { admit, enterAsStaff, nextStage, openHearing } from '../browser/walk.ts';
import type { Tab } from './browserless.ts';
import { type Devices, type Look, openChromium, type Person } from './chromium.ts';
import { continueAs } from './cookies.ts';
import { DarkWay } from './dark-way.ts';
import { type HearingWords, type Office, openOffice, type PreparedHearing, prepareHearing } from './prepared.ts';
import { freePort, type RunningServer, startServer } from './server.ts';

/** `page`: what the person's browser shows; `way`: how it reaches the server, null for the chair, whose way is the machine's own. */
export type Attending = {
  readonly personId: string;
  readonly name: string;
  readonly person: Person;
  readonly way: DarkWay | null;
};
type Plan = {
  readonly participants: readonly ('complainant' | 'officer')[];
  /** What the person with this index sends; the chair is the first. */
  readonly devices: (index: number) => Promise<Devices>;
  readonly size?: (index: number) => Look['size'];
  readonly prepare?: (person: Person) => Promise<void>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly words?: HearingWords;
};

export class LiveHearing {
  readonly server: RunningServer;
  readonly office: Office;
  readonly hearing: PreparedHearing;
  /** The chair first. */
  readonly people: readonly Attending[];
  /** The clerk, without a page: is told all that people are told. */
  readonly clerk: Tab;

  private constructor(
    server: RunningServer,
    office: Office,
    hearing: PreparedHearing,
    people: readonly Attending[],
    clerk: Tab,
  ) {
    this.server = server;
    this.office = office;
    this.hearing = hearing;
    this.people = people;
    this.clerk = clerk;
  }

  /** In the stage of questions, in which all of them are heard. Needs the client to be built. */
  static async open({
    participants,
    devices,
    size = () => 'desktop',
    prepare,
    settings,
    words,
  }: Plan): Promise<LiveHearing> {
    const mediaPort = await freePort();
    const server = await startServer({
      MIN_OFFICERS_SIMPLE: '0',
      MEDIA_PORT: String(mediaPort),
      MEDIA_WORKERS: '1',
      ...settings,
    });
    const people: Attending[] = [];
    try {
      const ports = { pages: Number(new URL(server.origin).port), media: mediaPort };
      const office = await openOffice(server);
      const hearing = await prepareHearing(office, participants, words);
      const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
      await clerk.ask('enter', {});
      const open = async (personId: string, name: string, way: DarkWay | null): Promise<Person> => {
        const by = way === null ? {} : { by: way.address };
        const index = people.length;
        const look = { size: size(index), language: 'zh-CN', ...by } as const;
        const person = await openChromium(await devices(index), look);
        people.push({ personId, name, person, way });
        await prepare?.(person);
        return person;
      };
      const chair = await open(hearing.chairId, '陈检察官', null);
      await continueAs(chair, office.staff.prosecutor.browser);
      await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
      await enterAsStaff(chair.page);
      for (const [index, { browser, personId }] of hearing.participants.entries()) {
        const way = await DarkWay.open(`127.0.0.${80 + index}`, ports);
        const name = `参加人${index + 1}`;
        const person = await open(personId, name, way);
        await continueAs(person, browser);
        await person.page.goto(`${server.origin}/h/${personId}`);
        await person.page.getByRole('button', { name: '画面是我，能看到、听到我' }).click();
        await person.page.getByRole('button', { name: '进入', exact: true }).click();
        await person.page.getByRole('heading', { name: '您在候场室' }).waitFor();
        await admit(chair.page, name);
      }
      await openHearing(chair.page);
      for (const stage of ['介绍案情及听证问题', '当事人说明情况', '听证员提问']) await nextStage(chair.page, stage);
      return new LiveHearing(server, office, hearing, people, clerk);
    } catch (error) {
      await close(people, server);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.clerk.close();
    await close(this.people, this.server);
  }
}

async function close(people: readonly Attending[], server: RunningServer): Promise<void> {
  for (const { person, way } of people) {
    await person.browser.close();
    await way?.close();
  }
  await server.remove();
}
