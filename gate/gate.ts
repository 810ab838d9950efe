import type { Server } from 'node:http';
import { hostname } from 'node:os';
import type { Registry } from 'prom-client';
import { compileAddresses } from '#lib/check/allow-list.ts';
import type { Pepper } from '#lib/check/snapshot.ts';
import { doorOf } from '#lib/tls.ts';
import { makeAdminServer } from './admin.ts';
import { close, open } from './listening.ts';
import type { Logger } from './logger.ts';
import { makeMetrics } from './metrics.ts';
import { startRecorder } from './recorder.ts';
import { makeServer } from './server.ts';
import { followPolicy } from './source.ts';
import { makeTally } from './tally.ts';

export interface GateOptions {
  host: string;
  port: number;
  /** Null: no listener of its own, as for one worker of several. */
  adminPort: number | null;
  databaseUrl: string;
  peppers: readonly Pepper[];
  trustedProxies: string[];
  /** Both or neither. Without them only a loopback host, or one behind trusted proxies, is served. */
  tlsCertFile?: string;
  tlsKeyFile?: string;
  environment: string | null;
  refusalLimitPerMinute: number;
  /** How long the gate goes on with its last policy while Postgres is away. */
  leaseSeconds: number;
  log: Logger;
  /** Tells workers of one gate apart. */
  suffix?: string;
  listens?: boolean;
}

export interface Gate {
  /** host:port, as in heartbeats and decisions. */
  name: string;
  port: number;
  adminPort: number | null;
  metrics: Registry;
  details(): object;
  /** Stops listening, ends running calls, writes what is left. */
  stop(): Promise<void>;
}

/** Puts one gate together and opens its listeners. Throws `PortTaken`, and `EnvError` where it may not be spoken to like that. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const {
    host,
    port,
    adminPort,
    log,
    databaseUrl,
    peppers,
    listens,
    leaseSeconds,
    environment,
    refusalLimitPerMinute,
    suffix = '',
  } = options;
  const { tlsCertFile, tlsKeyFile } = options;
  const door = doorOf({ host, trustedProxies: options.trustedProxies, tlsCertFile, tlsKeyFile });
  const name = `${hostname()}:${port}${suffix}`;
  const tally = makeTally();
  // Told only after the first policy was asked of the database, when the recorder stands.
  const applied = () => recorder.wake();
  const source = followPolicy({ databaseUrl, peppers, log, leaseSeconds, listens, applied });
  const recorder = startRecorder({
    databaseUrl,
    gate: name,
    refusalLimitPerMinute,
    tally,
    log,
    epoch: () => source.state().epoch,
  });
  const trustedProxies = compileAddresses(options.trustedProxies);
  const server = makeServer({ door, source, recorder, trustedProxies, environment, tally, log });
  const metrics = makeMetrics(tally, source, recorder.waiting);
  const details = () => ({ gate: name, ...source.state(), ...tally, waitingDecisions: recorder.waiting() });
  const admin = makeAdminServer({
    metrics: () => metrics.metrics(),
    contentType: metrics.contentType,
    details,
  });
  const stop = async () => {
    await Promise.all([close(server, 3000), close(admin, 500)]);
    await Promise.all([source.stop(), recorder.stop()]);
  };
  try {
    const opened = await openBoth(server, admin, { host, port, adminPort });
    log.info(
      { gate: name, tls: door.tls !== null, host, port: opened.port, adminPort: opened.adminPort },
      'the gate listens',
    );
    return { name, ...opened, metrics, details, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openBoth(
  server: Server,
  admin: Server,
  { host, port, adminPort }: Pick<GateOptions, 'host' | 'port' | 'adminPort'>,
) {
  return {
    port: await open(server, port, host, 'GATE_PORT'),
    adminPort: adminPort === null ? null : await open(admin, adminPort, '127.0.0.1', 'GATE_ADMIN_PORT'),
  };
}
