import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/** Called inside `run` only. The console must not take away the last way into itself; the command line may. */
export async function requireAnotherEntrance({ tx, actor }: Context, id: string): Promise<void> {
  if (actor.kind === 'cli') return;
  const others = await tx.connection.count({ where: { enabled: true, id: { not: id } } });
  if (others === 0)
    throw new Refusal(
      'conflict',
      'This is the only connection through which anybody can sign in. Enable another one first, or use the command line: npx gatehouse connection remove',
    );
}

/** Called inside `run` only. Gives the applications that people of the connection own to one successor; returns how many. */
export async function handApplicationsOver(cx: Context, connectionId: string, successorId: string | null) {
  const { tx } = cx;
  const owned = { owner: { connectionId } };
  const applications = await tx.application.count({ where: owned });
  if (applications > 0) {
    const ownerId = await successorOf(cx, connectionId, successorId, applications);
    await tx.application.updateMany({ where: owned, data: { ownerId, version: { increment: 1 } } });
  }
  await tx.application.updateMany({
    where: { deputy: { connectionId } },
    data: { deputyId: null, version: { increment: 1 } },
  });
  return applications;
}

/** Called inside `run` only. Removes the people of a connection with all that is theirs; the trail keeps their names. */
export async function removePeople(tx: Tx, connectionId: string): Promise<number> {
  await tx.session.deleteMany({ where: { connectionId } });
  await tx.assignment.deleteMany({ where: { operator: { connectionId } } });
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
    `People of this connection own ${noun}, and no account owner of another connection could take them. Add one first: npx gatehouse operator add --connection SLUG --email E --role account-owner`,
  );
}
