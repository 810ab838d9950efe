import { mayOn, type Reader } from '../access/ability.ts';
import { definitions, type RoleDefinition } from '../access/definitions.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';

/** Roles that the reader may put into a ceiling: what they may grant themselves. */
export async function ceilingChoices({ access }: Reader): Promise<RoleDefinition[]> {
  const known = await definitions(db());
  const wanted = (role: string) => ({
    role,
    operatorId: 'somebody else',
    groupId: null,
    environmentId: null,
  });
  return [...known.values()].filter(({ slug }) =>
    mayOn(access, 'assignment.create', 'Assignment', wanted(slug)),
  );
}

/** What a list of people can be narrowed to: every role that can be held now, by name, for those who may see roles. */
export async function heldRoleChoices({ access }: Reader): Promise<{ slug: string; name: string }[]> {
  if (!access.can('read', 'Role', 'name')) return [];
  return [...(await definitions(db())).values()].map(({ slug, name }) => ({ slug, name }));
}

/** As many as a form offers; it says so where there could be more. */
export const mostChoices = 200;

/** What "these applications" can name: those that the reader sees, by name. */
export function applicationChoices({ access }: Reader) {
  return db().application.findMany({
    where: scopeOf(access, 'read', 'Application'),
    select: { id: true, name: true, environmentId: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: mostChoices,
  });
}
