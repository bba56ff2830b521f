// When picture and sound of others arrive at a page, seen from inside it: frames painted in their tiles, sound decoded from their packets.
import type { Page } from 'playwright-core';
import type { Person } from './chromium.ts';

type Flow = { readonly personId: string; readonly connection: RTCPeerConnection; readonly track: MediaStreamTrack };
type Watching = {
  soundFlows(): Flow[];
  untilArrives(who: Who, withinMs: number): Promise<Arrival>;
};
export type Who = { readonly personId: string; readonly name: string };
/** UTC, in milliseconds; null: not within the time. */
export type Arrival = { readonly pictureAtMs: number | null; readonly soundAtMs: number | null };

/** To be called before the page is opened. */
export const watchArrivals = async ({ context }: Person): Promise<void> => {
  await context.addInitScript(watch);
};

/** From now on: when both have arrived anew. */
export const untilArrives = (page: Page, { personId, name }: Who, withinMs: number): Promise<Arrival> =>
  page.evaluate(
    ([who, patience]) => (window as unknown as { arrivals: Watching }).arrivals.untilArrives(who, patience),
    [{ personId, name }, withinMs] as const,
  );

/** How often a person stands on this page: tiles, and voices that are played. */
export const timesHere = (page: Page, { personId, name }: Who): Promise<{ tiles: number; voices: number }> =>
  page.evaluate(
    (who) => ({
      tiles: [...document.querySelectorAll('figure.tile')].filter((tile) =>
        tile.querySelector('.tile-name')?.textContent?.startsWith(who.name),
      ).length,
      voices: (window as unknown as { arrivals: Watching }).arrivals
        .soundFlows()
        .filter((flow) => flow.personId === who.personId).length,
    }),
    { personId, name },
  );

/** Runs in the page. */
function watch(): void {
  const flows: Flow[] = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      // The stream is named after its person (client/room/media-types.ts).
      this.addEventListener('track', ({ track, streams }) => {
        flows.push({ personId: streams[0]?.id ?? '', connection: this, track });
      });
    }
  };
  const soundFlows = (): Flow[] =>
    flows.filter(
      ({ connection, track }) =>
        track.kind === 'audio' &&
        connection.connectionState !== 'closed' &&
        connection
          .getTransceivers()
          .some(({ receiver, currentDirection }) => receiver.track === track && currentDirection === 'recvonly'),
    );
  const pause = () => new Promise((resolve) => setTimeout(resolve, 25));

  /** Pictures painted in the person's tile, by element: a new element begins at 0. */
  const painted = (name: string): Map<HTMLVideoElement, number> => {
    const all = new Map<HTMLVideoElement, number>();
    for (const tile of document.querySelectorAll('figure.tile')) {
      const video = tile.querySelector('video');
      if (video === null || !tile.querySelector('.tile-name')?.textContent?.startsWith(name)) continue;
      all.set(video, video.getVideoPlaybackQuality().totalVideoFrames);
    }
    return all;
  };
  /** What was decoded from packets, not made up for missing ones; by receiver. */
  const heard = async (personId: string): Promise<Map<MediaStreamTrack, number>> => {
    const all = new Map<MediaStreamTrack, number>();
    for (const { track, connection } of soundFlows().filter((flow) => flow.personId === personId)) {
      for (const one of (await connection.getStats(track)).values()) {
        if (one.type === 'inbound-rtp') all.set(track, one.totalSamplesReceived - one.concealedSamples);
      }
    }
    return all;
  };
  const grew = <Key>(before: Map<Key, number>, now: Map<Key, number>, by: number): boolean =>
    [...now].some(([key, value]) => value > (before.get(key) ?? 0) + by);
  const utc = () => performance.timeOrigin + performance.now();

  const untilArrives = async ({ personId, name }: Who, withinMs: number): Promise<Arrival> => {
    const until = utc() + withinMs;
    const before = { pictures: painted(name), sounds: await heard(personId) };
    let pictureAtMs: number | null = null;
    let soundAtMs: number | null = null;
    while ((pictureAtMs === null || soundAtMs === null) && utc() < until) {
      if (pictureAtMs === null && grew(before.pictures, painted(name), 1)) pictureAtMs = utc();
      // A tenth of a second of real sound.
      if (soundAtMs === null && grew(before.sounds, await heard(personId), 4_800)) soundAtMs = utc();
      await pause();
    }
    return { pictureAtMs, soundAtMs };
  };
  Object.assign(window, { arrivals: { soundFlows, untilArrives } });
}
