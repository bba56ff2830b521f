// The words process with the project's own small model: real sentences in real packets, at the right time, and what it could not take is said.
import { execFile, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../media/words/engine.ts';
import type { FromWords } from '../../media/words/line.ts';
import { REHEARSAL_MODEL, readLiveModel } from '../../media/words/model.ts';
import type { Said, Span } from '../../media/words/speaker.ts';
import { type Hole, Words, type WordsState } from '../../media/words/words.ts';
import { writeBallast } from '../running/ballast.ts';
import { temporaryFolder } from './folder.ts';
import { packetsOf, rtpPacket, type Sent } from './packets.ts';
import { SILENT_LOG } from './settings.ts';
import { framesOf } from './webm-frames.ts';

const run = promisify(execFile);
const STREAM = { ssrc: 7, payloadType: 100, firstSequence: 65_530, firstTimestamp: 0xff_ff_ff_00 };
const folder = temporaryFolder();

/** A sentence in Opus packets, after so much silence and before two seconds of it. */
async function spoken(text: string, beforeMs = 500, seconds?: number): Promise<{ packets: Sent[]; beganMs: number }> {
  const name = join(await folder, crypto.randomUUID());
  await run('espeak-ng', ['-v', 'cmn+f5', '-s', '150', '-p', '50', '-w', `${name}.wav`, text]);
  const pads = `adelay=${beforeMs}:all=1,apad=pad_dur=2`;
  const opus = [
    ...(seconds === undefined ? [] : ['-t', String(seconds)]),
    '-ac',
    '2',
    '-ar',
    '48000',
    '-c:a',
    'libopus',
    '-b:a',
    '32k',
    `${name}.webm`,
  ];
  await run(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-i', `${name}.wav`, '-af', pads, ...opus]);
  return {
    packets: packetsOf({ source: 'microphone', frames: await framesOf(`${name}.webm`, 'audio') }, STREAM),
    beganMs: beforeMs,
  };
}

/** Somebody who does not stop for breath. */
const talk = (seconds: number) => spoken('请申诉人陈述事实和理由'.repeat(Math.ceil(seconds / 2)), 0, seconds);

function listen(model = REHEARSAL_MODEL) {
  const told: { state: 'partial' | 'final'; trackId: string; said: Said; atMs: number }[] = [];
  const holes: Hole[] = [];
  const states: WordsState[] = [];
  const words = new Words(
    model,
    {
      said: (state, trackId, said) => told.push({ state, trackId, said, atMs: performance.now() }),
      hole: (hole) => holes.push(hole),
      closed() {},
      state: (state) => states.push(state),
    },
    SILENT_LOG,
  );
  open.push(words);
  return { words, told, holes, states };
}
const open: Words[] = [];
afterEach(() => {
  for (const words of open.splice(0)) words.end();
});

/** Hands packets on at their time; `atMs` on the hearing's clock begins at `zeroMs`. */
async function play(words: Words, trackId: string, packets: readonly Sent[], zeroMs: number): Promise<void> {
  const startMs = performance.now();
  for (const { atMs, bytes } of packets) {
    const ahead = atMs + 20 - (performance.now() - startMs);
    if (ahead > 1) await wait(ahead);
    words.packet(trackId, bytes, zeroMs + atMs + 20);
  }
}

describe('the words process', () => {
  it('understands two people at once, each in their own track, and says when each word was said', async () => {
    const { words, told, states } = listen();
    await vi.waitFor(() => expect(states).toContain('on'), 20_000);
    const [chair, officer] = [crypto.randomUUID(), crypto.randomUUID()];
    for (const trackId of [chair, officer]) words.open(trackId);
    const [one, other] = await Promise.all([spoken('现在公开听证'), spoken('我没有异议', 900)]);
    await Promise.all([play(words, chair, one.packets, 100_000), play(words, officer, other.packets, 100_000)]);
    const finals = (trackId: string) => told.filter((each) => each.trackId === trackId && each.state === 'final');
    await vi.waitFor(() => expect([finals(chair).length, finals(officer).length]).toEqual([1, 1]), 5_000);
    expect(finals(chair)[0]?.said.text).toMatch(/公开听/);
    expect(finals(officer)[0]?.said.text).toMatch(/没有/);
    const [first] = finals(officer)[0]?.said.words ?? [];
    expect(Math.abs((first?.startMs ?? 0) - 100_900)).toBeLessThan(400);
    expect(first?.probability).toBeGreaterThan(0.2);
    // Partial words came before, and none of them was taken back.
    const partials = told.filter(({ trackId, state }) => trackId === chair && state === 'partial');
    expect(partials.length).toBeGreaterThan(1);
    for (const [index, { said }] of partials.entries())
      expect(said.text.startsWith(partials[index - 1]?.said.text ?? '')).toBe(true);
  });

  it('goes on with a track that is closed and opened again at once, as a recording that is begun anew does', async () => {
    const { words, told, states } = listen();
    await vi.waitFor(() => expect(states).toContain('on'), 20_000);
    const trackId = crypto.randomUUID();
    words.open(trackId);
    words.close(trackId);
    words.open(trackId);
    await play(words, trackId, (await spoken('请律师发表意见')).packets, 0);
    await vi.waitFor(() => expect(told.some(({ state }) => state === 'final')).toBe(true), 5_000);
  });

  it('writes nothing of packets that are no sound, however many come', async () => {
    const program = fileURLToPath(new URL('../../media/words/main.ts', import.meta.url));
    const env = { ...process.env, WORDS_MODEL: REHEARSAL_MODEL };
    const child = fork(program, { env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let [written, taken] = ['', 0];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
    child.on('message', (message: FromWords) => {
      if (message.kind === 'beat') taken += message.taken;
    });
    const trackId = crypto.randomUUID();
    child.send({ kind: 'open', trackId });
    for (let index = 0; index < 20; index++) {
      // Two frames of the same length in an odd number of bytes.
      const packet = rtpPacket(STREAM, index, index * 1_920, false, Uint8Array.of(0x79, 1));
      child.send({ kind: 'packets', trackId, packets: [[packet, index * 40]] });
    }
    await vi.waitFor(() => expect(taken).toBe(20), 15_000);
    const ended = new Promise((resolve) => child.stderr?.once('close', resolve));
    child.disconnect();
    await ended;
    expect(written).toBe('');
  });

  it('is tried again where it could not be started, and costs the process that starts it nothing', async () => {
    const { words, states } = listen();
    await vi.waitFor(() => expect(states).toContain('on'), 20_000);
    const { execPath } = process;
    try {
      // Refused at once, then with the next attempt a little later.
      for (const nowhere of ['no\0where', '/no/where']) {
        process.execPath = nowhere;
        const { length } = states;
        process.kill(words.pid ?? 0, 'SIGKILL');
        await vi.waitFor(() => expect(states.length).toBeGreaterThan(length), 5_000);
        await wait(1_200);
        process.execPath = execPath;
        await vi.waitFor(() => expect(states.at(-1)).toBe('on'), 15_000);
      }
    } finally {
      process.execPath = execPath;
    }
  });

  it('ends by itself when the media process went while it began', async () => {
    const program = fileURLToPath(new URL('../../media/words/main.ts', import.meta.url));
    const child = fork(program, { env: { ...process.env, WORDS_MODEL: REHEARSAL_MODEL }, serialization: 'advanced' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.once('spawn', () => child.disconnect());
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    expect(await ended).toBe(0);
    clearTimeout(late);
  });

  it('is started again when it is killed, and says from when to when nothing was understood', async () => {
    const { words, told, holes, states } = listen();
    await vi.waitFor(() => expect(states).toContain('on'), 20_000);
    const trackId = crypto.randomUUID();
    words.open(trackId);
    const { packets } = await spoken('请书记员核对身份');
    const playing = play(words, trackId, packets, 0);
    await wait(800);
    process.kill(words.pid ?? 0, 'SIGKILL');
    await playing;
    await vi.waitFor(() => expect(states.at(-1)).toBe('on'), 10_000);
    const after = crypto.randomUUID();
    words.open(after);
    await play(words, after, (await spoken('请律师发表意见')).packets, 10_000);
    const finals = () => told.filter((each) => each.trackId === after && each.state === 'final');
    await vi.waitFor(() => expect(finals().at(0)?.said.text).toMatch(/请律.*发表/), 5_000);
    expect(states).toEqual(['starting', 'on', 'interrupted', 'starting', 'on']);
    expect(holes).toEqual([{ trackId, startMs: 20, endMs: expect.any(Number), reason: 'engine' }]);
    expect(holes[0]?.endMs).toBeGreaterThan(800);
  });

  it('is given up for a while when it dies three times, and what is said then is one hole', async () => {
    const { words, holes, states } = listen();
    const trackId = crypto.randomUUID();
    words.open(trackId);
    for (const [index, after] of ['interrupted', 'interrupted', 'given_up'].entries()) {
      await vi.waitFor(() => expect(states.at(-1)).toBe('on'), 20_000);
      if (index === 0) words.packet(trackId, rtpPacket(STREAM, 0, 0, false, Uint8Array.of(0x78, 1)), 100);
      process.kill(words.pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => expect(states.at(-1)).toBe(after), 5_000);
    }
    expect(words.pid).toBeUndefined();
    words.packet(trackId, rtpPacket(STREAM, 1, 960, false, Uint8Array.of(0x78, 1)), 9_000);
    words.close(trackId);
    expect(holes).toEqual([{ trackId, startMs: 100, endMs: 9_000, reason: 'engine' }]);
  });
});

describe('an engine that cannot follow', () => {
  it('tells no partial words of who is a second behind, and leaves out twenty, which it says', async () => {
    const partials: { text: string; behindMs: number }[] = [];
    const finals: Said[] = [];
    const skipped: Span[] = [];
    const engine: Engine = new Engine(REHEARSAL_MODEL, await readLiveModel(REHEARSAL_MODEL), {
      partial: (_trackId, { text }) => partials.push({ text, behindMs: engine.behindMs }),
      final: (_trackId, said) => finals.push(said),
      skipped: (_trackId, span) => skipped.push(span),
      closed() {},
    });
    await engine.open('track');
    let nowMs = 0;
    const hear = (packets: readonly Sent[], zeroMs: number, sequence: number): void => {
      for (const [index, { bytes, atMs }] of packets.entries()) {
        const moved = Uint8Array.from(bytes);
        const view = new DataView(moved.buffer);
        view.setUint16(2, (STREAM.firstSequence + sequence + index) & 0xff_ff);
        view.setUint32(4, (STREAM.firstTimestamp + (zeroMs + atMs) * 48) >>> 0);
        engine.hear('track', moved, zeroMs + atMs + 20);
      }
    };
    const decode = (): void => {
      do nowMs += 200;
      while (engine.step(nowMs));
    };
    // Six seconds at once: partial words come when the end is near, and all of it is told.
    const six = await talk(6);
    hear(six.packets, 0, 0);
    expect(engine.behindMs).toBeGreaterThan(5_000);
    decode();
    expect(engine.behindMs).toBe(0);
    expect(skipped).toEqual([]);
    expect(partials.length).toBeGreaterThan(0);
    for (const { behindMs } of partials) expect(behindMs).toBeLessThanOrEqual(1_000);
    // Twenty-five at once: out, from the first to the last of them.
    const many = await talk(25);
    hear(many.packets, 10_000, six.packets.length);
    decode();
    expect(skipped).toEqual([{ startMs: expect.any(Number), endMs: expect.any(Number) }]);
    const [span] = skipped;
    expect(Math.abs((span?.startMs ?? 0) - 10_000)).toBeLessThan(350);
    expect(Math.abs((span?.endMs ?? 0) - 35_000)).toBeLessThan(350);
    expect(engine.behindMs).toBe(0);
    for (const { words } of finals) for (const { startMs } of words) expect(startMs).toBeLessThan(10_000);
    // What is said then is understood, at its time.
    const next = await spoken('我没有异议');
    hear(next.packets, 40_000, six.packets.length + many.packets.length);
    decode();
    expect(finals.at(-1)?.text).toMatch(/没有/);
    expect(Math.abs((finals.at(-1)?.words[0]?.startMs ?? 0) - 40_500)).toBeLessThan(400);
  });

  it('says that the words come late, and when it has caught up', async () => {
    const ballast = join(await folder, 'ballast');
    await writeBallast(ballast, 150_000_000);
    const { words, holes, states } = listen(ballast);
    await vi.waitFor(() => expect(states).toContain('on'), 30_000);
    const { packets } = await talk(18);
    const tracks = Array.from({ length: 5 }, () => crypto.randomUUID());
    for (const trackId of tracks) words.open(trackId);
    for (const { bytes, atMs } of packets) for (const trackId of tracks) words.packet(trackId, bytes, atMs + 20);
    await vi.waitFor(() => expect(states).toEqual(['starting', 'on', 'delayed', 'on']), 60_000);
    expect(holes).toEqual([]);
  });
});
