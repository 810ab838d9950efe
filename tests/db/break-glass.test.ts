/** Break-glass from the naming to the review: each rule of docs/break-glass.md, on a real database. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { close, confirm, preview, propose, withdraw } from '#lib/break-glass/act.ts';
import { enter } from '#lib/break-glass/enter.ts';
import { namePerson, removePerson, renewCodes } from '#lib/break-glass/people-commands.ts';
import { signReview } from '#lib/break-glass/review-commands.ts';
import { findSeat } from '#lib/break-glass/seat.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import * as make from '#prisma/factories.ts';
import {
  bgOrigin,
  knock,
  type Named,
  name,
  opened,
  proposed,
  saying,
  seatOf,
} from '#tests/support/break-glass.ts';
import { executeProven } from '#tests/support/proven.ts';
import { makeServiceAccount } from '#tests/support/service-accounts.ts';
import { type Person, world } from '#tests/support/world.ts';
import { closeBreakGlass } from '#worker/close-break-glass.ts';

const w = world();
const origin = bgOrigin;
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);
let owner: Person;
/** Makes the second sheet: nobody makes both. */
let owner2: Person;
let applicationId = '';
let anna: Named;
let ben: Named;

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent', BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  owner = await w.person('account-owner');
  owner2 = await w.another('account-owner');
  applicationId = (await make.makeApplication({ ownerId: owner.id })).id;
});

beforeEach(async () => {
  await everybodyLeaves();
  anna = await name((await w.another('account-owner')).id, owner);
  ben = await name((await w.another('security-officer')).id, owner2);
});

/** Over with whatever a test left open or named. */
async function everybodyLeaves(): Promise<void> {
  await closeBreakGlass(later(24 * 60));
  for (const { id } of await db().breakGlassPerson.findMany({ select: { id: true } }))
    await executeProven(removePerson, owner.actor, { id, reason: 'between two tests' }, { origin });
}

const key = async () => (await make.makeKey({ applicationId })).id;
const revoke = (id: string) => ({ command: 'key.revoke', input: { id, reason: 'stolen' } });
const stateOf = async (id: string) => (await db().apiKey.findUniqueOrThrow({ where: { id } })).state;
const lastEvent = (action: string) =>
  db().auditEvent.findFirstOrThrow({ where: { action }, orderBy: { number: 'desc' } });

