import { spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setAside } from './log-file.ts';
import type { PostgresOptions } from './postgres.ts';
import type { Account, Binaries } from './postgres-account.ts';
import { StartProblem } from './progress.ts';

const flags = [
  '--username=postgres',
  '--pwfile=/dev/stdin',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

/** Makes the cluster beside its place and renames it when complete: a half-made one never bears the real name. */
export async function makeCluster(
  binaries: Binaries,
  account: Account | undefined,
  options: PostgresOptions,
): Promise<void> {
  const half = `${options.folder}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const passwordFile = `${options.folder}.password`;
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account) for (const path of [half, passwordFile]) chownSync(path, account.uid, account.gid);
  const password = openSync(passwordFile, 'r');
  const log = openLog(options.logFile);
  try {
    // What the machine loses when it stops is lost anyway in tests: their clusters live for minutes.
    const sync = options.settings?.fsync === 'off' ? ['--no-sync'] : [];
    const args = ['-D', asSeenByServer(half, account), ...flags, ...sync];
    const initdb = spawn(binaries.initdb, args, {
      ...account,
      cwd: half,
      stdio: [password, log.file, log.file],
    });
    const code = await new Promise((resolve) => {
      initdb.once('error', () => resolve(-1));
      initdb.once('exit', resolve);
    });
    if (code !== 0)
      throw new StartProblem(`The database could not be made in ${options.folder}: ${log.complaint()}`);
    renameSync(half, options.folder);
  } finally {
    closeSync(password);
    log.close();
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Started by root, the server runs as user postgres, who may not be able to walk down to the folder (a clone in a
 * closed home). Its working directory is given to it open, so it reaches the folder as that, and nothing above it.
 */
export function asSeenByServer(folder: string, account: Account | undefined): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** The server's log, and what was complained of in it since it was opened here. The server writes by itself: room is made at its start alone. */
export function openLog(logFile: string) {
  setAside(logFile);
  const file = openSync(logFile, 'a', 0o600);
  const before = statSync(logFile).size;
  return {
    file,
    close: () => closeSync(file),
    complaint(): string {
      const lines = existsSync(logFile)
        ? readFileSync(logFile).subarray(before).toString().trim().split('\n')
        : [];
      const complaint =
        lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
      return complaint.replace(/^.*?(FATAL|PANIC|error):\s*/, '');
    },
  };
}
