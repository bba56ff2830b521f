// The tests' projects; each can run alone: `npm test -- --project unit`.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], environment: 'node', ...more },
});

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    projects: [
      project('unit'),
      project('archive', { testTimeout: 60_000 }),
      project('client', { environment: 'happy-dom' }),
      // Real time and real processes: one file after the other, or they measure each other.
      project('media', { testTimeout: 90_000, hookTimeout: 60_000, fileParallelism: false }),
      project('server', { testTimeout: 90_000, hookTimeout: 60_000, fileParallelism: false }),
      project('browser', { testTimeout: 300_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
