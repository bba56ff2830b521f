// What is sent follows switches and devices; nothing leaves while it is held, and the server is told of every switch once.
import { expect, test, vi } from 'vitest';
import type { Capture } from '../../client/devices/capture.ts';
import type { Media } from '../../client/room/media.ts';
import { OwnTracks } from '../../client/room/own-tracks.ts';

function scene(microphoneOn: boolean) {
  const microphone = { enabled: true };
  const tracks: { microphone: object | null; camera: object | null } = { microphone, camera: {} };
  const listeners = new Set<() => void>();
  const capture = {
    track: (source: 'microphone' | 'camera') => tracks[source],
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const sending = new Set<string>();
  const media = {
    setTrack: vi.fn(async (source: string, track: object | null, _on: boolean) => {
      if (track !== null) sending.add(source);
    }),
    isSending: (source: string) => sending.has(source),
  };
  const ask = vi.fn(async () => null);
  // Only what OwnTracks uses of these classes, whose private parts need a browser.
  const own = new OwnTracks(capture as unknown as Capture, ask as never, microphoneOn);
  const plugged = () => {
    for (const listener of listeners) listener();
  };
  return { own, media: media as unknown as Media & typeof media, ask, microphone, tracks, plugged };
}

test('a person who was muted is silent from the first packet on', async () => {
  const { own, media, ask, microphone } = scene(false);
  await own.attach(media);
  expect(microphone.enabled).toBe(false);
  expect(media.setTrack).toHaveBeenCalledWith('microphone', microphone, false);
  expect(ask).not.toHaveBeenCalled();
});

test('each switch is told once', async () => {
  const { own, media, ask } = scene(true);
  await own.attach(media);
  await own.switchMicrophone(false);
  await own.switchMicrophone(false);
  await own.switchMicrophone(true);
  expect(ask.mock.calls).toEqual([
    ['switchTrack', { source: 'microphone', on: false }],
    ['switchTrack', { source: 'microphone', on: true }],
  ]);
});

test('while it is held the microphone gives nothing, whatever its switch says', async () => {
  const { own, media, microphone } = scene(true);
  await own.attach(media);
  own.hold(true);
  expect(microphone.enabled).toBe(false);
  await own.switchMicrophone(true);
  expect(microphone.enabled).toBe(false);
  own.hold(false);
  expect(microphone.enabled).toBe(true);
});

test('a camera that goes away is told as off and as on again when it is back', async () => {
  const { own, media, ask, tracks, plugged } = scene(true);
  await own.attach(media);
  tracks.camera = null;
  plugged();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledWith('switchTrack', { source: 'camera', on: false }));
  tracks.camera = {};
  plugged();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledWith('switchTrack', { source: 'camera', on: true }));
});

test('a microphone that is replaced at once is on in the end, however late its loss is told', async () => {
  const { own, media, ask, microphone, tracks, plugged } = scene(true);
  await own.attach(media);
  const told: boolean[] = [];
  const late = Promise.withResolvers<null>();
  // The answer to the first switch takes its time; the second must not overtake it.
  ask.mockImplementation((async (_name: string, { on }: { on: boolean }) => {
    if (!on) await late.promise;
    told.push(on);
    return null;
  }) as never);
  tracks.microphone = null;
  plugged();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(1));
  tracks.microphone = microphone;
  plugged();
  late.resolve(null);
  await vi.waitFor(() => expect(told).toEqual([false, true]));
});

test('a new visit sends and tells everything again', async () => {
  const { own, media, ask } = scene(true);
  await own.attach(media);
  const other = scene(true).media;
  await own.attach(other);
  expect(other.setTrack).toHaveBeenCalledTimes(2);
  expect(ask).not.toHaveBeenCalled();
});
