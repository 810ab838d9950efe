import { spawn } from 'node:child_process';
import { childEnv } from '#lib/env.ts';

/** Runs tests/bench in a process of its own: what a benchmark needs of the tests, the command line must not import. */
export function main(args: string[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, ['tests/bench/gate.ts', ...args], {
    env: childEnv(),
    stdio: 'inherit',
  });
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}
