// Plain JavaScript for Node 20.19 and newer: it brings a fresh clone to the point where the pinned Node can go on.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const pinnedMajor = 24;

/** Ends with a sentence, never with a stack. */
export function fail(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

/** Installs packages and generates the database client where they are missing or stale. */
export async function prepare() {
  if (packagesAreStale()) await installPackages();
  if (clientIsStale()) await generateClient();
}

/** What `npm ci` would change: a package missing, or of another version than the lock says. */
function packagesAreStale() {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(modules, '.package-lock.json'));
  if (!locked)
    fail('package-lock.json is missing or damaged. Check the clone: `git status` shows what differs.');
  if (!installed) return true;
  return Object.entries(locked).some(([path, wanted]) => {
    const found = installed[path];
    // Optional packages are those of other systems, too; npm leaves them out.
    if (path === '' || (found === undefined && wanted.optional)) return false;
    return found?.version !== wanted.version || !existsSync(join(root, path, 'package.json'));
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function installPackages() {
  const cache = cacheFolder();
  const code = await longStep('Installing packages with npm ci', npmCommand(), {
    npm_config_update_notifier: 'false',
    ...(cache ? { npm_config_cache: cache } : {}),
  });
  if (cache) rmSync(cache, { recursive: true, force: true });
  if (code !== 0)
    fail(
      `The packages could not be installed: npm ended with code ${code}; what it said stands above. Check the network and the registry, then start again.`,
    );
}

function npmCommand() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') && existsSync(npm) && /npm-cli\.js$/.test(npm)
    ? [process.execPath, npm, ...args]
    : ['npm', ...args];
}

/** npm keeps a cache at home; where nothing can be written there, it gets a folder for this one time. */
function cacheFolder() {
  if (process.env.npm_config_cache) return undefined;
  try {
    rmSync(mkdtempSync(join(homedir(), '.gatehouse-')), { recursive: true });
    return undefined;
  } catch {
    return mkdtempSync(join(tmpdir(), 'gatehouse-npm-'));
  }
}

const clientStamp = join(root, 'lib/db/generated/.made-from');

function clientIsStale() {
  // Written last, so a generation that was cut off is repeated.
  return !existsSync(clientStamp) || readFileSync(clientStamp, 'utf8') !== clientInputs();
}

function clientInputs() {
  const lock = readPackages(join(root, 'package-lock.json'));
  const schema = readFileSync(join(root, 'prisma/schema.prisma'));
  return createHash('sha256').update(schema).update(lock['node_modules/prisma'].version).digest('hex');
}

async function generateClient() {
  const made = clientInputs();
  const command = [pinnedNode(), join(modules, 'prisma/build/index.js'), 'generate', '--no-hints'];
  // The CLI is content with any program in place of the schema engine, which it would otherwise download.
  const extra = {
    PRISMA_SCHEMA_ENGINE_BINARY: pinnedNode(),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const code = await longStep('Generating the database client', command, extra);
  if (code !== 0)
    fail(
      `The database client could not be generated: prisma ended with code ${code}; what it said stands above.`,
    );
  writeFileSync(clientStamp, made);
}

/** Runs a command with its output shown on failure, says that it goes on while it is silent, and returns its code. */
export function longStep(title, [command, ...args], extra) {
  return new Promise((done) => {
    const begun = Date.now();
    const seconds = () => `${Math.round((Date.now() - begun) / 1000)} s`;
    process.stderr.write(`${title} ...\n`);
    const goesOn = setInterval(
      () => process.stderr.write(`${title}: still at it after ${seconds()}\n`),
      10_000,
    );
    const child = spawn(command, args, {
      cwd: root,
      env: childEnv(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const stop = endWith(child);
    const finish = (code) => {
      clearInterval(goesOn);
      stop();
      process.stderr.write(code === 0 ? `${title}: done in ${seconds()}\n` : said);
      done(code);
    };
    child.on('error', (error) => {
      said += `${command}: ${error.message}\n`;
      finish(127);
    });
    child.on('close', (code, signal) => (signal ? process.exit(130) : finish(code ?? 1)));
  });
}

/** Ctrl-C and SIGTERM reach the child, too; the returned function undoes it. */
function endWith(child) {
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

/** The Node that the lock pins, or this one when it is new enough. */
export function pinnedNode() {
  const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin/node');
  if (existsSync(pinned) && runs(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= pinnedMajor) return process.execPath;
  return fail(
    `Gatehouse runs on Node ${pinnedMajor}. For ${process.platform} on ${process.arch} it brings none along, and this is Node ${process.versions.node}: install Node ${pinnedMajor} or newer and start again.`,
  );
}

function runs(node) {
  // On a system with another C library the binary is there and cannot be run.
  return spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The environment of everything that is started from here. */
export function childEnv(extra = {}) {
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    // One folder for all that is kept, wherever the command is called from.
    DATA_DIR: resolve(process.env.DATA_DIR || join(root, '.gatehouse')),
    PATH: [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter),
    ...extra,
  };
}

/** Runs a file under the pinned Node in place of this process and ends with its code. */
export function become(file, args = []) {
  // Through the channel the child notices when this process is killed and cannot pass a signal on.
  // Prisma's adapter reads relations of one transaction at once, which pg announces as deprecated (docs/decisions/001).
  const child = spawn(pinnedNode(), ['--disable-warning=DeprecationWarning', join(root, file), ...args], {
    env: childEnv(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  endWith(child);
  watchNpm(() => child.disconnect());
  child.on('error', (error) => fail(`Node ${pinnedMajor} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npm passes signals on, but not its own sudden end: then this process gets another parent. */
function watchNpm(orphaned) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    orphaned();
  }, 500);
  watch.unref();
}
