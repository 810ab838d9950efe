/** Renaming, removing and resetting factors, and reading them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { addConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { removeOwnFactor, renameFactor, resetFactors } from '#lib/factors/commands.ts';
import { factorsOfOperator, hasFactor, ownFactors } from '#lib/factors/queries.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { must } from '#prisma/factories.ts';
import { executeProven } from '../support/proven.ts';
import { metadataOf, world } from '../support/world.ts';
import {
  addCodes,
  addPasskey,
  addTotp,
  give,
  origin,
  proveBy,
  resultOf,
  type Someone,
  session,
  someone,
} from './factors-kit.ts';

const w = world();
const absent = '00000000-0000-7000-8000-000000000001';
const reason = 'lost their phone';

beforeAll(async () => {
  const metadata = await metadataOf('https://plain.example.com');
  await must(addConnection, { slug: 'plain', name: 'Plain IdP', metadata, withoutMfa: 'ask', enable: true });
});

const lastEvent = (action: string) =>
  db().auditEvent.findFirstOrThrow({ where: { action }, orderBy: { number: 'desc' } });
const inForce = (operatorId: string) => db().factor.count({ where: { operatorId, endedAt: null } });
const readerOf = (who: Someone) => w.reader({ id: who.operatorId, actor: who.actor });
/** The same person, signed in by a factor that Gatehouse asked for itself. */
const asked = (who: Someone) => ({ ...who.actor, proofContext: 'urn:gatehouse:totp' });

describe.each([
  ['factor.rename', renameFactor, { name: 'Work laptop' }],
  ['factor.remove_own', removeOwnFactor, {}],
] as const)('%s', (action, command, more) => {
  it('is done with one’s own, and leaves an event with what it was and became', async () => {
    const who = await someone();
    const { id } = await addPasskey(who);
    resultOf(await execute(command, who.actor, { id, ...more }, { origin }));
    const event = await lastEvent(action);
    expect(event).toMatchObject({ outcome: 'done', actorId: who.operatorId, subjectId: id });
    expect(event.before).toMatchObject({ name: 'Laptop', endedAt: null });
    expect(event.after).toMatchObject(
      action === 'factor.rename' ? { name: 'Work laptop', endedAt: null } : { endReason: 'removed' },
    );
    expect(event.touched).toContain(`factor:${id}`);
  });

  it('is refused to somebody who was disabled, and to what is no person', async () => {
    const who = await someone();
    const { id } = await addPasskey(who);
    await must(disableOperator, { id: who.operatorId, reason });
    const job = { kind: 'system', id: 'local-default', name: 'Local default' } as const;
    for (const actor of [who.actor, job])
      expect(await execute(command, actor, { id, ...more }, { origin })).toMatchObject({
        code: 'forbidden',
      });
    expect(await lastEvent(action)).toMatchObject({ outcome: 'refused', code: 'forbidden' });
  });

  it('answers for somebody else’s as for what is absent, also to an account owner', async () => {
    const { id } = await addPasskey(await someone());
    const owner = await someone({ role: 'account-owner' });
    const answers = await Promise.all(
      [id, absent].map((one) => execute(command, owner.actor, { id: one, ...more }, { origin })),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({
        code: 'not_found',
        message: 'This second factor does not exist, or you may not see it.',
      });
  });

  it('is refused for what has ended, and for recovery codes, which come and go together', async () => {
    const who = await someone();
    const { id } = await addPasskey(who);
    await addTotp(who);
    await addCodes(who);
    const code = await db().factor.findFirstOrThrow({
      where: { operatorId: who.operatorId, kind: 'recovery_code' },
    });
    expect(await execute(command, who.actor, { id: code.id, ...more }, { origin })).toMatchObject({
      code: 'conflict',
    });
    await must(removeOwnFactor, { id }, who.actor);
    expect(await execute(command, who.actor, { id, ...more }, { origin })).toMatchObject({
      code: 'already_done',
    });
  });
});

describe('removing a factor', () => {
  it('asks for a second factor where the last one is old', async () => {
    const who = await someone();
    const { id } = await addPasskey(who);
    const stale = { ...who.actor, proofAt: new Date(0) };
    expect(await execute(removeOwnFactor, stale, { id }, { origin })).toMatchObject({ kind: 'needsFactor' });
    expect(await inForce(who.operatorId)).toBe(1);
  });

  it('ends it at once: it proves nothing any more, and an app can be added anew', async () => {
    const who = await someone();
    const { id, authenticator } = await addPasskey(who);
    await addPasskey(who);
    await must(removeOwnFactor, { id }, who.actor);
    expect(await proveBy(who, authenticator)).toMatchObject({ kind: 'refused' });
    const app = await addTotp(who);
    await must(removeOwnFactor, { id: app.id }, who.actor);
    expect(await give(who, { code: app.codeAt(new Date()) })).toMatchObject({ kind: 'refused' });
    await addTotp(who);
  });

  it('is refused for the last one where Gatehouse had to ask for it itself, and done beside another or a recovery code', async () => {
    const who = await someone({ connection: 'plain' });
    const { id } = await addPasskey(who);
    const remove = (factorId: string) => execute(removeOwnFactor, asked(who), { id: factorId }, { origin });
    expect(await remove(id)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('last second factor'),
    });
    await addCodes(who);
    expect(await remove(id)).toMatchObject({ kind: 'done' });
    expect(await hasFactor(who.operatorId)).toBe(true);
  });

  it('is done with the last one where the provider stated a second factor itself', async () => {
    const refusing = await someone();
    const asking = await someone({ connection: 'plain' });
    for (const who of [refusing, asking]) {
      const { id } = await addPasskey(who);
      expect(await execute(removeOwnFactor, who.actor, { id }, { origin })).toMatchObject({ kind: 'done' });
    }
  });

  it('of the last two at once leaves one', async () => {
    const who = await someone({ connection: 'plain' });
    const factors = [await addPasskey(who), await addPasskey(who)];
    const both = await Promise.all(
      factors.map(({ id }) => execute(removeOwnFactor, asked(who), { id }, { origin })),
    );
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(await inForce(who.operatorId)).toBe(1);
  });
});

