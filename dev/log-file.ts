import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { say } from './progress.ts';

const limitBytes = 10 * 1024 * 1024;

/** A log that keeps the latest lines: at its limit it becomes the one former file beside it. A disk that is full costs lines, and ends nobody. */
export function openLogFile(file: string, limit = limitBytes) {
  let open: { descriptor: number; size: number } | undefined;
  let isTold = false;

  function close(): void {
    if (open) closeSync(open.descriptor);
    open = undefined;
  }

  return {
    close,
    write(line: string): void {
      try {
        if (open && open.size >= limit) close();
        if (!open) {
          setAside(file, limit);
          const descriptor = openSync(file, 'a', 0o600);
          open = { descriptor, size: fstatSync(descriptor).size };
        }
        open.size += writeSync(open.descriptor, `${line}\n`);
      } catch (error) {
        if (!isTold) say(`${file} cannot be written (${(error as Error).message}): lines of it are lost`);
        isTold = true;
      }
    },
  };
}

/** Makes room for a log that has reached its limit. For a file that nobody writes to now. */
export function setAside(file: string, limit = limitBytes): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size >= limit) renameSync(file, `${file}.1`);
}
