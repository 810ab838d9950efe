import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Account, type Binaries, postgresAccount, postgresBinaries } from './postgres-account.ts';
import { asSeenByServer, makeCluster, openLog } from './postgres-cluster.ts';
import { endProcess, markOf, type ProcessMark, until } from './processes.ts';
import { StartProblem } from './progress.ts';

export interface PostgresOptions {
  /** The cluster's own folder; its parent must exist. */
  folder: string;
  port: number;
  /** Of the superuser `postgres`. */
  password: string;
  logFile: string;
  /** Server settings over the defaults, for tests. */
  settings?: Record<string, string>;
}

export interface RunningPostgres {
  adminUrl: string;
  mark: ProcessMark;
  /** Resolves when the server is gone, whoever ended it. */
  gone: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, then a checkpoint. */
  stop(): Promise<void>;
}

const shutdown: [NodeJS.Signals, number][] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
];

/** Starts the embedded server on `folder`: makes the cluster when there is none, ends what a killed start left behind. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = postgresAccount();
  const binaries = await postgresBinaries(account);
  await endOrphan(options.folder);
  if (!existsSync(options.folder)) await makeCluster(binaries, account, options);
  const server = await launch(binaries, account, options);
  const gone = new Promise<void>((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    server.once('exit', () => resolve());
  });
  const mark = markOf(server.pid ?? 0);
  const adminUrl = `postgres://postgres:${options.password}@127.0.0.1:${options.port}/postgres`;
  return { adminUrl, mark, gone, stop: () => endProcess(mark, shutdown) };
}

async function launch(
  binaries: Binaries,
  account: Account | undefined,
  options: PostgresOptions,
): Promise<ChildProcess> {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', asSeenByServer(options.folder, account), '-p', String(options.port), ...flags];
  const deadline = Date.now() + 30_000;
  for (;;) {
    const log = openLog(options.logFile);
    // A group of its own: Ctrl-C in the terminal would otherwise end the server before those who still write to it.
    const server = spawn(binaries.postgres, args, {
      ...account,
      cwd: options.folder,
      stdio: ['ignore', log.file, log.file],
      detached: true,
    });
    let ended = false;
    for (const event of ['exit', 'error']) {
      server.once(event, () => {
        ended = true;
      });
    }
    const answered = await until(async () => ended || (await answers(options)), 60_000);
    const complaint = log.complaint();
    log.close();
    if (answered && !ended) return server;
    server.kill('SIGKILL');
    // Backends of a killed server go within moments; until then their memory is in use.
    if (!/shared memory block|lock file/.test(complaint) || Date.now() > deadline)
      throw new StartProblem(
        `The embedded database did not start: ${complaint} (more in ${options.logFile}).`,
      );
    await endOrphan(options.folder);
  }
}

async function answers({ port, password }: PostgresOptions): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Ends the server that a killed start left on `folder`; another process that merely got its number is left alone. */
export async function endOrphan(folder: string): Promise<void> {
  const lockFile = join(folder, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  if (isServerOf(pid, folder)) await endProcess(markOf(pid), shutdown);
  // Postgres takes the file for a living server as soon as any process of the same user bears that number.
  if (!isServerOf(pid, folder)) rmSync(lockFile, { force: true });
}

function isServerOf(pid: number, folder: string): boolean {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder);
    const program = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
    return program.endsWith('/postgres') && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}
