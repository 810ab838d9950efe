import { devConnectionProblem } from '#lib/connections/queries.ts';
import { appRoleProblems, gateRoleProblems, poolerProblem } from '#lib/db/inspect.ts';
import { migrationState } from '#lib/db/migrations.ts';
import { DatabaseProblem } from '#lib/db/problem.ts';
import { provisionSql } from '#lib/db/provision.ts';
import { env } from '#lib/env.ts';
import { keyring } from '#lib/keyring.ts';
import { mailState } from '#lib/mail/queries.ts';
import { briefOf, tryMailServer } from '#lib/mail/transport.ts';
import { workerSilence } from '#lib/overview/worker-needs.ts';
import { say } from './terminal/run.ts';

type Check = () => Promise<string[]>;
const sentence = (problem: string | null) => (problem ? [problem] : []);

/** Checks configuration, grants and versions; says what is wrong and how to mend it. Exit code 1 when anything is. */
export async function main(): Promise<number> {
  const { databaseUrl, databaseMigrateUrl, databaseGateUrl } = env();
  if (!databaseUrl || !databaseMigrateUrl || !databaseGateUrl) {
    say(
      '✗ No database is configured and none was started here. Run `npm start`, or set DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL.',
    );
    printRoles();
    return 1;
  }
  const mail = mailCheck();
  const checks: Record<string, Check> = {
    [`Node.js ${process.version}`]: async () =>
      Number(process.versions.node.split('.')[0]) >= 24
        ? []
        : ['Gatehouse runs under Node.js 24. Run `npm ci`, which brings it along.'],
    'the database answers, its migrations are applied': () => migrations(databaseMigrateUrl),
    'the application role holds what it needs and no more': () => appRoleProblems(databaseUrl),
    "the gate's role holds what it needs and no more": () => gateRoleProblems(databaseGateUrl),
    'notifications reach the gate': async () => sentence(await poolerProblem(databaseGateUrl)),
    'the keyring belongs to this database': async () => {
      await keyring();
      return [];
    },
    [mail.title]: mail.check,
    'a worker that has begun takes its turns': workerTurns,
    'no development IdP where others can reach it': async () => sentence(await devConnectionProblem()),
  };
  let wrong = 0;
  for (const [name, check] of Object.entries(checks)) {
    const problems = await check().catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ]);
    say(`${problems.length === 0 ? '✓' : '✗'} ${name}`);
    for (const problem of problems) say(`    ${problem}`);
    wrong += problems.length;
  }
  if (wrong > 0) printRoles();
  return wrong === 0 ? 0 : 1;
}

async function migrations(url: string): Promise<string[]> {
  const { pending, unknown } = await migrationState(url);
  if (unknown.length > 0)
    throw new DatabaseProblem(
      `The database holds migrations that this version does not know: ${unknown.join(', ')}. Start the newer version.`,
    );
  return pending.length > 0 ? [`Not applied yet: ${pending.join(', ')}. Run \`gatehouse migrate\`.`] : [];
}

/** Not to have set it is no fault; to have set it in vain is. */
function mailCheck(): { title: string; check: Check } {
  const { smtpUrl } = env();
  if (!smtpUrl)
    return {
      title: 'no mail: SMTP_URL is not set, so account owners learn of critical changes in the console alone',
      check: async () => [],
    };
  const check = async () => {
    await tryMailServer(smtpUrl).catch((error: unknown) => {
      throw new Error(`The mail server of SMTP_URL does not do: ${briefOf(error)}`);
    });
    const state = await mailState(new Date());
    return state.kind === 'failing'
      ? [
          `Notices that wait for the next try: ${state.waiting}; given up after 7 days and not signed off: ${state.lost}. The oldest: ${state.error}`,
        ]
      : [];
  };
  return { title: 'account owners are told by mail', check };
}

/** Before the first start there is none, and that is no fault. */
async function workerTurns(): Promise<string[]> {
  const since = (await workerSilence(new Date()))?.since;
  return since
    ? [
        `No worker has been heard of since ${since.toISOString()}: nobody is told of changes, and what runs out is not marked. Start it, or look into its log.`,
      ]
    : [];
}

function printRoles(): void {
  const login = (name: string) => ({ name, password: 'choose-one' });
  const sql = provisionSql('gatehouse', {
    owner: login('gatehouse_owner'),
    app: login('gatehouse_app'),
    gate: login('gatehouse_gate'),
  });
  say('\nThe three roles and the database, as a DBA makes them:');
  for (const line of sql.cluster) say(`  ${line};`);
  say('and, connected to that database:');
  for (const line of sql.database) say(`  ${line};`);
  say('Then `gatehouse migrate` gives the GRANTs to the roles that stand in the three addresses.');
}
