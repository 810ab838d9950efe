import { tmpdir } from 'node:os';
import { defineConfig } from '@playwright/test';
import { childEnv } from '#lib/env.ts';
import { chromiumPath } from '#tests/support/chromium.ts';

const quietFlags = [
  '--disable-gpu',
  '--disable-gpu-compositing',
  '--disable-software-rasterizer',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
// Chromium refuses its sandbox to root; tests visit nothing but loopback.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** These start and end products of their own. */
const ownStart = /(limits|setup|start|tls)\.spec\.ts$/;
/** A second account owner signs in here: from then on critical changes wait for somebody, until approvals.spec.ts ends that. */
const twoOwners = /(api|approvals|factors|journey|roles|screens|two-consoles|z-kill)\.spec\.ts$/;
const metadata = { hasProduct: true };

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/browser',
  globalSetup: './tests/support/product-setup.ts',
  globalTimeout: 30 * 60_000,
  // Deadlines for a busy machine, not what a journey takes.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // Each in the order of its files: the journeys of a project share a product, its people and their sessions.
  projects: [
    { name: 'two-owners', testMatch: twoOwners, workers: 1, metadata },
    { name: 'one-owner', testIgnore: [twoOwners, ownStart], workers: 1, metadata },
    { name: 'starts', testMatch: ownStart, workers: 1 },
  ],
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'UTC',
    // What failed is run again with `--trace on`: recording costs every test a sixth of its time.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [...quietFlags, ...asRoot],
      // A home that cannot be written must not stop the browser.
      env: { ...(childEnv() as Record<string, string>), HOME: tmpdir() },
    },
  },
});
