import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: process.env.MESH_DEEP ? 3_600_000 : 60_000,
    hookTimeout: 120_000,
    reporters: process.env.CI
      ? ['default', './test/support/closing-line.ts']
      : ['default', './test/support/closing-line.ts'],
    maxWorkers: 2,
  },
});
