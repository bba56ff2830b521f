// Programs of a benchmark in processes of their own, asked one question at a time.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, URL } from 'node:url';

/** @param program a file beside this one */
export const start = (program: string): ChildProcess =>
  fork(fileURLToPath(new URL(program, import.meta.url)), { execArgv: [] });

/** @throws Error when the child ends instead of answering */
export async function ask<Answer>(child: ChildProcess, question: string | object): Promise<Answer> {
  child.send(question);
  const ended = once(child, 'exit').then(() => {
    throw new Error('a process of the benchmark ended');
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer as Answer;
}
