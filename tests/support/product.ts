import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { localUrls } from '#dev/local-database.ts';
import { markOf, type ProcessMark, until } from '#dev/processes.ts';
import { childEnv } from '#lib/env.ts';
import { freePort } from './cluster.ts';

const root = join(import.meta.dirname, '../..');
const fileOf = (name: string) => join(root, `test-results/product-${name}.json`);

/** The whole product as `npm start` runs it, on ports and in a folder of its own. */
export interface Product {
  consoleUrl: string;
  gateUrl: string;
  gateAdminUrl: string;
  idpUrl: string;
  dataDir: string;
  /** From this address X-Forwarded-For is believed. */
  trustedProxy: string;
  /** The roles' addresses in the embedded database, for tests that look behind the interface. */
  databaseUrls: { DATABASE_URL: string; DATABASE_MIGRATE_URL: string; DATABASE_GATE_URL: string };
}

export interface Start {
  process: ChildProcess;
  /** What it has printed so far. */
  printed(): string;
  exit: Promise<number | null>;
}

export type Settings = Record<string, string>;

/** Ports that are free, a new data folder and lifted limits: what makes a start independent of any other. */
export async function ownSettings(): Promise<Settings> {
  const [PORT, GATE_PORT, GATE_ADMIN_PORT, IDP_PORT, DATABASE_PORT] = await Promise.all(
    Array.from({ length: 5 }, async () => String(await freePort())),
  );
  return {
    ...{ PORT, GATE_PORT, GATE_ADMIN_PORT, IDP_PORT, DATABASE_PORT },
    DATA_DIR: join(mkdtempSync(join(tmpdir(), 'gatehouse-product-')), 'data'),
    ...{
      HOST: '',
      PUBLIC_URL: '',
      GATE_URL: '',
      DATABASE_URL: '',
      DATABASE_MIGRATE_URL: '',
      DATABASE_GATE_URL: '',
      TLS_CERT_FILE: '',
      TLS_KEY_FILE: '',
      SMTP_URL: '',
      MAIL_FROM: '',
    },
    TRUSTED_PROXIES: '127.0.0.9/32',
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
    DOOR_LIMIT_PER_MINUTE: '100000',
    PAGE_LIMIT_PER_MINUTE: '1000000',
    FACTOR_TRIES_PER_MINUTE: '100',
  } as Settings;
}

/** Runs `up`. It neither waits nor judges: see `cameUp`. */
export function startUp(settings: Settings): Start {
  const process_ = spawn(process.execPath, [join(root, 'dev/up.ts'), '--reuse-codes'], {
    cwd: root,
    env: childEnv({ ...settings, NEXT_TELEMETRY_DISABLED: '1' }),
    // With a channel, so that it ends when the test run is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  let printed = '';
  for (const stream of [process_.stdout, process_.stderr]) {
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  }
  const exit = new Promise<number | null>((resolve) => process_.once('close', resolve));
  return { process: process_, printed: () => printed, exit };
}

/** Waits for the panel. Throws with everything that was printed when it does not come. */
export async function cameUp(start: Start): Promise<void> {
  const ended = () => start.process.exitCode !== null || start.process.signalCode !== null;
  const shown = await until(() => ended() || start.printed().includes('Ctrl-C ends everything.'), 300_000);
  if (!shown || ended()) throw new Error(`Gatehouse did not come up:\n${start.printed()}`);
}

/** Every process that belongs to this start, by what it wrote down about itself. */
export function processesOf({ DATA_DIR = '' }: Settings): Record<string, ProcessMark> {
  const read = (name: string) => JSON.parse(readFileSync(join(DATA_DIR, name), 'utf8'));
  const children = (read('processes.json') as { name: string; pid: number }[]).map(({ name, pid }) => [
    name,
    markOf(pid),
  ]);
  const postmaster = Number.parseInt(readFileSync(join(DATA_DIR, 'postgres/postmaster.pid'), 'utf8'), 10);
  return { ...Object.fromEntries(children), up: markOf(read('up.json').pid), database: markOf(postmaster) };
}

/** Starts the product of one project for a whole run and writes its addresses where `product()` finds them. */
export async function startProduct(project: string): Promise<() => Promise<void>> {
  const settings = await ownSettings();
  const start = startUp(settings);
  const stop = async () => {
    start.process.kill('SIGTERM');
    await start.exit;
    rmSync(dirname(settings.DATA_DIR ?? ''), { recursive: true, force: true });
    rmSync(fileOf(project), { force: true });
  };
  try {
    await cameUp(start);
  } catch (error) {
    await stop();
    throw error;
  }
  mkdirSync(dirname(fileOf(project)), { recursive: true });
  writeFileSync(fileOf(project), JSON.stringify(addresses(settings)));
  return stop;
}

function addresses(settings: Settings): Product {
  const dataDir = settings.DATA_DIR ?? '';
  return {
    consoleUrl: `http://localhost:${settings.PORT}`,
    gateUrl: `http://127.0.0.1:${settings.GATE_PORT}`,
    gateAdminUrl: `http://127.0.0.1:${settings.GATE_ADMIN_PORT}`,
    idpUrl: `http://127.0.0.1:${settings.IDP_PORT}`,
    dataDir,
    trustedProxy: '127.0.0.9',
    databaseUrls: localUrls(JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8'))),
  };
}

/** The product of the project that the running test belongs to. */
export function product(): Product {
  const file = fileOf(test.info().project.name);
  if (!existsSync(file))
    throw new Error('The product is not running: run the browser tests with `npx playwright test`.');
  return JSON.parse(readFileSync(file, 'utf8'));
}
