import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Round {
  perSecond: number;
  p50: number;
  p99: number;
  errors: number;
}

/** One round of wrk with 32 connections; latencies in milliseconds. */
export async function loadOnce(url: string, seconds: number, headers: string[] = []): Promise<Round> {
  const flags = ['-t1', '-c32', `-d${seconds}s`, '--latency', ...headers.flatMap((header) => ['-H', header])];
  const { stdout } = await run('wrk', [...flags, url]);
  const number = (pattern: RegExp) => Number(stdout.match(pattern)?.[1] ?? 0);
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50: latency(stdout, '50'),
    p99: latency(stdout, '99'),
    errors: number(/Non-2xx or 3xx responses: (\d+)/) + number(/Socket errors: .*read (\d+)/),
  };
}

function latency(output: string, percentile: string): number {
  const [, value = '0', unit = 'ms'] = output.match(new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`)) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Finds wrk, or installs Debian's when this is root on Debian; otherwise a sentence that says what to do. */
export async function requireWrk(): Promise<string | null> {
  const isThere = () =>
    run('sh', ['-c', 'command -v wrk']).then(
      () => true,
      () => false,
    );
  if (await isThere()) return null;
  if (process.getuid?.() === 0)
    await run('sh', ['-c', 'apt-get update -q && apt-get install -y -q wrk']).catch(() => {});
  return (await isThere())
    ? null
    : 'wrk is missing: install it, on Debian and Ubuntu by `sudo apt-get install wrk`, and run the benchmark again.';
}
