/** Codes of an app and codes on paper: each counts once, guesses are counted, and what was typed stands nowhere. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { endOwnSession } from '#lib/auth/session-commands.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { secondFactorActor } from '#lib/factors/actor.ts';
import { mintCode } from '#lib/factors/codes.ts';
import { waysOf } from '#lib/factors/present.ts';
import { giveProof } from '#lib/factors/proof-commands.ts';
import { toPerson } from '#lib/factors/reasons.ts';
import { keyring } from '#lib/keyring.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { must } from '#prisma/factories.ts';
import { world } from '../support/world.ts';
import {
  addCodes,
  addPasskey,
  addTotp,
  give,
  minutes,
  proofsOf,
  proveBy,
  provenOfFifty,
  refusalsOf,
  session,
  someone,
  wrongCode,
} from './factors-kit.ts';

world();
const triesPerMinute = (count: number) => setEnv({ FACTOR_TRIES_PER_MINUTE: String(count) });
beforeEach(() => triesPerMinute(5));
afterAll(() => triesPerMinute(5));

const wrong = { kind: 'refused', message: toPerson.totp };

describe('a code of an authenticator app', () => {
  it('proves its person once; the same code again, or that of an earlier step, proves nothing', async () => {
    const who = await someone();
    const app = await addTotp(who);
    const now = new Date();
    expect(await give(who, { code: app.codeAt(now) }, { now })).toEqual({ kind: 'proven' });
    for (const at of [now, new Date(now.getTime() - 30_000)])
      expect(await give(who, { code: app.codeAt(at) }, { now })).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('was used before'),
      });
    expect(await proofsOf(who)).toMatchObject([{ kind: 'totp', factorId: app.id, context: 'Phone' }]);
    expect(await refusalsOf(who)).toEqual(
      Array(2).fill(expect.stringMatching(/^used: Person .*used before$/)),
    );
  });

  it('is read with the gap that apps show in it', async () => {
    const who = await someone();
    const code = (await addTotp(who)).codeAt(new Date());
    const typed = ` ${code.slice(0, 3)} ${code.slice(3)} `;
    expect(await give(who, { code: typed })).toEqual({ kind: 'proven' });
  });

  it('carries no critical change, is not offered for one, and is not used up by the try', async () => {
    const who = await someone();
    await addPasskey(who);
    const [code = ''] = await addCodes(who);
    const binding = 'b'.repeat(64);
    expect(await waysOf(who, binding, new Date())).toMatchObject({ code: false });
    expect(await give(who, { code }, { binding })).toEqual({
      kind: 'refused',
      message: toPerson.paper_for_critical,
    });
    expect(await refusalsOf(who)).toEqual([expect.stringMatching(/^paper_for_critical: /)]);
    const row = await db().factor.findFirstOrThrow({
      where: { operatorId: who.operatorId, kind: 'recovery_code', endedAt: null, name: 'Recovery code 1' },
    });
    const of = {
      operatorId: who.operatorId,
      sessionId: who.sessionId,
      kind: 'recovery_code',
      factorId: row.id,
    };
    const forced = { ...of, context: row.name, binding, counter: null };
    expect(await execute(giveProof, secondFactorActor, forced, { origin: who.origin })).toMatchObject({
      code: 'forbidden',
    });
    expect(await waysOf(who, null, new Date())).toMatchObject({ code: true });
    expect(await give(who, { code })).toEqual({ kind: 'proven' });
  });

  it('given fifty times at once gives exactly one proof', async () => {
    triesPerMinute(1000);
    const who = await someone();
    const code = (await addTotp(who)).codeAt(new Date());
    expect(await provenOfFifty(() => give(who, { code }))).toBe(1);
    expect(await proofsOf(who)).toHaveLength(1);
  });

  it('proves the one change that it was given for, and no other', async () => {
    const who = await someone();
    const app = await addTotp(who);
    const binding = 'a'.repeat(64);
    expect(await give(who, { code: app.codeAt(new Date()) }, { binding })).toEqual({ kind: 'proven' });
    expect(await proofsOf(who)).toMatchObject([{ binding }]);
  });

  it('that enrolled the app proves nothing a second time', async () => {
    const who = await someone();
    const now = new Date();
    const { codeAt } = await addTotp(who, now);
    const former = codeAt(new Date(now.getTime() - 30_000));
    expect(await give(who, { code: former }, { now })).toMatchObject({ kind: 'refused' });
  });

  it('of somebody else proves nothing, and is answered like any wrong one', async () => {
    const other = await addTotp(await someone());
    const who = await someone();
    await addTotp(who);
    expect(await give(who, { code: other.codeAt(new Date()) })).toEqual(wrong);
    expect(await give(await someone(), { code: other.codeAt(new Date()) })).toEqual(wrong);
    expect(await refusalsOf(who)).toEqual([expect.stringMatching(/^totp: .*a wrong code$/)]);
  });
});

describe('a recovery code', () => {
  it('counts once, in any spelling, and the others go on', async () => {
    const who = await someone();
    await addPasskey(who);
    const [first = '', second = ''] = await addCodes(who);
    expect(await give(who, { code: first.toLowerCase().replaceAll('-', '') })).toEqual({ kind: 'proven' });
    expect(await give(who, { code: first })).toEqual(wrong);
    expect(await give(who, { code: second })).toEqual({ kind: 'proven' });
    expect(await proofsOf(who)).toMatchObject([
      { kind: 'recovery_code', context: 'Recovery code 1' },
      { kind: 'recovery_code', context: 'Recovery code 2' },
    ]);
  });

  it('given fifty times at once gives exactly one proof', async () => {
    triesPerMinute(1000);
    const who = await someone();
    await addPasskey(who);
    const [code = ''] = await addCodes(who);
    expect(await provenOfFifty(() => give(who, { code }))).toBe(1);
    expect(await proofsOf(who)).toHaveLength(1);
  });

  it('of the former ten, of somebody else, or sealed for break-glass proves nothing', async () => {
    const who = await someone();
    await addPasskey(who);
    const [former = ''] = await addCodes(who);
    await addCodes(who);
    const other = await someone();
    await addPasskey(other);
    const [theirs = ''] = await addCodes(other);
    for (const code of [former, theirs, mintCode('recovery_code')])
      expect(await give(who, { code })).toEqual(wrong);
    expect(await give(who, { code: mintCode('sealed_code') })).toMatchObject({ message: toPerson.mistyped });
    expect(await proofsOf(who)).toEqual([]);
  });

  it('that is mistyped is said to be so, which a wrong one is not', async () => {
    const who = await someone();
    await addPasskey(who);
    const [code = ''] = await addCodes(who);
    const last = code.endsWith('0') ? '1' : '0';
    expect(await give(who, { code: code.slice(0, -1) + last })).toMatchObject({ message: toPerson.mistyped });
    expect(await give(who, { code: 'x'.repeat(600) })).toMatchObject({ message: toPerson.mistyped });
    expect(await give(who, { code })).toEqual({ kind: 'proven' });
  });

  it('goes on after the pepper was changed', async () => {
    const who = await someone();
    await addPasskey(who);
    const [code = ''] = await addCodes(who);
    const keys = await keyring();
    keys.peppers.push({ version: 2, key: Buffer.alloc(32, 7) });
    try {
      expect(await give(who, { code })).toEqual({ kind: 'proven' });
    } finally {
      keys.peppers.pop();
    }
  });
});

describe('guessing', () => {
  it('ends for a session after five tries in a minute, right ones included, and one event says so', async () => {
    const who = await someone();
    const app = await addTotp(who);
    const now = minutes(1);
    const code = wrongCode(app.seed, now);
    for (let n = 0; n < 5; n++) expect(await give(who, { code }, { now })).toEqual(wrong);
    for (let n = 0; n < 3; n++)
      expect(await give(who, { code: app.codeAt(now) }, { now })).toEqual({
        kind: 'refused',
        message: toPerson.too_many,
      });
    const trail = await refusalsOf(who);
    expect(trail.filter((line) => line.startsWith('totp: '))).toHaveLength(5);
    expect(trail.filter((line) => line.startsWith('too_many: '))).toHaveLength(1);
    const next = minutes(2);
    expect(await give(who, { code: app.codeAt(next) }, { now: next })).toEqual({ kind: 'proven' });
  });

  it('by many tries at once gets no further than by one after another', async () => {
    const who = await someone();
    const { seed } = await addTotp(who);
    const code = wrongCode(seed);
    const now = new Date();
    await Promise.all(Array.from({ length: 30 }, () => give(who, { code }, { now })));
    expect((await refusalsOf(who)).filter((line) => line.startsWith('totp: '))).toHaveLength(5);
  });

  it('in one session leaves tries to the person’s others, and in all of them together ends as well', async () => {
    const who = await someone();
    const { seed, codeAt } = await addTotp(who);
    const now = minutes(1);
    const code = wrongCode(seed, now);
    const [second, third] = [await session(who.operatorId), await session(who.operatorId)];
    for (let n = 0; n < 20; n++) await give(who, { code }, { now });
    for (let n = 0; n < 4; n++) expect(await give(second, { code }, { now })).toEqual(wrong);
    expect(await give(third, { code: codeAt(now) }, { now })).toEqual({ kind: 'proven' });
    expect(await give(third, { code }, { now })).toMatchObject({ message: toPerson.too_many });
  });

  it('ends for an hour after twenty wrong codes; a passkey still proves', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const { seed, codeAt } = await addTotp(who);
    const hour = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    const at = (minute: number) => new Date(hour + minute * 60_000);
    for (let n = 0; n < 20; n++) {
      const now = at(Math.floor(n / 5));
      expect(await give(who, { code: wrongCode(seed, now) }, { now })).toMatchObject({ kind: 'refused' });
    }
    expect(await give(who, { code: codeAt(at(5)) }, { now: at(5) })).toMatchObject({
      message: toPerson.too_many,
    });
    expect(await proveBy(who, authenticator)).toEqual({ kind: 'proven' });
  });
});

describe('whoever is no longer in force', () => {
  it('proves nothing by a right code or passkey: an ended session', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const { codeAt } = await addTotp(who);
    const ways = await waysOf(who, null, new Date());
    const assertion = ways.passkey && authenticator.get(ways.passkey);
    await must(endOwnSession, { id: who.sessionId }, who.actor);
    expect(await give(who, { code: codeAt(new Date()) })).toMatchObject({ kind: 'refused' });
    expect(await give(who, { assertion })).toMatchObject({ kind: 'refused' });
    expect(await proofsOf(who)).toEqual([]);
  });

  it('proves nothing by a right code or passkey: a disabled operator', async () => {
    const who = await someone();
    const { authenticator } = await addPasskey(who);
    const { codeAt } = await addTotp(who);
    const ways = await waysOf(who, null, new Date());
    const assertion = ways.passkey && authenticator.get(ways.passkey);
    await must(disableOperator, { id: who.operatorId, reason: 'left' });
    expect(await give(who, { code: codeAt(new Date()) })).toMatchObject({ kind: 'refused' });
    expect(await give(who, { assertion })).toMatchObject({ kind: 'refused' });
    expect(await proofsOf(who)).toEqual([]);
  });
});

it('no code, seed, digest or key stands in the trail, and no seed or code in the table of factors', async () => {
  const who = await someone();
  await addPasskey(who);
  const app = await addTotp(who);
  const codes = await addCodes(who);
  const used = codes[0] ?? '';
  const now = new Date();
  const given = app.codeAt(now);
  expect(await give(who, { code: given }, { now })).toEqual({ kind: 'proven' });
  expect(await give(who, { code: used }, { now })).toEqual({ kind: 'proven' });
  const refused = [await give(who, { code: used }, { now }), await give(who, { code: given }, { now })];
  refused.push(await give(who, { code: `${used.slice(0, -1)}!` }, { now }));
  expect(refused.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused']);
  for (const typed of [given, used.slice(0, -1)]) expect(JSON.stringify(refused)).not.toContain(typed);
  const factors = await db().factor.findMany({ where: { operatorId: who.operatorId } });
  const events = await db().auditEvent.findMany({ where: { actorId: who.operatorId } });
  const proofs = await db().auditEvent.findMany({ where: { action: 'proof.give' } });
  expect(events.length).toBeGreaterThan(3);
  const trail = JSON.stringify([events, proofs], (_, v) => (typeof v === 'bigint' ? `${v}` : v));
  const secrets = [app.seed, ...codes, ...codes.map((code) => code.replaceAll('-', ''))];
  for (const secret of secrets) {
    expect(trail).not.toContain(secret);
    expect(JSON.stringify(factors)).not.toContain(secret);
  }
  const stored = factors.flatMap(({ digest, secret, credentialId }) => [digest, secret, credentialId]);
  for (const text of stored.filter((value) => value !== null)) expect(trail).not.toContain(text);
  // Six digits may stand in any number; as a text of their own they stand nowhere.
  expect(trail).not.toContain(`"${given}"`);
  expect(trail).not.toMatch(new RegExp(`\\b${given}\\b(?![-:T])`));
});
