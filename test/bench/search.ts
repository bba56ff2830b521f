// search: a thousand hearings whose words are drawn at random (as unevenly as in speech), searched for one and two characters and for longer words, held against a plain look through all of them. Arguments: hearings, sentences of each, queries of each kind.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import { gramsOf } from '../../server/archive/grams.ts';
import { randomFrom } from '../running/random.ts';
import { type Benchmark, percentile } from './figures.ts';

const SENTENCE_CHARACTERS = 20;
/** Of the commonest Chinese characters; weight falls as 1 / rank, as in texts. */
const ALPHABET = Array.from({ length: 3_000 }, (_, index) => String.fromCodePoint(0x4e00 + index * 6));
const silent = { info() {}, warn() {}, error() {} };

export const run: Benchmark = async (args) => {
  const [hearings = 1_000, lines = 600, queries = 100] = args.map(Number);
  const dataDir = await mkdtemp(join(tmpdir(), 'search-'));
  try {
    const made = await fill(dataDir, hearings, lines);
    const archive = await Archive.open({ dataDir, log: silent });
    try {
      const figures = [];
      const all: number[] = [];
      let found = 0;
      let wanted = 0;
      for (const [kind, length] of [
        ['1 character', 1],
        ['2 characters', 2],
        ['6 characters', 6],
      ] as const) {
        for (const [who, visibleTo] of [
          ['of everything', 'all'],
          ['of ten cases', made.owner],
        ] as const) {
          const took: number[] = [];
          for (let n = 0; n < queries; n++) {
            const q = made.drawQuery(length);
            const beganMs = performance.now();
            const { hits } = await archive.transcripts.search({ q, before: undefined, visibleTo });
            took.push(performance.now() - beganMs);
            // Longer words are rarer than a page: then all of them are looked for.
            const there = made.linesWith(q, visibleTo === 'all' ? null : made.ownHearings, 50);
            wanted += there.length;
            const ids = new Set(hits.map(({ lineId }) => lineId));
            found += there.filter((id) => ids.has(id)).length;
          }
          all.push(...took);
          figures.push({ name: `${kind}, ${who}, p95`, value: percentile(took, 0.95), unit: 'ms' });
        }
      }
      return {
        conditions: {
          hearings,
          sentences: hearings * lines,
          charactersOfASentence: SENTENCE_CHARACTERS,
          queries: all.length,
          filledInS: made.tookS,
          indexMB: made.indexMB,
        },
        figures: [
          { name: 'search, p95', value: percentile(all, 0.95), unit: 'ms' },
          { name: 'found of what is there', value: (100 * found) / wanted, unit: '%' },
          ...figures,
        ],
      };
    } finally {
      await archive.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Hearings by the archive itself; their sentences past it, with the archive's own tokens: one sync for each would take an hour. */
async function fill(dataDir: string, hearings: number, lines: number) {
  const beganMs = performance.now();
  const archive = await Archive.open({ dataDir, log: silent });
  const owner = (
    await archive.accounts.create(SERVER, {
      id: randomUUID(),
      loginName: 'owner',
      displayName: '检察官',
      role: 'prosecutor',
    })
  ).account.id;
  const ownHearings: string[] = [];
  const recordings: { recordingId: string; hearingId: string; personId: string }[] = [];
  for (let n = 0; n < hearings; n++) {
    const actor =
      n % Math.ceil(hearings / 10) === 0 ? ({ kind: 'account', id: owner, name: '检察官' } as const) : SERVER;
    const { id: caseId } = await archive.cases.create(actor, {
      id: randomUUID(),
      number: `沪检听〔2026〕${n}号`,
      title: '申诉',
    });
    const given = {
      id: randomUUID(),
      title: '听证',
      kind: 'simple',
      publicity: 'public',
      scheduledAtMs: Date.now(),
      minutes: 60,
    } as const;
    const { id: hearingId } = await archive.hearings.create(actor, caseId, given);
    const { id: personId } = await archive.hearings.addPerson(SERVER, hearingId, {
      id: randomUUID(),
      role: 'complainant',
      name: '王小明',
    });
    const recordingId = randomUUID();
    await archive.recordings.start(SERVER, hearingId, {
      id: recordingId,
      zeroAtMs: Date.now(),
      directory: 'recordings/1',
    });
    if (actor !== SERVER) ownHearings.push(hearingId);
    recordings.push({ recordingId, hearingId, personId });
  }
  await archive.close();

  const random = randomFrom(20_261);
  const drawn = drawers(random);
  const database = new DatabaseSync(join(dataDir, 'archive.sqlite'));
  const line = database.prepare(
    `insert into word_lines (id, recording_id, track_id, pass, segment, person_id, start_ms, end_ms, text, words) values (?, ?, 't', 'live', ?, ?, ?, ?, ?, ?)`,
  );
  const index = database.prepare('insert into line_index (rowid, hearing, singles, pairs) values (?, ?, ?, ?)');
  const kept: { id: string; hearingId: string; text: string }[] = [];
  for (const { recordingId, hearingId, personId } of recordings) {
    database.exec('begin');
    for (let segment = 0; segment < lines; segment++) {
      const text = drawn.sentence();
      const id = randomUUID();
      const words = JSON.stringify(
        [...text].map((character, at) => ({ text: character, startMs: at * 200, probability: null })),
      );
      const startMs = segment * 5_000;
      const { lastInsertRowid } = line.run(id, recordingId, segment, personId, startMs, startMs + 4_000, text, words);
      const { singles, pairs } = gramsOf(text);
      index.run(lastInsertRowid, `h${hearingId.replaceAll('-', '')}`, singles, pairs);
      kept.push({ id, hearingId, text });
    }
    database.exec('commit');
  }
  const [{ bytes } = { bytes: 0 }] = database
    .prepare('select sum(length(block)) as bytes from line_index_data')
    .all() as { bytes: number }[];
  database.close();
  const newestFirst = kept.reverse();
  return {
    owner,
    ownHearings: new Set(ownHearings),
    tookS: Math.round((performance.now() - beganMs) / 1_000),
    indexMB: Math.round(bytes / 1e6),
    /** A stretch of a sentence that is there. */
    drawQuery(length: number): string {
      const { text } = newestFirst[Math.floor(random() * newestFirst.length)] ?? { text: '听证' };
      const at = Math.floor(random() * (text.length - length + 1));
      return text.slice(at, at + length);
    },
    linesWith(q: string, among: ReadonlySet<string> | null, most: number): string[] {
      const found: string[] = [];
      for (const { id, hearingId, text } of newestFirst) {
        if (found.length === most) break;
        if (text.includes(q) && (among === null || among.has(hearingId))) found.push(id);
      }
      return found;
    },
  };
}

function drawers(random: () => number) {
  const weights = ALPHABET.map((_, rank) => 1 / (rank + 1));
  const sums: number[] = [];
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight);
  const total = sums.at(-1) ?? 1;
  const character = (): string => {
    const at = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return ALPHABET[low] ?? '';
  };
  return { sentence: () => Array.from({ length: SENTENCE_CHARACTERS }, character).join('') };
}
