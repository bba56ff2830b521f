// The record proves that it can be heard while it runs: what was written is read back, decoded, and held against what the sender says.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NoticeBody } from '../../media/contract.ts';
import { soundLevelOf } from '../../media/record/rtp.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { knownBeeps, knownPicture } from './known.ts';
import { rtpPacket, SOUND_LEVEL_ID, withSoundLevel } from './packets.ts';
import { Stage } from './stage.ts';

type Seen = NoticeBody<'recordingGrew'>['tracks'][number];

let worker: SfuWorker;
beforeAll(async () => {
  worker = await Stage.worker();
});
afterAll(() => worker.worker.close());

/** What was told of a track, in order. */
const seenOf = (stage: Stage, trackId: string): Seen[] =>
  stage.of('recordingGrew').flatMap(({ tracks }) => tracks.filter((track) => track.trackId === trackId));

describe('the proof by ear', () => {
  it.concurrent('hears what was written, and finds no fault', async () => {
    const stage = await Stage.create(worker);
    const [voice, face] = await Promise.all([stage.publish('microphone'), stage.publish('camera')]);
    const [sound, picture] = await Promise.all([knownBeeps(6, 440), knownPicture(6, '160x120')]);
    const spoken = voice.packets(sound).map((sent) => ({ ...sent, bytes: withSoundLevel(sent.bytes, -9) }));
    await Promise.all([voice.send(spoken), face.send(face.packets(picture))]);
    const heard = seenOf(stage, voice.trackId);
    // While six seconds were said; how soon after each word depends on what else the machine does.
    expect(heard.some(({ heardAgoMs }) => heardAgoMs !== null && heardAgoMs < 4_000)).toBe(true);
    expect(new Set(heard.map(({ fault }) => fault))).toEqual(new Set([null]));
    expect(new Set(seenOf(stage, face.trackId).map(({ fault }) => fault))).toEqual(new Set([null]));
    expect(stage.of('recordingGrew').every(({ journalled }) => journalled)).toBe(true);
    await stage.close();
  });

  it.concurrent('says within 5 s that somebody speaks and the file is silent, and no longer once it is not', async () => {
    const stage = await Stage.create(worker);
    const voice = await stage.publish('microphone');
    const [silence, beeps] = await Promise.all([knownBeeps(7, 0), knownBeeps(5, 440)]);
    const frames = [...silence.frames, ...beeps.frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + 7_000 }))];
    const claimed = voice
      .packets({ source: 'microphone', frames })
      .map((sent) => ({ ...sent, bytes: withSoundLevel(sent.bytes, -20) }));
    const sent = voice.send(claimed);
    await vi.waitFor(() => expect(seenOf(stage, voice.trackId).at(-1)?.fault).toBe('not_heard'), 5_000);
    expect(seenOf(stage, voice.trackId).every(({ heardAgoMs }) => heardAgoMs === null)).toBe(true);
    await sent;
    expect(seenOf(stage, voice.trackId).at(-1)).toMatchObject({ fault: null, heardAgoMs: expect.any(Number) });
    await stage.close();
  });

  it.concurrent('takes silence for silence when its sender says so', async () => {
    const stage = await Stage.create(worker);
    const voice = await stage.publish('microphone');
    const quiet = voice.packets(await knownBeeps(7, 0)).map((sent) => ({
      ...sent,
      bytes: withSoundLevel(sent.bytes, -90),
    }));
    await voice.send(quiet);
    expect(new Set(seenOf(stage, voice.trackId).map(({ fault }) => fault))).toEqual(new Set([null]));
    await stage.close();
  });

  it.concurrent('says that what came is no sound', async () => {
    const stage = await Stage.create(worker);
    const voice = await stage.publish('microphone');
    const junk = voice.packets(await knownBeeps(9, 440)).map((sent) => {
      const packet = Buffer.from(sent.bytes);
      // Code 3 with 63 frames in no bytes: no Opus packet (RFC 6716, 3.4).
      return { ...sent, bytes: Buffer.concat([packet.subarray(0, 12), Buffer.from([0xff, 0xff, 1])]) };
    });
    await voice.send(junk);
    expect(seenOf(stage, voice.trackId).at(-1)?.fault).toBe('unreadable');
    await stage.close();
  });
});

describe('what a packet says of its loudness', () => {
  const stream = { ssrc: 7, payloadType: 100, firstSequence: 0, firstTimestamp: 0 };
  const plain = rtpPacket(stream, 1, 2, false, Uint8Array.of(1, 2, 3));

  it('is found under its number, and only there', () => {
    expect(soundLevelOf(withSoundLevel(plain, -31), SOUND_LEVEL_ID)).toBe(-31);
    expect(soundLevelOf(withSoundLevel(plain, -31), 2)).toBeNull();
    expect(soundLevelOf(plain, SOUND_LEVEL_ID)).toBeNull();
  });

  it('is nothing in a packet that is cut off anywhere', () => {
    const whole = withSoundLevel(plain, -31);
    for (let length = 0; length < 18; length++)
      expect(soundLevelOf(whole.subarray(0, length), SOUND_LEVEL_ID)).toBeNull();
  });
});
