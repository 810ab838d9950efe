/** Things of the house with one verb each. They walk the corridor as an actor that exists only in tests and the local default. */
import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '#lib/access/actor.ts';
import type { Role } from '#lib/access/roles.ts';
import { createApplication } from '#lib/applications/commands.ts';
import { createAssignment } from '#lib/assignments/commands.ts';
import type { Origin } from '#lib/audit/record.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { startSession } from '#lib/auth/session-commands.ts';
import type { Command } from '#lib/command.ts';
import { addConnection } from '#lib/connections/commands.ts';
import { recordTest } from '#lib/connections/test-commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import * as keys from '#lib/keys/commands.ts';
import type { CreateKey } from '#lib/keys/schema.ts';
import { addOperator, disableOperator } from '#lib/operators/commands.ts';

export const localDefault: Actor = { kind: 'system', id: 'local-default', name: 'Local default' };
export const localOrigin: Origin = { channel: 'job', address: null, userAgent: null };

/** Runs a command that must succeed, the command line's with --recovery; anything else is an error with what it said. */
export async function must<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  input: z.input<I>,
  actor: Actor = localDefault,
): Promise<R> {
  const outcome = await execute(command, actor, input, { origin: localOrigin, recovery: true });
  if (outcome.kind === 'done') return outcome.result;
  throw new Error(`${command.name}: ${JSON.stringify(outcome)}`);
}

export async function makeConnection({
  slug = 'dev',
  name = 'Development IdP',
  metadata,
}: {
  slug?: string;
  name?: string;
  metadata: string;
}) {
  return must(addConnection, { slug, name, metadata, enable: true, listed: true });
}

/** A test sign-in of the connection as it stands, begun by that person. */
export async function makeTest(connectionId: string, testedBy: string, passed = true) {
  const { version } = await db().connection.findUniqueOrThrow({ where: { id: connectionId } });
  const check = { name: 'Status', rule: 'status', value: null, detail: null };
  const checks = [{ ...check, outcome: passed ? ('passed' as const) : ('failed' as const) }];
  const test = { connectionId, version, testedBy, passed, checks, fingerprint: null, assertion: null };
  return must(recordTest, test, signInActor);
}

let made = 0;

/** An operator of `connection` with one role in every environment, or in the one named. */
export async function makeOperator(of: {
  connection?: string;
  role?: Role;
  environmentId?: 'production' | 'sandbox';
  name?: string;
  email?: string;
  state?: 'active' | 'disabled';
}) {
  made += 1;
  const email = of.email ?? `person-${made}@example.test`;
  const operator = await must(addOperator, {
    connection: of.connection ?? 'dev',
    email,
    name: of.name ?? `Person ${made}`,
    reason: 'made for use',
  });
  if (of.role) await giveRole(operator.id, of.role, of.environmentId);
  if (of.state === 'disabled') await must(disableOperator, { id: operator.id, reason: 'made disabled' });
  return db().operator.findUniqueOrThrow({ where: { id: operator.id } });
}

/** An open session of theirs, as after a sign-in with a second factor `minutesAgo`; `secret` is what the cookie would hold. */
export async function makeSession(
  operatorId: string,
  { minutesAgo = 0, secret = randomUUID() }: { minutesAgo?: number; secret?: string } = {},
) {
  const { connectionId, nameId } = await db().operator.findUniqueOrThrow({ where: { id: operatorId } });
  const provenAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  return must(startSession, {
    operatorId,
    connectionId,
    nameId,
    digest: createHash('sha256').update(secret).digest('hex'),
    nameIdFormat: null,
    sessionIndex: null,
    authnContext: 'https://refeds.org/profile/mfa',
    proofAt: provenAt,
    notAfter: soon,
    assertion: { issuer: 'https://idp.example.com', id: `_${randomUUID()}`, expiresAt: soon },
    formerDigest: null,
  });
}

export function giveRole(operatorId: string, role: Role, environmentId?: 'production' | 'sandbox') {
  return must(createAssignment, {
    operatorId,
    role,
    environmentId: environmentId ?? null,
    reason: 'made for use',
  });
}

export async function makeApplication(of: {
  ownerId: string;
  name?: string;
  environmentId?: 'production' | 'sandbox';
  deputyId?: string | null;
}) {
  made += 1;
  const { id } = await must(createApplication, {
    environmentId: of.environmentId ?? 'production',
    name: of.name ?? `Application ${made}`,
    ownerId: of.ownerId,
    deputyId: of.deputyId ?? null,
  });
  return db().application.findUniqueOrThrow({ where: { id } });
}

/** A key in the state that is asked for, with its token: `makeKey({ applicationId, state: 'revoked' })`. */
export async function makeKey(
  of: { applicationId: string; state?: 'active' | 'suspended' | 'revoked' } & Partial<
    z.input<typeof CreateKey>
  >,
) {
  made += 1;
  const { state = 'active', ...wanted } = of;
  const key = await must(keys.createKey, {
    name: `key-${made}`,
    kind: 'secret',
    scopes: ['checks:read'],
    entries: ['127.0.0.1'],
    mode: 'enforce',
    ...wanted,
  });
  const reason = `made ${state}`;
  if (state === 'suspended') await must(keys.suspendKey, { id: key.id, reason });
  if (state === 'revoked') await must(keys.revokeKey, { id: key.id, reason });
  return key;
}

/** A form nonce as a page would render it. */
export const nonce = () => randomUUID();
