import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Each test drives a whole VS Code, so there is one at a time and it may take long. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});
