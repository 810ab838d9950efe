import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isRunning, until } from '#dev/processes.ts';
import { databaseUrls, startCluster } from '#tests/support/cluster.ts';
import {
  cameUp,
  ownSettings,
  processesOf,
  type Settings,
  type Start,
  startUp,
} from '#tests/support/product.ts';

// Some of these start the product twice; 60 s each are a deadline, not what they take.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

let settings: Settings;
const starts: Start[] = [];

test.beforeAll(async () => {
  settings = await ownSettings();
});

test.afterAll(async () => {
  for (const start of starts) start.process.kill('SIGTERM');
  await Promise.all(starts.map((start) => start.exit));
  rmSync(dirname(settings.DATA_DIR ?? ''), { recursive: true, force: true });
});

function begin(changes: Settings = {}): Start {
  const start = startUp({ ...settings, ...changes });
  starts.push(start);
  return start;
}

async function kill(...names: string[]): Promise<void> {
  const marks = processesOf(settings);
  for (const name of names) process.kill(marks[name]?.pid ?? 0, 'SIGKILL');
}

async function consoleAnswers(): Promise<boolean> {
  return fetch(`http://localhost:${settings.PORT}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

test('a second start on the same folder says which process runs there', async () => {
  await cameUp(begin());
  const second = begin();
  expect(await second.exit).toBe(1);
  expect(second.printed()).toMatch(/^Gatehouse is already running on this data folder \(process \d+\)/);
});

test('a console and a database that are killed come back by themselves', async () => {
  await kill('console', 'database');
  const replaced = () => starts[0]?.printed().match(/ended unexpectedly/g)?.length === 2;
  expect(await until(replaced, 60_000)).toBe(true);
  expect(await until(consoleAnswers, 60_000)).toBe(true);
});

test('after a kill of `up` alone its children end, and the next start comes up', async () => {
  const before = processesOf(settings);
  await kill('up');
  const { database, ...rest } = before;
  expect(await until(() => !Object.values(rest).some(isRunning), 60_000)).toBe(true);
  await cameUp(begin());
});

test('after a kill of every process, one of them hanging, the next start comes up', async () => {
  process.kill(processesOf(settings).console?.pid ?? 0, 'SIGSTOP');
  await kill('up', 'database', 'gate', 'worker', 'idp');
  await cameUp(begin());
  expect(await consoleAnswers()).toBe(true);
});

test('an orderly end leaves no process behind and says goodbye with 0', async () => {
  const processes = processesOf(settings);
  expect(Object.keys(processes).sort()).toEqual(['console', 'database', 'gate', 'idp', 'up', 'worker']);
  starts.at(-1)?.process.kill('SIGINT');
  expect(await starts.at(-1)?.exit).toBe(0);
  expect(Object.entries(processes).filter(([, mark]) => isRunning(mark))).toEqual([]);
});

test('an end in the middle of a start leaves no process behind', async () => {
  const start = begin();
  expect(await until(() => start.printed().includes('Starting the database'), 60_000)).toBe(true);
  start.process.kill('SIGTERM');
  expect(await start.exit).toBe(0);
  // Whatever still ran would hold a port: a start that comes up proves that nothing does.
  const next = begin();
  await cameUp(next);
  next.process.kill('SIGTERM');
  expect(await next.exit).toBe(0);
});

test('a taken port is named with the variable that moves it, and nothing is started', async () => {
  const holder = createServer().listen(Number(settings.GATE_PORT), '127.0.0.1');
  const start = begin();
  expect(await start.exit).toBe(2);
  holder.close();
  expect(start.printed()).toMatch(
    /Port \d+, which the gate needs, is taken.* set GATE_PORT to another port, for example GATE_PORT=\d+\./,
  );
  expect(start.printed()).not.toContain('Starting');
});

test('wrong variables are named together, each with what it should be', async () => {
  const start = begin({ PORT: 'eighty', TRUSTED_PROXIES: '10.0.0.0/99' });
  expect(await start.exit).toBe(2);
  expect(start.printed()).toMatch(/^PORT is wrong: .*\nTRUSTED_PROXIES is wrong: .*\n$/);
});

test("a database of one's own that is away is a sentence, and no development IdP starts", async () => {
  const away = `postgres://someone:hush@127.0.0.1:${settings.DATABASE_PORT}/gatehouse`;
  const start = begin({ DATABASE_URL: away, DATABASE_MIGRATE_URL: away, DATABASE_GATE_URL: away });
  expect(await start.exit).toBe(1);
  expect(start.printed()).toMatch(/No database answers at 127\.0\.0\.1:\d+\/gatehouse\./);
  expect(start.printed()).not.toMatch(/hush|idp|\n\s+at /);
});

test('with a database of its own there is no development IdP, and the panel says how to get in', async () => {
  const cluster = await startCluster();
  const { appUrl, ownerUrl, gateUrl } = databaseUrls(cluster, cluster.template);
  const own = { DATABASE_URL: appUrl, DATABASE_MIGRATE_URL: ownerUrl, DATABASE_GATE_URL: gateUrl };
  const dataDir = join(dirname(settings.DATA_DIR ?? ''), 'own');
  try {
    const start = begin({ ...own, DATA_DIR: dataDir });
    await cameUp(start);
    expect(start.printed()).toContain('npx gatehouse connection add');
    expect(start.printed()).not.toContain('IdP');
    start.process.kill('SIGTERM');
    expect(await start.exit).toBe(0);
    const mighty = begin({ ...own, DATA_DIR: dataDir, DATABASE_URL: ownerUrl });
    expect(await mighty.exit).toBe(1);
    expect(mighty.printed()).toMatch(/holds TRUNCATE on api_key/);
  } finally {
    await cluster.stop();
  }
});

test("a folder that holds somebody's own files is left as it is", async () => {
  const start = begin({ DATA_DIR: 'tests' });
  expect(await start.exit).toBe(2);
  expect(start.printed()).toMatch(/^DATA_DIR names .*\/tests, which holds other files\./);
});
