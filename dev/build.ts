import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv } from '#lib/env.ts';
import { StartProblem, step } from './progress.ts';

const root = join(import.meta.dirname, '..');
/** All that the console is made of; what is not here does not lead to a new build. */
const inputs = [
  'app',
  'components',
  'lib',
  'next.config.ts',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'prisma/schema.prisma',
  'proxy.ts',
];

/** Builds the console for production when there is no complete build of just these sources. */
export async function buildIfStale(started: (build: ChildProcess) => void = () => undefined): Promise<void> {
  const sources = digestOf(inputs);
  // Next adds to tsconfig.json what it misses there, so this file counts as it is after the build.
  const wanted = () => `${sources} ${digestOf(['tsconfig.json'])}`;
  if (existsSync(join(root, '.next/BUILD_ID')) && stampedDigest() === wanted()) return;
  await step('Building the console for production', () => build(started));
  // Only now: a build that was cut off has no stamp and is made again.
  writeFileSync(join(root, '.next/gatehouse-sources'), wanted());
}

async function build(started: (build: ChildProcess) => void): Promise<void> {
  rmSync(join(root, '.next/gatehouse-sources'), { force: true });
  rmSync(join(root, '.next/BUILD_ID'), { force: true });
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: childEnv({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // with its workers a group of its own, so that it can be ended whole
  });
  started(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0)
    throw new StartProblem(
      `The console could not be built (next build ended with code ${code}):\n${said.trim()}`,
    );
}

function stampedDigest(): string | undefined {
  const stamp = join(root, '.next/gatehouse-sources');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

function digestOf(paths: string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of paths.flatMap(filesUnder))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => name !== 'generated') // follows from the schema, which is here
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

if (import.meta.main) {
  try {
    let running: ChildProcess | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        if (running?.pid) process.kill(-running.pid, 'SIGTERM');
        process.exit(130);
      });
    await buildIfStale((child) => {
      running = child;
    });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
