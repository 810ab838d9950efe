/** Adding a factor: by whom, after what, with what in hand, and never twice for one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf, newSecret } from '#lib/auth/cookies.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { completeSession } from '#lib/auth/pending-commands.ts';
import { endOwnSession } from '#lib/auth/session-commands.ts';
import { addConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { beginPasskey, beginTotp, checkPasskey } from '#lib/factors/begin.ts';
import { removeOwnFactor, resetFactors } from '#lib/factors/commands.ts';
import { enrolPasskey, enrolTotp, makeRecoveryCodes } from '#lib/factors/enrol-commands.ts';
import { hasFactor } from '#lib/factors/queries.ts';
import { codeAt, stepAt } from '#lib/factors/totp.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { makeOperator, must } from '#prisma/factories.ts';
import { makeAuthenticator } from '../support/authenticator.ts';
import { executeProven, prove } from '../support/proven.ts';
import { metadataOf, world } from '../support/world.ts';
import {
  addCodes,
  addPasskey,
  addTotp,
  consoleOrigin,
  elsewhere,
  give,
  minutes,
  origin,
  passkeyTicket,
  proofsOf,
  resultOf,
  type Someone,
  session,
  someone,
  totpStart,
} from './factors-kit.ts';

world();
const byHand = 'urn:gatehouse:totp';

beforeAll(async () => {
  const metadata = await metadataOf('https://plain.example.com');
  await must(addConnection, { slug: 'plain', name: 'Plain IdP', metadata, withoutMfa: 'ask', enable: true });
  const apart = { slug: 'apart', name: 'Apart IdP', metadata: await metadataOf('https://apart.example.com') };
  await must(addConnection, { ...apart, mfaContexts: [], withoutMfa: 'ask', enable: true });
});

const lastEvent = (action: string) =>
  db().auditEvent.findFirstOrThrow({ where: { action }, orderBy: { number: 'desc' } });
const pending = (of: { minutesAgo?: number } = {}) => someone({ connection: 'plain', pending: true, ...of });

async function totpInput(who: Someone) {
  const { ticket, seed } = await totpStart(who);
  return { ticket, code: codeAt(seed, stepAt(new Date())), name: 'Phone' };
}

async function passkeyInput(who: Someone) {
  const checked = await passkeyTicket(who, makeAuthenticator(consoleOrigin));
  if (checked.kind !== 'ready') throw new Error(checked.message);
  return { ticket: checked.ticket, name: 'Laptop' };
}

describe.each([
  ['factor.enrol_passkey', enrolPasskey, passkeyInput, 'added the passkey Laptop'],
  ['factor.enrol_totp', enrolTotp, totpInput, 'added the authenticator app Phone'],
] as const)('%s', (action, command, inputOf, words) => {
  it('is done by whoever signed in just now, for themselves, and leaves an event without anything that opens', async () => {
    const who = await someone();
    const { id } = resultOf(await execute(command, who.actor, await inputOf(who), { origin }));
    const event = await lastEvent(action);
    expect(event).toMatchObject({
      outcome: 'done',
      sensitivity: 'sensitive',
      actorId: who.operatorId,
      address: origin.address,
      subjectId: id,
      summary: expect.stringContaining(words),
      before: null,
      after: { operatorId: who.operatorId, endedAt: null },
    });
    expect(event.touched).toContain(`factor:${id}`);
    expect(Object.keys(event.after as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/secret|digest|publicKey|credential/)]),
    );
    expect(await hasFactor(who.operatorId)).toBe(true);
  });

  it('is done by a person without any role, and refused to the disabled and to what is no person', async () => {
    const who = await session((await makeOperator({})).id);
    expect(await execute(command, who.actor, await inputOf(who), { origin })).toMatchObject({ kind: 'done' });
    const gone = await someone();
    const input = await inputOf(gone);
    await must(disableOperator, { id: gone.operatorId, reason: 'left' });
    const job = { kind: 'system', id: 'local-default', name: 'Local default' } as const;
    for (const actor of [gone.actor, job])
      expect(await execute(command, actor, input, { origin })).toMatchObject({ code: 'forbidden' });
    expect(await lastEvent(action)).toMatchObject({ outcome: 'refused', code: 'forbidden' });
    expect(await hasFactor(gone.operatorId)).toBe(false);
  });

  it('is refused with a ticket of somebody else, of another session, altered or made up: all alike', async () => {
    const who = await someone();
    const input = await inputOf(who);
    const mine = await session(who.operatorId);
    const kinds = { [enrolPasskey.name]: totpInput, [enrolTotp.name]: passkeyInput };
    const other = await kinds[action]?.(who);
    const altered = `${input.ticket.slice(0, -2)}${input.ticket.endsWith('AA') ? 'BB' : 'AA'}`;
    const refused = await Promise.all([
      execute(command, (await someone()).actor, input, { origin }),
      execute(command, mine.actor, input, { origin }),
      execute(command, who.actor, { ...input, ticket: altered }, { origin }),
      execute(command, who.actor, { ...input, ticket: 'made up' }, { origin }),
      execute(command, who.actor, { ...input, ticket: other?.ticket }, { origin }),
    ]);
    expect(refused.map((outcome) => 'message' in outcome && outcome.message)).toEqual(
      Array(5).fill('This took too long, or began in another session. Start again.'),
    );
    expect(await hasFactor(who.operatorId)).toBe(false);
  });

  it('takes a ticket once, and for ten minutes', async () => {
    const who = await someone();
    const input = await inputOf(who);
    const late = { origin, now: minutes(10.1) };
    const fresh = { ...who.actor, proofAt: minutes(10) };
    await prove(who.actor, null, { origin, now: minutes(9) });
    expect(await execute(command, fresh, input, late)).toMatchObject({
      message: 'This took too long, or began in another session. Start again.',
    });
    const twice = await Promise.all([1, 2].map(() => execute(command, who.actor, input, { origin })));
    expect(twice.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
  });

  it('asks for a fresh sign-in where the last one is older than ten minutes, however fresh the second factor is', async () => {
    const who = await someone({ minutesAgo: 11 });
    const begin = action === 'factor.enrol_totp' ? beginTotp : beginPasskey;
    expect(await begin(who, new Date())).toMatchObject({ kind: 'barred', stepUp: true });
    const local = { ...who.actor, proofAt: new Date() };
    expect(
      await execute(command, local, { ticket: 'x', code: '123456', name: 'x' }, { origin }),
    ).toMatchObject({
      kind: 'needsFactor',
      message: expect.stringContaining('fresh sign-in at Development IdP'),
      binding: null,
    });
  });

  it('is done after a step-up at the provider instead', async () => {
    const who = await someone({ minutesAgo: 11 });
    await prove(who.actor, null, { origin });
    expect(await execute(command, who.actor, await inputOf(who), { origin })).toMatchObject({ kind: 'done' });
  });

  it('is not done from another network by a cookie that was carried off, however fresh its sign-in', async () => {
    const who = await someone();
    const thief = { ...who, origin: elsewhere, actor: { ...who.actor, proofAt: new Date(0) } };
    const input = await inputOf(who);
    const begin = action === 'factor.enrol_totp' ? beginTotp : beginPasskey;
    expect(await begin(thief, new Date())).toMatchObject({ kind: 'barred' });
    expect(await execute(command, thief.actor, input, { origin: elsewhere })).toMatchObject({
      kind: 'needsFactor',
    });
    const waiting = await pending();
    expect(
      await execute(command, waiting.actor, await inputOf(waiting), { origin: elsewhere }),
    ).toMatchObject({ kind: 'refused', code: 'needs_factor' });
  });

  it('asks somebody whose second factor is old for one, and the ticket waits for it', async () => {
    const who = await someone();
    await addPasskey(who);
    const input = await inputOf(who);
    const stale = { ...who.actor, proofAt: new Date(0) };
    expect(await execute(command, stale, input, { origin })).toMatchObject({ kind: 'needsFactor' });
    await prove(who.actor, null, { origin });
    expect(await execute(command, stale, input, { origin })).toMatchObject({ kind: 'done' });
  });

  it('is refused to an ended session', async () => {
    const who = await someone();
    const input = await inputOf(who);
    await must(endOwnSession, { id: who.sessionId }, who.actor);
    expect(await execute(command, who.actor, input, { origin })).toMatchObject({
      code: 'forbidden',
      message: 'Your session has ended. Sign in again.',
    });
    expect(await hasFactor(who.operatorId)).toBe(false);
  });

  it('of a sign-in that waits for its first factor asks for no proof, and completes that sign-in', async () => {
    const who = await pending();
    const { id } = resultOf(await execute(command, who.actor, await inputOf(who), { origin }));
    expect(await lastEvent(action)).toMatchObject({ outcome: 'done', sensitivity: 'routine' });
    expect(await proofsOf(who)).toMatchObject([{ factorId: id, binding: null, usedAt: null }]);
    const input = { id: who.sessionId, digest: digestOf(newSecret()) };
    expect(await execute(completeSession, signInActor, input, { origin })).toMatchObject({ kind: 'done' });
  });

  it('is barred to a sign-in that waits for a factor which its person has', async () => {
    const { operatorId } = await someone({ connection: 'plain' });
    const first = await session(operatorId);
    await addTotp(first);
    const who = await session(operatorId, { pending: true });
    expect(await beginPasskey(who, new Date())).toMatchObject({ kind: 'barred', stepUp: false });
    const before = await session(operatorId);
    const { ticket } = await passkeyInput(before);
    const input = { ticket, code: '123456', name: 'x' };
    expect(await execute(command, who.actor, input, { origin })).toMatchObject({
      code: 'conflict',
      message: 'You have a second factor: prove it first. After that you can add another one.',
    });
  });
});

describe('the first factor by a password alone', () => {
  const completed = (who: Someone) => {
    const input = { id: who.sessionId, digest: digestOf(newSecret()) };
    return execute(completeSession, signInActor, input, { origin });
  };
  const reset = async (operatorId: string) => {
    const owner = await someone({ role: 'account-owner' });
    const given = await executeProven(
      resetFactors,
      owner.actor,
      { id: operatorId, reason: 'lost it' },
      { origin },
    );
    expect(given).toMatchObject({ kind: 'done' });
  };

  it('is barred to whoever gave a second factor at their provider before, until an administrator resets it', async () => {
    const { operatorId } = await someone({ connection: 'plain' });
    const phished = await session(operatorId, { pending: true });
    for (const begin of [beginPasskey, beginTotp])
      expect(await begin(phished, new Date())).toMatchObject({
        kind: 'barred',
        stepUp: false,
        message: expect.stringMatching(/Sign in with it there, or ask an administrator to reset/),
      });
    const ticket = { ticket: 'x', code: '123456', name: 'Mine' };
    for (const command of [enrolPasskey, enrolTotp])
      expect(await execute(command, phished.actor, ticket, { origin })).toMatchObject({
        code: 'needs_factor',
      });
    expect(await hasFactor(operatorId)).toBe(false);
    await reset(operatorId);
    const back = await session(operatorId, { pending: true });
    expect(await execute(enrolTotp, back.actor, await totpInput(back), { origin })).toMatchObject({
      kind: 'done',
    });
  });

  it('is barred to whoever used up or removed what they had here', async () => {
    const who = await someone({ connection: 'apart', pending: true });
    const { id } = await addPasskey(who);
    await completed(who);
    const actor = { ...who.actor, proofAt: new Date(), proofContext: 'urn:gatehouse:passkey' };
    const { codes } = resultOf(await execute(makeRecoveryCodes, actor, {}, { origin }));
    await must(removeOwnFactor, { id }, actor);
    for (const code of codes.slice(0, 5)) expect(await give(who, { code })).toEqual({ kind: 'proven' });
    const again = await session(who.operatorId, { pending: true });
    for (const code of codes.slice(5)) expect(await give(again, { code })).toEqual({ kind: 'proven' });
    expect(await hasFactor(who.operatorId)).toBe(false);
    const later = await session(who.operatorId, { pending: true });
    expect(await beginPasskey(later, new Date())).toMatchObject({
      kind: 'barred',
      message: expect.stringContaining('removed or used up'),
    });
    await reset(who.operatorId);
    const back = await session(who.operatorId, { pending: true });
    expect(await beginPasskey(back, new Date())).toMatchObject({ kind: 'ready' });
  });

  it('is open to them where the connection was set to count no provider’s word any more', async () => {
    const { operatorId } = await someone({ connection: 'apart' });
    const who = await session(operatorId, { pending: true });
    expect(await beginPasskey(who, new Date())).toMatchObject({ kind: 'ready' });
  });
});

it('a first factor is told to all account owners and to the person, and a further one to nobody', async () => {
  const who = await pending();
  const { email } = await db().operator.findUniqueOrThrow({ where: { id: who.operatorId } });
  const told = () => db().notice.findMany({ where: { concernsEmail: email } });
  await addPasskey(who);
  expect(await told()).toMatchObject([
    {
      action: 'factor.enrol_passkey',
      text: expect.stringMatching(/added the passkey Laptop as their first second factor/),
      signedOffAt: null,
    },
  ]);
  await addTotp(await session(who.operatorId));
  expect(await told()).toHaveLength(1);
});

describe('an authenticator app', () => {
  it('is not added with a wrong code, and the field says what to do', async () => {
    const who = await someone();
    const { ticket, seed } = await totpStart(who);
    const code = codeAt(seed, stepAt(new Date()) + 5);
    const outcome = await execute(enrolTotp, who.actor, { ticket, code, name: 'Phone' }, { origin });
    expect(outcome).toMatchObject({ kind: 'invalid', fields: { code: expect.stringContaining('clock') } });
    expect(await hasFactor(who.operatorId)).toBe(false);
  });

  it('is one: a second one is barred, also when two arrive at once', async () => {
    const who = await someone();
    const inputs = [await totpInput(who), await totpInput(who)];
    const both = await Promise.all(inputs.map((input) => execute(enrolTotp, who.actor, input, { origin })));
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(await beginTotp(who, new Date())).toMatchObject({
      kind: 'barred',
      message: expect.stringContaining('already'),
    });
  });

  it('keeps its seed sealed for its own row: the text of another row does not open', async () => {
    const [first, second] = [await someone(), await someone()];
    const [one, other] = [await addTotp(first), await addTotp(second)];
    const [a, b] = await Promise.all(
      [one, other].map(({ id }) => db().factor.findUniqueOrThrow({ where: { id } })),
    );
    expect(a?.secret).toMatch(/^gh1\./);
    expect(a?.secret).not.toBe(b?.secret);
    expect(JSON.stringify([a, b])).not.toContain(one.seed);
  });
});

describe('passkeys', () => {
  it('are ten at most', async () => {
    const who = await someone();
    const waiting = await passkeyInput(who);
    for (let n = 0; n < 10; n++) await addPasskey(who);
    expect(await beginPasskey(who, new Date())).toMatchObject({ kind: 'barred', stepUp: false });
    expect(await execute(enrolPasskey, who.actor, waiting, { origin })).toMatchObject({ code: 'conflict' });
  });

  it.each(['', ' ', 'x'.repeat(81), 'a\u0007b'])('are not called %j', async (name) => {
    const who = await someone();
    const { ticket } = await passkeyInput(who);
    expect(await execute(enrolPasskey, who.actor, { ticket, name }, { origin })).toMatchObject({
      kind: 'invalid',
      fields: { name: expect.any(String) },
    });
  });
});

describe('factor.make_recovery_codes', () => {
  it('gives ten codes once, ends the former ten, and leaves one event that names each of their rows', async () => {
    const who = await someone();
    await addPasskey(who);
    const former = await addCodes(who);
    const result = resultOf(await execute(makeRecoveryCodes, who.actor, {}, { origin, nonce: 'n' }));
    expect(result).toMatchObject({ former: 10 });
    expect(new Set([...former, ...result.codes]).size).toBe(20);
    const event = await lastEvent('factor.make_recovery_codes');
    expect(event.summary).toMatch(/made 10 recovery codes; 10 former ones ended$/);
    expect(event.touched.filter((row) => row.startsWith('factor:'))).toHaveLength(20);
    expect(await execute(makeRecoveryCodes, who.actor, {}, { origin, nonce: 'n' })).toMatchObject({
      kind: 'alreadyDone',
    });
    const where = { operatorId: who.operatorId, kind: 'recovery_code' as const, endedAt: null };
    expect(await db().factor.count({ where })).toBe(10);
  });

  it('by two at once leaves ten in force', async () => {
    const who = await someone();
    await addPasskey(who);
    await Promise.all([1, 2, 3].map(() => execute(makeRecoveryCodes, who.actor, {}, { origin })));
    const where = { operatorId: who.operatorId, kind: 'recovery_code' as const, endedAt: null };
    expect(await db().factor.count({ where })).toBe(10);
  });

  it('is refused to somebody without a passkey or app, to the disabled, and to what is no person', async () => {
    const who = await someone();
    expect(await execute(makeRecoveryCodes, who.actor, {}, { origin })).toMatchObject({ code: 'conflict' });
    await addPasskey(who);
    await must(disableOperator, { id: who.operatorId, reason: 'left' });
    const job = { kind: 'system', id: 'local-default', name: 'Local default' } as const;
    for (const actor of [who.actor, job])
      expect(await execute(makeRecoveryCodes, actor, {}, { origin })).toMatchObject({ code: 'forbidden' });
  });

  it('asks for a second factor where the last is old, and is barred while a sign-in waits for one', async () => {
    const who = await someone({ connection: 'plain' });
    await addPasskey(who);
    const stale = { ...who.actor, proofAt: new Date(0), proofContext: byHand };
    expect(await execute(makeRecoveryCodes, stale, {}, { origin })).toMatchObject({ kind: 'needsFactor' });
    const waiting = await session(who.operatorId, { pending: true });
    expect(await execute(makeRecoveryCodes, waiting.actor, {}, { origin })).toMatchObject({
      code: 'conflict',
    });
  });
});

it('what one person’s browser made gives another person no ticket', async () => {
  const [who, other] = [await someone(), await someone()];
  const start = await beginPasskey(who, new Date());
  if (start.kind !== 'ready') throw new Error(start.message);
  const made = makeAuthenticator(consoleOrigin).create(start.options);
  expect(await checkPasskey(other, made, new Date())).toMatchObject({ kind: 'refused' });
  expect(await checkPasskey(who, made, new Date())).toMatchObject({ kind: 'ready' });
  expect(await checkPasskey(who, made, new Date())).toMatchObject({ kind: 'refused' });
});
