// Packets and their order: what any network may deliver.
import fc from 'fast-check';
import { packets } from 'rtp.js';
import { describe, expect, it } from 'vitest';
import { ReorderWindow } from '../../media/record/reorder.ts';
import { parseRtp } from '../../media/record/rtp.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('an RTP packet', () => {
  it('is read as an independent writer wrote it, with sources, extension and padding', () => {
    fc.assert(
      fc.property(
        fc.record({
          sequence: fc.nat(0xff_ff),
          timestamp: fc.nat(0xff_ff_ff_ff),
          ssrc: fc.nat(0xff_ff_ff_ff),
          payloadType: fc.nat(127),
          marker: fc.boolean(),
          csrcs: fc.array(fc.nat(0xff_ff_ff_ff), { maxLength: 15 }),
          mid: fc.option(fc.stringMatching(/^[a-z0-9]{1,8}$/)),
          payload: bytes(1_200),
          padding: fc.nat(200),
        }),
        (wanted) => {
          const packet = new packets.RtpPacket();
          packet.setSequenceNumber(wanted.sequence);
          packet.setTimestamp(wanted.timestamp);
          packet.setSsrc(wanted.ssrc);
          packet.setPayloadType(wanted.payloadType);
          packet.setMarker(wanted.marker);
          packet.setCsrcs(wanted.csrcs);
          const mid = packets.rtpExtensionUriToType('urn:ietf:params:rtp-hdrext:sdes:mid');
          if (mid !== undefined) packet.setExtensionMapping({ [mid]: 1 });
          if (wanted.mid !== null) packet.setMidExtension(wanted.mid);
          packet.setPayload(new DataView(wanted.payload.buffer, wanted.payload.byteOffset, wanted.payload.byteLength));
          packet.serialize();
          const view = packet.getView();
          const unpadded = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
          const padded = Uint8Array.from([...unpadded, ...new Array(wanted.padding).fill(wanted.padding)]);
          if (wanted.padding > 0) padded[0] = (padded[0] ?? 0) | 0x20;
          const read = parseRtp(padded);
          const { sequence, timestamp, ssrc, payloadType, marker, payload } = wanted;
          expect(read).toEqual({ sequence, timestamp, ssrc, payloadType, marker, payload: expect.anything() });
          expect(Buffer.from(read?.payload ?? []).equals(Buffer.from(payload))).toBe(true);
        },
      ),
    );
  });

  it('that is none is refused, whatever it is', () => {
    fc.assert(
      fc.property(bytes(80), (junk) => {
        const read = parseRtp(junk);
        if (read !== null) expect(read.payload.length).toBeLessThanOrEqual(junk.length - 12);
      }),
    );
    expect(parseRtp(new Uint8Array(11))).toBeNull();
    expect(parseRtp(Uint8Array.from([0x40, ...new Array(11).fill(0)]))).toBeNull();
    expect(parseRtp(Uint8Array.from([0x8f, ...new Array(11).fill(0)]))).toBeNull();
  });
});

