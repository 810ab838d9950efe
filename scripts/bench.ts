import { spawn } from 'node:child_process';
import { childEnv } from '#lib/env.ts';

/** The benchmarks in turn, each in a process of its own: what they need of the tests, the command line must not import. */
export async function main(args: string[]): Promise<number> {
  for (const file of ['gate', 'sign-in', 'sign-in-timing', 'access']) {
    const code = await run(`tests/bench/${file}.ts`, args);
    if (code !== 0) return code;
  }
  return 0;
}

function run(file: string, args: string[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, [file, ...args], { env: childEnv(), stdio: 'inherit' });
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}
