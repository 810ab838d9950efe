/** Promise: a duty rule keeps a right from whom a directory brings in, and never the person, nor anything that ends. Called inside `run` only. */
import type { Context } from '../command.ts';
import { type Broken, forbiddenOf } from '../duties/effects.ts';

type Bringing = Broken['conflict']['first'][number];

/**
 * Of somebody who is let in again: what came last of a forbidden pair ends, until none is left. Nothing counted against
 * anybody while they were disabled, so the other half may have come in the meantime. Returns what is not given back.
 */
export async function withholdForbidden(cx: Context, operatorId: string): Promise<string[]> {
  const said: string[] = [];
  for (;;) {
    const [broken] = await forbiddenOf(cx, [operatorId]);
    if (!broken) return said;
    const last = await latestOf(cx, operatorId, [...broken.conflict.first, ...broken.conflict.second]);
    await takeAway(cx, operatorId, last);
    said.push(`${last.name} is not given back: ${broken.why}`);
  }
}

/** Of who was just put into a group: whom a rule keeps out of it, with the reason. They are out of it again. */
export async function leaveOutForbidden(
  cx: Context,
  groupId: string,
  added: readonly string[],
  before: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const forbidden = await forbiddenOf(cx, added, before);
  const out = new Map(forbidden.map(({ operatorId, why }) => [operatorId, why]));
  await cx.tx.groupMember.deleteMany({ where: { groupId, operatorId: { in: [...out.keys()] } } });
  return out;
}

/** Tells the owners, once until somebody has seen it: a directory repeats itself. False where they are told already. */
export async function tellOwners({ tx, actor }: Context, action: string, text: string): Promise<boolean> {
  if ((await tx.notice.count({ where: { action, text, signedOffAt: null } })) > 0) return false;
  await tx.notice.create({ data: { action, text, actorName: actor.name } });
  return true;
}

async function latestOf({ tx }: Context, operatorId: string, bringing: Bringing[]): Promise<Bringing> {
  const assignments = await tx.assignment.findMany({
    where: { id: { in: bringing.map(({ assignmentId }) => assignmentId) } },
    select: { id: true, createdAt: true },
  });
  const memberships = await tx.groupMember.findMany({
    where: { operatorId, groupId: { in: bringing.flatMap(({ group }) => (group ? [group.id] : [])) } },
    select: { groupId: true, createdAt: true },
  });
  // Through a group it is theirs since the later of the two.
  const since = ({ assignmentId, group }: Bringing) =>
    Math.max(
      assignments.find(({ id }) => id === assignmentId)?.createdAt.getTime() ?? 0,
      memberships.find(({ groupId }) => groupId === group?.id)?.createdAt.getTime() ?? 0,
    );
  return bringing.reduce((last, one) => (since(one) > since(last) ? one : last));
}

async function takeAway({ tx, now }: Context, operatorId: string, { assignmentId, group }: Bringing) {
  if (!group) {
    await tx.assignment.update({ where: { id: assignmentId }, data: { endedAt: now }, select: { id: true } });
    return;
  }
  await tx.groupMember.deleteMany({ where: { groupId: group.id, operatorId } });
  await tx.group.update({
    where: { id: group.id },
    data: { version: { increment: 1 } },
    select: { id: true },
  });
}
