import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Roles } from '#lib/db/provision.ts';
import { env, setEnv } from '#lib/env.ts';
import { readWhole, writeWhole } from './data-folder.ts';
import { startPostgres } from './postgres.ts';
import { StartProblem } from './progress.ts';
import { holdFolder, isHeld } from './single.ts';

const Stored = z.object({
  port: z.number(),
  passwords: z.object({ admin: z.string(), owner: z.string(), app: z.string(), gate: z.string() }),
});
type LocalDatabase = z.infer<typeof Stored>;

export const localName = 'gatehouse';
const fileName = 'database.json';

/** The embedded database's port and passwords; made up on the first start, and kept. */
export function localDatabase(dataDir: string, port: number): LocalDatabase {
  const file = join(dataDir, fileName);
  const kept = Stored.safeParse(readWhole(file)).data;
  if (!kept && existsSync(join(dataDir, 'postgres')))
    throw new StartProblem(
      `${file} is missing or damaged, and the database beside it cannot be opened without its passwords. Restore the file from a backup.`,
    );
  const password = () => randomBytes(24).toString('base64url');
  const passwords = kept?.passwords ?? {
    admin: password(),
    owner: password(),
    app: password(),
    gate: password(),
  };
  if (kept?.port !== port) writeWhole(file, { port, passwords } satisfies LocalDatabase);
  return { port, passwords };
}

export function localRoles({ passwords }: LocalDatabase): Roles {
  return {
    owner: { name: 'gatehouse_owner', password: passwords.owner },
    app: { name: 'gatehouse_app', password: passwords.app },
    gate: { name: 'gatehouse_gate', password: passwords.gate },
  };
}

export function localUrls(local: LocalDatabase) {
  const roles = localRoles(local);
  const url = ({ name, password }: { name: string; password: string }) =>
    `postgres://${name}:${password}@127.0.0.1:${local.port}/${localName}`;
  return {
    DATABASE_URL: url(roles.app),
    DATABASE_MIGRATE_URL: url(roles.owner),
    DATABASE_GATE_URL: url(roles.gate),
  };
}

/**
 * Lets a command of the CLI use the embedded database, unless another one is configured. Where `up` does not run
 * it, it is started for this command alone; the returned function ends it again.
 */
export async function adoptLocalDatabase(): Promise<() => Promise<void>> {
  const { dataDir, databaseUrl } = env();
  const kept = Stored.safeParse(readWhole(join(dataDir, fileName))).data;
  if (databaseUrl || !kept) return async () => undefined;
  setEnv(localUrls(kept));
  const upFile = join(dataDir, 'up.json');
  if (isHeld(upFile) || !existsSync(join(dataDir, 'postgres'))) return async () => undefined;
  const release = holdFolder(upFile);
  try {
    const server = await startPostgres({
      folder: join(dataDir, 'postgres'),
      port: kept.port,
      password: kept.passwords.admin,
      logFile: join(dataDir, 'logs/database.log'),
    });
    return () => server.stop().finally(release);
  } catch (error) {
    release();
    throw error;
  }
}
