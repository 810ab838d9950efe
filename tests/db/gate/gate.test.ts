import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gate, type GateOptions, startGate } from '#gate/gate.ts';
import type { Logger } from '#gate/logger.ts';
import { explain } from '#lib/check/explain.ts';
import type { Facts } from '#lib/check/facts.ts';
import { mintToken } from '#lib/check/token.ts';
import { layCable } from './cable.ts';
import { type Answer, bearer, call, until } from './calls.ts';
import { type Installation, install, type MadeKey, pepper } from './installation.ts';

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
let installation: Installation;
let gate: Gate;
let polling: Gate;

const start = (listens: boolean, environment: string | null = null, more: Partial<GateOptions> = {}) =>
  startGate({
    host: '127.0.0.1',
    port: 0,
    adminPort: 0,
    databaseUrl: installation.gateUrl,
    peppers: [pepper],
    trustedProxies: ['127.0.0.9/32'],
    environment,
    refusalLimitPerMinute: 1000,
    leaseSeconds: 300,
    log: quiet,
    listens,
    suffix: listens ? '' : '#polling',
    ...more,
  });

const auth = (token: string, asked: Parameters<typeof call>[2] = {}, { port }: Gate = gate) =>
  call(port, '/auth', { ...asked, headers: { ...bearer(token), ...asked.headers } });

const epochOf = ({ details }: Gate) => (details() as { epoch: number | null }).epoch;

const inForce = (...gates: Gate[]) =>
  until(async () => {
    const [row] = await installation.query<{ number: string }>('SELECT number FROM epoch');
    return (gates.length > 0 ? gates : [gate]).every((each) => epochOf(each) === Number(row?.number));
  }, 'the gate follows the epoch');

beforeAll(async () => {
  installation = await install();
  [gate, polling] = await Promise.all([start(true), start(false)]);
  await inForce(gate, polling);
});

afterAll(async () => {
  await Promise.all([gate?.stop(), polling?.stop()]);
  await installation?.close();
});

async function makeKey(options?: Parameters<Installation['makeKey']>[0], cidrs?: string[]): Promise<MadeKey> {
  const key = await installation.makeKey(options);
  if (cidrs) await installation.setList({ keyId: key.keyId }, 'enforce', cidrs);
  await inForce();
  return key;
}

async function cutListeners(): Promise<void> {
  const admin = new pg.Client({ connectionString: installation.superUrl });
  await admin.connect();
  const { rows } = await admin.query(
    `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE application_name = 'gatehouse gate listen' AND datname = current_database()`,
  );
  await admin.end();
  expect(rows).toEqual([{ cut: true }]);
}

