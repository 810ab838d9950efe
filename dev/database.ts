import { devConnectionProblem } from '#lib/connections/queries.ts';
import { appRoleProblems, gateRoleProblems } from '#lib/db/inspect.ts';
import { migrate } from '#lib/db/migrate.ts';
import { provision } from '#lib/db/provision.ts';
import { databaseUrls, env, setEnv } from '#lib/env.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import type { DataFolder } from './data-folder.ts';
import { type KeptPostgres, keepPostgres } from './keep-postgres.ts';
import { localDatabase, localName, localRoles, localUrls } from './local-database.ts';
import { StartProblem, step } from './progress.ts';

/** Starts the embedded server with its roles, and puts its addresses where every room looks for them. */
export async function startLocalDatabase(folder: DataFolder): Promise<KeptPostgres> {
  const { dataDir, databasePort } = env();
  const local = localDatabase(dataDir, databasePort);
  const kept = await step('Starting the database', () =>
    keepPostgres({
      folder: folder.at('postgres'),
      port: databasePort,
      password: local.passwords.admin,
      logFile: folder.logFile('database'),
    }),
  );
  try {
    await provision(kept.adminUrl, localName, localRoles(local));
  } catch (error) {
    await kept.stop();
    throw error;
  }
  setEnv(localUrls(local));
  return kept;
}

/** Migrates, and refuses to go on with what would not hold: roles that can too much, or a keyring of another database. */
export async function prepareDatabase(): Promise<void> {
  const { ownerUrl, appUrl, gateUrl } = databaseUrls(env());
  await step('Applying migrations', () => migrate({ ownerUrl, appUrl, gateUrl }));
  const problems = [...(await appRoleProblems(appUrl)), ...(await gateRoleProblems(gateUrl))];
  if (problems.length > 0) throw new StartProblem(problems.join('\n'));
  await prepareKeyring();
  const devConnection = await devConnectionProblem();
  if (devConnection)
    throw new StartProblem(`${devConnection}, or set HOST and PUBLIC_URL back to loopback.`, 2);
}
