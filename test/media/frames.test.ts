// From packets to what is written: pictures, sound, layers, key frames, times.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vp8Assembler } from '../../media/record/assembler.ts';
import { RecordingClock, RtpTime } from '../../media/record/clock.ts';
import type { Frame } from '../../media/record/frame.ts';
import { KeyFrameNeed } from '../../media/record/keyframes.ts';
import { LayerChoice } from '../../media/record/layers.ts';
import { opusPacketMs } from '../../media/record/opus.ts';
import { Picture } from '../../media/record/picture.ts';
import { parseRtp } from '../../media/record/rtp.ts';
import { keyFrameSize, parseVp8 } from '../../media/record/vp8.ts';
import { rtpPacket, vp8Payloads } from './packets.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const STREAM = { ssrc: 7, payloadType: 101, firstSequence: 0, firstTimestamp: 0 };

describe('VP8', () => {
  const keyFrame = (width: number, height: number, length: number) =>
    Uint8Array.from([
      0x10,
      0,
      0,
      0x9d,
      0x01,
      0x2a,
      width & 0xff,
      width >> 8,
      height & 0xff,
      height >> 8,
      ...new Array(length).fill(1),
    ]);
  const delta = (length: number) => new Uint8Array(length).fill(1);

  it('has its descriptor skipped in all its lengths', () => {
    expect(parseVp8(Uint8Array.of(0x10, 5))).toEqual({ startsFrame: true, data: Uint8Array.of(5) });
    expect(parseVp8(Uint8Array.of(0x90, 0x80, 0x01, 5))?.data).toEqual(Uint8Array.of(5));
    expect(parseVp8(Uint8Array.of(0x90, 0xf0, 0x81, 0x02, 0x03, 0x04, 5))?.data).toEqual(Uint8Array.of(5));
    expect(parseVp8(Uint8Array.of(0x11, 5))?.startsFrame).toBe(false);
    expect(parseVp8(Uint8Array.of(0x00, 5))?.startsFrame).toBe(false);
    for (const cut of [[], [0x10], [0x90, 0x80], [0x90, 0xf0, 0x81, 0x02, 0x03, 0x04]]) {
      expect(parseVp8(Uint8Array.from(cut))).toBeNull();
    }
  });

  it('tells the size of a key frame, and no size of anything else', () => {
    expect(keyFrameSize(keyFrame(640, 360, 5))).toEqual({ width: 640, height: 360 });
    expect(keyFrameSize(delta(50))).toBeNull();
    expect(keyFrameSize(keyFrame(640, 360, 5).subarray(0, 9))).toBeNull();
    expect(keyFrameSize(keyFrame(0, 360, 5))).toBeNull();
  });

  it('gives whole pictures only: with any packets missing, what comes out decodes from a key frame on without a hole', () => {
    const stream = Array.from({ length: 60 }, (_, index) =>
      index % 10 === 0 ? keyFrame(64, 64, 2_500) : delta(500 + 100 * index),
    );
    const sent = stream.flatMap((data, index) => {
      const payloads = vp8Payloads({ timeMs: 40 * index, data, key: index % 10 === 0 });
      return payloads.map((payload, part) => ({ index, payload, marker: part === payloads.length - 1 }));
    });
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(sent.length - 1), { maxLength: 12 }), (missing) => {
        const frames: Frame[] = [];
        const assembler = new Vp8Assembler((frame) => frames.push(frame));
        for (const [number, { index, payload, marker }] of sent.entries()) {
          if (missing.includes(number)) assembler.break();
          else {
            const packet = parseRtp(rtpPacket(STREAM, number, 3_600 * index, marker, payload));
            if (packet !== null) assembler.push({ packet, arrivalMs: 0 });
          }
        }
        const hurt = new Set(missing.map((number) => sent[number]?.index ?? -1));
        let broken = true;
        const wanted = stream.flatMap((data, index) => {
          broken = hurt.has(index) || (broken && index % 10 !== 0);
          return broken ? [] : [Buffer.from(data)];
        });
        expect(frames.map(({ data }) => Buffer.concat(data))).toEqual(wanted);
      }),
    );
  });

  it('survives any payload', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ payload: bytes(40), timestamp: fc.nat(5), marker: fc.boolean() })), (junk) => {
        const assembler = new Vp8Assembler(() => {});
        for (const { payload, timestamp, marker } of junk) {
          const packet = { payload, timestamp, marker, sequence: 0, ssrc: 1, payloadType: 96 };
          assembler.push({ packet, arrivalMs: 0 });
        }
      }),
    );
  });
});

