import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Agent, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureVersion } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gate, startGate } from '#gate/gate.ts';
import type { Facts } from '#lib/check/facts.ts';
import { childEnv } from '#lib/env.ts';
import { freePort } from '#tests/support/cluster.ts';
import { bearer, call, until } from './gate/calls.ts';
import { type Installation, install, pepper } from './gate/installation.ts';
import { agreed, makePair, type Pair, pairFiles } from './tls-kit.ts';

let installation: Installation;
let first: Pair;
let second: Pair;
let files: ReturnType<typeof pairFiles>;
let gate: Gate;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const settings = () => ({
  host: '127.0.0.1',
  port: 0,
  adminPort: null,
  databaseUrl: installation.gateUrl,
  peppers: [pepper],
  trustedProxies: ['127.0.0.9/32'],
  environment: null,
  refusalLimitPerMinute: 1000,
  leaseSeconds: 300,
  log: quiet,
});

beforeAll(async () => {
  [installation, first, second] = await Promise.all([install(), makePair(), makePair()]);
  files = pairFiles(first);
  gate = await startGate({ ...settings(), tlsCertFile: files.certFile, tlsKeyFile: files.keyFile });
  await inForce();
});
afterAll(async () => {
  await gate?.stop();
  await installation?.close();
  files?.remove();
});

const inForce = () =>
  until(async () => {
    const [row] = await installation.query<{ number: string }>('SELECT number FROM epoch');
    return (gate.details() as { epoch: number | null }).epoch === Number(row?.number);
  }, 'the gate follows the epoch');

interface Asked {
  version?: SecureVersion;
  headers?: Record<string, string>;
  from?: string;
}

/** One call by exactly that version of TLS. */
function auth(
  port: number,
  token: string,
  { version = 'TLSv1.3', headers = {}, from }: Asked = {},
): Promise<{ status: number; reference: string | undefined; strictTransport: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port, path: '/auth', localAddress: from, agent: false as unknown as Agent },
        ...{ minVersion: version, maxVersion: version, rejectUnauthorized: false },
        headers: { ...bearer(token), ...headers },
      },
      (answer) => {
        answer.resume();
        const reference = answer.headers['x-reference'] as string | undefined;
        const strictTransport = answer.headers['strict-transport-security'];
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, reference, strictTransport }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

const recorded = (reference: string | undefined) =>
  until(
    async () =>
      (
        await installation.query<{ reason: string; facts: Facts }>(
          'SELECT reason, facts FROM decision WHERE reference = $1',
          [reference],
        )
      )[0],
    'the decision is kept',
  );

