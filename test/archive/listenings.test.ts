// Listening once more: which recordings are due, what a second engine's words become, and that what a person wrote is never covered.
import { expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { newId, Office, segmentOf } from './office.ts';

const MODEL = 'second-model';
const SECOND = { name: MODEL, isSecond: true, rehearses: false };
const ANOTHER = { name: 'another', isSecond: false, rehearses: false };
const words = (text: string, startMs: number) =>
  [...text].map((character, index) => ({ text: character, startMs: startMs + index * 200, probability: 0.9 }));
const heard = (text: string, startMs: number) =>
  [...text].map((character, index) => ({ text: character, startMs: startMs + index * 200, doubt: index === 0 }));

async function over(office: Office) {
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const ownerId = await office.person(hearingId);
  const recordingId = newId();
  const { hearings, recordings, words: kept } = office.archive;
  await recordings.start(SERVER, hearingId, { id: recordingId, zeroAtMs: office.time, directory: 'recordings/1' });
  const of = { recordingId, trackId: 'track', ownerId };
  await kept.addLine({ ...of, segment: 0, text: '第一句', words: words('第一句', 1_000) });
  await kept.addLine({ ...of, segment: 1, text: '第二句', words: words('第二句', 9_000) });
  await kept.addHole({ ...of, startMs: 3_000, endMs: 8_000, reason: 'engine' });
  await hearings.setState(SERVER, hearingId, 'closed', { from: ['draft'] });
  for (const state of ['stopped', 'verifying', 'sealed'] as const)
    await recordings.setState(SERVER, recordingId, state);
  return { caseId, hearingId, recordingId };
}

test('is due once for each model, when the recording was checked', async () => {
  const office = await Office.open();
  const { recordingId, hearingId, caseId } = await over(office);
  const { listenings } = office.archive;
  const due = await listenings.next(SECOND, []);
  expect(due).toEqual({ recordingId, hearingId });
  expect(await listenings.next(SECOND, [recordingId])).toBeNull();
  if (due === null) throw new Error('nothing is due');
  await listenings.giveUp(due, MODEL);
  expect(await listenings.next(SECOND, [])).toBeNull();
  expect(await listenings.next(ANOTHER, [])).toEqual(due);
  expect(await office.acts(caseId)).toContain('transcript.not_heard_again');
});

test('is asked for where nobody listened, and again where it failed', async () => {
  const office = await Office.open();
  const { archive } = office;
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const ownerId = await office.person(hearingId);
  const recordingId = newId();
  await archive.recordings.start(SERVER, hearingId, {
    id: recordingId,
    zeroAtMs: office.time,
    directory: 'recordings/1',
  });
  await archive.recordings.addSegment(recordingId, segmentOf(ownerId, 2_000));
  await archive.recordings.addSegment(recordingId, { ...segmentOf(ownerId, 2_000), source: 'camera' });
  const facts = () => archive.listenings.ofHearing(hearingId, SECOND);
  // Nothing is asked of a hearing that is not over.
  expect(await facts()).toEqual({ rounds: [], isDue: false, left: null });
  await archive.hearings.setState(SERVER, hearingId, 'closed', { from: ['draft'] });
  for (const state of ['stopped', 'verifying', 'sealed'] as const)
    await archive.recordings.setState(SERVER, recordingId, state);
  expect(await facts()).toEqual({ rounds: [], isDue: false, left: 'unheard' });
  expect(await archive.listenings.next(SECOND, [])).toBeNull();

  for (let twice = 0; twice < 2; twice++) await archive.listenings.ask(SERVER, hearingId, SECOND);
  expect((await office.acts(caseId)).filter((act) => act === 'transcript.listening_asked')).toHaveLength(1);
  expect(await facts()).toEqual({ rounds: [], isDue: true, left: null });
  const due = { recordingId, hearingId };
  expect((await archive.listenings.workOf(due)).holes).toMatchObject([{ startMs: 2_000, endMs: 7_000.25 }]);
  // What knows the words of a rehearsal listens to practices only.
  expect(await archive.listenings.next({ ...SECOND, rehearses: true }, [])).toBeNull();

  await archive.listenings.giveUp(due, MODEL);
  expect(await facts()).toMatchObject({ rounds: [{ state: 'failed', label: null }], isDue: false, left: 'failed' });
  await archive.listenings.ask(SERVER, hearingId, SECOND);
  expect(await facts()).toEqual({ rounds: [], isDue: true, left: null });
  const [hole] = (await archive.listenings.workOf(due)).holes;
  const label = { zh: '模型', en: 'Model' };
  const holes = [{ holeId: hole?.id ?? '', sentences: [words('补上的话', 3_000)] }];
  await archive.listenings.conclude(due, { model: MODEL, label, lines: [], holes });
  expect(await facts()).toMatchObject({ rounds: [{ state: 'done', label }], isDue: false, left: null });
  expect((await archive.transcripts.ofHearing(hearingId)).lines).toMatchObject([{ text: '补上的话', pass: 'repair' }]);
});

test('makes revisions of what a machine wrote, suggestions of what a person did, and sentences of holes', async () => {
  const office = await Office.open();
  const { recordingId, hearingId } = await over(office);
  const { listenings, transcripts } = office.archive;
  const [first, second] = (await transcripts.ofHearing(hearingId)).lines;
  if (first === undefined || second === undefined) throw new Error('no lines');
  await transcripts.edit(SERVER, hearingId, [{ lineId: second.id, revision: 0, text: '人写的' }]);
  const due = { recordingId, hearingId };
  const work = await listenings.workOf(due);
  expect(work.lines.map(({ id }) => id)).toEqual([first.id, second.id]);
  const [hole] = work.holes;
  if (hole === undefined) throw new Error('no hole');
  await listenings.conclude(due, {
    ...{ model: MODEL, label: { zh: '模型', en: 'Model' } },
    lines: [
      { lineId: first.id, words: heard('第一剧', 1_000) },
      { lineId: second.id, words: heard('第二据', 9_000) },
    ],
    // Its first word was said in the sentence before, and is there already.
    holes: [{ holeId: hole.id, sentences: [words('句', 1_400), words('洞里说的', 4_000)] }],
  });
  const { lines, holes } = await transcripts.ofHearing(hearingId);
  expect(lines.map(({ text, by, pass, suggestion }) => [text, by, pass, suggestion])).toEqual([
    ['第一剧', 'second', 'live', null],
    ['洞里说的', 'machine', 'repair', null],
    ['人写的', 'person', 'live', '第二据'],
  ]);
  expect(lines[0]?.words.map(({ doubt }) => doubt)).toEqual([true, false, false]);
  expect(holes).toMatchObject([{ open: false }]);
  expect((await transcripts.search({ q: '洞里', before: undefined, visibleTo: 'all' })).hits).toHaveLength(1);
  expect(await listenings.next(ANOTHER, [])).toBeNull();
});

test('does not say again at the edges of a hole what its neighbours say', async () => {
  const office = await Office.open();
  const { recordingId, hearingId } = await over(office);
  const { listenings, transcripts } = office.archive;
  const due = { recordingId, hearingId };
  const [hole] = (await listenings.workOf(due)).holes;
  // Its last word again from the sentence before, and the beginning of the one after, heard otherwise in part.
  const sentences = [words('句洞里说的', 1_950), words('然后第二', 8_100)];
  const holes = [{ holeId: hole?.id ?? '', sentences }];
  await listenings.conclude(due, { model: MODEL, label: null, lines: [], holes });
  const { lines } = await transcripts.ofHearing(hearingId);
  expect(lines.map(({ text }) => text)).toEqual(['第一句', '洞里说的', '然后', '第二句']);
});

test('doubts all of a sentence in which the second engine heard nothing', async () => {
  const office = await Office.open();
  const { recordingId, hearingId } = await over(office);
  const { listenings, transcripts } = office.archive;
  const [first] = (await transcripts.ofHearing(hearingId)).lines;
  const lines = [{ lineId: first?.id ?? '', words: [] }];
  await listenings.conclude({ recordingId, hearingId }, { model: MODEL, label: null, lines, holes: [] });
  const [now] = (await transcripts.ofHearing(hearingId)).lines;
  expect(now).toMatchObject({ text: '第一句', by: 'second' });
  expect(now?.words.every(({ doubt }) => doubt)).toBe(true);
});
