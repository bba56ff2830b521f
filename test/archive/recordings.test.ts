// Recordings: one for each hearing, segments kept once with their hash in the trail, derived objects in versions.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { newId, Office, refuses, segmentOf, sqlIn } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

async function withRecording() {
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const personId = await office.person(hearingId);
  const recording = { id: newId(), zeroAtMs: office.time, directory: 'recordings/1' };
  await office.archive.recordings.start(SERVER, hearingId, recording);
  return { recordings: office.archive.recordings, caseId, hearingId, personId, recording };
}

describe('a recording', () => {
  test('is started once for a hearing', async () => {
    const { recordings, caseId, hearingId, recording } = await withRecording();
    await recordings.start(SERVER, hearingId, recording);
    const { id, zeroAtMs: startedAtMs, directory } = recording;
    const expected = { id, state: 'recording', startedAtMs, endedAtMs: null, directory, segments: [] };
    expect(await recordings.ofHearing(hearingId)).toEqual(expected);
    expect((await office.archive.hearings.byId(hearingId))?.recording).toEqual(expected);
    await refuses(recordings.start(SERVER, hearingId, { ...recording, id: newId() }), 'wrong_state', new RegExp(id));
    await refuses(recordings.start(SERVER, hearingId, { ...recording, zeroAtMs: 1 }), 'bad_request');
    await refuses(recordings.start(SERVER, newId(), { ...recording, id: newId() }), 'not_found');
    expect((await office.acts(caseId)).filter((act) => act === 'recording.started')).toHaveLength(1);
    expect(await recordings.ofHearing(newId())).toBeNull();
  });

  test('changes state with an entry each, and keeps the time at which it first stopped', async () => {
    const { recordings, caseId, hearingId, recording } = await withRecording();
    await recordings.setState(SERVER, recording.id, 'paused', 'recess');
    await recordings.setState(SERVER, recording.id, 'paused');
    office.time += 60_000;
    const stoppedAtMs = office.time;
    await recordings.setState(SERVER, recording.id, 'stopped');
    office.time += 60_000;
    await recordings.setState(SERVER, recording.id, 'verifying');
    await recordings.setState(SERVER, recording.id, 'stopped');
    await recordings.setState(SERVER, recording.id, 'sealed');
    expect(await recordings.ofHearing(hearingId)).toMatchObject({ state: 'sealed', endedAtMs: stoppedAtMs });
    expect((await office.acts(caseId)).filter((act) => act === 'recording.state_changed')).toHaveLength(5);
    await refuses(recordings.setState(SERVER, newId(), 'stopped'), 'not_found');
  });
});

describe('a segment', () => {
  test('is kept whole, in the order of the clock, and found by its id with its place', async () => {
    const { recordings, caseId, hearingId, personId, recording } = await withRecording();
    const [late, early] = [segmentOf(personId, 5_000.75), segmentOf(personId, 0)];
    await recordings.addSegment(recording.id, late);
    await recordings.addSegment(recording.id, early);
    const plain = ({ file: _file, packets: _packets, frames: _frames, ...segment }: typeof late) => segment;
    expect((await recordings.ofHearing(hearingId))?.segments).toEqual([plain(early), plain(late)]);
    expect(await recordings.segment(late.id)).toEqual({
      ...plain(late),
      file: late.file,
      directory: 'recordings/1',
      hearingId,
      caseId,
    });
    expect(await recordings.segment(newId())).toBeNull();
  });

  test('told twice is kept once; another one under its id is refused', async () => {
    const { recordings, caseId, personId, recording } = await withRecording();
    const segment = segmentOf(personId);
    await Promise.all([recordings.addSegment(recording.id, segment), recordings.addSegment(recording.id, segment)]);
    expect((await office.acts(caseId)).filter((act) => act === 'segment.kept')).toHaveLength(1);
    await refuses(recordings.addSegment(recording.id, { ...segment, sha256: 'cd'.repeat(32) }), 'bad_request');
    await refuses(recordings.addSegment(newId(), segmentOf(personId)), 'not_found');
  });

  test('has its SHA-256 in the trail', async () => {
    const { recordings, hearingId, personId, recording } = await withRecording();
    const segment = { ...segmentOf(personId), sha256: 'ef'.repeat(32) };
    await recordings.addSegment(recording.id, segment);
    const [entry] = sqlIn(office.dataDir, "SELECT * FROM trail WHERE act = 'segment.kept' ORDER BY seq DESC LIMIT 1");
    expect(entry).toMatchObject({ hearing_id: hearingId, actor_kind: 'server' });
    expect(JSON.parse(String(entry?.detail))).toMatchObject({
      segmentId: segment.id,
      sha256: segment.sha256,
      durationMs: 5_000.25,
    });
  });

  test('of a person who is not known is kept all the same: what was recorded is never thrown away', async () => {
    const { recordings, hearingId, recording } = await withRecording();
    await recordings.addSegment(recording.id, segmentOf(newId()));
    expect((await recordings.ofHearing(hearingId))?.segments).toHaveLength(1);
  });

  test('comes too late for a sealed recording, unless it is one of it', async () => {
    const { recordings, personId, recording } = await withRecording();
    const segment = segmentOf(personId);
    await recordings.addSegment(recording.id, segment);
    await recordings.setState(SERVER, recording.id, 'sealed');
    await recordings.addSegment(recording.id, segment);
    await refuses(recordings.addSegment(recording.id, segmentOf(personId)), 'wrong_state');
  });
});

describe('a derived object', () => {
  async function* text(content: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(content);
  }

  test('is found by what it is and what it was made of, in its newest version, the older one staying', async () => {
    const { recordings, caseId, hearingId } = await withRecording();
    const belongs = { caseId, hearingId };
    const [first, second] = [
      await office.archive.objects.putStream(text('a')),
      await office.archive.objects.putStream(text('b')),
    ];
    await recordings.addDerived('minutes', hearingId, { ...first, mediaType: 'text/plain' }, belongs);
    await recordings.addDerived('minutes', hearingId, { ...first, mediaType: 'text/plain' }, belongs);
    expect(await recordings.findDerived('minutes', hearingId)).toEqual({ ...first, mediaType: 'text/plain' });
    await recordings.addDerived('minutes', hearingId, { ...second, mediaType: 'text/plain' }, belongs);
    expect(await recordings.findDerived('minutes', hearingId)).toEqual({ ...second, mediaType: 'text/plain' });
    expect(await recordings.findDerived('minutes', newId())).toBeNull();
    expect(await recordings.findDerived('playback', hearingId)).toBeNull();
    expect((await office.acts(caseId)).filter((act) => act === 'object.derived')).toHaveLength(2);
    expect(
      sqlIn(office.dataDir, 'SELECT version, sha256 FROM derived_objects WHERE key = ? ORDER BY version', hearingId),
    ).toEqual([
      { version: 1, sha256: first.sha256 },
      { version: 2, sha256: second.sha256 },
    ]);
  });

  test('is named only when the store holds it', async () => {
    const { recordings } = await withRecording();
    const object = await office.archive.objects.putStream(text('a'));
    await refuses(
      recordings.addDerived('minutes', 'x', { ...object, sha256: '00'.repeat(32), mediaType: 'x' }),
      'file_damaged',
    );
    await refuses(recordings.addDerived('minutes', 'x', { ...object, bytes: 2, mediaType: 'x' }), 'file_damaged');
    expect(await recordings.findDerived('minutes', 'x')).toBeNull();
  });
});
