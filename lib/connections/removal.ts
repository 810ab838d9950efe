import type { Access } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { settleOrphans } from '../applications/effects.ts';
import type { Context } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { env, isLoopbackOnly } from '../env.ts';
import { Refusal } from '../errors.ts';

const lastEntrance = {
  only: 'This is the only connection through which anybody can sign in. Enable another one first, or use the command line: npx gatehouse connection remove --recovery',
  forTwo:
    'This is the last connection that two account owners can use. Make two people of another enabled connection account owners first.',
};

/**
 * Called inside `run` only, under the owner-floor lock. The console must not take away the last way into itself, nor the
 * last connection that two account owners can use: one person alone could then lock everybody out. The command line may.
 */
export async function requireAnotherEntrance(cx: Context, id: string): Promise<void> {
  const last = await lastEntranceBy(cx, id);
  if (last) throw new Refusal('conflict', lastEntrance[last]);
}

/** The same for a certificate: what is left need not be what the provider signs with, and then nobody comes in. */
export async function requireProvenWithout(cx: Context, id: string, left: string[]): Promise<void> {
  if ((await lastEntranceBy(cx, id)) === null) return;
  const proven = await cx.tx.connectionTest.count({
    where: { connectionId: id, passed: true, fingerprint: { in: left } },
  });
  if (proven === 0)
    throw new Refusal(
      'conflict',
      'Without another connection for two account owners, what is left must be what the provider signs with, and no test sign-in has passed under it yet. Go through one first.',
    );
}

async function lastEntranceBy(
  { tx, actor, now }: Context,
  id: string,
): Promise<keyof typeof lastEntrance | null> {
  if (actor.kind === 'cli') return null;
  const others = await tx.connection.count({ where: { enabled: true, id: { not: id } } });
  if (others === 0) return 'only';
  return isLastForTwo(await ownersByConnection(tx, now), id) ? 'forTwo' : null;
}

/**
 * True where nobody goes with the connection whom the actor may not shut out one by one, and no account owner: by its
 * removal one person alone would else take people above them out of the house.
 */
export async function takesNobodyAbove(
  tx: Pick<Tx, 'operator'>,
  access: Access,
  { connectionId, by }: { connectionId: string; by: string },
): Promise<boolean> {
  const theirs = { connectionId, id: { not: by } };
  const owners = { connectionId, assignments: { some: { role: 'account-owner', endedAt: null } } };
  if ((await tx.operator.count({ where: owners })) > 0) return false;
  const below = { AND: [theirs, scopeOf(access, 'operator.disable', 'Operator')] };
  return (await tx.operator.count({ where: below })) === (await tx.operator.count({ where: theirs }));
}

/** How many people are account owners for good and can sign in now, by connection. */
export async function ownersByConnection(
  tx: Pick<Tx, 'operator'>,
  now: Date,
  seen: Prisma.OperatorWhereInput = {},
): Promise<Map<string, number>> {
  const kind = isLoopbackOnly(env()) ? {} : { kind: 'saml' as const };
  const owners = await tx.operator.groupBy({
    by: ['connectionId'],
    where: {
      AND: [
        seen,
        {
          state: 'active',
          connection: { enabled: true, ...kind },
          assignments: {
            some: {
              role: 'account-owner',
              environmentId: null,
              endedAt: null,
              suspendedAt: null,
              untilAt: null,
              fromAt: { lte: now },
            },
          },
        },
      ],
    },
    _count: true,
  });
  return new Map(owners.map(({ connectionId, _count }) => [connectionId, _count]));
}

export function isLastForTwo(owners: ReadonlyMap<string, number>, id: string): boolean {
  const forTwo = [...owners].filter(([, count]) => count >= 2).map(([connectionId]) => connectionId);
  return forTwo.length === 1 && forTwo[0] === id;
}

/** Called inside `run` only. Gives the applications that people of the connection own to one successor; returns how many. */
export async function handApplicationsOver(cx: Context, connectionId: string, successorId: string | null) {
  const { tx } = cx;
  const owned = { owner: { connectionId } };
  const applications = await tx.application.count({ where: owned });
  if (applications > 0) {
    const ownerId = await successorOf(cx, connectionId, successorId, applications);
    await tx.application.updateMany({
      where: owned,
      data: { ownerId, orphanedAt: null, version: { increment: 1 } },
    });
  }
  const deputised = { deputy: { connectionId } };
  const owners = await tx.application.findMany({ where: deputised, select: { ownerId: true } });
  await tx.application.updateMany({
    where: deputised,
    data: { deputyId: null, version: { increment: 1 } },
  });
  await settleOrphans(
    cx,
    owners.map((one) => one.ownerId),
  );
  return applications;
}

/** Called inside `run` only. Removes the people of a connection with all that is theirs; the trail keeps their names. */
export async function removePeople(tx: Tx, connectionId: string): Promise<number> {
  await tx.session.deleteMany({ where: { connectionId } });
  await tx.assignment.deleteMany({
    where: { OR: [{ operator: { connectionId } }, { group: { connectionId } }] },
  });
  await tx.group.deleteMany({ where: { connectionId } });
  const { count } = await tx.operator.deleteMany({ where: { connectionId } });
  return count;
}

async function successorOf(
  { tx, actor }: Context,
  connectionId: string,
  named: string | null,
  applications: number,
): Promise<string> {
  const elsewhere = { state: 'active' as const, connectionId: { not: connectionId } };
  if (named) {
    const successor = await tx.operator.findFirst({
      where: { id: named, ...elsewhere },
      select: { id: true },
    });
    if (successor) return successor.id;
    throw new Refusal('invalid', 'Correct the marked fields.', {
      successorId: 'Choose an active operator of another connection.',
    });
  }
  const noun = applications === 1 ? 'an application' : `${applications} applications`;
  if (actor.kind !== 'cli')
    throw new Refusal(
      'conflict',
      `People of this connection own ${noun}. Hand them over first, or name the operator who takes them.`,
    );
  // The command line is the way out of a lock-out, so it must not depend on a console that does not start.
  const owner = await tx.operator.findFirst({
    where: {
      ...elsewhere,
      connection: { enabled: true },
      assignments: {
        some: { role: 'account-owner', environmentId: null, endedAt: null, suspendedAt: null },
      },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  if (owner) return owner.id;
  throw new Refusal(
    'conflict',
    `People of this connection own ${noun}, and no account owner of another connection could take them. Add one first: npx gatehouse operator add --connection SLUG --email E --role account-owner --recovery`,
  );
}
