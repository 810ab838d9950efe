/** What every change of a person by a provisioning client keeps to. Called inside `run` only. */
import { settleOrphans } from '../applications/effects.ts';
import { requireOwnerFloor } from '../assignments/effects.ts';
import { endSessions } from '../auth/effects.ts';
import type { Context } from '../command.ts';
import { otherOwnerOf } from '../connections/mapping-effects.ts';
import { canonicalEmail, domainOf } from '../connections/mapping-rules.ts';
import { notFound, Refusal } from '../errors.ts';
import { nameAside, standing } from '../operators/rules.ts';
import { canonicalNameId } from '../operators/schema.ts';
import { takeTurns } from '../operators/turns.ts';
import { requireToken } from './caller.ts';
import { gone, type UserSubject, userNameOf } from './user-kind.ts';
import type { UserState } from './user-schema.ts';

/** RFC 7644 3.12: what the answer says beside its sentence. The corridor carries it as fields of the refusal. */
export const uniqueness = { scimType: 'uniqueness' };
const mutability = { scimType: 'mutability' };

export interface Asked {
  tokenId: string;
  version: number | null;
}

/** The token still holds, the person is of its connection and not gone, and is what the client had in view. */
export async function requireUser(cx: Context, user: UserSubject, { tokenId, version }: Asked) {
  const token = await requireToken(cx.tx, { tokenId, scope: 'users', now: cx.now });
  // To the letter what is said of somebody who does not exist: a client learns nothing of another's people.
  if (user.connectionId !== token.connectionId || user.source === gone) throw notFound('This person');
  if (version !== null && version !== user.version)
    throw new Refusal('conflict', 'They were changed in the meantime. Read them anew.', { status: '412' });
  return token;
}

/** The name and the address are nobody else's here, and of no domain for which another connection speaks. */
export async function requireOwnNames(
  { tx }: Pick<Context, 'tx'>,
  connectionId: string,
  { userName, email }: Pick<UserState, 'userName' | 'email'>,
  but: string | null,
): Promise<string> {
  await takeTurns(tx, connectionId);
  const nameId = canonicalNameId(userName);
  const taken = await tx.operator.findFirst({
    where: {
      connectionId,
      source: { not: gone },
      OR: [{ nameId: { in: [nameId, email] } }, { email: { in: [nameId, email] } }],
      ...(but && { id: { not: but } }),
    },
    select: { id: true },
  });
  if (taken)
    throw new Refusal('conflict', 'Another person of this connection has that name or address.', uniqueness);
  const domains = [email, canonicalEmail(nameId)].filter((one) => one !== null).map(domainOf);
  if (await otherOwnerOf(tx, connectionId, domains))
    throw new Refusal('conflict', 'Another connection speaks for the domain of that address.', {
      scimType: 'invalidValue',
    });
  const { emailDomains } = await tx.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: { emailDomains: true },
  });
  if (emailDomains.length > 0 && domains.some((domain) => !emailDomains.includes(domain)))
    throw new Refusal('conflict', 'This connection does not speak for the domain of that address.', {
      scimType: 'invalidValue',
    });
  return nameId;
}

/**
 * RFC 7644 3.6: whoever was removed is in nobody's way. Who comes under their name is somebody else (RFC 7643 3.1: an id
 * is never given again): a directory that gives a leaver's address to a newcomer must not give them the leaver's
 * applications and service accounts. True where somebody made room.
 */
export async function makeRoomFor(
  cx: Pick<Context, 'tx'>,
  connectionId: string,
  nameId: string,
): Promise<boolean> {
  const formers = await cx.tx.operator.findMany({
    where: {
      connectionId,
      source: gone,
      AND: [standing, { OR: [{ nameId }, { email: nameId, linkedAt: { not: null } }] }],
    },
    select: { id: true, name: true, nameId: true },
  });
  for (const former of formers) {
    await requireDisabledByClient(cx, former);
    await cx.tx.operator.update({
      where: { id: former.id },
      data: { nameId: nameAside(former), version: { increment: 1 } },
      select: { id: true },
    });
  }
  return formers.length > 0;
}