describe('the reorder window', () => {
  const collect = (limits?: { packets: number; waitMs: number }) => {
    const out: (number | { lost: number | null })[] = [];
    const window = new ReorderWindow<number>(
      { packet: (item) => out.push(item), gap: (lost) => out.push({ lost }) },
      limits,
    );
    return { out, window };
  };

  it('gives every packet once and in order, from any start, over the wrap-around, however near ones are mixed and doubled', () => {
    fc.assert(
      fc.property(
        fc.nat(0xff_ff),
        fc.integer({ min: 1, max: 400 }),
        fc.infiniteStream(fc.nat(30)),
        fc.infiniteStream(fc.nat(4)),
        (start, count, delays, doubles) => {
          const { out, window } = collect();
          const order = Array.from({ length: count }, (_, index) => ({
            index,
            at: index === 0 ? -1 : index + delays.next().value,
          }));
          order.sort((a, b) => a.at - b.at);
          for (const { index } of order) {
            for (let times = doubles.next().value === 0 ? 2 : 1; times > 0; times--)
              window.push((start + index) & 0xff_ff, index, 0);
          }
          expect(out).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
    );
  });

  it('names exactly what is missing once the time is over', () => {
    fc.assert(
      fc.property(fc.nat(0xff_ff), fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }), (start, arrives) => {
        const { out, window } = collect();
        const present = [true, ...arrives, true];
        for (const [index, is] of present.entries()) if (is) window.push((start + index) & 0xff_ff, index, 0);
        window.expire(999);
        window.expire(1_001);
        const lost = out.reduce<number>((sum, one) => sum + (typeof one === 'number' ? 0 : (one.lost ?? 0)), 0);
        expect(out.filter((one) => typeof one === 'number')).toEqual(
          [...present.keys()].filter((index) => present[index]),
        );
        expect(lost).toBe(present.filter((is) => !is).length);
      }),
    );
  });

  it('waits no longer than it may', () => {
    const { out, window } = collect();
    window.push(10, 10, 0);
    window.push(12, 12, 100);
    window.expire(1_100);
    expect(out).toEqual([10]);
    expect(window.waitedMs(1_100)).toBe(1_000);
    window.expire(1_101);
    expect(out).toEqual([10, { lost: 1 }, 12]);
    window.push(11, 11, 1_200);
    expect(out).toHaveLength(3);
  });

  it('waits for no more packets than it may', () => {
    const { out, window } = collect({ packets: 8, waitMs: 1e9 });
    window.push(0, 0, 0);
    for (let index = 2; index < 12; index++) window.push(index, index, 0);
    expect(out).toEqual([0, { lost: 1 }, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('takes one packet from far away for junk, and two in a row for a new numbering', () => {
    const { out, window } = collect();
    window.push(100, 1, 0);
    window.push(40_000, -1, 0);
    window.push(101, 2, 0);
    expect(out).toEqual([1, 2]);
    window.push(40_000, 3, 0);
    window.push(40_001, 4, 0);
    expect(out).toEqual([1, 2, { lost: null }, 3, 4]);
    window.push(40_002, 5, 0);
    expect(out.at(-1)).toBe(5);
  });

  it('never leaves out a number without saying so: between two that it gives stands what is missing', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.constant(1) },
      { weight: 4, arbitrary: fc.integer({ min: -40, max: 600 }) },
      { weight: 1, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
    );
    fc.assert(
      fc.property(fc.nat(0xff_ff), fc.array(fc.tuple(step, fc.nat(400)), { maxLength: 400 }), (start, events) => {
        const { out, window } = collect({ packets: 64, waitMs: 1_000 });
        let [sequence, nowMs] = [start, 0];
        for (const [by, passed] of events) {
          sequence = (sequence + by + 0x1_00_00) & 0xff_ff;
          nowMs += passed;
          window.push(sequence, sequence, nowMs);
          window.expire(nowMs);
        }
        window.flush();
        let before: number | null = null;
        let lost: number | null = 0;
        for (const one of out) {
          if (typeof one !== 'number') lost = one.lost === null || lost === null ? null : lost + one.lost;
          else {
            if (before !== null && lost !== null) expect((one - before - 1 - lost) & 0xff_ff).toBe(0);
            [before, lost] = [one, 0];
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('survives any sequence of numbers and times', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(0xff_ff), fc.nat(3_000)), { maxLength: 500 }), (events) => {
        const { out, window } = collect();
        let nowMs = 0;
        for (const [sequence, passed] of events) {
          nowMs += passed;
          window.push(sequence, sequence, nowMs);
          window.expire(nowMs);
        }
        window.flush();
        expect(window.waitedMs(nowMs)).toBe(0);
        expect(out.filter((one) => typeof one === 'number').length).toBeLessThanOrEqual(events.length);
      }),
    );
  });
});
