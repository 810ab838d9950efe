import cluster from 'node:cluster';
import { type Env, EnvError, env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { KeyringProblem, keyringFolder, openGateKeys } from '#lib/vault/keyring.ts';
import { startGate } from './gate.ts';
import { PortTaken } from './listening.ts';
import { answerMetrics } from './worker-metrics.ts';
import { hopeless, superviseWorkers } from './workers.ts';

/** What the gate cannot start without, said in a sentence on stderr; exit code 2. */
function refuseStart(lines: readonly string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(hopeless);
}

function explainStart(error: unknown): never {
  if (error instanceof EnvError) refuseStart(error.lines);
  if (error instanceof KeyringProblem || error instanceof PortTaken) refuseStart([error.message]);
  throw error;
}

function databaseUrlOf({ databaseGateUrl }: Env): string {
  return (
    databaseGateUrl ??
    refuseStart([
      'DATABASE_GATE_URL is missing: it should be a Postgres connection URL, for example DATABASE_GATE_URL=postgres://gatehouse_gate:secret@db.example.com:5432/gatehouse',
    ])
  );
}

async function serve(e: Env): Promise<{ stop(): void; ended: Promise<number> }> {
  const worker = cluster.worker;
  const gate = await startGate({
    host: e.host,
    port: e.gatePort,
    adminPort: worker ? null : e.gateAdminPort,
    databaseUrl: databaseUrlOf(e),
    peppers: openGateKeys(keyringFolder(e.dataDir)).peppers,
    trustedProxies: e.trustedProxies,
    tlsCertFile: e.tlsCertFile,
    tlsKeyFile: e.tlsKeyFile,
    environment: e.gateEnvironment ?? null,
    refusalLimitPerMinute: e.refusalLimitPerMinute,
    leaseSeconds: e.gateLeaseSeconds,
    log: log('gate'),
    suffix: worker ? `#${worker.id}` : '',
  });
  if (worker) answerMetrics(gate.metrics);
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  return { stop: () => gate.stop().then(() => resolve(0)), ended };
}

async function main(): Promise<void> {
  const e = env();
  const isFirstOfSeveral = e.gateWorkers > 1 && cluster.isPrimary;
  const { stop, ended } = isFirstOfSeveral
    ? await superviseWorkers({ count: e.gateWorkers, adminPort: e.gateAdminPort, log: log('gate') })
    : await serve(e);
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!isStopping) stop();
      isStopping = true;
    });
  }
  process.exit(await ended);
}

main().catch(explainStart);
