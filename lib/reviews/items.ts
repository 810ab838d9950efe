/** What a review looks at: every assignment in force in its scope, its applications’ people, and their service accounts. */
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { inForceAt } from '../access/held.ts';
import type { Database, Tx } from '../db/client.ts';
import { accountItems, accountsIn } from './account-items.ts';
import { lastUses, lastUsesOfApplications, type Wish, wishKey } from './last-use.ts';
import type { ReviewScope } from './schema.ts';

export interface NewItem {
  assignmentId: string | null;
  operatorId: string | null;
  applicationId: string | null;
  keyId?: string;
  label: string;
  lastUsedAt: Date | null;
  lastUsedFor: string | null;
  /** These two of a service account. */
  scopes?: string;
  expiresAt?: Date;
}

const open = { OR: [{ groupId: null }, { group: { endedAt: null } }] };

function assignmentsIn(scope: ReviewScope, now: Date) {
  const { roles, environmentId } = scope;
  const place = environmentId ? { OR: [{ environmentId: null }, { environmentId }] } : {};
  return {
    AND: [inForceAt(now), open, scope.kind === 'roles' ? { AND: [{ role: { in: roles } }, place] } : {}],
  };
}
const applicationsIn = ({ kind, applicationIds }: ReviewScope) =>
  kind === 'everything' ? {} : { id: { in: applicationIds } };

/** How many items a review of this scope would have now. */
export async function countItems(tx: Tx | Database, scope: ReviewScope, now: Date): Promise<number> {
  const assignments =
    scope.kind === 'applications' ? 0 : await tx.assignment.count({ where: assignmentsIn(scope, now) });
  if (scope.kind === 'roles') return assignments;
  const where = applicationsIn(scope);
  const owners = await tx.application.count({ where });
  const deputies = await tx.application.count({ where: { AND: [where, { deputyId: { not: null } }] } });
  const accounts = await tx.apiKey.count({ where: accountsIn(scope, now) });
  return assignments + owners + deputies + accounts;
}

export async function itemsOf(tx: Tx, scope: ReviewScope, now: Date): Promise<NewItem[]> {
  const roles = scope.kind === 'applications' ? [] : await assignmentItems(tx, scope, now);
  const applications = scope.kind === 'roles' ? [] : await applicationItems(tx, scope);
  const accounts = scope.kind === 'roles' ? [] : await accountItems(tx, scope, now);
  return [...roles, ...applications, ...accounts];
}

const place = (environmentId: string | null) =>
  environmentId ? `in ${environmentId}` : 'in every environment';

async function assignmentItems(tx: Tx, scope: ReviewScope, now: Date): Promise<NewItem[]> {
  const known = await definitions(tx);
  const rows = await tx.assignment.findMany({
    where: assignmentsIn(scope, now),
    select: {
      id: true,
      role: true,
      environmentId: true,
      operatorId: true,
      groupId: true,
      operator: { select: { name: true } },
      group: { select: { name: true, members: { select: { operatorId: true } } } },
    },
    orderBy: { id: 'asc' },
  });
  // A group's right was used by whoever of it used it last.
  const wishesOf = ({ operatorId, group, role, environmentId }: (typeof rows)[number]): Wish[] =>
    (operatorId ? [operatorId] : (group?.members ?? []).map((m) => m.operatorId)).map((id) => ({
      operatorId: id,
      role,
      environmentId,
    }));
  const uses = await lastUses(tx, rows.flatMap(wishesOf));
  return rows.map((row) => {
    const [last] = wishesOf(row)
      .flatMap((wish) => uses.get(wishKey(wish)) ?? [])
      .sort((a, b) => b.at.getTime() - a.at.getTime());
    const whose = row.operator?.name ?? `the group ${row.group?.name}`;
    return {
      assignmentId: row.id,
      operatorId: row.operatorId,
      applicationId: null,
      label: `${definitionNameOf(known, row.role)} for ${whose} ${place(row.environmentId)}`,
      lastUsedAt: last?.at ?? null,
      lastUsedFor: last?.action ?? null,
    };
  });
}

async function applicationItems(tx: Tx, scope: ReviewScope): Promise<NewItem[]> {
  const rows = await tx.application.findMany({
    where: applicationsIn(scope),
    select: {
      id: true,
      name: true,
      environmentId: true,
      owner: { select: { id: true, name: true } },
      deputy: { select: { id: true, name: true } },
    },
    orderBy: { id: 'asc' },
  });
  const held = rows.flatMap((application) =>
    [
      { as: 'Owner', who: application.owner },
      { as: 'Deputy', who: application.deputy },
    ].flatMap(({ as, who }) => (who ? [{ as, who, application }] : [])),
  );
  const wishes = held.map(({ who, application }) => ({ operatorId: who.id, applicationId: application.id }));
  const uses = await lastUsesOfApplications(tx, wishes);
  return held.map(({ as, who, application }) => {
    const last = uses.get(`${who.id} ${application.id}`);
    return {
      assignmentId: null,
      operatorId: who.id,
      applicationId: application.id,
      label: `${as} of ${application.name} ${place(application.environmentId)}: ${who.name}`,
      lastUsedAt: last?.at ?? null,
      lastUsedFor: last?.action ?? null,
    };
  });
}
