import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Gate, startGate } from '#gate/gate.ts';
import type { Logger } from '#gate/logger.ts';
import { sql } from '#gate/rows.ts';
import type { PolicyState } from '#gate/source.ts';
import { editApplication } from '#lib/applications/commands.ts';
import { db } from '#lib/db/client.ts';
import { sweepLedger } from '#lib/db/sweep.ts';
import { env } from '#lib/env.ts';
import * as keys from '#lib/keys/commands.ts';
import { keyringFolder, openGateKeys } from '#lib/vault/keyring.ts';
import { makeApplication, makeKey, makeOperator, must } from '#prisma/factories.ts';
import { fillPolicy } from '#tests/bench/policy.ts';
import { world } from '#tests/support/world.ts';
import { bearer, call, until } from './calls.ts';

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const reason = 'tried by a test';
const house = world();
let owner: pg.Client;
let applicationId: string;
let listening: Gate;
let polling: Gate;

const stateOf = ({ details }: Gate) => details() as PolicyState;
const loadsOf = (gate: Gate) => ({ ...stateOf(gate).loads });
const status = async (token: string, gate: Gate) =>
  (await call(gate.port, '/auth', { headers: bearer(token) })).status;
/** The promise is a second, and that is how long we look. */
const answers = (token: string, wanted: number, gate: Gate) =>
  until(async () => (await status(token, gate)) === wanted, `the gate answers ${wanted}`, 1000);

async function inForce(): Promise<void> {
  const { number } = await db().epoch.findUniqueOrThrow({ where: { id: 1 } });
  const follows = (gate: Gate) => stateOf(gate).epoch === Number(number);
  await until(async () => follows(listening) && follows(polling), 'both gates follow');
}

beforeAll(async () => {
  const { peppers } = openGateKeys(keyringFolder(env().dataDir));
  await fillPolicy(house.database.ownerUrl, 20_000, peppers[0]?.key ?? Buffer.alloc(0));
  owner = new pg.Client({ connectionString: house.database.ownerUrl });
  await owner.connect();
  applicationId = (await makeApplication({ ownerId: (await makeOperator({})).id })).id;
  const start = (listens: boolean) =>
    startGate({
      host: '127.0.0.1',
      port: 0,
      adminPort: null,
      databaseUrl: house.database.gateUrl,
      peppers,
      trustedProxies: [],
      environment: null,
      refusalLimitPerMinute: 100_000,
      leaseSeconds: 300,
      log: quiet,
      listens,
      suffix: listens ? '' : '#polling',
    });
  [listening, polling] = await Promise.all([start(true), start(false)]);
  await inForce();
}, 90_000);

afterAll(async () => {
  await Promise.all([listening?.stop(), polling?.stop()]);
  await owner?.end();
});

/** A key of our own among the many, in force at both gates. */
async function keyInForce(more: Partial<Parameters<typeof makeKey>[0]> = {}) {
  const key = await makeKey({ applicationId, ...more });
  await inForce();
  return key;
}

/** Runs statements as the owner, each transaction with an audit event after each of them. */
async function change(...statements: [text: string, values?: unknown[]][]): Promise<void> {
  await owner.query('BEGIN');
  for (const [text, values] of statements) {
    await owner.query(text, values);
    await owner.query(
      `INSERT INTO audit_event (id, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary)
       VALUES ($1, 'test.change', 'done', 'routine', 'system', 'test', 'job', 'ApiKey', 'test', 'a test changed the policy')`,
      [randomUUID()],
    );
  }
  await owner.query('COMMIT');
}

const setState = (keyId: string, state: string): [string, unknown[]] => [
  'UPDATE api_key SET state = $2::key_state WHERE id = $1',
  [keyId, state],
];

