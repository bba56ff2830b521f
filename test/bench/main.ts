// npm run bench -- NAME [ARGS]: runs one benchmark, prints a table for people and one JSON object as the last line.
import { availableParallelism, loadavg } from 'node:os';
import { type Benchmark, judge, table } from './figures.ts';
import { TARGETS } from './targets.ts';

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !(name in TARGETS)) {
  console.error(`Name a benchmark: ${Object.keys(TARGETS).join(', ')}`);
  process.exit(2);
}
const { run } = (await import(`./${name}.ts`)) as { run: Benchmark };
const loadBefore = loadavg()[0];
const outcome = await run(args);
const figures = judge(name, outcome.figures);
const conditions = { cores: availableParallelism(), loadBefore, node: process.version, ...outcome.conditions };
console.log(table(figures));
console.log(JSON.stringify({ bench: name, conditions, figures }));
