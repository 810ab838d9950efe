import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process as it is written down: the number alone is not enough, because the system gives numbers again. */
export interface ProcessMark {
  pid: number;
  startedAt: string;
}

/** When the process began, in the system's own words; undefined when there is no such process, or only its zombie. */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    }
    // The command's name stands in parentheses and may hold spaces; the fields after it are counted from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedAt: startOf(pid) ?? '' };
}

/** True while exactly that process lives, and not another one that got its number. */
export function isRunning({ pid, startedAt }: ProcessMark): boolean {
  return pid > 0 && startedAt !== '' && startOf(pid) === startedAt;
}

/** Polls until `done` holds; false when the time is over. */
export async function until(
  done: () => boolean | Promise<boolean>,
  milliseconds: number,
  everyMilliseconds = 25,
): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    if (await done()) return true;
    if (Date.now() >= deadline) return false;
    await wait(everyMilliseconds);
  }
}

/** Sends each signal in turn and gives the process that long to go; ends with SIGKILL, on request for its whole group. */
export async function endProcess(
  mark: ProcessMark,
  signals: [NodeJS.Signals, number][],
  { group = false }: { group?: boolean } = {},
): Promise<void> {
  if (!isRunning(mark)) return;
  for (const [signal, milliseconds] of [...signals, ['SIGKILL', 5_000] as const]) {
    if (!isRunning(mark)) break;
    send(mark.pid, signal);
    if (await until(() => !isRunning(mark), milliseconds)) break;
  }
  // Its own children (workers of a build, of a gate) bear its number as their group's.
  if (group) send(-mark.pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went by itself in between.
  }
}