describe('naming', () => {
  it('takes two people and no third one, also when two more are named at once', async () => {
    const third = await w.another('viewer');
    const input = { operatorId: third.id, codes: true, reason: 'a third one' };
    const refused = await executeProven(namePerson, owner.actor, input, { origin });
    expect(refused).toMatchObject({ kind: 'refused', code: 'conflict' });
    await everybodyLeaves();
    const people = await Promise.all([1, 2, 3].map(() => w.another('viewer')));
    const owners = [owner, owner2, await w.another('account-owner')];
    const racing = await Promise.all(
      people.map(({ id }, i) =>
        executeProven(
          namePerson,
          (owners[i] ?? owner).actor,
          { operatorId: id, codes: true, reason: 'race' },
          { origin },
        ),
      ),
    );
    expect(racing.map((r) => r.kind).sort()).toEqual(['done', 'done', 'refused']);
    expect(await db().breakGlassPerson.count()).toBe(2);
  });

  it('is critical, an account owner’s alone, and every owner is told', async () => {
    await everybodyLeaves();
    const { id } = await w.another('viewer');
    const input = { operatorId: id, codes: true, reason: 'on call' };
    const admin = await w.person('administrator');
    expect(await execute(namePerson, admin.actor, input, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
    expect(await execute(namePerson, owner.actor, input, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await executeProven(namePerson, owner.actor, input, { origin })).toMatchObject({ kind: 'done' });
    expect(await db().notice.count({ where: { action: 'break_glass.name_person' } })).toBeGreaterThan(0);
  });

  it('of a person without a passkey demands a sheet of sealed codes, which are shown once and stored as digests', async () => {
    await everybodyLeaves();
    const { id } = await w.another('viewer');
    const without = await executeProven(
      namePerson,
      owner.actor,
      { operatorId: id, codes: false, reason: 'on call' },
      { origin },
    );
    expect(without).toMatchObject({ kind: 'invalid', fields: { codes: expect.any(String) } });
    const { codes } = await name(id, owner);
    expect(new Set(codes).size).toBe(12);
    // 26 letters of five bits, and two that find a slip of the pen.
    for (const code of codes) expect(code.replaceAll('-', '')).toMatch(/^[0-9A-HJKMNP-TV-Z]{28}$/);
    const stored = JSON.stringify(
      [
        await db().factor.findMany({ where: { operatorId: id } }),
        await db().auditEvent.findMany({ where: { action: 'break_glass.name_person' } }),
      ],
      (_, v) => (typeof v === 'bigint' ? v.toString() : v),
    );
    for (const code of codes) {
      expect(stored).not.toContain(code);
      expect(stored).not.toContain(code.replaceAll('-', ''));
    }
  });

  it('lets nobody see what both people prove themselves with', async () => {
    const renew = (of: Named, by: Person) =>
      executeProven(renewCodes, by.actor, { id: of.personId, reason: 'after the drill' }, { origin });
    // Whoever made the sheet of the one makes none for the other, nor does the other.
    expect(await renew(ben, owner)).toMatchObject({ kind: 'invalid', fields: { codes: expect.any(String) } });
    const other = await w.another('account-owner');
    await everybodyLeaves();
    const first = await name((await w.another('viewer')).id, owner);
    const self = (codes: boolean, by: Person) =>
      executeProven(namePerson, by.actor, { operatorId: owner.id, codes, reason: 'on call' }, { origin });
    expect(await self(true, other)).toMatchObject({
      kind: 'invalid',
      fields: { operatorId: expect.stringContaining('could be both') },
    });
    expect(await renew(first, other)).toMatchObject({ kind: 'done' });
    expect(await self(true, owner)).toMatchObject({ kind: 'done' });
    expect(await renew(first, owner)).toMatchObject({ kind: 'invalid' });
  });

  it('ended or renewed, it makes every code of the former sheet worthless', async () => {
    const former = ben.codes[0] ?? '';
    const again = await executeProven(
      renewCodes,
      owner2.actor,
      { id: ben.personId, reason: 'after the drill' },
      { origin },
    );
    expect(again).toMatchObject({ kind: 'done' });
    expect(
      await knock(ben, 'real', new Date(), { assertion: null, email: ben.email, code: former }),
    ).toMatchObject({ kind: 'refused' });
    await executeProven(removePerson, owner.actor, { id: anna.personId, reason: 'left' }, { origin });
    expect(await knock(anna)).toMatchObject({ kind: 'refused' });
    expect(await db().factor.count({ where: { operatorId: anna.id, endedAt: null } })).toBe(0);
  });
});

describe('the door', () => {
  it('answers alike for a named person, an unnamed one and nobody, and leaves each try in the trail', async () => {
    const viewer = await w.another('viewer');
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: viewer.id } });
    const before = await db().auditEvent.count({ where: { action: 'break_glass.enter' } });
    const answers = [];
    for (const of of [anna.email, email, 'nobody@example.test'])
      answers.push(
        await knock(anna, 'real', new Date(), { assertion: null, email: of, code: 'AAAA-BBBB-CCCC' }),
      );
    const [first, ...rest] = answers.map((a) => ({ ...a, reference: '' }));
    for (const other of rest) expect(other).toEqual(first);
    expect(first).toMatchObject({ kind: 'refused' });
    expect(await db().auditEvent.count({ where: { action: 'break_glass.enter' } })).toBe(before + 3);
    expect(await lastEvent('break_glass.enter')).toMatchObject({
      outcome: 'refused',
      address: origin.address,
      reference: expect.stringMatching(/^GH-/i),
    });
  });

  it('takes a code with its own person’s e-mail address only, and once', async () => {
    const code = anna.codes[0] ?? '';
    expect(await knock(anna, 'real', new Date(), { assertion: null, email: ben.email, code })).toMatchObject({
      kind: 'refused',
    });
    const sloppy = {
      assertion: null,
      email: anna.email.toUpperCase(),
      code: code.toLowerCase().replaceAll('-', ' '),
    };
    expect(await knock(anna, 'real', new Date(), sloppy)).toMatchObject({ kind: 'in' });
    expect(await knock(anna, 'real', new Date(), sloppy)).toMatchObject({ kind: 'refused' });
  });

  it('of one code that arrives twice at once, one finds it unused', async () => {
    const given = anna.given();
    const answers = await Promise.all([1, 2].map(() => knock(anna, 'real', new Date(), given)));
    expect(answers.map((a) => a.kind).sort()).toEqual(['in', 'refused']);
  });

  it('refuses a disabled person in the words of everybody else', async () => {
    const wrong = await knock(anna, 'real', new Date(), {
      assertion: null,
      email: 'x@example.test',
      code: '',
    });
    await execute(disableOperator, owner.actor, { id: ben.id, reason: 'left' }, { origin });
    const answer = await knock(ben);
    expect({ ...answer, reference: '' }).toEqual({ ...wrong, reference: '' });
    expect((await lastEvent('break_glass.enter')).summary).toContain('is disabled');
  });

  it('holds an address off past the limit, whatever it brings, and another address not', async () => {
    setEnv({ BREAK_GLASS_LIMIT_PER_MINUTE: '3' });
    // One instant for all: the minute must not turn between two tries.
    const now = later(-60);
    const from = (address: string, given: { assertion: null; email: string; code: string }) =>
      enter({
        said: saying('real'),
        given,
        browserDigest: randomUUID(),
        origin: { ...origin, address },
        now,
      });
    const wrong = () => ({ assertion: null, email: `${randomUUID()}@example.test`, code: 'no' });
    for (let i = 0; i < 3; i++) await from('203.0.113.5', wrong());
    const held = await from('203.0.113.5', anna.given());
    expect(held).toMatchObject({ kind: 'refused', message: expect.stringContaining('Too many') });
    expect(await from('203.0.113.6', wrong())).toMatchObject({
      message: expect.not.stringContaining('Too many'),
    });
    setEnv({ BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  });

  it('counts an account’s wrong tries over all addresses, fills no trail with them, and still takes its right code', async () => {
    setEnv({ BREAK_GLASS_LIMIT_PER_MINUTE: '3' });
    const now = later(-30);
    const before = await db().auditEvent.count({ where: { action: 'break_glass.enter' } });
    const tryFrom = (i: number, code: string) =>
      enter({
        said: saying('real'),
        given: { assertion: null, email: anna.email, code },
        browserDigest: randomUUID(),
        origin: { ...origin, address: `198.51.100.${i}` },
        now,
      });
    const answers = [];
    for (let i = 1; i <= 12; i++) answers.push(await tryFrom(i, 'wrong'));
    expect(answers.slice(3).every((a) => a.kind === 'refused' && a.message.includes('Too many'))).toBe(true);
    // Three of their own, and one at 4, 6 and 12 for the rest.
    expect(await db().auditEvent.count({ where: { action: 'break_glass.enter' } })).toBe(before + 6);
    expect(await tryFrom(13, anna.given().code)).toMatchObject({ kind: 'in' });
    setEnv({ BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  });

  it('says what is missing before a code is looked at, and spends none', async () => {
    const given = anna.given();
    const said = { mode: 'perhaps', reason: '' };
    const answer = await enter({ said, given, browserDigest: randomUUID(), origin, now: new Date() });
    expect(answer).toMatchObject({
      kind: 'invalid',
      fields: { mode: expect.any(String), reason: expect.any(String) },
    });
    expect(await knock(anna, 'real', new Date(), given)).toMatchObject({ kind: 'in' });
  });
});

describe('opening', () => {
  it('one person opens nothing: they wait, and can neither propose nor be their own second', async () => {
    const now = new Date();
    const seat = await seatOf(await knock(anna, 'real', now), now);
    expect(seat).toMatchObject({ phase: 'waiting', other: null, me: { id: anna.id } });
    const by = { seat, origin, now };
    expect(await propose(by, revoke(await key()), anna.given())).toMatchObject({ kind: 'refused' });
    expect(await preview(by, revoke(await key()))).toMatchObject({ kind: 'refused' });
    const again = await seatOf(await knock(anna, 'real', now), now);
    expect(again).toMatchObject({ phase: 'waiting', openingId: seat.openingId });
  });

  it('two people open it for sixty minutes, and every owner is told of each step', async () => {
    const told = await db().notice.count();
    const now = new Date();
    const [one, two] = await opened(anna, ben, 'real', now);
    expect(one.seat.openingId).toBe(two.seat.openingId);
    expect(two.seat).toMatchObject({
      phase: 'open',
      me: { id: ben.id },
      other: { id: anna.id },
      drill: false,
    });
    expect(two.seat.endsAt.getTime() - now.getTime()).toBe(60 * 60_000);
    expect(await db().notice.count()).toBe(told + 2);
    expect(await lastEvent('break_glass.begin')).toMatchObject({
      actorId: 'break-glass-door',
      sensitivity: 'critical',
      proof: { kind: 'sealed_code', context: '1 of 12' },
    });
    expect((await lastEvent('break_glass.join')).summary).toContain(`${ben.name} joined`);
  });

  it('nobody joins after ten minutes; whoever comes then begins anew', async () => {
    const now = new Date();
    const waiting = await seatOf(await knock(anna, 'real', now), now);
    const late = new Date(now.getTime() + 10 * 60_000);
    const seat = await seatOf(await knock(ben, 'real', late), late);
    expect(seat).toMatchObject({ phase: 'waiting', me: { id: ben.id } });
    expect(seat.openingId).not.toBe(waiting.openingId);
    expect(
      await db().breakGlassOpening.findUniqueOrThrow({ where: { id: waiting.openingId } }),
    ).toMatchObject({
      openedAt: null,
      closedBy: 'the clock',
    });
  });

  it('a drill is not joined as the real thing', async () => {
    await knock(anna, 'drill');
    const answer = await knock(ben, 'real');
    expect(answer).toMatchObject({ kind: 'refused', message: expect.stringContaining('began a drill') });
    expect(await knock(ben, 'drill')).toMatchObject({ kind: 'in' });
  });

  it('of two people who begin at once one begins and the other joins: one opening', async () => {
    const before = await db().breakGlassOpening.count();
    const answers = await Promise.all([knock(anna), knock(ben)]);
    expect(answers.map((a) => a.kind)).toEqual(['in', 'in']);
    expect(await db().breakGlassOpening.count()).toBe(before + 1);
    const [one, two] = await Promise.all(answers.map((a) => seatOf(a)));
    expect([one?.phase, two?.phase]).toEqual(['open', 'open']);
  });

  it('the second person in two browsers at once sits in one of them: one opening', async () => {
    await knock(anna);
    const answers = await Promise.all([knock(ben), knock(ben)]);
    const seats = await Promise.all(
      answers.map((a) => (a.kind === 'in' ? findSeat(a.secret, new Date()) : null)),
    );
    expect(seats.filter((seat) => seat !== null)).toHaveLength(1);
    expect(await db().breakGlassOpening.count({ where: { closedAt: null } })).toBe(1);
  });

  it('a person who comes back takes their seat along, and the former cookie opens nothing', async () => {
    const now = new Date();
    const first = await knock(anna, 'real', now);
    await knock(ben, 'real', now);
    const back = await knock(anna, 'real', now);
    expect(
      await db().notice.count({ where: { action: 'break_glass.return', createdAt: { gte: now } } }),
    ).toBe(1);
    expect(await seatOf(back, now)).toMatchObject({ phase: 'open', me: { id: anna.id } });
    expect(first.kind === 'in' && (await findSeat(first.secret, now))).toBeNull();
  });

  it('is over at its minute for every reader, and the worker writes it down', async () => {
    const now = new Date();
    const answer = await knock(anna, 'real', now);
    await knock(ben, 'real', now);
    const secret = answer.kind === 'in' ? answer.secret : '';
    const end = new Date(now.getTime() + 60 * 60_000);
    expect(await findSeat(secret, new Date(end.getTime() - 1))).not.toBeNull();
    expect(await findSeat(secret, end)).toBeNull();
    expect(await closeBreakGlass(new Date(end.getTime() - 1))).toBe(0);
    expect(await closeBreakGlass(end)).toBe(1);
    expect(await lastEvent('break_glass.close')).toMatchObject({ actorId: 'worker', outcome: 'done' });
  });

  it('either of the two closes it early, for both', async () => {
    const [one, two] = await opened(anna, ben);
    expect(await close(two)).toMatchObject({ kind: 'done' });
    expect(await propose(one, revoke(await key()), anna.given())).toMatchObject({ kind: 'refused' });
    expect(await db().breakGlassOpening.count({ where: { closedAt: null } })).toBe(0);
    expect((await lastEvent('break_glass.close')).summary).toContain(`by ${ben.name}`);
  });

  it('a person who is disabled meanwhile has no seat any more', async () => {
    const answer = await knock(anna);
    await knock(ben);
    await execute(disableOperator, owner.actor, { id: anna.id, reason: 'left' }, { origin });
    expect(answer.kind === 'in' && (await findSeat(answer.secret, new Date()))).toBeNull();
  });
});

describe('an effect', () => {
  it('is done once both have proven its digest; the event names both people and both proofs', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    expect(await stateOf(id)).toBe('active');
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done', outcome: 'done' });
    expect(await stateOf(id)).toBe('revoked');
    const event = await lastEvent('key.revoke');
    const { binding } = await db().breakGlassEffect.findUniqueOrThrow({ where: { id: effect } });
    expect(event).toMatchObject({
      actorKind: 'system',
      actorId: 'break-glass',
      actorName: `${anna.name} and ${ben.name} (break-glass)`,
      subjectId: id,
      reason: 'stolen',
      proof: {
        binding,
        people: [
          { operatorId: anna.id, name: anna.name, kind: 'sealed_code', binding },
          { operatorId: ben.id, name: ben.name, kind: 'sealed_code', binding },
        ],
      },
    });
    expect(event.touched).toContain(`api_key:${id}`);
    expect(event.touched).toContain(`break_glass_effect:${effect}`);
  });

  it('is not confirmed by whoever proposed it, nor with the other’s code', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    expect(await confirm(one, effect, anna.given())).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('other person'),
    });
    expect(await confirm(two, effect, anna.given())).toMatchObject({ kind: 'refused' });
    expect(await stateOf(id)).toBe('active');
  });

  it('confirmed twice at once is executed once', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    const before = await db().auditEvent.count({ where: { action: 'key.revoke', outcome: 'done' } });
    const steps = await Promise.all([confirm(two, effect, ben.given()), confirm(two, effect, ben.given())]);
    expect(steps.map((s) => s.kind).sort()).toEqual(['done', 'refused']);
    expect(await db().auditEvent.count({ where: { action: 'key.revoke', outcome: 'done' } })).toBe(
      before + 1,
    );
  });

  it('after the hour, or after closing, is refused however well it is proven', async () => {
    const now = new Date();
    const [one, two] = await opened(anna, ben, 'real', now);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    const late = { ...two, now: new Date(now.getTime() + 60 * 60_000) };
    expect(await confirm(late, effect, ben.given())).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('over'),
    });
    await close(one);
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'refused' });
    expect(await stateOf(id)).toBe('active');
  });

  it('of a proposer who was disabled or taken off the list meanwhile is refused', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    await executeProven(removePerson, owner.actor, { id: anna.personId, reason: 'left' }, { origin });
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'refused' });
    expect(await stateOf(id)).toBe('active');
  });

  it('refused by its own rules takes nothing with it: no code is spent, and it waits', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const effect = await proposed(one, anna, revoke(id));
    await make.must((await import('#lib/keys/commands.ts')).revokeKey, { id, reason: 'somebody was faster' });
    const given = ben.given();
    expect(await confirm(two, effect, given)).toMatchObject({ kind: 'refused' });
    const other = await proposed(one, anna, revoke(await key()));
    expect(await confirm(two, other, given)).toMatchObject({ kind: 'done' });
    expect(await withdraw(two, effect)).toMatchObject({ kind: 'done' });
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'refused' });
  });

  it('is of the closed list: no connection, mapping, grant or person comes by this door', async () => {
    const [one] = await opened(anna, ben);
    const id = owner.id;
    for (const command of [
      'connection.add',
      'assignment.create',
      'operator.enable',
      'key.create',
      '__proto__',
    ])
      expect(
        await propose(one, { command, input: { id, reason: 'try it' } }, anna.given()),
        command,
      ).toMatchObject({
        kind: 'refused',
      });
    expect(await db().breakGlassEffect.count({ where: { openingId: one.seat.openingId } })).toBe(0);
  });

  it('ends one session, or every one of a person', async () => {
    const [one, two] = await opened(anna, ben);
    const { id: operatorId } = await make.makeOperator({ role: 'viewer' });
    const sessions = [];
    for (let i = 0; i < 3; i++) sessions.push(await make.makeSession(operatorId));
    const openOnes = () => db().session.count({ where: { operatorId, endedAt: null } });
    const reason = 'a stolen laptop';
    const single = { command: 'session.end', input: { id: sessions[0]?.id, reason } };
    await confirm(two, await proposed(one, anna, single), ben.given());
    expect(await openOnes()).toBe(2);
    const all = { command: 'operator.end_sessions', input: { id: operatorId, reason } };
    await confirm(one, await proposed(two, ben, all), anna.given());
    expect(await openOnes()).toBe(0);
    expect(await lastEvent('operator.end_sessions')).toMatchObject({
      actorId: 'break-glass',
      outcome: 'done',
    });
  });

  it('widens the list of a key or an application, and changes nothing else about it', async () => {
    const [one, two] = await opened(anna, ben);
    const id = await key();
    const widen = (input: object) => ({
      command: 'key.widen_allow_list',
      input: { id, reason: 'new egress', ...input },
    });
    const effect = await proposed(one, anna, widen({ entries: '198.51.100.0/28\n127.0.0.1', mode: 'off' }));
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done' });
    const list = await db().allowList.findFirstOrThrow({ where: { keyId: id }, include: { entries: true } });
    expect(list.mode).toBe('enforce');
    expect(list.entries.map((e) => e.value).sort()).toEqual(['127.0.0.1/32', '198.51.100.0/28']);
    const empty = await preview(one, widen({ entries: '' }));
    expect(empty).toMatchObject({ kind: 'invalid', fields: { entries: expect.any(String) } });
    const account = await makeServiceAccount({ applicationId });
    expect(await preview(one, widen({ id: account.id, entries: 'batch.example.com' }))).toMatchObject({
      kind: 'invalid',
      fields: { entries: expect.stringContaining('holds no domains') },
    });
    const application = {
      command: 'application.widen_allow_list',
      input: { id: applicationId, entries: '192.0.2.1', reason: 'x y z' },
    };
    expect(await preview(one, application)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('This list is off'),
    });
  });

  it('whose row was changed behind the console is not what was proven', async () => {
    const [one, two] = await opened(anna, ben);
    const [id, another] = [await key(), await key()];
    const effect = await proposed(one, anna, revoke(id));
    const stored = await db().breakGlassEffect.findUniqueOrThrow({ where: { id: effect } });
    // The database refuses to rewrite it, so the trail's owner is played by a proof of something else.
    await expect(
      db().breakGlassEffect.update({
        where: { id: effect },
        data: { input: { ...(stored.input as object), id: another } },
      }),
    ).rejects.toThrow(/not rewritten/);
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done' });
    expect([await stateOf(id), await stateOf(another)]).toEqual(['revoked', 'active']);
  });
});

