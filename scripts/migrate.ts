import { migrate } from '#lib/db/migrate.ts';
import { env } from '#lib/env.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import { keyringFolder } from '#lib/vault/keyring.ts';
import { say, Usage } from './terminal/run.ts';

/** Applies the migrations; on a first installation it also makes the keyring and registers it. */
export async function main(): Promise<number> {
  const { databaseUrl, databaseMigrateUrl, databaseGateUrl, dataDir } = env();
  if (!databaseUrl || !databaseMigrateUrl || !databaseGateUrl) {
    throw new Usage(
      'DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL are not set. Set them, or run `npm start` for the embedded database.',
    );
  }
  const applied = await migrate({
    ownerUrl: databaseMigrateUrl,
    appUrl: databaseUrl,
    gateUrl: databaseGateUrl,
  });
  say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Every migration was applied already.');
  if (await prepareKeyring())
    say(`Made a keyring in ${keyringFolder(dataDir)}. Back it up, apart from the database.`);
  return 0;
}