describe('factor.reset', () => {
  const reset = (by: Someone, id: string) =>
    executeProven(resetFactors, by.actor, { id, reason }, { origin });

  it('ends all factors and sessions of the person, with a proof of its own, and all owners are told', async () => {
    const admin = await someone({ role: 'administrator' });
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    await addTotp(who);
    await addCodes(who);
    const input = { id: who.operatorId, reason };
    expect(await execute(resetFactors, admin.actor, input, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(resultOf(await reset(admin, who.operatorId))).toMatchObject({ factors: 12, sessions: 1 });
    expect(await inForce(who.operatorId)).toBe(0);
    expect(await ownFactors(await readerOf(who))).toEqual({
      passkeys: [],
      totp: null,
      recoveryCodes: { unused: 0, used: 0, madeAt: null },
    });
    expect(await hasFactor(who.operatorId)).toBe(false);
    expect(await proveBy(await session(who.operatorId), authenticator).catch(String)).toContain('no passkey');
    const event = await lastEvent('factor.reset');
    expect(event).toMatchObject({
      sensitivity: 'critical',
      reason,
      subjectType: 'Operator',
      subjectId: who.operatorId,
      before: { factors: expect.arrayContaining(['passkey: Laptop', 'totp: Phone']) },
      after: { factors: [] },
      proof: { kind: 'idp' },
    });
    expect(event.touched.filter((row) => row.startsWith('factor:'))).toHaveLength(12);
    expect(event.touched).toContain(`session:${who.sessionId}`);
    expect(await db().notice.findFirst({ orderBy: { createdAt: 'desc' } })).toMatchObject({
      action: 'factor.reset',
      text: event.summary,
    });
  });

  it.each(['security-officer', 'access-manager', 'developer', 'auditor', 'viewer'] as const)(
    'is refused to a %s',
    async (role) => {
      const who = await someone();
      await addPasskey(who);
      expect(await reset(await someone({ role }), who.operatorId)).toMatchObject({ code: 'forbidden' });
      expect(await lastEvent('factor.reset')).toMatchObject({ outcome: 'refused', code: 'forbidden' });
      expect(await inForce(who.operatorId)).toBe(1);
    },
  );

  it('answers for somebody above one’s ceiling, and for oneself, as for nobody', async () => {
    const admin = await someone({ role: 'administrator' });
    await addPasskey(admin);
    const owner = await someone({ role: 'account-owner' });
    await addPasskey(owner);
    for (const id of [owner.operatorId, admin.operatorId, absent])
      expect(await reset(admin, id)).toMatchObject({
        code: 'not_found',
        message: 'This operator does not exist, or you may not see it.',
      });
    expect(await inForce(owner.operatorId)).toBe(1);
  });

  it('of somebody without a factor changes nothing, their sessions included', async () => {
    const who = await someone({ connection: 'plain', pending: true });
    expect(await reset(await someone({ role: 'account-owner' }), who.operatorId)).toMatchObject({
      code: 'conflict',
    });
    expect(await db().session.findUnique({ where: { id: who.sessionId } })).toMatchObject({ endedAt: null });
  });

  it('while the person adds one more leaves none in force', async () => {
    const owner = await someone({ role: 'account-owner' });
    const who = await someone();
    await addPasskey(who);
    const [done] = await Promise.all([reset(owner, who.operatorId), addPasskey(who).catch(() => null)]);
    // A factor that came in between makes it another change, which asks for a proof of its own.
    // Waiting for another owner, or proven beforehand: the change in between is what is said, and nothing else.
    if (done.kind === 'refused')
      expect(done).toMatchObject({ code: 'conflict', message: expect.stringContaining('has changed since') });
    if (done.kind !== 'done') {
      expect(['needsFactor', 'refused']).toContain(done.kind);
      expect(await reset(owner, who.operatorId)).toMatchObject({ kind: 'done' });
    }
    const left = await inForce(who.operatorId);
    const open = await db().session.count({ where: { operatorId: who.operatorId, endedAt: null } });
    // Either it came first and was ended, or its session was over.
    expect([left, open]).toEqual([0, 0]);
  });
});

describe('reading factors', () => {
  it('shows one’s own with their last use, without anything that opens', async () => {
    const who = await someone();
    const { id, authenticator } = await addPasskey(who);
    const app = await addTotp(who);
    const [code = ''] = await addCodes(who);
    await proveBy(who, authenticator);
    await give(who, { code });
    const factors = await ownFactors(await readerOf(who));
    expect(factors).toMatchObject({
      passkeys: [{ id, kind: 'passkey', name: 'Laptop', lastUsedAt: expect.any(Date) }],
      totp: { id: app.id, kind: 'totp', name: 'Phone' },
      recoveryCodes: { unused: 9, used: 1, madeAt: expect.any(Date) },
    });
    const text = JSON.stringify(factors);
    const rows = await db().factor.findMany({ where: { operatorId: who.operatorId } });
    const secret = rows
      .flatMap((row) => [row.secret, row.digest, row.credentialId])
      .filter((v) => v !== null);
    expect(secret).toHaveLength(12);
    for (const value of secret) expect(text).not.toContain(value);
  });

  it('counts the used ones of the present ten alone, also when all ten are used', async () => {
    const who = await someone();
    await addPasskey(who);
    const [former = ''] = await addCodes(who);
    await give(who, { code: former });
    const codes = await addCodes(who);
    await give(who, { code: codes[0] ?? '' });
    expect((await ownFactors(await readerOf(who))).recoveryCodes).toMatchObject({ unused: 9, used: 1 });
    const now = (n: number) => new Date(Date.now() + n * 60_000);
    for (const [n, code] of codes.slice(1).entries()) await give(who, { code }, { now: now(n + 1) });
    expect((await ownFactors(await readerOf(who))).recoveryCodes).toMatchObject({ unused: 0, used: 10 });
  });

  it('of somebody else is for those who may read people, and nobody else learns that there are any', async () => {
    const who = await someone();
    await addPasskey(who);
    const of = async (by: Someone) => factorsOfOperator(await readerOf(by), who.operatorId);
    for (const role of ['account-owner', 'administrator', 'security-officer', 'auditor'] as const)
      expect(await of(await someone({ role }))).toMatchObject({ passkeys: [{ name: 'Laptop' }] });
    for (const role of ['developer', 'viewer'] as const) expect(await of(await someone({ role }))).toBeNull();
    expect(await of(who)).toMatchObject({ passkeys: [{ name: 'Laptop' }] });
    const owner = await someone({ role: 'account-owner' });
    expect(await ownFactors(await readerOf(owner))).toMatchObject({ passkeys: [], totp: null });
  });
});
