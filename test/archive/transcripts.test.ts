// Transcripts: corrected without losing what was there, put right by a glossary, and found again by who may see them.
import { beforeAll, describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { gramsOf, placeOf } from '../../server/archive/grams.ts';
import { newId, Office, refuses, sqlIn } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.start();
  return () => office.stop();
});

const ONE_CHARACTER_MS = 200;
const heard = (text: string, startMs = 1_000, probability: number | null = 0.9) =>
  [...text].map((character, index) => ({ text: character, startMs: startMs + index * ONE_CHARACTER_MS, probability }));

/** A hearing with a recording; `say` adds a sentence of its complainant. */
async function heardHearing(creator: Parameters<Office['case']>[0] = SERVER) {
  const caseId = await office.case(creator);
  const hearingId = await office.hearing(SERVER, caseId);
  const personId = await office.person(hearingId, 'complainant', '王小明');
  const recordingId = newId();
  await office.archive.recordings.start(SERVER, hearingId, {
    ...{ id: recordingId, zeroAtMs: office.time, directory: 'recordings/1' },
  });
  let segment = 0;
  const say = async (text: string, startMs = 1_000 + segment * 10_000, probability = 0.9): Promise<string> => {
    await office.archive.words.addLine({
      ...{ recordingId, trackId: 'track', ownerId: personId, segment, text },
      words: heard(text, startMs, probability),
    });
    segment++;
    const { lines } = await office.archive.transcripts.ofHearing(hearingId);
    return lines.find((line) => line.startMs === startMs)?.id ?? '';
  };
  return { caseId, hearingId, personId, recordingId, say };
}

const lineOf = async (hearingId: string, id: string) => {
  const { lines } = await office.archive.transcripts.ofHearing(hearingId);
  const line = lines.find((one) => one.id === id);
  if (line === undefined) throw new Error('no such line');
  return line;
};

describe('a correction', () => {
  test('is a revision beside what was understood, with who, when, old and new', async () => {
    const clerk = await office.staff('clerk', '书记员甲');
    const { caseId, hearingId, personId, say } = await heardHearing();
    const id = await say('我不服决定');
    const before = await lineOf(hearingId, id);
    expect(before).toMatchObject({ revision: 0, by: 'machine', personId, text: '我不服决定', removed: false });

    office.time += 60_000;
    const [after] = await office.archive.transcripts.edit(clerk, hearingId, [
      { lineId: id, revision: 0, text: '我不服原决定' },
    ]);
    expect(after).toMatchObject({ revision: 1, by: 'person', text: '我不服原决定' });
    // What was understood keeps its time; what was put in stands between its neighbours.
    const times = after?.words.map(({ startMs }) => startMs) ?? [];
    expect([times[0], times[2], times[4], times[5]]).toEqual([1_000, 1_400, 1_600, 1_800]);
    expect(times[3]).toBeGreaterThanOrEqual(1_400);
    expect(times[3]).toBeLessThanOrEqual(1_600);

    expect(await office.archive.transcripts.history(hearingId, id)).toMatchObject([
      { revision: 0, atMs: null, byName: '', source: 'machine', text: '我不服决定' },
      { revision: 1, atMs: office.time, byName: '书记员甲', source: 'person', text: '我不服原决定' },
    ]);
    expect(await office.acts(caseId)).toContain('transcript.corrected');
  });

  test('is never altered, whoever tries', async () => {
    const { hearingId, say } = await heardHearing();
    const lineId = await say('今天听证');
    await office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision: 0, text: '今天开始听证' }]);
    for (const sql of ['update line_revisions set text = ?', 'delete from line_revisions where text <> ?'])
      expect(() => sqlIn(office.dataDir, sql, '别的')).toThrow(/never altered/);
  });

  test('covers nothing that its writer has not seen, and the same request again is success', async () => {
    const { hearingId, say } = await heardHearing();
    const lineId = await say('请看证据');
    const edit = { lineId, revision: 0, text: '请看这份证据' };
    await office.archive.transcripts.edit(SERVER, hearingId, [edit]);
    await office.archive.transcripts.edit(SERVER, hearingId, [edit]);
    expect((await lineOf(hearingId, lineId)).revision).toBe(1);
    const late = office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision: 0, text: '请看' }]);
    await refuses(late, 'line_changed', new RegExp(lineId));
  });

  test('of many lines is all or nothing', async () => {
    const { hearingId, say } = await heardHearing();
    const [one, two] = [await say('第一句'), await say('第二句')];
    const both = office.archive.transcripts.edit(SERVER, hearingId, [
      { lineId: one, revision: 0, text: '改了第一句' },
      { lineId: two, revision: 7, text: '改了第二句' },
    ]);
    await refuses(both, 'line_changed');
    expect((await lineOf(hearingId, one)).text).toBe('第一句');
  });

  test('says who spoke, or that it was nobody of this hearing, and takes a line out and back', async () => {
    const { hearingId, say } = await heardHearing();
    const officer = await office.person(hearingId, 'officer', '赵听证');
    const lineId = await say('请问时间');
    const edit = (revision: number, change: object) =>
      office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision, ...change }]);
    expect(await edit(0, { personId: officer })).toMatchObject([{ personId: officer, text: '请问时间' }]);
    expect(await edit(1, { personId: null })).toMatchObject([{ personId: null }]);
    expect(await edit(2, { removed: true })).toMatchObject([{ removed: true }]);
    expect(await edit(3, { removed: false })).toMatchObject([{ removed: false, text: '请问时间' }]);
    const stranger = await office.person(await office.hearing());
    await refuses(edit(4, { personId: stranger }), 'not_found');
  });

  test('of what belongs to another hearing is refused', async () => {
    const [mine, other] = [await heardHearing(), await heardHearing()];
    const lineId = await other.say('别的听证');
    await refuses(
      office.archive.transcripts.edit(SERVER, mine.hearingId, [{ lineId, revision: 0, text: '改' }]),
      'not_found',
    );
    await refuses(office.archive.transcripts.history(mine.hearingId, lineId), 'not_found');
  });

  test('by the same text says that a person has read it: nothing is in doubt then', async () => {
    const { hearingId, say } = await heardHearing();
    const lineId = await say('听不清楚', 5_000, 0.2);
    expect((await lineOf(hearingId, lineId)).words.every(({ doubt }) => doubt)).toBe(true);
    const [line] = await office.archive.transcripts.edit(SERVER, hearingId, [
      { lineId, revision: 0, text: '听不清楚' },
    ]);
    expect(line).toMatchObject({ revision: 1, by: 'person' });
    expect(line?.words.some(({ doubt }) => doubt)).toBe(false);
  });
});

