/** People with sessions in one place, and the factors that they add as the console would. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '#lib/access/actor.ts';
import type { Role } from '#lib/access/roles.ts';
import type { Origin } from '#lib/audit/record.ts';
import { digestOf, newSecret } from '#lib/auth/cookies.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { startSession } from '#lib/auth/session-commands.ts';
import { db } from '#lib/db/client.ts';
import { execute, type Outcome } from '#lib/execute.ts';
import { beginPasskey, beginTotp, checkPasskey } from '#lib/factors/begin.ts';
import { enrolPasskey, enrolTotp, makeRecoveryCodes } from '#lib/factors/enrol-commands.ts';
import { type Given, type Presented, present, waysOf } from '#lib/factors/present.ts';
import { codeAt, stepAt } from '#lib/factors/totp.ts';
import { makeOperator } from '#prisma/factories.ts';
import { type Authenticator, type Knobs, makeAuthenticator } from '../support/authenticator.ts';

export const consoleOrigin = 'http://localhost:3000';
export const origin: Origin = {
  channel: 'console',
  address: '203.0.113.7',
  userAgent: 'Mozilla/5.0 Firefox/145.0',
};
export const elsewhere: Origin = { ...origin, address: '198.51.100.9' };
export const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** Somebody with an open session, as `begin`, `present` and the corridor take them. */
export interface Someone {
  operatorId: string;
  sessionId: string;
  connection: { slug: string; name: string };
  origin: Origin;
  actor: Actor & { kind: 'operator' };
}

export async function someone(
  of: { role?: Role; connection?: string; pending?: boolean; minutesAgo?: number } = {},
): Promise<Someone> {
  const { role = 'viewer', connection = 'dev' } = of;
  const { id } = await makeOperator({ role, connection });
  return session(id, of);
}

/** One more session of theirs; the second factor of a pending one is still to come. */
export async function session(
  operatorId: string,
  of: { pending?: boolean; minutesAgo?: number } = {},
): Promise<Someone> {
  const { name, nameId, connection } = await db().operator.findUniqueOrThrow({
    where: { id: operatorId },
    include: { connection: true },
  });
  const provenAt = minutes(-(of.minutesAgo ?? 0));
  const soon = minutes(60).toISOString();
  const input = {
    operatorId,
    connectionId: connection.id,
    digest: digestOf(newSecret()),
    nameId,
    nameIdFormat: null,
    sessionIndex: null,
    authnContext: 'https://refeds.org/profile/mfa',
    proofAt: provenAt.toISOString(),
    pending: of.pending ?? false,
    notAfter: soon,
    assertion: { issuer: 'https://idp.example.com', id: `_${randomUUID()}`, expiresAt: soon },
    formerDigest: null,
  };
  const outcome = await execute(startSession, signInActor, input, { origin: { ...origin, channel: 'saml' } });
  const { id: sessionId } = resultOf(outcome);
  const proofAt = of.pending ? new Date(0) : provenAt;
  const actor = { kind: 'operator', id: operatorId, name, sessionId, proofAt, proofContext: 'mfa' } as const;
  const { slug } = connection;
  return { operatorId, sessionId, connection: { slug, name: connection.name }, origin, actor };
}

export function resultOf<R>(outcome: Outcome<R>): R {
  if (outcome.kind === 'done') return outcome.result;
  throw new Error(JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
}

/** The ticket of a passkey that the browser made just now. */
export async function passkeyTicket(who: Someone, authenticator: Authenticator, knobs: Knobs = {}) {
  const start = await beginPasskey(who, new Date());
  if (start.kind !== 'ready') throw new Error(start.message);
  return checkPasskey(who, authenticator.create(start.options, knobs), new Date());
}

export async function addPasskey(
  who: Someone,
  authenticator = makeAuthenticator(consoleOrigin),
  name = 'Laptop',
  knobs: Knobs = {},
): Promise<{ id: string; authenticator: Authenticator }> {
  const checked = await passkeyTicket(who, authenticator, knobs);
  if (checked.kind !== 'ready') throw new Error(checked.message);
  const { id } = resultOf(
    await execute(enrolPasskey, who.actor, { ticket: checked.ticket, name }, { origin }),
  );
  return { id, authenticator };
}

export async function totpStart(who: Someone) {
  const start = await beginTotp(who, new Date());
  if (start.kind !== 'ready') throw new Error(start.message);
  return { ...start, seed: start.typed.replaceAll(' ', '') };
}

/** An app; `next(now)` is a code that it did not show before. The enrolment takes the code of the step before this one. */
export async function addTotp(who: Someone, now = new Date()) {
  const { ticket, seed } = await totpStart(who);
  const input = { ticket, code: codeAt(seed, stepAt(now) - 1), name: 'Phone' };
  const { id } = resultOf(await execute(enrolTotp, who.actor, input, { origin, now }));
  return { id, seed, codeAt: (at: Date) => codeAt(seed, stepAt(at)) };
}

export async function addCodes(who: Someone): Promise<string[]> {
  return resultOf(await execute(makeRecoveryCodes, who.actor, {}, { origin })).codes;
}

/** A digit away from every code that counts now. */
export function wrongCode(seed: string, now = new Date()): string {
  const near = new Set([-1, 0, 1].map((offset) => codeAt(seed, stepAt(now) + offset)));
  for (let n = 0; ; n++) {
    const code = String(n).padStart(6, '0');
    if (!near.has(code)) return code;
  }
}

export function give(
  who: Someone,
  given: Partial<Given>,
  { binding = null, now = new Date() }: { binding?: string | null; now?: Date } = {},
): Promise<Presented> {
  return present(who, { assertion: null, code: null, ...given }, { binding, origin: who.origin, now });
}

/** Asks for the person's passkey and answers with `authenticator`. */
export async function proveBy(
  who: Someone,
  authenticator: Authenticator,
  knobs: Knobs = {},
  of: { binding?: string | null; answeredFor?: string | null; now?: Date } = {},
): Promise<Presented> {
  const { binding = null, answeredFor = binding, now } = of;
  const { passkey } = await waysOf(who, binding, new Date());
  if (!passkey) throw new Error('no passkey is asked for');
  const assertion = authenticator.get(passkey, knobs);
  return give(who, { assertion }, { binding: answeredFor, ...(now && { now }) });
}

export const proofsOf = (who: Someone) =>
  db().proof.findMany({ where: { sessionId: who.sessionId }, orderBy: { at: 'asc' } });

/** The refusals of this person's second factor, as the trail has them. */
export async function refusalsOf(who: Someone, action = 'proof.give'): Promise<string[]> {
  const events = await db().auditEvent.findMany({
    where: { action, outcome: 'refused', actorId: who.operatorId },
    orderBy: { number: 'asc' },
  });
  return events.map((event) => `${event.code}: ${event.summary}`);
}

/** How many of fifty at once were proven. One that waited too long for a connection was answered 503, and is none. */
export async function provenOfFifty(one: () => Promise<Presented>): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: 50 }, one));
  return all.filter((each) => each.status === 'fulfilled' && each.value.kind === 'proven').length;
}
