import { devConnectionProblem } from './connections/queries.ts';
import { db, setDatabase } from './db/client.ts';
import { appRoleProblems } from './db/inspect.ts';
import { DatabaseProblem } from './db/problem.ts';
import { env } from './env.ts';
import { keyring } from './keyring.ts';
import { log } from './log.ts';
import { offerSetup } from './setup/link.ts';
import { KeyringProblem } from './vault/keyring.ts';

/**
 * Ends the process with exit code 2 when it must not serve: a keyring of another database, a role that passes the
 * guards, a development IdP that others can reach. A database that is away only makes it unready.
 */
export async function refuseStart(): Promise<void> {
  const { databaseUrl } = env();
  const problems = databaseUrl
    ? await problemsOf(databaseUrl)
    : ['DATABASE_URL is missing. Start with `npm start`, or set it.'];
  if (problems.length === 0) await offerFirstSteps();
  await leaveDatabase();
  if (problems.length === 0) return;
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(2);
}

/** A new installation, started without `up`: whoever can read this terminal, or this user's files, may set it up. */
async function offerFirstSteps(): Promise<void> {
  const isTerminal = process.stdout.isTTY === true;
  const offered = await offerSetup(isTerminal).catch(() => null);
  if (!offered) return;
  if (isTerminal) process.stdout.write(`${offered.lines.join('\n')}\n`);
  else log('start').warn({ file: offered.file }, offered.lines.join(' '));
}

async function problemsOf(url: string): Promise<string[]> {
  try {
    const exposed = await devConnectionProblem();
    await keyring();
    return [...(await appRoleProblems(url)), ...(exposed ? [exposed] : [])];
  } catch (error) {
    if (error instanceof KeyringProblem) return [error.message];
    const sentence = error instanceof DatabaseProblem ? error.message : 'The database does not answer.';
    log('start').warn(`${sentence} The console starts and is not ready until it does.`);
    return [];
  }
}

// Next's bundle loads Prisma apart; a client made here would meet classes there that are not its own.
async function leaveDatabase(): Promise<void> {
  if (env().databaseUrl) await db().$disconnect();
  setDatabase(undefined);
}
