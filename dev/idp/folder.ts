import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Opens the IdP's own folder, closed to other users, and sweeps what a killed process left half-written. */
export function openFolder(dataDir: string): string {
  const folder = join(dataDir, 'idp');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder))
    if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });
  return folder;
}

/**
 * What `parse` accepts of the file, or undefined when it is missing or damaged: a power cut can leave a file
 * empty, and a development IdP that makes itself anew is worth more than one that refuses to start.
 */
export function readJson<T>(path: string, parse: (value: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes beside and renames, so that a reader sees the old file or the new one and never a half. */
export function writeJson(path: string, value: unknown): void {
  const part = `${path}.${randomUUID()}.part`;
  const file = openSync(part, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