describe('a gate with a certificate of its own', () => {
  test('tells browsers to come by TLS from then on, whether it lets them through or not', async () => {
    const { token } = await installation.makeKey();
    await inForce();
    for (const asked of [token, 'nothing'])
      expect(await auth(gate.port, asked)).toMatchObject({
        strictTransport: expect.stringMatching(/^max-age=63072000/),
      });
  });

  test('lets a key through by TLS 1.2 and 1.3 where the environment asks for 1.2', async () => {
    const { token } = await installation.makeKey();
    await inForce();
    expect((await auth(gate.port, token)).status).toBe(204);
    expect((await auth(gate.port, token, { version: 'TLSv1.2' })).status).toBe(204);
  });

  test('ends what is no TLS or too old at once, without an answer, and serves on', async () => {
    const { token } = await installation.makeKey();
    await inForce();
    await expect(call(gate.port, '/auth', { headers: bearer(token) })).rejects.toThrow(/hang up|ECONNRESET/);
    await expect(
      agreed(gate.port, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow(/alert protocol version/);
    expect((await auth(gate.port, token)).status).toBe(204);
  });

  test('closes a connection whose handshake never comes, so that silence cannot hold its sockets', async () => {
    const silent = connect(gate.port, '127.0.0.1');
    silent.on('error', () => {});
    silent.resume();
    const closed = new Promise((resolve) => silent.once('close', () => resolve('closed')));
    await expect(closed).resolves.toBe('closed');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'keeps %s as its own socket saw it, whatever a caller says',
    async (version) => {
      const { token, keyId } = await installation.makeKey();
      await installation.setList({ keyId }, 'enforce', ['10.0.0.0/8']);
      await inForce();
      const { status, reference } = await auth(gate.port, token, {
        version,
        headers: { 'X-Forwarded-Tls-Version': 'TLSv1.1' },
      });
      expect(status).toBe(403);
      expect((await recorded(reference)).facts.call.tlsVersion).toBe(version.slice('TLSv'.length));
    },
  );

  describe('where the environment asks for TLS 1.3', () => {
    let token: string;
    beforeAll(async () => {
      ({ token } = await installation.makeKey({ environment: 'sandbox' }));
      await installation.change([`UPDATE environment SET min_tls_version = '1.3' WHERE id = 'sandbox'`, []]);
      await inForce();
    });

    test('refuses a call by 1.2 with the reason tls and lets one by 1.3 through', async () => {
      const { status, reference } = await auth(gate.port, token, { version: 'TLSv1.2' });
      expect(status).toBe(403);
      expect(await recorded(reference)).toMatchObject({
        reason: 'tls',
        facts: { call: { tlsVersion: '1.2' } },
      });
      expect((await auth(gate.port, token)).status).toBe(204);
    });

    test('a caller’s own header does not lift its version', async () => {
      const headers = { 'X-Forwarded-Tls-Version': 'TLSv1.3' };
      expect((await auth(gate.port, token, { version: 'TLSv1.2', headers })).status).toBe(403);
    });

    test('a proxy’s hop by 1.3 does not lift the caller behind it, who came by 1.2', async () => {
      const from = '127.0.0.9';
      const behind = (said: string) => ({
        'X-Forwarded-For': '203.0.113.7',
        'X-Forwarded-Tls-Version': said,
      });
      const old = await auth(gate.port, token, { from, headers: behind('TLSv1.2') });
      expect(await recorded(old.reference)).toMatchObject({
        reason: 'tls',
        facts: { call: { tlsVersion: '1.2' } },
      });
      const version = 'TLSv1.2';
      expect((await auth(gate.port, token, { from, version, headers: behind('TLSv1.3') })).status).toBe(204);
    });

    test('a proxy that names a caller and no version is not taken for it', async () => {
      const { token: listed, keyId } = await installation.makeKey({ environment: 'sandbox' });
      await installation.setList({ keyId }, 'enforce', ['10.0.0.0/8']);
      await inForce();
      const { reference } = await auth(gate.port, listed, {
        from: '127.0.0.9',
        headers: { 'X-Forwarded-For': '203.0.113.7' },
      });
      expect((await recorded(reference)).facts.call.tlsVersion).toBeNull();
    });
  });
});

test('a gate is not started for plain HTTP that other machines can reach', async () => {
  await expect(startGate({ ...settings(), host: '0.0.0.0', trustedProxies: [] })).rejects.toThrow(
    /^HOST 0\.0\.0\.0 can be reached from other machines/,
  );
});

describe('the process', () => {
  let folder: string;
  const running = new Set<ChildProcess>();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-gate-'));
    mkdirSync(join(folder, 'keyring'), { mode: 0o700 });
    const peppers = [{ version: pepper.version, key: pepper.key.toString('base64') }];
    writeFileSync(join(folder, 'keyring', 'gate.keys'), JSON.stringify({ peppers }), { mode: 0o600 });
  });
  afterAll(async () => {
    for (const child of running)
      if (child.kill('SIGKILL')) await new Promise((resolve) => child.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  async function startProcess(extra: Record<string, string>) {
    const [port, adminPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, ['gate/main.ts'], {
      env: childEnv({
        ...{ NODE_ENV: 'production', LOG_LEVEL: 'silent', DATA_DIR: folder },
        ...{ HOST: '127.0.0.1', GATE_PORT: String(port), GATE_ADMIN_PORT: String(adminPort) },
        ...{ DATABASE_GATE_URL: installation.gateUrl, TRUSTED_PROXIES: '' },
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
    return { port, child, ended };
  }

  test.each([{ GATE_WORKERS: '1' }, { GATE_WORKERS: '2' }])(
    'says what its listener may not do and exits with 2 (%o)',
    async (workers) => {
      const { ended } = await startProcess({ ...workers, HOST: '0.0.0.0' });
      const { code, said } = await ended;
      expect(code).toBe(2);
      expect(said).toMatch(/^HOST 0\.0\.0\.0 can be reached from other machines, .*\n/);
    },
  );

  test('several workers show a renewed certificate, each of them, and stop when told', async () => {
    const own = pairFiles(first);
    const { token } = await installation.makeKey();
    const { port, child, ended } = await startProcess({
      ...{ GATE_WORKERS: '2', TLS_CERT_FILE: own.certFile, TLS_KEY_FILE: own.keyFile },
    });
    await until(
      async () => (await auth(port, token).catch(() => null))?.status === 204,
      'the key passes by TLS',
    );
    own.write(second);
    await until(async () => {
      const shown = await Promise.all(Array.from({ length: 8 }, () => agreed(port)));
      return shown.every(({ fingerprint }) => fingerprint === second.fingerprint);
    }, 'every worker shows the new one');
    expect((await auth(port, token)).status).toBe(204);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, said: '' });
    own.remove();
  });
});
