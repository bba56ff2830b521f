// The figures to reach: one table that equals the issues'. A row that a benchmark does not report counts as not reached.

export type Target = {
  readonly name: string;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
};

export const TARGETS: Readonly<Record<string, readonly Target[]>> = {
  join: [
    { name: 'click to first remote frame, p50', unit: 's', atMost: 1.5 },
    { name: 'click to first remote frame, p95', unit: 's', atMost: 3 },
  ],
  letter: [
    { name: 'signature to stored PDF, p95', unit: 'ms', atMost: 1_500 },
    { name: 'size of the largest PDF', unit: 'kB', atMost: 300 },
  ],
  page: [{ name: 'scripts of the first page, gzip', unit: 'kB', atMost: 250 }],
  compose: [
    { name: 'time / length of the hearing, 4 people', unit: '', atMost: 0.5 },
    { name: 'time / length of the hearing, 9 people', unit: '', atMost: 0.5 },
  ],
  sync: [
    { name: 'sound against picture, p95', unit: 'ms', atMost: 40 },
    { name: 'sound against picture with ±500 ppm, p95', unit: 'ms', atMost: 80 },
    { name: 'person against person, p95', unit: 'ms', atMost: 100 },
  ],
  junk: [{ name: 'recorded / received, good tracks', unit: '%', atLeast: 99.99 }],
  kill: [
    { name: 'lost per track, longest', unit: 's', atMost: 0.5 },
    { name: 'unreadable files', unit: '', atMost: 0 },
  ],
  power: [
    { name: 'media lost per track, longest', unit: 's', atMost: 2 },
    { name: 'acknowledged rows lost', unit: '', atMost: 0 },
  ],
  record: [
    { name: 'recorded / received, 15 participants', unit: '%', atLeast: 99.99 },
    { name: 'media process per participant, 15 participants', unit: '% of a core', atMost: 0.7 },
    { name: 'media process per 1,000 packets/s, 75 participants', unit: '% of a core', atMost: 3 },
  ],
  soak: [
    { name: 'RSS slope of the media process', unit: 'MB/h', atMost: 5 },
    { name: 'event loop p99', unit: 'ms', atMost: 30 },
  ],
  reconnect: [
    { name: 'back after a 10 s drop, p95', unit: 's', atMost: 2 },
    { name: 'duplicates', unit: '', atMost: 0 },
  ],
  loss: [
    { name: 'damaged video after unrecovered loss, longest', unit: 's', atMost: 1 },
    { name: 'gap between key frames, longest', unit: 's', atMost: 4 },
  ],
  search: [
    { name: 'search, p95', unit: 'ms', atMost: 200 },
    { name: 'found of what is there', unit: '%', atLeast: 100 },
  ],
  words: [
    { name: 'spoken character to caption, p50', unit: 's', atMost: 0.7 },
    { name: 'spoken character to caption, p95', unit: 's', atMost: 1.2 },
    { name: 'final after end of speech, p50', unit: 's', atMost: 1.5 },
    { name: 'final after end of speech, p95', unit: 's', atMost: 2.5 },
  ],
  'words-parity': [
    { name: 'identical PCM: live path against file', unit: '% of characters', atMost: 0 },
    { name: 'through Opus, more errors than from the file', unit: 'points', atMost: 1 },
    { name: 'at 3 % loss, more errors than from the file', unit: 'points', atMost: 2 },
  ],
  'words-cost': [
    { name: 'pipeline with the small model, per talking speaker', unit: 'real-time factor', atMost: 0.02 },
    { name: 'silent open track', unit: '% of a core', atMost: 0.6 },
    { name: 'talking speakers per core, 70 M parameters int8', unit: '', atLeast: 6 },
  ],
  'words-repair': [
    { name: 'killed until captions are back, slowest', unit: 's', atMost: 5 },
    { name: 'speech missing after repair', unit: 's', atMost: 0 },
  ],
  'words-clock': [
    { name: 'word time against the recording, median', unit: 'ms', atMost: 150 },
    { name: 'word time against the recording, p95', unit: 'ms', atMost: 400 },
    { name: 'drift after 3 h with 20 mutes, median of the last stretch', unit: 'ms', atMost: 40 },
  ],
  'words-export': [
    { name: 'DOCX, slowest', unit: 's', atMost: 3 },
    { name: 'PDF, slowest', unit: 's', atMost: 15 },
    { name: 'loop lag meanwhile, longest', unit: 'ms', atMost: 50 },
  ],
  editor: [{ name: 'key to paint, p95', unit: 'ms', atMost: 50 }],
  worker: [{ name: 'everyone back, p95', unit: 's', atMost: 5 }],
};
