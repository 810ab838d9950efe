import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childEnv } from '#lib/env.ts';
import { freePort } from '#tests/support/cluster.ts';
import { type Cable, layCable } from './cable.ts';
import { bearer, call, until } from './calls.ts';
import { type Installation, install, pepper } from './installation.ts';

let installation: Installation;
let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  installation = await install();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-gate-'));
  mkdirSync(join(folder, 'keyring'), { mode: 0o700 });
  const peppers = [{ version: pepper.version, key: pepper.key.toString('base64') }];
  writeFileSync(join(folder, 'keyring', 'gate.keys'), JSON.stringify({ peppers }), { mode: 0o600 });
});

afterEach(async () => {
  for (const child of running)
    if (child.kill('SIGKILL')) await new Promise((resolve) => child.once('exit', resolve));
  running.clear();
});

afterAll(async () => {
  await installation?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  port: number;
  adminPort: number;
  child: ChildProcess;
  /** Exit code and what it said on stderr. */
  ended: Promise<{ code: number | null; said: string }>;
}

async function startProcess(
  extra: Record<string, string> = {},
  databaseUrl = installation.gateUrl,
): Promise<Started> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['gate/main.ts'], {
    env: childEnv({
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      GATE_PORT: String(port),
      GATE_ADMIN_PORT: String(adminPort),
      DATA_DIR: folder,
      DATABASE_URL: installation.appUrl,
      DATABASE_MIGRATE_URL: installation.ownerUrl,
      DATABASE_GATE_URL: databaseUrl,
      LOG_LEVEL: 'silent',
      ...extra,
    }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, said });
    });
  });
  return { port, adminPort, child, ended };
}

const statusOf = (port: number, path: string) =>
  call(port, path).then(
    (answer) => answer.status,
    () => 0,
  );
const ready = ({ port }: Started) =>
  until(async () => (await statusOf(port, '/readyz')) === 200, 'the gate is ready');

describe('a gate that cannot start says why in a sentence and exits with 2', () => {
  test('when a variable is wrong', async () => {
    const { code, said } = await (await startProcess({ TRUSTED_PROXIES: '10.0.0.0/99' })).ended;
    expect(code).toBe(2);
    expect(said).toBe(
      'TRUSTED_PROXIES is wrong: it should be a comma-separated list of CIDRs, for example TRUSTED_PROXIES=10.0.4.0/24,2001:db8::/48\n',
    );
  });

  test('when its keys are missing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'gatehouse-empty-'));
    const { code, said } = await (await startProcess({ DATA_DIR: empty })).ended;
    rmSync(empty, { recursive: true });
    expect(code).toBe(2);
    expect(said).toMatch(/^.*gate\.keys is missing: restore the keyring from its backup.*\n$/);
  });

  test('when no database is named', async () => {
    const none = { DATABASE_URL: '', DATABASE_MIGRATE_URL: '', DATABASE_GATE_URL: '' };
    const { code, said } = await (await startProcess(none, '')).ended;
    expect(code).toBe(2);
    expect(said).toMatch(
      /^DATABASE_GATE_URL is missing: it should be a Postgres connection URL, for example .*\n$/,
    );
  });

  test.each(['GATE_PORT', 'GATE_ADMIN_PORT'])('when the port of %s is taken', async (variable) => {
    const taken = await freePort();
    const holder = await new Promise<Server>((resolve) => {
      const server = createServer().listen(taken, '127.0.0.1', () => resolve(server));
    });
    const { code, said } = await (await startProcess({ [variable]: String(taken) })).ended;
    holder.close();
    expect(code).toBe(2);
    expect(said).toBe(
      `Port ${taken} is taken. Set ${variable} to a free port, for example ${variable}=${taken + 10}.\n`,
    );
  });
});

