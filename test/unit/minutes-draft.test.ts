// What is proposed as minutes: facts, and what people said as paragraphs under their stages; nothing of the lobby, the signing, or what was taken out.
import { describe, expect, it } from 'vitest';
import { draftMinutes, withSpeakers } from '../../server/jobs/minutes-draft.ts';
import { MinutesDraft, shownMinutes } from '../../server/protocol/minutes.ts';
import type { TranscriptLine } from '../../server/protocol/transcript.ts';

const CHAIR = crypto.randomUUID();
const COMPLAINANT = crypto.randomUUID();
const person = (id: string, role: 'chair' | 'complainant', name: string) =>
  ({ id, role, name, accountId: null, consented: true, invitation: null }) as never;
const stage = (name: 'opening' | 'statements' | 'signing', startMs: number) =>
  ({ stage: name, startedAtMs: 1_790_000_000_000 + startMs, startMs, reason: null, actorName: '' }) as const;
const HEARING = {
  ...({
    kind: 'simple',
    title: '王秀英申诉',
    caseNumber: '沪检听〔2026〕1号',
    scheduledAtMs: 1_790_000_000_000,
  } as const),
  stages: [stage('opening', 0), stage('statements', 60_000), stage('signing', 300_000)],
  people: [person(CHAIR, 'chair', '周敏'), person(COMPLAINANT, 'complainant', '王秀英')],
};
const line = (personId: string | null, startMs: number, text: string, change: Partial<TranscriptLine> = {}) =>
  ({
    ...{ id: crypto.randomUUID(), pass: 'live', revision: 0, by: 'machine', ownerId: CHAIR, personId, startMs },
    ...{ endMs: startMs + 2_000, text, words: [], removed: false, suggestion: null },
    ...change,
  }) as TranscriptLine;

describe('what is proposed as minutes', () => {
  it('joins what one person says without a break, and begins anew with another one, a break or a stage', () => {
    const lines = [
      line(CHAIR, 1_000, '现在开始听证'),
      line(CHAIR, 4_000, '请书记员宣布纪律。'),
      line(CHAIR, 40_000, '下面由申诉人说明'),
      line(COMPLAINANT, 61_000, '我没有收到答复'),
      line(COMPLAINANT, 64_000, '这一句删去了', { removed: true }),
      line(COMPLAINANT, 66_000, '请重新调查'),
      line(CHAIR, 301_000, '请各方核对笔录'),
    ];
    const draft = draftMinutes(HEARING, { lines }, '某市人民检察院');
    expect(draft.lines.map(({ stage: at, personId, text }) => [at, personId, text])).toEqual([
      ['opening', CHAIR, '现在开始听证，请书记员宣布纪律。'],
      ['opening', CHAIR, '下面由申诉人说明。'],
      ['statements', COMPLAINANT, '我没有收到答复，请重新调查。'],
    ]);
    expect(draft.lines[2]).toMatchObject({ startMs: 61_000, endMs: 68_000 });
    expect(draft.head).toContain('案号：沪检听〔2026〕1号');
    expect(draft.head).toContain('申诉人：王秀英');
    expect(MinutesDraft.safeParse(draft).success).toBe(true);
  });

  it('is shown with roles and names, a remark in brackets, and a heading where a stage begins', () => {
    const remark = {
      id: crypto.randomUUID(),
      stage: 'opening',
      personId: null,
      text: '核对身份',
      startMs: null,
      endMs: null,
    } as const;
    const spoken = {
      ...remark,
      id: crypto.randomUUID(),
      stage: 'statements',
      personId: COMPLAINANT,
      text: '没有。',
    } as const;
    const text = withSpeakers({ title: '听证笔录', head: ['案号：1'], lines: [remark, spoken] }, HEARING.people);
    expect(shownMinutes(text)).toBe(
      '听证笔录\n\n案号：1\n\n【宣布听证开始】\n（核对身份）\n\n【当事人及其他参加人说明情况】\n申诉人王秀英：没有。',
    );
  });

  it('says of a practice that it is one', () => {
    expect(draftMinutes({ ...HEARING, kind: 'practice' }, { lines: [] }, '某院').title).toBe('听证笔录（演练）');
  });
});
