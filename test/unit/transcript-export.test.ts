// The transcript as files: cues that can be read and are read by other programs, masked copies that name nobody, a schema that is kept.
import { describe, expect, it } from 'vitest';
import type { HearingRecord } from '../../server/archive/records.ts';
import { srtOf, transcriptFile, vttOf } from '../../server/jobs/transcript-export.ts';
import type { TranscriptLine } from '../../server/protocol/transcript.ts';
import { TranscriptFile, transcriptFileSchema } from '../../server/protocol/transcript-file.ts';

const ZERO = Date.UTC(2026, 5, 1, 6);
const [CHAIR, COMPLAINANT] = [crypto.randomUUID(), crypto.randomUUID()];

const person = (id: string, name: string, role: 'chair' | 'complainant') => ({ id, name, role });
const hearing = {
  ...{ id: crypto.randomUUID(), caseNumber: '沪检听〔2026〕1号', title: '王小明申诉听证', scheduledAtMs: ZERO },
  people: [person(CHAIR, '林检察', 'chair'), person(COMPLAINANT, '王小明', 'complainant')],
  stages: [{ stage: 'opening', startMs: 0 }],
  recording: { startedAtMs: ZERO },
} as unknown as HearingRecord;

const said = (personId: string, startMs: number, text: string, more: Partial<TranscriptLine> = {}): TranscriptLine => ({
  ...{ id: crypto.randomUUID(), pass: 'live', revision: 0, by: 'machine', ownerId: personId, personId, startMs },
  ...{ endMs: startMs + text.length * 200, text, removed: false, suggestion: null },
  words: [...text].map((character, index) => ({ text: character, startMs: startMs + index * 200, doubt: false })),
  ...more,
});

const fileOf = (lines: readonly TranscriptLine[], masked = false): TranscriptFile =>
  transcriptFile({ hearing, transcript: { lines, holes: [] }, terms: [], masked, madeAtMs: ZERO });

/** Back from what we wrote, as a program reads it that knows nothing of us. */
const cuesIn = (vtt: string) =>
  [...vtt.matchAll(/^(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})\n(.*)$/gm)].map(([, from, to, text]) => ({
    ...{ from, to, text },
  }));

describe('WebVTT', () => {
  it('names the speaker, keeps the times, and escapes what would be markup', () => {
    const vtt = vttOf(fileOf([said(CHAIR, 3_661_001, '现在开始<b>&')]));
    expect(vtt.startsWith('WEBVTT\n\nNOTE ')).toBe(true);
    expect(cuesIn(vtt)).toEqual([
      { from: '01:01:01.001', to: '01:01:02.601', text: '<v 林检察（主持人）>现在开始&lt;b&gt;&amp;</v>' },
    ]);
  });

  it('cuts a long sentence where its words are, loses none of it, and lets no cue stand too long', () => {
    const text = '关于这件事情我想再说明一下当时的情况是这样的，'.repeat(6);
    const cues = cuesIn(vttOf(fileOf([said(COMPLAINANT, 1_000, text)])));
    expect(cues.length).toBeGreaterThan(3);
    expect(cues.map((cue) => cue.text?.replace(/<[^>]*>/g, '')).join('')).toBe(text);
    for (const cue of cues) expect(cue.text?.replace(/<[^>]*>/g, '').length).toBeLessThanOrEqual(36);
    for (const [index, cue] of cues.slice(1).entries()) expect(cue.from).toBe(cues[index]?.to);
  });
});

it('SubRip counts its cues and puts the name before the text', () => {
  expect(srtOf(fileOf([said(CHAIR, 0, '开始'), said(COMPLAINANT, 5_000, '好的')]))).toBe(
    '1\n00:00:00,000 --> 00:00:00,700\n林检察（主持人）：开始\n\n2\n00:00:05,000 --> 00:00:05,700\n王小明（申诉人）：好的\n',
  );
});

describe('a masked copy', () => {
  it('names no party anywhere, and whoever hears or acts for the office by name', () => {
    const file = fileOf([said(COMPLAINANT, 1_000, '我是王小明'), said(CHAIR, 3_000, '林检察在')], true);
    for (const copy of [JSON.stringify(file), vttOf(file), srtOf(file)]) {
      expect(copy).not.toContain('王小明');
      expect(copy).not.toContain('王小');
      expect(copy).toContain('林检察');
    }
    expect(file.lines[0]?.text).toBe('我是王某某');
    expect(file.lines[0]?.words.map(({ text }) => text).join('')).toBe('我是王某某');
  });
});

describe('the JSON file', () => {
  it('keeps to its schema, leaves out what was removed, and says by whom each line is', () => {
    const file = fileOf([said(CHAIR, 0, '一'), said(CHAIR, 1_000, '二', { removed: true, revision: 1, by: 'person' })]);
    expect(TranscriptFile.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
    expect(file.lines.map(({ text, by }) => [text, by])).toEqual([['一', 'machine']]);
  });

  it('its schema is kept as a file for programs that are not ours', async () => {
    await expect(`${JSON.stringify(transcriptFileSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../server/protocol/transcript-file.schema.json',
    );
  });
});