describe('a drill', () => {
  it('judges and records every effect, tells every owner, and changes nothing', async () => {
    const [one, two] = await opened(anna, ben, 'drill');
    const id = await key();
    const told = await db().notice.count();
    const effect = await proposed(one, anna, revoke(id));
    expect(await confirm(two, effect, ben.given())).toMatchObject({ kind: 'done', outcome: 'drill' });
    expect(await stateOf(id)).toBe('active');
    expect(await db().auditEvent.count({ where: { action: 'key.revoke', subjectId: id } })).toBe(0);
    expect((await lastEvent('break_glass.confirm')).summary).toContain('not done');
    expect(await db().notice.count()).toBe(told + 1);
  });

  it('refuses what the real thing would refuse', async () => {
    const [one] = await opened(anna, ben, 'drill');
    expect(await propose(one, revoke(randomUUID()), anna.given())).toMatchObject({ kind: 'refused' });
  });
});

describe('the review', () => {
  it('is signed by an account owner who was neither of the two, after it is over, once', async () => {
    const [one] = await opened(anna, ben);
    const id = one.seat.openingId;
    const review = 'The provider was away for an hour; one key was revoked, nothing else.';
    const sign = (by: Person) => execute(signReview, by.actor, { id, review }, { origin });
    expect(await sign(owner)).toMatchObject({ kind: 'refused', code: 'conflict' });
    await close(one);
    const ofThem = { id: anna.id, actor: { ...owner.actor, id: anna.id, name: anna.name } };
    expect(await sign(ofThem)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await sign(await w.person('administrator'))).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await sign(owner)).toMatchObject({ kind: 'done' });
    expect(await lastEvent('break_glass.sign_review')).toMatchObject({ actorId: owner.id, outcome: 'done' });
    expect(await sign(owner)).toMatchObject({ kind: 'refused', code: 'already_done' });
  });
});
