import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/gpu/**/*.test.ts'],
    // Kernels on a software adapter share two cores with everything else.
    testTimeout: 30_000,
    passWithNoTests: false,
  },
});
