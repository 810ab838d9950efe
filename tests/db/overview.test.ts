import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAssignment } from '#lib/assignments/commands.ts';
import { type KeyPage, type KeyRow, listKeys, readKey } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { readKeyTraffic } from '#lib/keys/traffic.ts';
import { callsToday } from '#lib/overview/calls.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { newReference } from '#lib/reference.ts';
import { makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { executeAlone, executeProven } from '#tests/support/proven.ts';
import { type Person, world } from '#tests/support/world.ts';

const w = world();
let gate: pg.Client;
let activeKey: string;
let developersKey: string;
let sandboxKey: string;

beforeAll(async () => {
  const owner = await w.person('account-owner');
  const { id } = await makeApplication({ ownerId: owner.id });
  const active = await makeKey({ applicationId: id });
  activeKey = active.id;
  const own = await makeApplication({ ownerId: (await w.person('developer')).id });
  developersKey = (await makeKey({ applicationId: own.id })).id;
  const sandbox = await makeApplication({ ownerId: owner.id, environmentId: 'sandbox' });
  sandboxKey = (await makeKey({ applicationId: sandbox.id })).id;
  const revoked = await makeKey({ applicationId: id, state: 'revoked' });
  gate = new pg.Client({ connectionString: w.database.gateUrl });
  await gate.connect();
  for (const [keyId, allowed, denied] of [
    [active.id, 5, 2],
    [developersKey, 5, 2],
    [revoked.id, 0, 3],
  ] as const) {
    await gate.query(
      `INSERT INTO call_counter (key_id, token_id, minute_at, gate, allowed, denied, last_call_at, last_address) VALUES ($1, 't', date_trunc('minute', now()), 'g', $2, $3, now(), '192.0.2.1')`,
      [keyId, allowed, denied],
    );
  }
  await gate.query(
    `INSERT INTO decision (reference, at, gate, epoch, reason, source_address, facts, count) VALUES ($1, now(), 'g', 1, 'malformed', '192.0.2.1', '{}', 4)`,
    [newReference()],
  );
  await gate.end();
});

it("the day's figures count revoked keys and calls without a key, for those who may read such decisions", async () => {
  const officer = await callsToday(await w.reader(await w.person('security-officer')));
  expect(officer).toMatchObject({ allowed: 10, denied: 11, keysInUse: 2, keysActive: 2 });
  const elsewhere = await callsToday(await w.reader(await w.person('security-officer'), 'sandbox'));
  expect(elsewhere).toMatchObject({ allowed: 0, denied: 4, keysActive: 1 });
});

describe('who calls, and how much, is told to whoever may know why calls are refused (docs/access.md, traffic)', () => {
  const nothing = { calls24h: null, denied24h: null, lastCallAt: null };
  const figures = ({ calls24h, denied24h, lastCallAt }: KeyRow | KeyPage) => ({
    calls24h,
    denied24h,
    lastCallAt,
  });
  const seen = async (person: Person, id: string) => {
    const reader = await w.reader(person);
    const { rows } = await listKeys(reader, KeyFilter.parse({ size: 50 }));
    const listed = rows.find((row) => row.id === id);
    if (!listed) throw new Error('The key is not listed.');
    return [figures(listed), figures(await readKey(reader, id)), await readKeyTraffic(reader, id)];
  };

  it.each(['account-owner', 'security-officer', 'auditor'] as const)(
    'to the %s of every key',
    async (role) => {
      for (const id of [activeKey, developersKey]) {
        const [listed, page, traffic] = await seen(await w.person(role), id);
        expect(listed).toEqual({ calls24h: 5, denied24h: 2, lastCallAt: expect.any(Date) });
        expect(page).toEqual(listed);
        expect(traffic).toMatchObject({ tokens: { t: { calls24h: 5, lastAddress: '192.0.2.1' } } });
      }
    },
  );

  it.each(['administrator', 'access-manager', 'viewer'] as const)(
    'to the %s of none, though they see the keys',
    async (role) => {
      const person = await w.person(role);
      for (const id of [activeKey, developersKey])
        expect(await seen(person, id)).toEqual([nothing, nothing, null]);
      expect(await callsToday(await w.reader(person))).toMatchObject({
        allowed: 0,
        denied: 0,
        keysActive: 0,
      });
    },
  );

  it('to a developer of the keys of their own applications, though in the sandbox they see all', async () => {
    const developer = await w.person('developer');
    const reader = await w.reader(developer);
    expect(await readKeyTraffic(reader, developersKey)).not.toBeNull();
    expect(figures(await readKey(reader, developersKey))).toMatchObject({ calls24h: 5 });
    expect(await callsToday(reader)).toMatchObject({ allowed: 5, denied: 2, keysActive: 1 });
    expect(figures(await readKey(reader, sandboxKey))).toEqual(nothing);
    expect(await readKeyTraffic(reader, sandboxKey)).toBeNull();
  });
});

it('of a critical change it says whether others agreed to it, and how many', async () => {
  const owner = await w.person('account-owner');
  const origin = { channel: 'console' as const, address: null, userAgent: null };
  const grant = async (by: typeof executeAlone) => {
    const { id: operatorId } = await makeOperator({});
    const input = { operatorId, role: 'administrator', environmentId: '', reason: 'needed for the shift' };
    expect((await by(createAssignment, owner.actor, input, { origin })).kind).toBe('done');
  };
  const told = async () =>
    (await needsNow(await w.reader(owner)))
      .filter(({ kind, detail }) => kind === 'notice' && detail.includes('· Give a role'))
      .map(({ detail }) => detail.replace(`${owner.actor.name} · `, ''))
      .sort();
  await grant(executeAlone);
  expect(await told()).toEqual(['Give a role, without an approval']);
  // Set-up mode ends with the second owner's sign-in.
  await w.another('account-owner');
  await grant(executeProven);
  expect(await told()).toEqual([
    'Give a role, approved by one other person',
    'Give a role, without an approval',
  ]);
});

it('news of the house, and a request that still waits, are not said to lack an approval', async () => {
  const owner = await w.person('account-owner');
  const news = (await needsNow(await w.reader(owner))).filter(
    ({ kind, detail }) => kind === 'notice' && detail.includes('Ask for an approval'),
  );
  expect(news.map(({ detail }) => detail)).toEqual([`${owner.actor.name} · Ask for an approval`]);
});
