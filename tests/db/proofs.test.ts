/** The corridor asks a person for a second factor: a recent one for sensitive changes, one of its own for critical ones. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Origin } from '#lib/audit/record.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { bindingOf, canonicalJson } from '#lib/factors/proof.ts';
import { createKey, editKey, editKeyAllowList, revokeKey } from '#lib/keys/commands.ts';
import { makeApplication, makeKey } from '#prisma/factories.ts';
import { executeProven, prove } from '../support/proven.ts';
import { type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin: Origin = { channel: 'api', address: '192.0.2.7', userAgent: 'Mozilla/5.0 Firefox/140.0' };

async function critical(officer: Person) {
  const { id: applicationId } = await makeApplication({ ownerId: officer.id });
  const input = { name: randomUUID(), applicationId, kind: 'secret', scopes: ['checks:read'], mode: 'off' };
  return {
    input,
    run: (change = {}, options = {}) =>
      execute(createKey, officer.actor, { ...input, ...change }, { origin, ...options }),
  };
}

async function asked(run: () => Promise<{ kind: string; binding?: string | null }>): Promise<string> {
  const outcome = await run();
  expect(outcome).toMatchObject({ kind: 'needsFactor' });
  return outcome.binding ?? '';
}

describe('a critical change', () => {
  it('is not carried by the sign-in, however fresh, and nothing is changed', async () => {
    const { input, run } = await critical(await w.another('security-officer'));
    expect(await asked(run)).toMatch(/^[0-9a-f]{64}$/);
    expect(await db().apiKey.count({ where: { name: input.name } })).toBe(0);
  });

  it('is done with a proof of it, told to the owners, and the event keeps proof and binding', async () => {
    const officer = await w.another('security-officer');
    const { run } = await critical(officer);
    const binding = await asked(run);
    const id = await prove(officer.actor, binding, { origin });
    expect(await run()).toMatchObject({ kind: 'done' });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'key.create' },
      orderBy: { number: 'desc' },
    });
    expect(event.proof).toMatchObject({ id, kind: 'idp', binding, sessionId: officer.actor.sessionId });
    expect(event.touched).toContain(`proof:${id}`);
    expect(
      await db().auditEvent.findFirst({ where: { action: 'approval.waived' }, orderBy: { number: 'desc' } }),
    ).toMatchObject({ sensitivity: 'critical', actorId: officer.id });
    expect(await db().notice.findFirst({ orderBy: { createdAt: 'desc' } })).toMatchObject({
      action: 'key.create',
      signedOffAt: null,
    });
  });

  it('uses its proof up: the same proof carries no second change', async () => {
    const officer = await w.another('security-officer');
    const { run } = await critical(officer);
    await prove(officer.actor, await asked(run), { origin });
    const copies = await Promise.all(Array.from({ length: 5 }, () => run()));
    expect(copies.filter((o) => o.kind === 'done')).toHaveLength(1);
    expect(
      await db().proof.count({ where: { sessionId: officer.actor.sessionId, usedAt: { not: null } } }),
    ).toBe(1);
  });

  it.each([
    ['other input', () => ({ change: { scopes: ['checks:read', 'checks:write'] } })],
    ['another name', () => ({ change: { name: 'something else' } })],
  ])('is not carried by a proof of %s', async (_, other) => {
    const officer = await w.another('security-officer');
    const { run } = await critical(officer);
    await prove(officer.actor, await asked(run), { origin });
    expect(await run(other().change)).toMatchObject({ kind: 'needsFactor' });
  });

  it('is not carried by a proof of the same change in another session or by another person', async () => {
    const officer = await w.another('security-officer');
    const { input, run } = await critical(officer);
    await prove(officer.actor, await asked(run), { origin });
    for (const by of [await personOf(officer.id), await w.another('security-officer')])
      expect(await execute(createKey, by.actor, input, { origin })).toMatchObject({ kind: 'needsFactor' });
  });

  it('is not carried by a proof that was given before its subject changed', async () => {
    const officer = await w.another('security-officer');
    const { id: applicationId } = await makeApplication({ ownerId: officer.id });
    const { id } = await makeKey({ applicationId });
    const input = { id, mode: 'off', entries: [], reason: 'opened for a test' };
    const open = () => execute(editKeyAllowList, officer.actor, input, { origin });
    await prove(officer.actor, await asked(open), { origin });
    await executeProven(
      editKey,
      officer.actor,
      { id, name: randomUUID(), scopes: ['checks:write'] },
      { origin },
    );
    expect(await open()).toMatchObject({ kind: 'needsFactor' });
  });

  it('is not carried by a proof older than five minutes, or from another network or browser', async () => {
    const officer = await w.another('security-officer');
    const { run } = await critical(officer);
    await prove(officer.actor, await asked(run), { origin });
    const later = new Date(Date.now() + 5 * 60_000 + 1000);
    expect(await run({}, { now: later })).toMatchObject({ kind: 'needsFactor' });
    expect(await run({}, { origin: { ...origin, address: '198.51.100.9' } })).toMatchObject({
      kind: 'needsFactor',
    });
    expect(await run({}, { origin: { ...origin, userAgent: 'Mozilla/5.0 Safari/605' } })).toMatchObject({
      kind: 'needsFactor',
    });
    expect(await run()).toMatchObject({ kind: 'done' });
  });

  it('that fails leaves its proof for the next try', async () => {
    const officer = await w.another('security-officer');
    const { input, run } = await critical(officer);
    await prove(officer.actor, await asked(run), { origin });
    const taken = await makeKey({ applicationId: input.applicationId, name: input.name });
    expect(await run()).toMatchObject({ kind: expect.stringMatching(/refused|invalid/) });
    await executeProven(revokeKey, officer.actor, { id: taken.id, reason: 'in the way' }, { origin });
    expect(
      await db().proof.count({ where: { sessionId: officer.actor.sessionId, usedAt: null } }),
    ).toBeGreaterThan(0);
  });
});

describe('a sensitive change', () => {
  it('long after the sign-in is carried by any proof that this session gave here a short while ago', async () => {
    const stale = await personOf((await w.another('security-officer')).id, 30);
    const { id: applicationId } = await makeApplication({ ownerId: stale.id });
    const { id } = await makeKey({ applicationId });
    const run = (at: Origin) => execute(revokeKey, stale.actor, { id, reason: 'leaked' }, { origin: at });
    expect(await run(origin)).toMatchObject({ kind: 'needsFactor', binding: null });
    await prove(stale.actor, null, { origin });
    expect(await run({ ...origin, address: '198.51.100.9' })).toMatchObject({ kind: 'needsFactor' });
    expect(await run(origin)).toMatchObject({ kind: 'done' });
  });
});

describe('a proof', () => {
  it('is not given for a session that ended', async () => {
    const officer = await w.another('security-officer');
    const input = { operatorId: officer.id, sessionId: randomUUID(), kind: 'idp', context: 'x' };
    const { giveProof } = await import('#lib/factors/proof-commands.ts');
    const by = { kind: 'system', id: 'second-factor', name: 'Second factor' } as const;
    expect(await execute(giveProof, by, input, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });

  it('is given by nobody but the house', async () => {
    const owner = await w.another('account-owner');
    const input = { operatorId: owner.id, sessionId: owner.actor.sessionId, kind: 'idp', context: 'x' };
    const { giveProof } = await import('#lib/factors/proof-commands.ts');
    expect(await execute(giveProof, owner.actor, input, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });
});

describe('a binding', () => {
  it('is the same for the same change whatever the order of its fields, and another for any other', () => {
    const bound = { command: 'key.create', subject: null, operatorId: 'o', sessionId: 's' };
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }),
        fc.jsonValue(),
        (input, other) => {
          const reversed = Object.fromEntries(Object.entries(input).reverse());
          expect(bindingOf({ ...bound, input: reversed })).toBe(bindingOf({ ...bound, input }));
          if (canonicalJson(other) !== canonicalJson(input))
            expect(bindingOf({ ...bound, input: other })).not.toBe(bindingOf({ ...bound, input }));
        },
      ),
    );
  });

  it('tells apart what plain concatenation would not', () => {
    expect(canonicalJson({ a: ['b', 'c'] })).not.toBe(canonicalJson({ a: ['b,c'] }));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
    expect(canonicalJson({ at: new Date(0), n: 1n })).toBe('{"at":"1970-01-01T00:00:00.000Z","n":"1"}');
  });
});