describe('a shared device', () => {
  test('gives each line to who was named as speaking then', async () => {
    const { hearingId, personId, say } = await heardHearing();
    const other = await office.person(hearingId, 'agent', '李代理');
    await office.archive.devices.nameSpeaker(SERVER, hearingId, personId, other, { atMs: office.time, startMs: 8_000 });
    const [before, after] = [await say('之前说的', 2_000), await say('之后说的', 9_000)];
    expect((await lineOf(hearingId, before)).personId).toBe(personId);
    expect(await lineOf(hearingId, after)).toMatchObject({ personId: other, ownerId: personId });
  });
});

describe('a glossary', () => {
  test('puts machine text right on request, and never what a person wrote', async () => {
    const { caseId, hearingId, say } = await heardHearing();
    const [machine, person] = [await say('张珊说的话'), await say('张珊没有说')];
    await office.archive.transcripts.edit(SERVER, hearingId, [{ lineId: person, revision: 0, text: '张珊真没有说' }]);
    const terms = [{ term: '张三', kind: 'name', heardAs: ['张珊', '章三'] } as const].map((term) => ({
      ...term,
      heardAs: [...term.heardAs],
    }));
    expect(await office.archive.transcripts.setGlossary(SERVER, hearingId, { terms })).toEqual({ terms });
    expect(await office.archive.transcripts.glossary(hearingId)).toEqual({ terms });
    const changed = await office.archive.transcripts.applyGlossary(SERVER, hearingId);
    expect(changed).toMatchObject([{ id: machine, text: '张三说的话', by: 'glossary', revision: 1 }]);
    expect((await lineOf(hearingId, person)).text).toBe('张珊真没有说');
    expect(await office.archive.transcripts.applyGlossary(SERVER, hearingId)).toEqual([]);
    expect(await office.acts(caseId)).toContain('glossary.changed');
  });
});

describe('a search', () => {
  const search = (q: string, visibleTo: string = 'all', before?: number) =>
    office.archive.transcripts.search({ q, before, visibleTo });

  test('finds words of one, two and more characters, whatever width, case and punctuation', async () => {
    const { say } = await heardHearing();
    const id = await say('关于ＡＢＣ公司的鑫、淼款项，我有异议。');
    for (const q of ['鑫', '鑫淼', 'abc公司', '鑫淼款项', '项我有异', 'ABC 公司']) {
      const { hits } = await search(q);
      expect(hits.map(({ lineId }) => lineId)).toContain(id);
    }
    const [hit] = (await search('鑫淼')).hits;
    expect(hit?.text.slice(hit.from, hit.to)).toBe('鑫、淼');
    expect((await search('淼鑫')).hits).toEqual([]);
    expect((await search('。')).hits).toEqual([]);
  });

  test('finds what a line says now, and no more what it said', async () => {
    const { hearingId, say } = await heardHearing();
    const lineId = await say('旧辞犇说');
    await office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision: 0, text: '新辞骉说' }]);
    expect((await search('犇')).hits).toEqual([]);
    expect((await search('骉')).hits).toMatchObject([{ lineId }]);
    await office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision: 1, removed: true }]);
    expect((await search('骉')).hits).toEqual([]);
    await office.archive.transcripts.edit(SERVER, hearingId, [{ lineId, revision: 2, removed: false }]);
    expect((await search('骉')).hits).toHaveLength(1);
  });

  test('shows only hearings of cases on whose team one is', async () => {
    const [mine, theirs] = [await office.staff('prosecutor'), await office.staff('prosecutor')];
    const [own, other] = [await heardHearing(mine), await heardHearing(theirs)];
    const id = await own.say('靐龘一二');
    await other.say('靐龘三四');
    expect((await search('靐龘', mine.id)).hits).toMatchObject([
      { lineId: id, hearingId: own.hearingId, caseId: own.caseId, personName: '王小明', startMs: 1_000 },
    ]);
    expect((await search('靐龘')).hits).toHaveLength(2);
    expect((await search('靐龘', (await office.staff('prosecutor')).id)).hits).toEqual([]);
  });

  test('goes on from page to page, newest first, with nothing twice', async () => {
    const { say } = await heardHearing();
    const said: string[] = [];
    for (let n = 0; n < 120; n++) said.unshift(await say(`龖第${n}句`));
    const found: string[] = [];
    let before: number | undefined;
    do {
      const page = await search('龖', 'all', before);
      found.push(...page.hits.map(({ lineId }) => lineId));
      before = page.more ?? undefined;
    } while (before !== undefined);
    expect(found).toEqual(said);
  });

  test('knows where a ligature stands, and keeps nothing readable in its tokens', () => {
    expect(placeOf('fi', 'aﬁb')).toEqual({ from: 1, to: 2 });
    expect(gramsOf('听证').pairs).toMatch(/^[0-9a-z]+$/);
  });
});
