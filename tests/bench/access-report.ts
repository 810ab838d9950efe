import { cpus } from 'node:os';
import { median } from './load.ts';
import { commit } from './report.ts';

/** Milliseconds of one call, one figure a round. */
export interface PageResult {
  name: string;
  scoped: number[];
  plain: number[];
  scopedPlan: string;
  plainPlan: string;
}

export interface AccessResult {
  otherLoad: number;
  rounds: number;
  ability: { assignments: number; roles: number; read: number[]; build: number[]; whole: number[] };
  pages: PageResult[];
}

const mostRatio = 1.5;

const ratioOf = ({ scoped, plain }: PageResult) =>
  median(scoped.map((ms, i) => ms / (plain[i] ?? Number.NaN)));
const milliseconds = (figures: number[]) => median(figures).toFixed(2);

/** The section of docs/benchmarks.md. */
export function section({ otherLoad, rounds, ability, pages }: AccessResult): string {
  const share = median(ability.build.map((ms, i) => ms / (ability.read[i] ?? Number.NaN)));
  const missed = pages.filter((page) => ratioOf(page) > mostRatio).map(({ name }) => name);
  return `## Access

Written by \`npm run bench\`, or by \`node tests/bench/access.ts\` alone.

| | |
|---|---|
| Date | ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC |
| Commit | ${commit()} |
| Machine | ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores |
| Node.js | ${process.version} |
| Before it | load average ${otherLoad.toFixed(1)} (Postgres was being filled; more than ${cpus().length} means that others were at work, too) |
| Data | 1,000,000 keys of 1,000 applications in two environments; ${rounds} rounds, in turn, from the call to the rows |

Building the ability of an operator with ${ability.assignments} assignments, among ${ability.roles} custom roles of the installation, takes ${milliseconds(ability.build)} ms; the two queries for assignments and applications alone take ${milliseconds(ability.read)} ms. The ratio is ${share.toFixed(2)}; the goal is less than 1. ${share < 1 ? 'Reached.' : 'Missed.'} All of it, with custom roles and groups read, takes ${milliseconds(ability.whole)} ms.

| A page of 50 out of a million keys, for | By policy, ms | The same filter by hand, ms | Ratio |
|---|---:|---:|---:|
${pages.map((page) => `| ${page.name} | ${milliseconds(page.scoped)} | ${milliseconds(page.plain)} | ${ratioOf(page).toFixed(2)} |`).join('\n')}

The goal is a ratio of at most ${mostRatio}; it is the median of the ratios of neighbouring rounds. ${missed.length === 0 ? 'Reached.' : `Missed for: ${missed.join('; ')}.`}

${pages.map(plansOf).join('\n\n')}
`;
}

function plansOf({ name, scopedPlan, plainPlan }: PageResult): string {
  const fence = '```';
  return `### Plans: ${name}

By policy:

${fence}
${scopedPlan}
${fence}

By hand:

${fence}
${plainPlan}
${fence}`;
}
