import type { Context } from '../command.ts';
import { daysUntilSuspension, orphanAction } from './rules.ts';

/**
 * Called inside `run` only, after the state of one of these people has changed: what neither an active owner nor an
 * active deputy answers for is orphaned from now on, and all account owners are told; what somebody answers for is not.
 */
export async function settleOrphans(
  { tx, now, actor }: Pick<Context, 'tx' | 'now' | 'actor'>,
  operatorIds: readonly string[],
): Promise<void> {
  const ids = { in: [...operatorIds] };
  const rows = await tx.application.findMany({
    where: { OR: [{ ownerId: ids }, { deputyId: ids }] },
    select: {
      id: true,
      name: true,
      environmentId: true,
      orphanedAt: true,
      owner: { select: { state: true } },
      deputy: { select: { state: true } },
      _count: { select: { keys: { where: { state: 'active' } } } },
    },
  });
  for (const { id, name, environmentId, orphanedAt, owner, deputy, _count } of rows) {
    const isOrphaned = owner.state !== 'active' && deputy?.state !== 'active';
    if (isOrphaned === (orphanedAt !== null)) continue;
    const data = { orphanedAt: isOrphaned ? now : null, version: { increment: 1 } };
    await tx.application.update({ where: { id }, data, select: { id: true } });
    if (!isOrphaned) continue;
    const keys = _count.keys === 1 ? '1 active key goes' : `${_count.keys} active keys go`;
    const text = `${name} in ${environmentId} is orphaned: nobody active answers for it. Its ${keys} on. Hand it over within ${daysUntilSuspension} days; keys without calls are suspended then.`;
    await tx.notice.create({ data: { action: orphanAction, text, actorName: actor.name } });
  }
}
