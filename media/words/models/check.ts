// Is this folder a model that the engine can work with? What can be read is read here; the engine itself runs in a process of its own, because a bad model ends whatever process it runs in.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLive, type ModelCard, readModel } from '../model.ts';
import { outputWidth } from './onnx.ts';

const TRIAL = fileURLToPath(new URL('./trial.ts', import.meta.url));
/** Loading a large model from a slow disk takes most of it. */
const PATIENCE_MS = 180_000;

/** @throws Error with a sentence that says what is wrong @returns the card, and what the model made of the sentence that it was given */
export async function checkModel(folder: string): Promise<{ card: ModelCard; heard: string }> {
  const card = await readModel(folder).catch((error: unknown) => {
    throw new Error(`the model's card (model.json) or one of its files is missing or wrong: ${sentence(error)}`);
  });
  const tokens = await tokensIn(join(folder, card.files.tokens));
  const width = await outputWidth(join(folder, isLive(card) ? card.files.joiner : card.files.model));
  if (width !== null && width !== tokens)
    throw new Error(
      `${card.files.tokens} names ${tokens} tokens, but the model knows ${width}: they do not belong together`,
    );
  return { card, heard: await tryIt(folder) };
}

/** @throws Error */
async function tokensIn(file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const ids = lines.map((line) => Number(line.trim().split(/\s+/).at(-1)));
  if (lines.length === 0 || ids.some((id, index) => id !== index))
    throw new Error('tokens.txt is no list of tokens: each line is a token and its number, from 0 on');
  if (!lines.some((line) => /^<(blk|blank|eps)>\s/.test(line)))
    throw new Error('tokens.txt names no blank (<blk>, <blank> or <eps>)');
  return lines.length;
}

function tryIt(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TRIAL, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '' },
    });
    let [heard, complaint] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2_000);
    });
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(patience);
      if (code === 0) return resolve(heard.trim());
      const how = signal === 'SIGKILL' ? 'takes too long' : `ended it (${signal ?? `exit ${code}`})`;
      const why = complaint.trim().split('\n').at(-1) ?? '';
      reject(
        new Error(`the engine cannot work with this model: it ${how}${why === '' ? '' : `: ${why.slice(0, 300)}`}`),
      );
    });
  });
}

const sentence = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
