import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Migration libraries report on the console what tests make them fail at.
    silent: 'passed-only',
    include: ['test/**/*.test.ts'],
    // PGlite takes seconds to start on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
