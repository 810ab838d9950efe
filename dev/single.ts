import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readWhole, writeWhole } from './data-folder.ts';
import { endProcess, isRunning, markOf, type ProcessMark } from './processes.ts';
import { StartProblem, say } from './progress.ts';

const Mark = z.object({ pid: z.number().int().positive(), startedAt: z.string() });
const Marks = z.array(Mark.extend({ name: z.string() }));

/** One `up` at a time on one data folder. A file of a process that is gone is replaced without asking. */
export function holdFolder(file: string): () => void {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(markOf(process.pid)), { mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, file); // fails when the file exists, so of two starts at once one wins
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
        const holder = holderOf(file);
        if (holder)
          throw new StartProblem(
            `Gatehouse is already running on this data folder (process ${holder.pid}). Use that one, end it with Ctrl-C or \`kill ${holder.pid}\`, or set DATA_DIR and the ports for a second one.`,
          );
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** True while an `up`, or a command in its place, works on the folder. */
export function isHeld(file: string): boolean {
  return holderOf(file) !== undefined;
}

function holderOf(file: string): ProcessMark | undefined {
  const holder = Mark.safeParse(readWhole(file)).data;
  return holder && isRunning(holder) ? holder : undefined;
}

/** The processes of this start, written down so that the next one can end what a kill left behind. */
export function processLedger(file: string) {
  const marks = new Map<string, ProcessMark>();
  let isTold = false;
  const save = () => {
    try {
      writeWhole(
        file,
        [...marks].map(([name, mark]) => ({ name, ...mark })),
      );
    } catch (error) {
      // On a full disk everything goes on; only the next start after a kill would not find them here.
      if (!isTold) say(`${file} cannot be written: ${(error as Error).message}`);
      isTold = true;
    }
  };
  return {
    async endLeftovers(graceMilliseconds = 8_000): Promise<string[]> {
      const left = (Marks.safeParse(readWhole(file)).data ?? []).filter(isRunning);
      // They have noticed that their parent is gone and are ending by themselves; this is for those that hang.
      await Promise.all(
        left.map((mark) => endProcess(mark, [['SIGTERM', graceMilliseconds]], { group: true })),
      );
      save();
      return left.map(({ name }) => name);
    },
    enter(name: string, mark: ProcessMark): void {
      marks.set(name, mark);
      save();
    },
    leave(name: string): void {
      marks.delete(name);
      save();
    },
  };
}

export type ProcessLedger = ReturnType<typeof processLedger>;