describe('a camera', () => {
  /** Feeds one layer of 25 pictures a second, a packet each, without those that are missing; tells when key frames are asked for. */
  const play = (toMs: number, missing: (atMs: number) => boolean, isKey: (atMs: number) => boolean) => {
    const asked: number[] = [];
    const written: number[] = [];
    let nowMs = 0;
    const picture = new Picture(
      'vp8',
      [7],
      (frame) => written.push(frame.timestamp / 90),
      () => asked.push(nowMs),
      0,
    );
    for (; nowMs <= toMs; nowMs += 5) {
      if (nowMs % 40 === 0 && !missing(nowMs)) {
        const data = isKey(nowMs) ? Uint8Array.of(0x10, 0, 0, 0x9d, 1, 0x2a, 64, 0, 64, 0, 1) : Uint8Array.of(1, 2, 3);
        const payload = Uint8Array.of(0x10, ...data);
        picture.packet(
          { marker: true, payloadType: 96, sequence: nowMs / 40, timestamp: nowMs * 90, ssrc: 7, payload },
          nowMs,
        );
      }
      if (nowMs % 125 === 0) picture.tick(nowMs);
    }
    return { asked, written };
  };

  it('is asked for a key frame while a lost packet is still waited for, and at most once a second', () => {
    const { asked, written } = play(
      6_000,
      (atMs) => atMs === 2_000,
      (atMs) => atMs === 0 || atMs === 4_520,
    );
    expect(asked).toEqual([2_375, 3_375, 4_375]);
    // Broken from the loss to the key frame that was asked for.
    expect(written.filter((atMs) => atMs < 2_000)).toHaveLength(50);
    expect(written.filter((atMs) => atMs >= 2_000)[0]).toBe(4_520);
  });

  it('is asked for one after two and a half seconds without, though nothing is lost', () => {
    const { asked, written } = play(
      5_500,
      () => false,
      (atMs) => atMs === 0,
    );
    expect(asked).toEqual([2_500, 3_500, 4_500, 5_500]);
    expect(written).toHaveLength(138);
  });
});

describe('Opus', () => {
  it('says how long each packet sounds', () => {
    expect(opusPacketMs(Uint8Array.of(0xfc))).toBe(20);
    expect(opusPacketMs(Uint8Array.of(0xfd))).toBe(40);
    expect(opusPacketMs(Uint8Array.of(0xff, 0x03))).toBe(60);
    expect(opusPacketMs(Uint8Array.of(0x18))).toBe(60);
    expect(opusPacketMs(Uint8Array.of(0x60))).toBe(10);
    expect(opusPacketMs(Uint8Array.of(0xe0))).toBe(2.5);
    expect(opusPacketMs(Uint8Array.of(0xff, 0xff))).toBe(120);
    expect(opusPacketMs(new Uint8Array())).toBe(0);
  });
});

describe('the layer that is written', () => {
  const flow = (choice: LayerChoice, layers: readonly number[], fromMs: number, toMs: number) => {
    for (let ms = fromMs; ms < toMs; ms += 40) for (const layer of layers) choice.arrived(layer, ms);
  };

  it('is the highest from the first moments', () => {
    const choice = new LayerChoice(3);
    expect(choice.wanted(null, 0)).toBeNull();
    flow(choice, [0], 0, 100);
    expect(choice.wanted(null, 100)).toBe(0);
    flow(choice, [0, 1, 2], 100, 1_000);
    expect(choice.wanted(0, 1_000)).toBe(2);
  });

  it('goes down at once when it stops, and up again only after ten seconds without a break', () => {
    const choice = new LayerChoice(2);
    flow(choice, [0, 1], 0, 5_000);
    flow(choice, [0], 5_000, 5_600);
    expect(choice.wanted(1, 5_600)).toBe(0);
    flow(choice, [0, 1], 8_000, 17_000);
    expect(choice.wanted(0, 17_000)).toBe(0);
    flow(choice, [0], 17_000, 18_500);
    flow(choice, [0, 1], 18_500, 28_400);
    expect(choice.wanted(0, 28_400)).toBe(0);
    flow(choice, [0, 1], 28_400, 28_600);
    expect(choice.wanted(0, 28_600)).toBe(1);
  });

  it('stays where it is while nothing at all comes', () => {
    const choice = new LayerChoice(2);
    flow(choice, [0, 1], 0, 5_000);
    expect(choice.wanted(1, 60_000)).toBe(1);
    choice.arrived(7, 60_000);
    expect(choice.wanted(1, 60_000)).toBe(1);
  });
});

describe('a key frame', () => {
  it('is asked for once a second while it is waited for, and after two and a half without one', () => {
    const need = new KeyFrameNeed(0);
    const asks: number[] = [];
    for (let ms = 0; ms <= 3_000; ms += 125) if (need.ask(ms >= 1_500, ms)) asks.push(ms);
    expect(asks).toEqual([1_500, 2_500]);
    need.got(3_000);
    expect(need.ask(false, 5_400)).toBe(false);
    expect(need.ask(false, 5_500)).toBe(true);
    expect(need.ask(false, 5_600)).toBe(false);
  });
});

describe('time', () => {
  it('of RTP goes on over the wrap-around, and back', () => {
    const time = new RtpTime(90_000);
    expect(time.ms(0xff_ff_ff_ff - 89)).toBe(0);
    expect(time.ms(0)).toBe(1);
    expect(time.ms(90)).toBe(2);
    expect(time.ms(0)).toBe(1);
  });

  it('of a recording is anchored once', () => {
    const clock = new RecordingClock(Date.now() - 5_000);
    expect(Math.abs(clock.at(performance.now()) - 5_000)).toBeLessThan(50);
    expect(clock.at(100) - clock.at(0)).toBeCloseTo(100, 3);
  });
});
