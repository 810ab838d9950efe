import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { median } from './load.ts';
import { commit } from './report.ts';

/** Milliseconds of processor a response, one figure a round. */
export interface Comparison {
  name: string;
  bytes: number;
  own: number[];
  alone: number[];
}

export interface Refused {
  name: string;
  rule: string;
  bytes: number;
  /** Of event loop, one figure a try. */
  milliseconds: number[];
}

export interface SignInResult {
  perTry: number;
  otherLoad: number;
  rounds: number;
  perRound: number;
  comparisons: Comparison[];
  refused: Refused[];
}

const mostRatio = 1.5;
const mostMilliseconds = 20;

/** Puts a section into docs/benchmarks.md: at the end, and its former self goes. */
export function writeSection(heading: string, text: string): void {
  const file = 'docs/benchmarks.md';
  const sections = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const others = sections.filter((each) => !each.startsWith(`${heading}\n`));
  writeFileSync(file, `${[...others, text].map((each) => each.trimEnd()).join('\n\n')}\n`);
}

/** The section of docs/benchmarks.md. */
export function section({ otherLoad, rounds, perRound, perTry, comparisons, refused }: SignInResult): string {
  const worst = Math.max(...refused.map((r) => median(r.milliseconds)));
  return `## Sign-in

Written by \`npm run bench\`, or by \`node tests/bench/sign-in.ts\` alone.

| | |
|---|---|
| Date | ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC |
| Commit | ${commit()} |
| Machine | ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores |
| Node.js | ${process.version} |
| Before it | load average ${otherLoad.toFixed(1)} (more than ${cpus().length} means that others were at work, too) |
| Accepting | ${rounds} rounds of ${perRound} each, in turn; processor time (user and system) of one response, from the posted form to the facts, without the database |

| A valid response | Base64, bytes | Gatehouse, ms | @node-saml/node-saml alone, ms | Ratio |
|---|---:|---:|---:|---:|
${comparisons.map(row).join('\n')}

The goal is a ratio of at most ${mostRatio}; it is the median of the ratios of neighbouring rounds. ${verdict(comparisons)}

Time of the event loop to refuse a body of at most 512 kB (processor time of its thread, median and longest of ${refused[0]?.milliseconds.length ?? 0} tries of ${perTry} refusals, the database left out); the goal is less than ${mostMilliseconds} ms. ${worst < mostMilliseconds ? `Reached: the slowest median is ${worst.toFixed(1)} ms.` : `Missed: the slowest median is ${worst.toFixed(1)} ms.`}

| A body with | Bytes | Refused as | Median, ms | Longest, ms |
|---|---:|---|---:|---:|
${refused.map(({ name, bytes, rule, milliseconds: ms }) => `| ${name} | ${bytes.toLocaleString('en')} | ${rule} | ${median(ms).toFixed(1)} | ${Math.max(...ms).toFixed(1)} |`).join('\n')}
`;
}

function ratioOf({ own, alone }: Comparison): number {
  return median(own.map((ms, i) => ms / (alone[i] ?? Number.NaN)));
}

function row(compared: Comparison): string {
  const { name, bytes, own, alone } = compared;
  return `| ${name} | ${bytes.toLocaleString('en')} | ${median(own).toFixed(2)} | ${median(alone).toFixed(2)} | ${ratioOf(compared).toFixed(2)} |`;
}

function verdict(comparisons: Comparison[]): string {
  const missed = comparisons.filter((c) => ratioOf(c) > mostRatio).map((c) => c.name);
  return missed.length === 0 ? 'Reached.' : `Missed for: ${missed.join('; ')}.`;
}