describe('/auth', () => {
  test('lets a known key through from an address on its list and tells the API behind who it is', async () => {
    const { token, keyId, applicationId } = await makeKey({ scopes: ['checks:write', 'checks:read'] }, [
      '127.0.0.1/32',
    ]);
    const answer = await auth(token);
    expect(answer.status).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.headers).toMatchObject({
      'x-gatehouse-key-id': keyId,
      'x-gatehouse-application-id': applicationId,
      'x-gatehouse-environment': 'production',
      'x-gatehouse-scopes': 'checks:write checks:read',
    });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect((await call(gate.port, '/auth/v1/checks?x=1', { method, headers: bearer(token) })).status).toBe(
        204,
      );
    }
    expect((await call(gate.port, '/auth', { headers: { 'X-Api-Key': token } })).status).toBe(204);
    expect(
      (await call(gate.port, '/auth', { headers: { Authorization: `bEaReR ${token}`, 'X-Api-Key': token } }))
        .status,
    ).toBe(204);
  });

  test('refuses the same key from any other address, and keeps why under the reference it gave', async () => {
    const { token, tokenId, keyId } = await makeKey({}, ['127.0.0.1/32']);
    const answer = await call(gate.port, '/auth/v1/checks?name=Ada', {
      method: 'POST',
      headers: bearer(token),
      from: '127.0.0.2',
    });
    expect(answer.status).toBe(403);
    const { reference } = answer.json();
    const row = await until(
      async () => (await installation.query('SELECT * FROM decision WHERE reference = $1', [reference]))[0],
      'the decision is kept',
    );
    expect(row).toMatchObject({
      reason: 'address',
      key_id: keyId,
      source_address: '127.0.0.2',
      count: 1,
      environment_id: 'production',
    });
    const facts = row.facts as Facts;
    expect(facts.call).toMatchObject({ tokenId, method: 'POST', path: '/v1/checks' });
    expect(JSON.stringify(facts)).not.toContain(token.slice(-50));
    expect(explain(facts).find((step) => step.status === 'stopped')).toMatchObject({
      name: 'Source address',
      text: 'no entry of the key’s list holds 127.0.0.2',
    });
  });

  test('believes X-Forwarded-For from a trusted proxy alone', async () => {
    const { token } = await makeKey({}, ['203.0.113.0/28']);
    const forwarded = (list: string) => ({ headers: { 'X-Forwarded-For': list } });
    expect((await auth(token, { ...forwarded('203.0.113.7'), from: '127.0.0.9' })).status).toBe(204);
    expect((await auth(token, { ...forwarded('203.0.113.7, 198.51.100.1'), from: '127.0.0.9' })).status).toBe(
      403,
    );
    expect((await auth(token, { ...forwarded('198.51.100.1, 203.0.113.7'), from: '127.0.0.9' })).status).toBe(
      204,
    );
    expect((await auth(token, { ...forwarded('203.0.113.7'), from: '127.0.0.1' })).status).toBe(403);
    expect((await auth(token, { ...forwarded('203.0.113.7, garbage'), from: '127.0.0.9' })).status).toBe(403);
  });

  test('takes method, path and TLS version from a trusted proxy alone', async () => {
    const { token } = await makeKey({}, ['10.0.0.0/8']);
    const headers = {
      ...bearer(token),
      'X-Original-Method': 'DELETE',
      'X-Original-URI': '/v1/people/7?secret=1',
      'X-Forwarded-Tls-Version': 'TLSv1.1',
    };
    const factsFor = async (from: string) => {
      const { reference } = (await call(gate.port, '/auth', { headers, from })).json();
      const row = await until(
        async () =>
          (
            await installation.query<{ facts: Facts }>('SELECT facts FROM decision WHERE reference = $1', [
              reference,
            ])
          )[0],
        'the decision is kept',
      );
      return row.facts.call;
    };
    expect(await factsFor('127.0.0.9')).toMatchObject({
      method: 'DELETE',
      path: '/v1/people/7',
      tlsVersion: '1.1',
    });
    expect(await factsFor('127.0.0.1')).toMatchObject({ method: 'GET', path: '/', tlsVersion: null });
  });

  test('holds a key to its domains by Origin, else Referer', async () => {
    const { token, keyId } = await makeKey({ kind: 'publishable' });
    await installation.setList({ keyId }, 'enforce', [], ['*.example.com']);
    await inForce();
    expect((await auth(token, { headers: { Origin: 'https://App.example.com' } })).status).toBe(204);
    expect((await auth(token, { headers: { Referer: 'https://app.example.com/page' } })).status).toBe(204);
    expect(
      (
        await auth(token, {
          headers: { Origin: 'https://evil.example', Referer: 'https://app.example.com/' },
        })
      ).status,
    ).toBe(403);
    expect((await auth(token)).status).toBe(403);
  });

  test('refuses two credentials that differ, and a header sent twice', async () => {
    const [one, two] = [await makeKey(), await makeKey()];
    const twice = (...headers: string[]) =>
      call(gate.port, '/auth', { headers: ['Host', 'gate', ...headers] });
    expect((await twice('Authorization', `Bearer ${one.token}`, 'X-Api-Key', two.token)).status).toBe(403);
    expect(
      (await twice('Authorization', `Bearer ${one.token}`, 'Authorization', `Bearer ${two.token}`)).status,
    ).toBe(403);
    expect((await twice('Authorization', 'Basic YTpi', 'Authorization', `Bearer ${two.token}`)).status).toBe(
      403,
    );
    expect((await twice('X-Api-Key', one.token, 'X-Api-Key', two.token)).status).toBe(403);
    expect((await twice('Authorization', 'Basic YTpi', 'X-Api-Key', two.token)).status).toBe(204);
  });
});

