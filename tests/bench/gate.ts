import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#lib/db/migrate.ts';
import { childEnv, env } from '#lib/env.ts';
import { createKeyring, keyringFolder, openGateKeys } from '#lib/vault/keyring.ts';
import { databaseUrls, freePort, startCluster } from '#tests/support/cluster.ts';
import { loadOnce, type Round, requireWrk } from './load.ts';
import { fillPolicy, holdsKeys } from './policy.ts';
import { type Result, report } from './report.ts';

const keys = 100_000;
// Short rounds in turn: what else the machine does meanwhile falls on both servers alike.
const rounds = 15;
const seconds = 2;

interface Database {
  ownerUrl: string;
  gateUrl: string;
  stop(): Promise<void>;
}

/** A Postgres of this run alone; or the given one, which must be empty: 100,000 keys do not belong among real ones. */
async function openDatabase(): Promise<Database | string> {
  const { databaseUrl: appUrl, databaseMigrateUrl: ownerUrl, databaseGateUrl: gateUrl } = env();
  if (!appUrl || !ownerUrl || !gateUrl) {
    const cluster = await startCluster();
    return { ...databaseUrls(cluster, cluster.template), stop: cluster.stop };
  }
  await migrate({ appUrl, ownerUrl, gateUrl });
  if (await holdsKeys(ownerUrl)) {
    return 'The given database holds keys: the benchmark fills 100,000 more in. Name an empty one, or leave DATABASE_URL and its companions out.';
  }
  return { ownerUrl, gateUrl, stop: async () => {} };
}

async function answers(url: string, status: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const got = await fetch(url).then(
      (r) => r.status,
      () => 0,
    );
    if (got === status) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer ${status} within a minute`);
}

function startNode(file: string, args: string[], extra: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [file, ...args], {
    env: childEnv({ LOG_LEVEL: 'error', ...extra }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function measure(database: Database, folder: string): Promise<Result> {
  createKeyring(keyringFolder(folder));
  const pepper = openGateKeys(keyringFolder(folder)).peppers[0]?.key ?? Buffer.alloc(0);
  say(`filling Postgres with ${keys.toLocaleString('en')} keys`);
  const { token } = await fillPolicy(database.ownerUrl, keys, pepper);
  const [barePort, gatePort, adminPort] = [await freePort(), await freePort(), await freePort()];
  const bareServer = startNode('tests/bench/bare-server.ts', [String(barePort)]);
  const gateServer = startNode('gate/main.ts', [], {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    GATE_PORT: String(gatePort),
    GATE_ADMIN_PORT: String(adminPort),
    GATE_WORKERS: '1',
    DATA_DIR: folder,
    DATABASE_URL: database.gateUrl,
    DATABASE_MIGRATE_URL: database.ownerUrl,
    DATABASE_GATE_URL: database.gateUrl,
  });
  try {
    const [bareUrl, gateUrl] = [`http://127.0.0.1:${barePort}/auth`, `http://127.0.0.1:${gatePort}/auth`];
    await Promise.all([answers(bareUrl, 204), answers(`http://127.0.0.1:${gatePort}/readyz`, 200)]);
    const { loadMilliseconds } = (await (await fetch(`http://127.0.0.1:${adminPort}/`)).json()) as {
      loadMilliseconds: number;
    };
    const authorization = [`Authorization: Bearer ${token}`];
    const wrong = [`Authorization: Bearer ${token.slice(0, -1)}-`];
    const otherLoad = loadavg()[0] ?? 0;
    const result: Result = { otherLoad, bare: [], gate: [], refused: [], loadMilliseconds, keys, seconds };
    const round = async (into: Round[], name: string, url: string, headers: string[]) => {
      const measured = await loadOnce(url, seconds, headers);
      into.push(measured);
      say(
        `${name}: ${Math.round(measured.perSecond).toLocaleString('en')}/s, p99 ${measured.p99.toFixed(2)} ms`,
      );
    };
    await loadOnce(bareUrl, 2, authorization);
    await loadOnce(gateUrl, 2, authorization);
    for (let i = 0; i < rounds; i++) {
      await round(result.bare, 'bare server   ', bareUrl, authorization);
      await round(result.gate, 'gate, allowed ', gateUrl, authorization);
    }
    for (let i = 0; i < 3; i++) await round(result.refused, 'gate, refused ', gateUrl, wrong);
    return result;
  } finally {
    for (const server of [bareServer, gateServer]) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.kill('SIGTERM')) await gone;
    }
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

async function main(): Promise<number> {
  const problem = await requireWrk();
  if (problem) return refuse(problem);
  say('opening Postgres');
  const database = await openDatabase();
  if (typeof database === 'string') return refuse(database);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const result = await measure(database, folder);
    writeFileSync('docs/benchmarks.md', report(result));
    say(`\n${report(result)}`);
    return result.gate.some((round) => round.errors > 0) ? 1 : 0;
  } finally {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exit(await main());
