// Sentences drawn at run time from the rehearsal model's words, spoken word by word so that it is known when each word was said.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomFrom } from './random.ts';
import { RATE, samplesOf, wavHeader } from './speech.ts';

const run = promisify(execFile);
const ESPEAK = process.env.ESPEAK_PATH ?? 'espeak-ng';

/** What the model was trained on, as far as it is of two characters and more: one alone is said in too many ways. */
const WORDS =
  '现在 开始 公开 听证 简易 听证会 申请人 申诉人 信访人 当事人 检察官 听证员 主持人 书记员 代理人 律师 陈述 发表 意见 宣读 介绍 案件 情况 案情 事实 清楚 证据 充分 不足 我们 同意 不同意 回答 问题 谢谢 核对 身份 本案 人民 检察院 决定 起诉 立案 监督 赔偿 损失 没有 异议 结束 到场 提问 说明 理由 依据 法律 规定 结果 总结 承诺书 签署 签字 自愿 理解 接受 相信 公平 正义 录音录像 全程 笔录 程序 纪律 权利 义务 回避 是否 需要 今天 上午 下午 时间 地点 原因 经过 审查 认为 正确 错误 请求 救助 困难 家庭 孩子 医院 工资 土地 邻居 合同 借款 道歉'.split(
    ' ',
  );
/** Voices that the model has never heard. */
export const HELD_OUT = ['f5', 'm8'] as const;

/** Quieter than this at its ends is not the word. */
const QUIET = 300;
const BETWEEN_MS = 30;

export type DrawnWord = { readonly text: string; readonly startMs: number; readonly endMs: number };
export type DrawnSentence = {
  readonly text: string;
  /** Mono, at RATE. */
  readonly samples: Int16Array;
  /** Within the sentence. */
  readonly words: readonly DrawnWord[];
};

export class Drawer {
  readonly #folder: string;
  readonly #voice: string;
  readonly #random: () => number;
  readonly #said = new Map<string, Promise<Int16Array>>();

  /** @param voice a variant of espeak-ng's Mandarin */
  constructor(folder: string, voice: string, seed: number) {
    this.#folder = folder;
    this.#voice = voice;
    this.#random = randomFrom(seed);
  }

  /** Three to six words. */
  async sentence(): Promise<DrawnSentence> {
    const drawn = Array.from({ length: 3 + Math.floor(this.#random() * 4) }, () => this.#draw());
    const spoken = await Promise.all(drawn.map((word) => this.#say(word)));
    const between = (BETWEEN_MS * RATE) / 1_000;
    const samples = new Int16Array(spoken.reduce((sum, one) => sum + one.length + between, -between));
    const words: DrawnWord[] = [];
    let at = 0;
    for (const [index, one] of spoken.entries()) {
      samples.set(one, at);
      words.push({ text: drawn[index] ?? '', startMs: (at / RATE) * 1_000, endMs: ((at + one.length) / RATE) * 1_000 });
      at += one.length + between;
    }
    return { text: drawn.join(''), samples, words };
  }

  #draw(): string {
    return WORDS[Math.floor(this.#random() * WORDS.length)] ?? '听证';
  }

  #say(word: string): Promise<Int16Array> {
    const known = this.#said.get(word) ?? this.#speak(word);
    this.#said.set(word, known);
    return known;
  }

  async #speak(word: string): Promise<Int16Array> {
    const file = join(this.#folder, `${this.#voice}-${word}.wav`);
    await run(ESPEAK, ['-v', `cmn+${this.#voice}`, '-s', '150', '-p', '50', '-w', file, word]);
    return trimmed(await samplesOf(file, RATE));
  }
}

function trimmed(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > QUIET;
  const [first, last] = [samples.findIndex(loud), samples.findLastIndex(loud)];
  return first === -1 ? samples : samples.subarray(first, last + 1);
}

export type Laid = { readonly sentence: DrawnSentence; readonly startMs: number };

/** One after the other with pauses between, as a microphone's file. */
export async function layOut(
  file: string,
  sentences: readonly DrawnSentence[],
  { leadMs, pauseMs }: { readonly leadMs: number; readonly pauseMs: number },
): Promise<Laid[]> {
  const at = (ms: number): number => Math.round((ms * RATE) / 1_000);
  const laid: Laid[] = [];
  let startMs = leadMs;
  for (const sentence of sentences) {
    laid.push({ sentence, startMs });
    startMs += (sentence.samples.length / RATE) * 1_000 + pauseMs;
  }
  const all = new Int16Array(at(startMs));
  for (const { sentence, startMs: from } of laid) all.set(sentence.samples, at(from));
  await writeFile(file, Buffer.concat([wavHeader(all.byteLength), Buffer.from(all.buffer)]));
  return laid;
}