test('refusals for all reasons are the same bytes but for the reference', async () => {
  const [good, listed, service, expired, overlap] = [
    await makeKey(),
    await makeKey({}, ['10.0.0.0/8']),
    await makeKey({ kind: 'service' }),
    await makeKey({ expiresAt: '2020-01-01' }),
    await makeKey(),
  ];
  const inState = async (state: string) => {
    const key = await makeKey();
    await installation.change(['UPDATE api_key SET state = $2::key_state WHERE id = $1', [key.keyId, state]]);
    return key;
  };
  const [suspended, revoked] = [await inState('suspended'), await inState('revoked')];
  await installation.change([
    `UPDATE key_token SET state = 'deprecated', ends_at = now() - interval '1 s' WHERE id = $1`,
    [overlap.tokenId],
  ]);
  const domain = await makeKey();
  await installation.setList({ keyId: domain.keyId }, 'enforce', [], ['app.example.com']);
  await inForce();
  const tls = { from: '127.0.0.9', headers: { 'X-Forwarded-Tls-Version': '1.0' } };
  const answers: Record<string, Answer> = {
    malformed: await auth('gth_sk_production_no'),
    unknown: await auth(mintToken({ kind: 'sk', environment: 'production' }).token),
    kind: await auth(service.token),
    suspended: await auth(suspended.token),
    revoked: await auth(revoked.token),
    expired: await auth(expired.token),
    overlap_ended: await auth(overlap.token),
    tls: await auth(good.token, tls),
    address: await auth(listed.token),
    domain: await auth(domain.token),
  };
  const same = ({ status, rawHeaders, body }: Answer) =>
    JSON.stringify([status, rawHeaders, body])
      .replaceAll(/GH(-[0-9A-Z]{4}){4}/g, 'GH')
      .replace(/[A-Z][a-z]{2}, \d{2} [^"]* GMT/, 'DATE');
  const expected = same(answers.malformed as Answer);
  for (const [reason, answer] of Object.entries(answers)) {
    expect(answer.status).toBe(403);
    expect(answer.body).toBe(`{"error":"forbidden","reference":"${answer.headers['x-reference']}"}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(same(answer), reason).toBe(expected);
    const kept = async () =>
      (
        await installation.query<{ reason: string }>('SELECT reason FROM decision WHERE reference = $1', [
          answer.headers['x-reference'],
        ])
      )[0];
    expect(await until(kept, 'the decision is kept')).toEqual({ reason });
  }
  const nothing = await call(gate.port, '/auth');
  expect(nothing.status).toBe(401);
  expect(nothing.headers['www-authenticate']).toBe('Bearer');
  expect(nothing.body).toBe(`{"error":"forbidden","reference":"${nothing.headers['x-reference']}"}`);
});

describe('following the policy', () => {
  test.each(['LISTEN', 'polling alone'])(
    'a revocation is in force within a second of its commit by %s',
    async (by) => {
      const followed = by === 'LISTEN' ? gate : polling;
      const { token, keyId } = await makeKey();
      await inForce(followed);
      expect((await auth(token, {}, followed)).status).toBe(204);
      await installation.change([`UPDATE api_key SET state = 'revoked' WHERE id = $1`, [keyId]]);
      await until(
        async () => (await auth(token, {}, followed)).status === 403,
        'the revoked key is refused',
        1000,
      );
    },
  );

  test('a revocation is in force within a second when the listening connection was just cut', async () => {
    const { token, keyId } = await makeKey();
    await cutListeners();
    await installation.change([`UPDATE api_key SET state = 'revoked' WHERE id = $1`, [keyId]]);
    await until(async () => (await auth(token)).status === 403, 'the revoked key is refused', 1000);
  });

  test('an epoch that goes down, as after a restore, is followed like any other', async () => {
    const { token, keyId } = await makeKey();
    await inForce(gate, polling);
    const before = epochOf(gate);
    await installation.change(
      [`UPDATE api_key SET state = 'suspended' WHERE id = $1`, [keyId]],
      ['UPDATE epoch SET number = number - 20', []],
    );
    await until(
      async () => (await auth(token)).status === 403 && (await auth(token, {}, polling)).status === 403,
      'both gates follow',
    );
    expect(epochOf(gate)).toBeLessThan(before ?? 0);
  });

  test('a gate that the database has not confirmed for its lease lets nobody pass, until it is confirmed', async () => {
    const { token } = await makeKey();
    const cable = await layCable(installation.gateUrl);
    const leased = await start(true, null, { databaseUrl: cable.url, leaseSeconds: 1 });
    try {
      await until(async () => (await auth(token, {}, leased)).status === 204, 'the key passes');
      cable.cut();
      await until(async () => (await auth(token, {}, leased)).status === 503, 'the lease runs out');
      expect((await call(leased.port, '/readyz')).json()).toMatchObject({
        status: 'not_ready',
        policyLimitSeconds: 1,
      });
      cable.mend();
      await until(async () => (await auth(token, {}, leased)).status === 204, 'the key passes again');
    } finally {
      await leased.stop();
      await cable.remove();
    }
  });

  test('a gate of one environment refuses the keys of all others', async () => {
    const [inProduction, inSandbox] = [await makeKey(), await makeKey({ environment: 'sandbox' })];
    const sandbox = await start(true, 'sandbox');
    try {
      await until(async () => (await call(sandbox.port, '/readyz')).status === 200, 'the gate is ready');
      expect((await auth(inSandbox.token, {}, sandbox)).status).toBe(204);
      expect((await auth(inProduction.token, {}, sandbox)).status).toBe(403);
    } finally {
      await sandbox.stop();
    }
  });

  test('allowed and refused calls are counted for token and minute, and the gate says it lives', async () => {
    const { token, keyId, tokenId } = await makeKey({}, ['127.0.0.1/32']);
    for (let i = 0; i < 3; i++) await auth(token);
    await auth(token, { from: '127.0.0.2' });
    const counted = async () => {
      const [row] = await installation.query(
        'SELECT sum(allowed)::int AS allowed, sum(denied)::int AS denied, max(last_address) AS last FROM call_counter WHERE key_id = $1 AND token_id = $2',
        [keyId, tokenId],
      );
      return row?.allowed === 3 && row.denied === 1 ? row : null;
    };
    expect(await until(counted, 'the calls are counted')).toEqual({
      allowed: 3,
      denied: 1,
      last: '127.0.0.2',
    });
    const [beat] = await installation.query('SELECT epoch::int FROM gate_heartbeat WHERE gate = $1', [
      gate.name,
    ]);
    expect(beat?.epoch).toBeGreaterThan(0);
  });
});

describe('/v1/check', () => {
  const question = { sourceAddress: '203.0.113.7', method: 'POST', path: '/v1/checks' };
  const ask = (asker: string | null, body: object | string, path = '/v1/check') =>
    call(gate.port, path, {
      method: 'POST',
      headers: asker ? bearer(asker) : {},
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const makeAsker = () => makeKey({ scopes: ['gatehouse:check'] });

  test('answers for a token whether the stated call may pass, and who it is', async () => {
    const asker = await makeAsker();
    const { token, keyId, applicationId } = await makeKey({}, ['203.0.113.0/28']);
    const allowed = await ask(asker.token, { ...question, token });
    expect(allowed.status).toBe(200);
    expect(allowed.json()).toEqual({
      allow: true,
      keyId,
      applicationId,
      environment: 'production',
      scopes: ['checks:write'],
    });
    const denied = await ask(asker.token, { ...question, token, sourceAddress: '203.0.113.16' });
    expect(denied.status).toBe(200);
    expect(denied.json()).toEqual({
      allow: false,
      reference: expect.stringMatching(/^GH(-[0-9A-Z]{4}){4}$/),
    });
  });

  test('answers only within the asker’s environment, whichever is named', async () => {
    const asker = await makeAsker();
    const [here, there] = [await makeKey(), await makeKey({ environment: 'sandbox' })];
    const allow = async (body: object) => (await ask(asker.token, { ...question, ...body })).json().allow;
    expect(await allow({ token: here.token, environment: 'production' })).toBe(true);
    expect(await allow({ token: here.token, environment: 'sandbox' })).toBe(false);
    expect(await allow({ token: there.token })).toBe(false);
    expect(await allow({ token: there.token, environment: 'sandbox' })).toBe(false);
  });

  test('is closed to whoever has no secret key with its scope, by one answer for all reasons', async () => {
    const asker = await makeAsker();
    const [plain, publishable, listed] = [
      await makeKey(),
      await makeKey({ kind: 'publishable', scopes: ['gatehouse:check'] }),
      await makeKey({ scopes: ['gatehouse:check'] }, ['10.0.0.0/8']),
    ];
    for (const token of [null, 'nonsense', plain.token, publishable.token, listed.token]) {
      const answer = await ask(token, { ...question, token: asker.token });
      expect(answer.status).toBe(401);
      expect(answer.body).toBe(`{"error":"forbidden","reference":"${answer.headers['x-reference']}"}`);
    }
  });

  test.each([
    ['{"token":', 'malformed_json'],
    ['[]', 'malformed_json'],
    ['null', 'malformed_json'],
    [{ ...question }, 'invalid_token'],
    [{ ...question, token: 7 }, 'invalid_token'],
    [{ ...question, token: '', sourceAddress: '010.0.0.1' }, 'invalid_source_address'],
    [{ ...question, token: '', domain: 'https://a.example' }, 'invalid_domain'],
    [{ ...question, token: '', method: 'GET /' }, 'invalid_method'],
    [{ ...question, token: '', path: '/a\u0000b' }, 'invalid_path'],
    [{ ...question, token: '', environment: 'Prod' }, 'invalid_environment'],
    [{ ...question, token: '', tlsVersion: '4' }, 'invalid_tls_version'],
  ])('%j is a bad request with a code', async (body, code) => {
    const asker = await makeAsker();
    const answer = await ask(asker.token, body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ error: 'bad_request', code });
  });

  test('does not read a body without end', async () => {
    const answer = await ask(null, 'x'.repeat(20_000));
    expect(answer.status).toBe(413);
    expect(answer.json()).toEqual({ error: 'bad_request', code: 'too_large' });
  });

  test('takes POST alone, and other paths do not exist', async () => {
    expect((await call(gate.port, '/v1/check')).status).toBe(405);
    for (const path of ['/', '/authx', '/v1/checks', '/metrics', '/%61uth', '//auth']) {
      const answer = await call(gate.port, path);
      expect([answer.status, answer.body], path).toEqual([404, '{"error":"not_found"}']);
    }
  });
});

test('what the parser cannot read is answered shortly and without a decision', async () => {
  const answer = await call(gate.port, '/auth', { headers: { 'X-Long': 'x'.repeat(20_000) } });
  expect([answer.status, answer.body]).toEqual([431, '{"error":"bad_request","code":"unreadable"}']);
});

test('metrics and details are for callers that name a loopback host', async () => {
  const port = gate.adminPort ?? 0;
  expect((await call(port, '/metrics')).body).toMatch(/gatehouse_gate_allowed_total [1-9]/);
  expect((await call(port, '/')).json()).toMatchObject({ gate: gate.name, isListening: true });
  expect((await call(port, '/', { headers: { Host: 'evil.example' } })).status).toBe(404);
});
