import type { Reader } from '../access/ability.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';

/** What somebody holds at a moment, for whoever may read who holds what; groups are named to whoever may read those. Throws `not_found`. */
export async function whatTheyMay(reader: Reader, operatorId: string, at: Date): Promise<HeldGrant[]> {
  const { access, now } = reader;
  const known = await db().operator.findFirst({
    where: { AND: [{ id: operatorId }, scopeOf(access, 'read', 'Operator')] },
    select: { id: true },
  });
  if (!known || !access.can('read', 'Assignment')) throw notFound('This operator');
  const grants = (await grantsOf(db(), [operatorId], at, now)).get(operatorId) ?? [];
  if (access.can('read', 'Group')) return grants;
  return grants.map((grant) => ({ ...grant, group: grant.group && { ...grant.group, name: 'a group' } }));
}
