/** `npm start`: everything of Gatehouse in one command, and nothing left behind when it ends. */
import { parseArgs } from 'node:util';
import { db } from '#lib/db/client.ts';
import { databaseUrls, type Env, EnvError, env, isLoopbackOnly, setEnv } from '#lib/env.ts';
import { followParent } from '#lib/lifeline.ts';
import { offerSetup } from '#lib/setup/link.ts';
import { doorOf } from '#lib/tls.ts';
import { buildIfStale } from './build.ts';
import { supervise } from './children.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { prepareDatabase, startLocalDatabase } from './database.ts';
import { demoPeople } from './idp/people.ts';
import { panel } from './panel.ts';
import { type PortPlan, requirePorts } from './ports.ts';
import { endOrphan } from './postgres.ts';
import { markOf } from './processes.ts';
import { StartProblem, say, step } from './progress.ts';
import { Ended, type Running, running } from './running.ts';
import { holdFolder, type ProcessLedger, processLedger } from './single.ts';

// Where its words go to a file on a full disk, or to a reader that is gone, they are lost; nothing else ends for it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const { values } = parseArgs({ options: { 'reuse-codes': { type: 'boolean', default: false } } });
  // Before a database is started: what no listener may do is said at once.
  doorOf(env());
  nameFilesFully(env());
  const folder = openDataFolder(env().dataDir);
  const house = running(holdFolder(folder.at('up.json')));
  followParent(() => endAll(house), 45);
  try {
    await house.follow(start(house, folder, values['reuse-codes']));
  } catch (error) {
    if (!(error instanceof Ended) && !house.isEnding()) await giveUp(house, error);
  }
} catch (error) {
  process.exit(complain(error));
}

async function start(house: Running, folder: DataFolder, reuseCodes: boolean): Promise<void> {
  const ledger = processLedger(folder.at('processes.json'));
  const left = await ledger.endLeftovers();
  await endOrphan(folder.at('postgres'));
  if (left.length > 0) say(`Ended what an earlier start left behind: ${left.join(', ')}`);
  // Without a database of one's own everything is local, and only then may people sign in with printed passwords.
  const { databaseUrl, databaseMigrateUrl, databaseGateUrl } = env();
  const embedded = !databaseUrl && !databaseMigrateUrl && !databaseGateUrl;
  if (!embedded) databaseUrls(env());
  const withIdp = embedded && isLoopbackOnly(env());
  await requirePorts(ports(env(), embedded, withIdp));
  house.goOn();
  const idp = withIdp ? house.child(startIdp(folder, ledger, reuseCodes)) : undefined;
  if (embedded) house.database(await startLocalDatabase(folder));
  house.goOn();
  await prepareDatabase();
  house.goOn();
  await buildIfStale((build) => {
    house.building(build);
    ledger.enter('build', markOf(build.pid ?? 0));
  });
  ledger.leave('build');
  house.goOn();
  if (idp) await seed(idp);
  // After the build, which takes a while: the link is good for half an hour.
  const setup = await offerSetup(process.stdout.isTTY === true);
  await db().$disconnect();
  house.goOn();
  const { port, gatePort } = env();
  const rest = [
    {
      name: 'gate',
      file: 'gate/main.ts',
      healthUrl: `${ours(gatePort)}/readyz`,
      env: without('DATABASE_URL', 'DATABASE_MIGRATE_URL', 'SMTP_URL'),
    },
    { name: 'worker', file: 'worker/main.ts', env: without('DATABASE_MIGRATE_URL', 'DATABASE_GATE_URL') },
    {
      name: 'console',
      file: 'server.ts',
      healthUrl: `${ours(port)}/readyz`,
      env: without('DATABASE_MIGRATE_URL', 'DATABASE_GATE_URL'),
    },
  ].map((plan) => house.child(supervise(plan, folder, ledger)));
  await step('Starting console, gate and worker', () => Promise.all(rest.map((child) => child.ready())));
  house.goOn();
  panel({
    env: env(),
    idpUrl: idp && local(env().idpPort, '127.0.0.1'),
    setup: setup?.lines ?? null,
  });
}

function startIdp(folder: DataFolder, ledger: ProcessLedger, reuseCodes: boolean) {
  return supervise(
    {
      name: 'idp',
      file: 'dev/idp/main.ts',
      args: reuseCodes ? ['--reuse-codes'] : [],
      env: {
        ...without('DATABASE_URL', 'DATABASE_MIGRATE_URL', 'DATABASE_GATE_URL', 'SMTP_URL'),
        // It reads the console's metadata, and a certificate made for this machine has no authority but itself.
        ...(env().tlsCertFile && { NODE_EXTRA_CA_CERTS: env().tlsCertFile }),
      },
      healthUrl: `${local(env().idpPort, '127.0.0.1')}/healthz`,
    },
    folder,
    ledger,
  );
}

async function seed(idp: { ready(): Promise<void> }): Promise<void> {
  await idp.ready();
  const answer = await fetch(`${local(env().idpPort, '127.0.0.1')}/metadata`);
  const { seedLocal } = await import('#prisma/seed.ts');
  await step('Preparing the demo people', async () =>
    seedLocal({ idpMetadata: await answer.text(), people: demoPeople }),
  );
}

function ports(
  { host, port, gatePort, gateAdminPort, idpPort, databasePort }: Env,
  embedded: boolean,
  withIdp: boolean,
): PortPlan[] {
  const loopback = '127.0.0.1';
  return [
    { variable: 'PORT', port, host, of: 'the console' },
    { variable: 'GATE_PORT', port: gatePort, host, of: 'the gate' },
    { variable: 'GATE_ADMIN_PORT', port: gateAdminPort, host: loopback, of: "the gate's administration" },
    ...(withIdp ? [{ variable: 'IDP_PORT', port: idpPort, host: loopback, of: 'the development IdP' }] : []),
    ...(embedded
      ? [{ variable: 'DATABASE_PORT', port: databasePort, host: loopback, of: 'the embedded database' }]
      : []),
  ];
}

/** What has no business with a role of the database does not get its password. */
function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** The children run in another folder. */
function nameFilesFully({ tlsCertFile, tlsKeyFile }: Env): void {
  if (tlsCertFile && tlsKeyFile) setEnv({ TLS_CERT_FILE: tlsCertFile, TLS_KEY_FILE: tlsKeyFile });
}

/** Where this machine reaches the console or the gate. */
function ours(port: number): string {
  const { host, tlsCertFile } = env();
  return local(port, host, tlsCertFile ? 'https' : 'http');
}

function local(port: number, host: string, scheme = 'http'): string {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${reachable}:${port}`;
}

async function endAll(house: Running): Promise<void> {
  say('');
  await step('Ending Gatehouse', () => house.end());
}

async function giveUp(house: Running, error: unknown): Promise<never> {
  const code = complain(error);
  await house.end();
  process.exit(code);
}

function complain(error: unknown): number {
  if (error instanceof EnvError) {
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    return 2;
  }
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return error instanceof StartProblem ? error.exitCode : 1;
}