describe('with the database away', () => {
  let cable: Cable;
  beforeAll(async () => {
    cable = await layCable(installation.gateUrl);
  });
  afterAll(() => cable.remove());

  test('a gate that starts refuses every call and says that it is not ready, and mends itself', async () => {
    const { token } = await installation.makeKey();
    cable.cut();
    const gate = await startProcess({}, cable.url);
    await until(async () => (await statusOf(gate.port, '/healthz')) === 200, 'the process lives');
    const notReady = await call(gate.port, '/readyz');
    expect(notReady.status).toBe(503);
    expect(notReady.json()).toMatchObject({
      status: 'not_ready',
      epoch: null,
      since: expect.stringMatching(/^20/),
    });
    const refused = await call(gate.port, '/auth', { headers: bearer(token) });
    expect([refused.status, refused.body]).toEqual([503, '{"error":"unavailable"}']);
    cable.mend();
    await until(
      async () => (await call(gate.port, '/auth', { headers: bearer(token) })).status === 204,
      'the key passes',
    );
    expect(await statusOf(gate.port, '/readyz')).toBe(200);
  });

  test('a gate that has a policy goes on by it, says how old it is, and keeps its refusals until they can be written', async () => {
    cable.mend();
    const { token, keyId } = await installation.makeKey();
    const gate = await startProcess({}, cable.url);
    await ready(gate);
    cable.cut();
    const away = await until(async () => {
      const answer = (await call(gate.port, '/readyz')).json();
      return answer.since === null ? null : answer;
    }, 'the gate notices');
    expect(away).toMatchObject({ status: 'ready', since: expect.stringMatching(/^20/) });
    expect((await call(gate.port, '/auth', { headers: bearer(token) })).status).toBe(204);
    const { reference } = (await call(gate.port, '/auth', { headers: bearer('wrong') })).json();
    cable.mend();
    await until(
      async () => (await installation.query('SELECT 1 FROM decision WHERE reference = $1', [reference]))[0],
      'the decision is kept',
    );
    const counted = async () =>
      (await installation.query('SELECT allowed FROM call_counter WHERE key_id = $1', [keyId]))[0];
    expect(await until(counted, 'the call is counted')).toEqual({ allowed: 1 });
    await until(
      async () => (await call(gate.port, '/readyz')).json().since === null,
      'the gate is current again',
    );
  });
});

test('a gate that is told to stop writes what it still holds and exits with 0', async () => {
  const gate = await startProcess({ REFUSAL_LIMIT_PER_MINUTE: '2' });
  await ready(gate);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      call(gate.port, '/auth', { headers: bearer('wrong'), from: '127.0.0.77' }),
    ),
  );
  gate.child.kill('SIGTERM');
  expect(await gate.ended).toEqual({ code: 0, said: '' });
  expect(new Set(answers.map((answer) => answer.json().reference)).size).toBe(6);
  const rows = await installation.query(
    `SELECT count FROM decision WHERE source_address = '127.0.0.77' ORDER BY count`,
  );
  expect(rows.map((row) => row.count)).toEqual([1, 1, 4]);
});

test('several workers share the port, are replaced when killed, and stop together', async () => {
  const { token } = await installation.makeKey();
  const gate = await startProcess({ GATE_WORKERS: '2' });
  await ready(gate);
  const workers = async () => {
    const { workers: list } = (await call(gate.adminPort, '/')).json() as { workers: { pid: number }[] };
    return list.map(({ pid }) => pid);
  };
  const before = await until(async () => {
    const pids = await workers();
    return pids.length === 2 ? pids : null;
  }, 'both workers serve');
  process.kill(before[0] ?? 0, 'SIGKILL');
  await until(async () => {
    const now = await workers();
    return now.length === 2 && !now.includes(before[0] ?? 0);
  }, 'the killed worker is replaced');
  for (let i = 0; i < 4; i++) {
    await until(
      async () =>
        (await call(gate.port, '/auth', { headers: bearer(token) }).catch(() => null))?.status === 204,
      'the key passes',
    );
  }
  expect((await call(gate.adminPort, '/metrics')).body).toMatch(/gatehouse_gate_allowed_total [1-9]/);
  gate.child.kill('SIGTERM');
  expect((await gate.ended).code).toBe(0);
});
