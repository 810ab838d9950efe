#!/usr/bin/env node
// `npm test`: sets up what is missing, runs every check to its end, and closes with `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv, fail, longStep, pinnedNode, prepare, root } from './runtime.js';

await prepare();
const node = pinnedNode();
const tool = (path) => join(root, 'node_modules', path);
await requireBrowser();

const results = mkdtempSync(join(tmpdir(), 'gatehouse-results-'));
const tally = { passed: 0, failed: 0 };
let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    running?.kill('SIGTERM');
    rmSync(results, { recursive: true, force: true });
    process.exit(130);
  });
}

const biome = tool('@biomejs/biome/bin/biome');
await check('Format', [biome, 'format', '.']);
await check('Lint', [biome, 'check', '--formatter-enabled=false', '.']);
await run('Route types', [tool('next/dist/bin/next'), 'typegen']);
// Whole: what an earlier check left behind has been seen to fail one that is right.
await check('Types', [tool('typescript/bin/tsc'), '--noEmit', '--incremental', 'false']);
await unitAndDatabase();
if (await check('Production build', ['dev/build.ts'])) await browser();

rmSync(results, { recursive: true, force: true });
process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** Runs a tool under the pinned Node with its output shown; true when it ended well. */
function run(title, args, env = {}) {
  process.stdout.write(`\n${title}\n`);
  return new Promise((done) => {
    running = spawn(node, args, { cwd: root, env: childEnv(env), stdio: 'inherit' });
    running.on('error', () => done(false));
    running.on('exit', (code) => done(code === 0));
  });
}

/** A tool that is one check: right or wrong as a whole. */
async function check(title, args) {
  const good = await run(title, args);
  tally[good ? 'passed' : 'failed'] += 1;
  return good;
}

async function unitAndDatabase() {
  const file = join(results, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const good = await run('Unit and database tests', [tool('vitest/vitest.mjs'), 'run', ...reporters]);
  const { numPassedTests = 0, numFailedTests = 0 } = readResult(file);
  count(good, numPassedTests, numFailedTests);
}

async function browser() {
  const file = join(results, 'playwright.json');
  const args = [tool('@playwright/test/cli.js'), 'test', '--reporter=list,json'];
  const good = await run('Browser tests', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file, FORCE_COLOR: '0' });
  const { expected = 0, unexpected = 0, flaky = 0 } = readResult(file).stats ?? {};
  count(good, expected, unexpected + flaky);
}

/** A runner that failed without a failed test (a file that does not load, a set-up) counts as one failure. */
function count(good, passed, failed) {
  tally.passed += passed;
  tally.failed += good ? failed : Math.max(failed, 1);
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

async function requireBrowser() {
  const found = () =>
    spawnSync(node, ['tests/support/chromium.ts'], { cwd: root, env: childEnv(), stdio: 'ignore' }).status ===
    0;
  if (found()) return;
  const byHand =
    'Install Chromium or Google Chrome (on Debian: `apt-get install chromium`), or name one by CHROMIUM_PATH.';
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0)
    fail(`The browser tests need a browser. ${byHand}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const code =
    (await longStep('Reading the package lists with apt-get', ['apt-get', 'update', '-q'], quiet)) ||
    (await longStep(
      'Installing Chromium with apt-get',
      ['apt-get', 'install', '-qy', '--no-install-recommends', 'chromium'],
      quiet,
    ));
  if (code !== 0 || !found())
    fail(`Chromium could not be installed; what apt-get said stands above. ${byHand}`);
}
