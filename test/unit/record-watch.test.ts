// The truth behind the recording light: what is wrong, since when, how often, and who is heard.
import { beforeEach, describe, expect, it } from 'vitest';
import type { NoticeBody } from '../../media/contract.ts';
import type { RecordFault } from '../../server/protocol/snapshot.ts';
import { RecordWatch } from '../../server/rooms/record-watch.ts';

const [PERSON, TRACK] = [crypto.randomUUID(), crypto.randomUUID()];
type Track = NoticeBody<'recordingGrew'>['tracks'][number];

const track = (change: Partial<Track> = {}): Track => ({
  trackId: TRACK,
  ownerId: PERSON,
  source: 'microphone',
  fault: null,
  heardAgoMs: null,
  ...change,
});
const news = (change: Partial<NoticeBody<'recordingGrew'>> = {}): NoticeBody<'recordingGrew'> => ({
  roomId: crypto.randomUUID(),
  recordingId: crypto.randomUUID(),
  bytes: 1_000,
  grownAgoMs: 100,
  flowingTracks: 1,
  journalled: true,
  tracks: [track()],
  ...change,
});

let told: [RecordFault['reason'], 'began' | 'ended', number][];
let watch: RecordWatch;
beforeEach(() => {
  told = [];
  watch = new RecordWatch((fault, what, sinceMs) => told.push([fault.reason, what, sinceMs]), 0);
  watch.begin(1_000);
});
const reasons = () => watch.faults.map(({ reason }) => reason);

describe('the watch over the recorder', () => {
  it('takes no news for 4 s as news', () => {
    watch.look(5_000);
    expect(reasons()).toEqual([]);
    watch.look(5_001);
    expect(reasons()).toEqual(['recorder_gone']);
    watch.hear(news(), 6_000);
    expect(reasons()).toEqual([]);
    expect(watch.gaps).toBe(1);
    expect(told).toEqual([
      ['recorder_gone', 'began', 5_001],
      ['recorder_gone', 'ended', 5_001],
    ]);
  });

  it('says at once that the recorder died, and is quiet when it is begun again', () => {
    watch.lost(2_000);
    expect(reasons()).toEqual(['recorder_gone']);
    watch.begin(3_000);
    expect(reasons()).toEqual([]);
  });

  it('misses growth only while something flows', () => {
    watch.hear(news({ grownAgoMs: null, flowingTracks: 0, tracks: [] }), 4_000);
    watch.hear(news({ grownAgoMs: null, flowingTracks: 0, tracks: [] }), 8_000);
    expect(reasons()).toEqual([]);
    watch.hear(news({ grownAgoMs: 4_001, tracks: [] }), 12_000);
    expect(reasons()).toEqual(['not_growing']);
  });

  it('counts one gap, however many faults it was made of, and names whose track each is', () => {
    const failed = [track({ fault: 'write_failed' }), track({ source: 'camera', fault: 'not_growing' })];
    watch.hear(news({ tracks: failed, journalled: false }), 2_000);
    expect(watch.faults).toEqual([
      { reason: 'write_failed', personId: PERSON, source: 'microphone' },
      { reason: 'not_growing', personId: PERSON, source: 'camera' },
      { reason: 'not_journalled', personId: null, source: null },
    ]);
    watch.hear(news({ tracks: failed.slice(0, 1) }), 3_000);
    expect([reasons(), watch.gaps]).toEqual([['write_failed'], 0]);
    watch.hear(news(), 4_000);
    expect([reasons(), watch.gaps]).toEqual([[], 1]);
  });

  it('ends what was wrong with the recording itself', () => {
    watch.hear(news({ tracks: [track({ fault: 'unreadable' })] }), 2_000);
    watch.end(3_000);
    watch.look(60_000);
    expect([reasons(), watch.gaps, watch.grownMs]).toEqual([[], 1, null]);
  });

  it('knows the first growth of this run from that of an earlier one', () => {
    watch.hear(news({ grownAgoMs: 5_000 }), 2_000);
    expect(watch.hasGrown).toBe(false);
    watch.hear(news({ grownAgoMs: 100 }), 2_500);
    expect([watch.hasGrown, watch.grownMs]).toEqual([true, 2_400]);
  });

  it('hears a person for a while after their last word, and not while their track fails', () => {
    expect(watch.ofPerson(PERSON, 1_000)).toBeNull();
    watch.hear(news({ tracks: [track({ heardAgoMs: 1_000 })] }), 2_000);
    expect(watch.ofPerson(PERSON, 20_999)).toBe('heard');
    expect(watch.ofPerson(PERSON, 21_000)).toBeNull();
    expect(watch.ofPerson(crypto.randomUUID(), 2_000)).toBeNull();
    watch.hear(news({ tracks: [track({ heardAgoMs: 0, fault: 'write_failed' })] }), 3_000);
    expect(watch.ofPerson(PERSON, 3_000)).toBe('failing');
  });
});
