import { defineConfig } from 'vitest/config';

const shared = { setupFiles: ['tests/support/quiet.ts'] };

export default defineConfig({
  test: {
    // Two cores: more workers would only wait for each other, and for the one Postgres.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { test: { ...shared, name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      {
        test: {
          ...shared,
          name: 'db',
          include: ['tests/{db,attack,access}/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
        },
      },
    ],
  },
});
