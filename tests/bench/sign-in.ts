/** What judging a SAML response costs: beside the library alone, and when the response is hostile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuleBroken } from '#lib/auth/rules.ts';
import { median } from './load.ts';
import { hostileBodies } from './sign-in-hostile.ts';
import { type Comparison, type Refused, type SignInResult, section, writeSection } from './sign-in-report.ts';
import { type Accepted, openSubject, type Subject } from './sign-in-subject.ts';

const rounds = 25;
const perRound = 40;
const hostileTries = 9;
/** Refusals of one try: the processor's clock of a thread ticks in milliseconds. */
const perTry = 5;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Milliseconds of processor that one call takes, in a round of many. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < perRound; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / perRound;
}

/** Rounds in turn, so that what else the machine does falls on both alike. */
async function compare({ name, base64, accept, library }: Accepted): Promise<Comparison> {
  const body = new URLSearchParams({ SAMLResponse: base64, RelayState: 'x'.repeat(22) }).toString();
  const own = () => accept(body);
  const alone = () => library(base64);
  for (let i = 0; i < 3; i++) await Promise.resolve(processorTime(own)).then(() => processorTime(alone));
  const compared: Comparison = { name, bytes: base64.length, own: [], alone: [] };
  for (let i = 0; i < rounds; i++) {
    compared.alone.push(await processorTime(alone));
    compared.own.push(await processorTime(own));
  }
  say(
    `${name}: ${median(compared.own).toFixed(2)} ms, the library alone ${median(compared.alone).toFixed(2)} ms`,
  );
  return compared;
}

/**
 * How long the event loop is held by one refusal: processor time of its own thread, so that neither the wait for a
 * core that others use nor the collector's threads count. Anything but a refusal is a fault of the benchmark.
 */
async function refuse({ accept }: Subject, name: string, body: string): Promise<Refused> {
  const milliseconds: number[] = [];
  let rule = '';
  for (let i = 0; i < hostileTries; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    const before = process.threadCpuUsage();
    for (let n = 0; n < perTry; n++)
      rule = await accept(body).then(
        () => 'accepted',
        (error: unknown) => (error instanceof RuleBroken ? error.rule : String(error)),
      );
    const { user, system } = process.threadCpuUsage(before);
    milliseconds.push((user + system) / 1000 / perTry);
  }
  if (rule === 'accepted') throw new Error(`${name} was accepted`);
  say(`${name}: ${rule}, ${median(milliseconds).toFixed(1)} ms`);
  return { name, rule, bytes: body.length, milliseconds };
}

async function measure(folder: string): Promise<SignInResult> {
  const otherLoad = loadavg()[0] ?? 0;
  const subject = await openSubject(folder);
  const comparisons: Comparison[] = [];
  for (const accepted of subject.accepted) comparisons.push(await compare(accepted));
  const refused: Refused[] = [];
  for (const { name, body } of hostileBodies(subject)) refused.push(await refuse(subject, name, body));
  return { otherLoad, rounds, perRound, perTry, comparisons, refused };
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
try {
  const text = section(await measure(join(folder, 'keyring')));
  writeSection('## Sign-in', text);
  say(`\n${text}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
