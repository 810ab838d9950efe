import { settleOrphans } from '../applications/effects.ts';
import type { Context } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { env, isLoopbackOnly } from '../env.ts';
import { Refusal } from '../errors.ts';

/**
 * Called inside `run` only, under the owner-floor lock. The console must not take away the last way into itself, nor the
 * last connection that two account owners can use: one person alone could then lock everybody out. The command line may.
 */
export async function requireAnotherEntrance({ tx, actor, now }: Context, id: string): Promise<void> {
  if (actor.kind === 'cli') return;
  const others = await tx.connection.count({ where: { enabled: true, id: { not: id } } });
  if (others === 0)
    throw new Refusal(
      'conflict',
      'This is the only connection through which anybody can sign in. Enable another one first, or use the command line: npx gatehouse connection remove --recovery',
    );
  if (isLastForTwo(await ownersByConnection(tx, now), id))
    throw new Refusal(
      'conflict',
      'This is the last connection that two account owners can use. Make two people of another enabled connection account owners first.',
    );
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
      assignments: { some: { role: 'account-owner', environmentId: null, endedAt: null } },
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
