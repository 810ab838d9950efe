import { tmpdir } from 'node:os';
import { defineConfig } from '@playwright/test';
import { childEnv } from '#lib/env.ts';
import { chromiumPath } from '#tests/support/chromium.ts';

const quietFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
// Chromium refuses its sandbox to root; tests visit nothing but loopback.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** These start a product of their own, and go on beside the journeys through the one that all others share. */
const ownStart = /(limits|setup|start|tls)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/browser',
  globalSetup: './tests/support/product-setup.ts',
  globalTimeout: 30 * 60_000,
  // Deadlines for a busy machine, not what a journey takes.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // Each in the order of its files: journeys share people and their sessions.
  projects: [
    { name: 'journeys', testIgnore: ownStart, workers: 1 },
    { name: 'starts', testMatch: ownStart, workers: 1 },
  ],
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [...quietFlags, ...asRoot],
      // A home that cannot be written must not stop the browser.
      env: { ...(childEnv() as Record<string, string>), HOME: tmpdir() },
    },
  },
});
