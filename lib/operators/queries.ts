import { mayOn, type Reader } from '../access/ability.ts';
import { definitionNameOf, definitions, type RoleDefinition } from '../access/definitions.ts';
import { mayGrant, type Receiver } from '../access/granting.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { standing } from './rules.ts';

/** One operator with roles and open sessions. Throws `not_found`, also for those who may see names only. */
export async function readOperator(reader: Reader, id: string) {
  if (!reader.access.can('read', 'Operator', 'email')) throw notFound('This operator');
  const row = await db().operator.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'Operator')] },
    select: {
      id: true,
      name: true,
      email: true,
      nameId: true,
      state: true,
      createdAt: true,
      linkedAt: true,
      causedBy: true,
      connection: { select: { name: true, slug: true } },
      assignments: {
        where: scopeOf(reader.access, 'read', 'Assignment'),
        select: {
          id: true,
          role: true,
          environmentId: true,
          fromAt: true,
          untilAt: true,
          endedAt: true,
          suspendedAt: true,
          reason: true,
          source: true,
        },
        orderBy: { createdAt: 'desc' },
      },
      memberships: {
        where: { group: { is: { AND: [{ endedAt: null }, scopeOf(reader.access, 'read', 'Group')] } } },
        select: {
          createdAt: true,
          source: true,
          group: {
            select: {
              id: true,
              name: true,
              assignments: {
                where: { AND: [{ endedAt: null }, scopeOf(reader.access, 'read', 'Assignment')] },
                select: {
                  id: true,
                  role: true,
                  environmentId: true,
                  fromAt: true,
                  untilAt: true,
                  endedAt: true,
                  suspendedAt: true,
                },
                orderBy: { role: 'asc' },
              },
            },
          },
        },
        orderBy: { group: { name: 'asc' } },
      },
      sessions: {
        where: {
          AND: [{ endedAt: null, endsAt: { gt: reader.now } }, scopeOf(reader.access, 'read', 'Session')],
        },
        select: {
          id: true,
          startedAt: true,
          address: true,
          userAgent: true,
          activity: { select: { lastSeenAt: true } },
        },
        orderBy: { startedAt: 'desc' },
      },
      ownedApps: {
        where: scopeOf(reader.access, 'read', 'Application'),
        select: { id: true, name: true, environmentId: true },
      },
    },
  });
  if (!row) throw notFound('This operator');
  const judged = (assignments: readonly { role: string; endedAt: Date | null }[]) =>
    assignments.map(({ role, endedAt }) => ({ role, endedAt }));
  const touchable = {
    id: row.id,
    assignments: judged(row.assignments),
    memberships: row.memberships.map(({ group }) => ({ group: { assignments: judged(group.assignments) } })),
  };
  const known = await definitions(db());
  const named = <A extends { role: string }>(a: A) => ({ ...a, roleName: definitionNameOf(known, a.role) });
  // How they came in is part of who they are: whoever sees the person sees it, without the right to read the trail.
  const provisioned = await db().auditEvent.findFirst({
    where: { action: 'operator.provision', outcome: 'done', subjectType: 'Operator', subjectId: id },
    select: { number: true },
  });
  return {
    ...row,
    assignments: row.assignments.map(named),
    groups: row.memberships.map(({ group, ...membership }) => ({
      ...membership,
      ...group,
      assignments: group.assignments.map(named),
    })),
    origin: provisioned ? ('let in' as const) : ('added' as const),
    may: {
      disable: mayOn(reader.access, 'operator.disable', 'Operator', touchable),
      enable: mayOn(reader.access, 'operator.enable', 'Operator', touchable),
      endSession: reader.access.can('session.end', 'Session'),
      resetFactors: mayOn(reader.access, 'factor.reset', 'Operator', touchable),
      grant: (await grantableRoles(reader, { operatorId: row.id })).map(({ slug }) => slug),
    },
  };
}
export type OperatorPage = Awaited<ReturnType<typeof readOperator>>;

/** Roles that the reader may give to them (null: to somebody new): what lies in their ceiling, and never their own. */
export async function grantableRoles(reader: Reader, to: Receiver): Promise<RoleDefinition[]> {
  const known = await definitions(db());
  return [...known.values()].filter(({ slug }) => mayGrant(reader.access, slug, to));
}

/** Connections that a new operator can belong to. */
export function connectionsForNewOperator(reader: Reader) {
  return db().connection.findMany({
    where: scopeOf(reader.access, 'read', 'Connection'),
    select: { id: true, slug: true, name: true, enabled: true },
    orderBy: { name: 'asc' },
  });
}

/** An operator named by connection and e-mail: for the command line. Throws `not_found`. */
export async function operatorIdByEmail(reader: Reader, connection: string, email: string): Promise<string> {
  const row = await db().operator.findFirst({
    where: {
      AND: [
        { email: email.toLowerCase(), connection: { is: { slug: connection } }, ...standing },
        scopeOf(reader.access, 'read', 'Operator'),
      ],
    },
    select: { id: true },
  });
  if (!row) throw notFound(`An operator ${email} of the connection ${connection}`);
  return row.id;
}
