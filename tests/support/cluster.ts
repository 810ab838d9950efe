import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#dev/postgres.ts';
import { migrate } from '#lib/db/migrate.ts';
import { provision, type Roles } from '#lib/db/provision.ts';

/** What a test needs to make databases of its own. */
export interface Cluster {
  adminUrl: string;
  template: string;
  roles: Roles;
}

export interface RunningCluster extends Cluster {
  /** The superuser's URL for another database of this cluster. */
  stop(): Promise<void>;
}

const template = 'gatehouse_template';

/** One Postgres for a whole test run, in a folder of its own, with a migrated database to copy. */
export async function startCluster(): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  chmodSync(folder, 0o711);
  const password = () => randomBytes(18).toString('base64url');
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: password(),
    logFile: join(folder, 'postgres.log'),
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const roles: Roles = {
      owner: { name: 'gatehouse_owner', password: password() },
      app: { name: 'gatehouse_app', password: password() },
      gate: { name: 'gatehouse_gate', password: password() },
    };
    await provision(postgres.adminUrl, template, roles);
    const { ownerUrl, appUrl, gateUrl } = databaseUrls(
      { adminUrl: postgres.adminUrl, template, roles },
      template,
    );
    await migrate({ ownerUrl, appUrl, gateUrl });
    return { adminUrl: postgres.adminUrl, template, roles, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface DatabaseUrls {
  appUrl: string;
  ownerUrl: string;
  gateUrl: string;
  superUrl: string;
}

export function databaseUrls({ adminUrl, roles }: Cluster, database: string): DatabaseUrls {
  const as = (login?: { name: string; password: string }) => {
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    if (login) Object.assign(url, { username: login.name, password: login.password });
    return url.href;
  };
  return { appUrl: as(roles.app), ownerUrl: as(roles.owner), gateUrl: as(roles.gate), superUrl: as() };
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
