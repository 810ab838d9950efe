/** Break-glass by passkey: whose it is, for which browser, and of which effect alone. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { askInSeat, type By, confirm, propose } from '#lib/break-glass/act.ts';
import type { Wanted } from '#lib/break-glass/acts.ts';
import { type Answer, enter } from '#lib/break-glass/enter.ts';
import { askForPasskey } from '#lib/break-glass/passkey.ts';
import { namePerson, removePerson } from '#lib/break-glass/people-commands.ts';
import { candidates, listPeople } from '#lib/break-glass/queries.ts';
import { effectBinding } from '#lib/break-glass/rules.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import * as make from '#prisma/factories.ts';
import { type Authenticator, makeAuthenticator } from '#tests/support/authenticator.ts';
import { bgOrigin, name, saying, seatOf } from '#tests/support/break-glass.ts';
import { executeProven } from '#tests/support/proven.ts';
import { world } from '#tests/support/world.ts';
import { closeBreakGlass } from '#worker/close-break-glass.ts';
import { addPasskey, consoleOrigin, someone } from './factors-kit.ts';

const w = world();
let anna: Authenticator;
let ben: Authenticator;
let stranger: Authenticator;
let applicationId = '';
const now = () => new Date();
const browser = () => randomBytes(32).toString('hex');

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent', BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  const owner = await w.person('account-owner');
  applicationId = (await make.makeApplication({ ownerId: owner.id })).id;
  const people = [];
  for (let i = 0; i < 3; i++) {
    const who = await someone({ role: 'security-officer' });
    people.push({ who, ...(await addPasskey(who, makeAuthenticator(consoleOrigin), `Key ${i}`)) });
  }
  const [first, second, third] = people;
  if (!first || !second || !third) throw new Error('no people');
  await name(first.who.operatorId, owner, false);
  await name(second.who.operatorId, owner, false);
  [anna, ben, stranger] = [first.authenticator, second.authenticator, third.authenticator];
});

async function knockWith(authenticator: Authenticator, from = browser(), by = from): Promise<Answer> {
  const options = await askForPasskey({ browserDigest: from, binding: null, now: now() });
  const given = { assertion: authenticator.get(options), email: null, code: null };
  return enter({ said: saying('real'), given, browserDigest: by, origin: bgOrigin, now: now() });
}

async function both(): Promise<[By, By]> {
  await closeBreakGlass(new Date(Date.now() + 86_400_000));
  const [one, two] = [await knockWith(anna), await knockWith(ben)];
  return [
    { seat: await seatOf(one), origin: bgOrigin, now: now() },
    { seat: await seatOf(two), origin: bgOrigin, now: now() },
  ];
}

const revoke = async (): Promise<Wanted> => ({
  command: 'key.revoke',
  input: { id: (await make.makeKey({ applicationId })).id, reason: 'stolen' },
});
const bound = (by: By, wanted: Wanted) => effectBinding({ openingId: by.seat.openingId, ...wanted });
const withKey = async (by: By, authenticator: Authenticator, binding: string) => ({
  assertion: authenticator.get(await askInSeat(by, binding)),
  email: null,
  code: null,
});

it('the door names no passkey, and lets in a named person’s alone', async () => {
  const options = await askForPasskey({ browserDigest: browser(), binding: null, now: now() });
  expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [] });
  const refused = await knockWith(stranger);
  const unknown = await knockWith(makeAuthenticator(consoleOrigin));
  expect(refused).toMatchObject({ kind: 'refused' });
  expect({ ...unknown, reference: '' }).toEqual({ ...refused, reference: '' });
  expect(await knockWith(anna)).toMatchObject({ kind: 'in' });
});

it('a passkey’s answer counts in the browser that asked, and once', async () => {
  expect(await knockWith(anna, browser(), browser())).toMatchObject({ kind: 'refused' });
  const browserDigest = browser();
  const options = await askForPasskey({ browserDigest, binding: null, now: now() });
  const given = { assertion: anna.get(options), email: null, code: null };
  const copies = await Promise.all(
    [1, 2].map(() => enter({ said: saying('real'), given, browserDigest, origin: bgOrigin, now: now() })),
  );
  expect(copies.map((a) => a.kind).sort()).toEqual(['in', 'refused']);
});

it('a passkey that did not verify its user, or was copied, opens nothing', async () => {
  const browserDigest = browser();
  const ask = () => askForPasskey({ browserDigest, binding: null, now: now() });
  const tried = (assertion: string) =>
    enter({
      said: saying('real'),
      given: { assertion, email: null, code: null },
      browserDigest,
      origin: bgOrigin,
      now: now(),
    });
  expect(await tried(anna.get(await ask(), { verified: false }))).toMatchObject({ kind: 'refused' });
  expect(await tried(anna.get(await ask(), { counter: 1 }))).toMatchObject({ kind: 'refused' });
  expect(await tried(anna.get(await ask(), { origin: 'https://evil.example' }))).toMatchObject({
    kind: 'refused',
  });
});

it('the challenge of an effect holds its digest, and both sign the same one', async () => {
  const [one, two] = await both();
  const wanted = await revoke();
  const binding = bound(one, wanted);
  const { challenge } = await askInSeat(one, binding);
  expect(Buffer.from(challenge, 'base64url').toString('hex')).toMatch(new RegExp(`^[0-9a-f]{64}${binding}$`));
  const step = await propose(one, wanted, await withKey(one, anna, binding));
  expect(step).toMatchObject({ kind: 'done' });
  const id = step.kind === 'done' ? step.id : '';
  expect(await confirm(two, id, await withKey(two, ben, binding))).toMatchObject({
    kind: 'done',
    outcome: 'done',
  });
  const event = await db().auditEvent.findFirstOrThrow({
    where: { action: 'key.revoke', outcome: 'done' },
    orderBy: { number: 'desc' },
  });
  expect(event.proof).toMatchObject({
    kind: 'two-people',
    binding,
    people: [{ context: 'Key 0' }, { context: 'Key 1' }],
  });
});

it('a proof of one effect carries no other one', async () => {
  const [one, two] = await both();
  const [wanted, other] = [await revoke(), await revoke()];
  const ofOther = await withKey(one, anna, bound(one, other));
  expect(await propose(one, wanted, ofOther)).toMatchObject({ kind: 'refused' });
  const step = await propose(one, wanted, await withKey(one, anna, bound(one, wanted)));
  const id = step.kind === 'done' ? step.id : '';
  expect(await confirm(two, id, await withKey(two, ben, bound(two, other)))).toMatchObject({
    kind: 'refused',
  });
  // Nor does the proof of having come in, nor the one of the person beside.
  const atDoor = await askForPasskey({ browserDigest: two.seat.browserDigest, binding: null, now: now() });
  expect(await confirm(two, id, { assertion: ben.get(atDoor), email: null, code: null })).toMatchObject({
    kind: 'refused',
  });
  expect(await confirm(two, id, await withKey(two, anna, bound(two, wanted)))).toMatchObject({
    kind: 'refused',
  });
  expect(await confirm(two, id, await withKey(two, ben, bound(two, wanted)))).toMatchObject({ kind: 'done' });
});

it('counts as ready who has a passkey that the door finds: not one that must be named, and one of old once it came in', async () => {
  const owner = await w.person('account-owner');
  for (const person of await listPeople(await w.reader(owner)))
    await executeProven(
      removePerson,
      owner.actor,
      { id: person.id, reason: 'after the test' },
      { origin: bgOrigin },
    );
  const nameWithout = (operatorId: string) =>
    executeProven(
      namePerson,
      owner.actor,
      { operatorId, codes: false, reason: 'on call' },
      { origin: bgOrigin },
    );
  for (const rk of [false, null]) {
    const who = await someone({ role: 'security-officer' });
    const { authenticator } = await addPasskey(who, makeAuthenticator(consoleOrigin), 'Stick', { rk });
    expect(await nameWithout(who.operatorId)).toMatchObject({
      kind: 'invalid',
      fields: { codes: expect.any(String) },
    });
    expect((await candidates(await w.reader(owner))).find(({ id }) => id === who.operatorId)?.passkeys).toBe(
      0,
    );
    await name(who.operatorId, rk === null ? owner : await w.another('account-owner'));
    const listed = async () =>
      (await listPeople(await w.reader(owner))).find(({ operator }) => operator.id === who.operatorId);
    expect(await listed()).toMatchObject({ passkeys: 0, codes: 12, armed: true });
    if (rk !== null) continue;
    await closeBreakGlass(new Date(Date.now() + 86_400_000));
    expect(await knockWith(authenticator)).toMatchObject({ kind: 'in' });
    expect(await listed()).toMatchObject({ passkeys: 1, armed: true });
  }
});
