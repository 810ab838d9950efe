import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from './progress.ts';

const marker = 'README';
const markerText =
  'Gatehouse keeps its database, keyring, keys and logs here. Back up the keyring apart from the database.\n';

/** Everything that is kept, in one folder: passable for the database's own user, readable for nobody else. */
export function openDataFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true });
    const there = readdirSync(folder);
    // Somebody's own folder (DATA_DIR=/tmp) must not have its mode changed under them.
    if (there.length > 0 && !there.some((name) => name === marker || name === 'keyring'))
      throw new StartProblem(
        `DATA_DIR names ${folder}, which holds other files. Name a folder of its own, for example DATA_DIR=${join(folder, 'gatehouse')}.`,
        2,
      );
    chmodSync(folder, 0o711);
    writeFileSync(join(folder, marker), markerText, { mode: 0o600 });
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(
      `The data folder ${folder} cannot be used (${(error as Error).message}). Set DATA_DIR to a folder that this user may write.`,
      2,
    );
  }
  return {
    at: (name: string) => join(folder, name),
    logFile: (name: string) => join(folder, 'logs', `${name}.log`),
  };
}

export type DataFolder = ReturnType<typeof openDataFolder>;

/** Written beside and renamed: a reader, or a start after a kill, finds the old text or the new one, never half. */
export function writeWhole(file: string, value: unknown): void {
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, file);
}

export function readWhole(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