export async function requireFreeExternalId(
  { tx }: Pick<Context, 'tx'>,
  connectionId: string,
  externalId: string | null,
  but: string | null,
): Promise<void> {
  if (externalId === null) return;
  const where = { connectionId, externalId, ...(but && { id: { not: but } }) };
  if ((await tx.operator.count({ where })) > 0)
    throw new Refusal('conflict', 'Another person of this connection has that externalId.', uniqueness);
}

/**
 * Writes names and addresses. The userName of somebody who was here before the client, has signed in, or holds a role
 * stays: whoever holds the token could otherwise give one person's rights to another.
 */
export async function writeState(cx: Context, user: UserSubject, wanted: UserState): Promise<void> {
  const { id, connectionId } = user;
  const renamed = canonicalNameId(wanted.userName) !== canonicalNameId(userNameOf(user));
  const follows = user.linkedAt !== null && wanted.userName === wanted.email;
  if (renamed && !follows) await requireRenameable(cx, user);
  const nameId =
    renamed || wanted.email !== user.email
      ? await requireOwnNames(cx, connectionId, wanted, id)
      : canonicalNameId(wanted.userName);
  await requireFreeExternalId(cx, connectionId, wanted.externalId, id);
  await cx.tx.operator.update({
    where: { id },
    data: {
      nameId: user.linkedAt ? user.nameId : nameId,
      email: wanted.email,
      name: wanted.name,
      externalId: wanted.externalId,
      version: { increment: 1 },
    },
    select: { id: true },
  });
}

async function requireRenameable({ tx }: Context, user: UserSubject): Promise<void> {
  const because = (why: string) =>
    new Refusal(
      'conflict',
      `userName is the name by which ${user.name} signs in, and it cannot change: ${why}.`,
      mutability,
    );
  if (user.source !== 'scim') throw because('they were not made by provisioning');
  const operatorId = user.id;
  if (user.linkedAt || (await tx.session.count({ where: { operatorId } })) > 0)
    throw because('they have signed in');
  if ((await tx.assignment.count({ where: { operatorId, endedAt: null } })) > 0)
    throw because('they hold a role');
}

/** Ends their sessions in the same breath, starts the clock of their applications, and keeps to the owner floor. */
export async function disable(cx: Context, user: UserSubject): Promise<number> {
  const { tx, now } = cx;
  const where = { operatorId: user.id };
  await tx.operator.update({ where: { id: user.id }, data: { state: 'disabled' }, select: { id: true } });
  const sessions = await endSessions(tx, where, now);
  await settleOrphans(cx, [user.id]);
  const owns = await tx.assignment.count({ where: { ...where, role: 'account-owner', endedAt: null } });
  if (owns > 0) await requireOwnerFloor(tx, now);
  return sessions;
}

const disablingHere = ['operator.scim_deactivate', 'operator.scim_create', 'operator.scim_delete'];

/**
 * Whom somebody disabled in the console stays so, whatever a directory repeats: it may be the answer to a theft. What
 * the trail does not hold counts as done in the console.
 */
export async function requireDisabledByClient(
  { tx }: Pick<Context, 'tx'>,
  user: Pick<UserSubject, 'id' | 'name'>,
): Promise<void> {
  const last = await tx.auditEvent.findFirst({
    where: {
      subjectType: 'Operator',
      subjectId: user.id,
      outcome: 'done',
      action: { in: ['operator.disable', ...disablingHere] },
      // Of whom was disabled already, a removal says nothing about who did it.
      NOT: { action: 'operator.scim_delete', before: { path: ['state'], equals: 'disabled' } },
    },
    orderBy: { number: 'desc' },
    select: { action: true },
  });
  if (!last || !disablingHere.includes(last.action))
    throw new Refusal(
      'conflict',
      `${user.name} was disabled in the console, and is enabled there alone.`,
      mutability,
    );
}
