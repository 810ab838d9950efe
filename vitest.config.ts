import { defineConfig } from 'vitest/config';
import { childEnv } from './lib/env.ts';

const isSoak = childEnv().SOAK !== undefined;

const shared = {
  setupFiles: [
    'tests/support/quiet.ts',
    'tests/support/rsa-keys.ts',
    ...(isSoak ? ['tests/support/soak.ts'] : []),
  ],
  globalSetup: ['tests/support/key-folder.ts'],
  // Its own second would be a verdict on the machine: what is waited for comes, or is missed at a deadline.
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    // One more than the two cores: a tenth of the time is waiting for a deadline, a child or the one Postgres.
    maxWorkers: 3,
    // Deadlines, not verdicts: on a busy machine the longest takes four times what it takes alone.
    testTimeout: isSoak ? 60 * 60_000 : 60_000,
    hookTimeout: 60_000,
    projects: [
      { test: { ...shared, name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      {
        test: {
          ...shared,
          name: 'db',
          include: ['tests/{db,attack,access}/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'tests/support/global-setup.ts'],
        },
      },
    ],
  },
});
