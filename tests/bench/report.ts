import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { median, type Round } from './load.ts';

export interface Result {
  bare: Round[];
  gate: Round[];
  refused: Round[];
  loadMilliseconds: number;
  /** Load average of a minute, just before the first round. */
  otherLoad: number;
  keys: number;
  seconds: number;
}

/** Of each round and its neighbour, then the median: two medians apart would compare different minutes. */
function ratioOf({ bare, gate }: Result): number {
  return median(gate.map((round, i) => round.perSecond / (bare[i]?.perSecond ?? Number.NaN)));
}

/** docs/benchmarks.md: the figures with the machine they were taken on. */
export function report(result: Result): string {
  const { bare, gate, refused, keys, seconds, loadMilliseconds, otherLoad } = result;
  return `# Benchmarks

Written by \`npm run bench\`. Figures of two machines do not compare; the ratio does.

| | |
|---|---|
| Date | ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC |
| Commit | ${commit()} |
| Machine | ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores |
| Node.js | ${process.version} |
| Load | wrk, 1 thread, 32 connections, ${bare.length} rounds of ${seconds} s each, alternating, on the same machine |
| Before it | load average ${otherLoad.toFixed(1)} (Postgres was being filled; more than ${cpus().length} means that others were at work, too) |
| Policy | ${keys.toLocaleString('en')} keys from Postgres; the measured key has an enforced list of 20 networks |

| Server | Requests/s (median) | p50 ms | p99 ms | Answers other than expected |
|---|---:|---:|---:|---:|
${row('bare `node:http`, 204', bare, (r) => r.errors)}
${row('gate, `/auth` allowed, 204', gate, (r) => r.errors)}
${row('gate, `/auth` refused, 403', refused, () => 0)}

**The gate answers ${ratioOf(result).toFixed(2)} of what the bare server answers** (median of the ratios of neighbouring rounds). The goal is at least 0.6.

Loading the policy of ${keys.toLocaleString('en')} keys took the gate ${loadMilliseconds} ms, in pages between which it goes on answering.
`;
}

function row(name: string, rounds: Round[], errors: (round: Round) => number): string {
  const column = (pick: (round: Round) => number, digits: number) => median(rounds.map(pick)).toFixed(digits);
  const perSecond = Math.round(median(rounds.map((r) => r.perSecond))).toLocaleString('en');
  return `| ${name} | ${perSecond} | ${column((r) => r.p50, 2)} | ${column((r) => r.p99, 2)} | ${rounds.reduce((sum, r) => sum + errors(r), 0)} |`;
}

export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'not in a git clone';
  }
}
