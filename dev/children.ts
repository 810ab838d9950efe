import { type ChildProcess, spawn } from 'node:child_process';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnv } from '#lib/env.ts';
import type { DataFolder } from './data-folder.ts';
import { openLogFile } from './log-file.ts';
import { endProcess, markOf, type ProcessMark, until } from './processes.ts';
import { StartProblem, say } from './progress.ts';
import type { ProcessLedger } from './single.ts';

export interface ChildPlan {
  name: string;
  /** The file that the child runs, from the project's root. */
  file: string;
  args?: string[];
  env?: Record<string, string>;
  /** Answers 200 when the child does its work; without it the child says so itself (`tellReady`). */
  healthUrl?: string;
}

const root = join(import.meta.dirname, '..');
const longestPauseSeconds = 30;
/** A child that lived that long has not failed at its start: the next failure begins with a short pause again. */
const steadySeconds = 60;

/** Keeps a child running until `stop`: restarted with growing pauses, its log kept, its errors shown. */
export function supervise(plan: ChildPlan, folder: DataFolder, ledger: ProcessLedger) {
  let child: ChildProcess | undefined;
  let mark: ProcessMark | undefined;
  let stopping = false;
  let healthy = false;
  let saidReady = false;
  let failure: string | undefined;
  const abort = new AbortController();

  const running = (async () => {
    for (let pauseSeconds = 0.5; !stopping; pauseSeconds = Math.min(pauseSeconds * 2, longestPauseSeconds)) {
      const begunAt = Date.now();
      child = launch(plan, folder);
      child.on('message', (message) => {
        saidReady ||= message === 'ready';
      });
      mark = markOf(child.pid ?? 0);
      ledger.enter(plan.name, mark);
      const ending = await endOf(child);
      ledger.leave(plan.name);
      if (stopping) return;
      if (!healthy) {
        failure = ending;
        return;
      }
      if (Date.now() - begunAt > steadySeconds * 1000) pauseSeconds = 0.5;
      say(`${plan.name}: ended unexpectedly (${ending}); starting it again in ${pauseSeconds} s`);
      await wait(pauseSeconds * 1000, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();

  return {
    name: plan.name,
    /** Resolves when the child does its work. Throws `StartProblem` when it ends before, or takes too long. */
    async ready(): Promise<void> {
      const { name, healthUrl } = plan;
      const isUp = () => (healthUrl ? answers(healthUrl) : saidReady);
      const up = await until(() => failure !== undefined || stopping || isUp(), 60_000);
      if (failure !== undefined)
        throw new StartProblem(`The ${name} did not start (${failure}); its log is ${folder.logFile(name)}`);
      if (!up)
        throw new StartProblem(
          `The ${name} ${healthUrl ? `does not answer at ${healthUrl}` : 'does not say that it does its work'}; its log is ${folder.logFile(name)}`,
        );
      healthy = true;
    },
    async stop(): Promise<void> {
      stopping = true;
      abort.abort();
      if (mark) await endProcess(mark, [['SIGTERM', 10_000]], { group: true });
      await running;
    },
  };
}

export type Supervised = ReturnType<typeof supervise>;

function launch({ name, file, args = [], env = {} }: ChildPlan, folder: DataFolder): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=DeprecationWarning',
      '--import',
      join(root, 'dev/follow.ts'),
      join(root, file),
      ...args,
    ],
    {
      cwd: root,
      env: childEnv({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env }),
      // The channel is the lifeline: when `up` is killed it breaks, and the child ends itself.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches `up` alone, which ends its children in order.
      detached: true,
    },
  );
  const log = openLogFile(folder.logFile(name));
  if (child.stdout)
    keepLines(child.stdout, (line) => show(name, line, log, /"level":"(error|fatal)"/.test(line)));
  if (child.stderr) keepLines(child.stderr, (line) => show(name, line, log, true));
  child.once('close', () => log.close());
  return child;
}

function keepLines(stream: NodeJS.ReadableStream, each: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', each);
}

function show(name: string, line: string, log: ReturnType<typeof openLogFile>, isError: boolean): void {
  log.write(line);
  if (isError) say(`${name}: ${line}`);
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
}

function answers(healthUrl: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000);
  return new Promise((resolve) => {
    const asked = healthUrl.startsWith('https:')
      ? // Our own listener at its number: its certificate bears its name, and nothing is said or believed here but "200".
        getSecure(healthUrl, { signal, agent: false, rejectUnauthorized: false })
      : getPlain(healthUrl, { signal, agent: false });
    asked.on('error', () => resolve(false));
    asked.once('response', (response) => {
      response.destroy();
      resolve((response.statusCode ?? 500) < 400);
    });
  });
}
