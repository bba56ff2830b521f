// Programs of a benchmark in processes of their own, asked one question at a time.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath, URL } from 'node:url';

/** @param program a file beside this one */
export const start = (program: string): ChildProcess =>
  fork(fileURLToPath(new URL(program, import.meta.url)), { execArgv: [] });

/** @throws Error when the child ends instead of answering */
export function ask<Answer>(child: ChildProcess, question: string | object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onEnd = (): void => reject(new Error('a process of the benchmark ended'));
  // Its answer to this question, as its own file says.
  const onAnswer = (answer: unknown): void => resolve(answer as Answer);
  child.once('exit', onEnd).once('message', onAnswer).send(question);
  return promise.finally(() => child.off('exit', onEnd).off('message', onAnswer));
}
