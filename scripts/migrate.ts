import { migrate } from '#lib/db/migrate.ts';
import { databaseUrls, env } from '#lib/env.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import { keyringFolder } from '#lib/vault/keyring.ts';
import { say } from './terminal/run.ts';

/** Applies the migrations; on a first installation it also makes the keyring and registers it. */
export async function main(): Promise<number> {
  const applied = await migrate(databaseUrls(env()));
  say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Every migration was applied already.');
  if (await prepareKeyring())
    say(`Made a keyring in ${keyringFolder(env().dataDir)}. Back it up, apart from the database.`);
  return 0;
}