describe.each(['LISTEN', 'polling alone'])(
  'among 20,000 keys, by %s, within a second and without reading them all',
  (by) => {
    let gate: Gate;
    let before: PolicyState['loads'];
    beforeEach(() => {
      gate = by === 'LISTEN' ? listening : polling;
      before = loadsOf(gate);
    });
    const expectPartial = () => {
      expect(loadsOf(gate).whole).toBe(before.whole);
      expect(loadsOf(gate).partial).toBeGreaterThan(before.partial);
    };

    test('a new key passes, and refused is what was revoked', async () => {
      const { id, token } = await keyInForce();
      expect(await status(token, gate)).toBe(204);
      await must(keys.revokeKey, { id, reason });
      await answers(token, 403, gate);
      expectPartial();
    });

    test('a suspended key is refused until it is resumed', async () => {
      const { id, token } = await keyInForce();
      await must(keys.suspendKey, { id, reason });
      await answers(token, 403, gate);
      await must(keys.resumeKey, { id, reason });
      await answers(token, 204, gate);
      expectPartial();
    });

    test('both tokens of a rotation pass until the overlap is ended, then the new one alone', async () => {
      const { id, token: old } = await keyInForce();
      const { token } = await must(keys.rotateKey, { id, reason, overlapHours: 24, expiresInDays: 30 });
      await answers(token, 204, gate);
      expect(await status(old, gate)).toBe(204);
      await must(keys.endOverlap, { id, reason });
      await answers(old, 403, gate);
      expect(await status(token, gate)).toBe(204);
      expectPartial();
    });

    test('an entry removed from a list holds no caller any more', async () => {
      const { id, token } = await keyInForce({ entries: ['127.0.0.1', '10.0.0.0/8'] });
      expect(await status(token, gate)).toBe(204);
      await must(keys.editKeyAllowList, { id, reason, mode: 'enforce', entries: ['10.0.0.0/8'] });
      await answers(token, 403, gate);
      await must(keys.editKeyAllowList, { id, reason, mode: 'off', entries: ['10.0.0.0/8'] });
      await answers(token, 204, gate);
      expectPartial();
    });

    test('a list of the application holds its keys, until it is gone', async () => {
      const { token } = await keyInForce();
      const listId = randomUUID();
      await change([
        `INSERT INTO allow_list (id, application_id, mode) VALUES ($1, $2, 'enforce')`,
        [listId, applicationId],
      ]);
      await answers(token, 403, gate);
      await change(['DELETE FROM allow_list WHERE id = $1', [listId]]);
      await answers(token, 204, gate);
      expectPartial();
    });
  },
);

describe('few reads for much change', () => {
  test('changes that are committed together are applied together', async () => {
    const [one, two] = [await keyInForce(), await keyInForce()];
    const before = loadsOf(polling);
    await change(setState(one.id, 'suspended'), setState(two.id, 'revoked'));
    await answers(two.token, 403, polling);
    expect(await status(one.token, polling)).toBe(403);
    expect(loadsOf(polling)).toEqual({ ...before, partial: before.partial + 1 });
  });

  test('what gates decide nothing by is passed over', async () => {
    await inForce();
    const before = loadsOf(listening).whole;
    await must(editApplication, { id: applicationId, name: 'Renamed', description: '' });
    await inForce();
    expect(loadsOf(listening).whole).toBe(before);
  });

  test('an hour without a change does not make the next one a whole load', async () => {
    const { id, token } = await keyInForce();
    const before = loadsOf(listening).whole;
    await sweepLedger(new Date(Date.now() + 3_601_000));
    expect(await db().policyChange.count()).toBe(0);
    await must(keys.revokeKey, { id, reason });
    await answers(token, 403, listening);
    expect(loadsOf(listening).whole).toBe(before);
  });

  test('Postgres finds the rows of a change by index', async () => {
    const { id } = await keyInForce();
    const { rows } = await owner.query(`EXPLAIN ${sql.tokensById}`, [[id], ['0123456789AB']]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using api_key_pkey');
    expect(plan).not.toContain('Seq Scan');
  });
});

describe('what cannot be told row by row is read as a whole', () => {
  test.each<[what: string, ...first: [text: string][]]>([
    ['an epoch that went down, as after a restore', ['UPDATE epoch SET number = number - 20']],
    ['another history that came past the same epoch', [`UPDATE epoch SET at = at - interval '1 minute'`]],
    [
      'more rows than are named',
      ['UPDATE api_key SET version = version + 1 WHERE id IN (SELECT id FROM api_key LIMIT 501)'],
    ],
    [
      'a change that is not noted any more',
      [`UPDATE environment SET position = position`],
      [`UPDATE environment SET position = position`],
      ['DELETE FROM policy_change WHERE epoch = (SELECT number FROM epoch)'],
    ],
    [
      'a name that nothing can be found by',
      [`SELECT set_config('gatehouse.touched', E'api_key:forged\\n', true)`],
    ],
  ])('%s', async (_, ...first) => {
    const { id, token } = await keyInForce();
    const before = loadsOf(polling);
    await change(...first, setState(id, 'suspended'));
    await until(async () => (await status(token, polling)) === 403, 'the gate follows');
    expect(loadsOf(polling)).toEqual({ ...before, whole: before.whole + 1 });
    await inForce();
  });

  test('and what is changed while that goes on is not lost', async () => {
    const made = [];
    for (let i = 0; i < 5; i++) made.push(await makeKey({ applicationId }));
    await inForce();
    const before = loadsOf(listening).whole;
    await change(['UPDATE api_key SET version = version + 1 WHERE id IN (SELECT id FROM api_key LIMIT 501)']);
    for (const { id } of made) await must(keys.revokeKey, { id, reason });
    await inForce();
    expect(loadsOf(listening).whole).toBe(before + 1);
    for (const { token } of made)
      expect([await status(token, listening), await status(token, polling)]).toEqual([403, 403]);
  });

  test('another history that came to the very same epoch', async () => {
    await inForce();
    const before = loadsOf(polling);
    await owner.query(`UPDATE epoch SET at = at - interval '1 minute'`);
    await until(async () => loadsOf(polling).whole > before.whole, 'a whole load');
    await inForce();
  });
});
