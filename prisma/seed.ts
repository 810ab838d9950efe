import { isRole } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { makeConnection, makeOperator } from './factories.ts';

export interface SeedPerson {
  name: string;
  email: string;
  role: string | null;
}

/**
 * What the local default starts with: the connection to the development IdP and an operator for each demo person that
 * has a role. May be repeated: what is there stays as it is, also where somebody changed it since.
 */
export async function seedLocal({
  idpMetadata,
  people,
}: {
  idpMetadata: string;
  people: readonly SeedPerson[];
}): Promise<void> {
  const connection =
    (await db().connection.findUnique({ where: { slug: 'dev' }, select: { id: true } })) ??
    (await makeConnection({ slug: 'dev', name: 'Development IdP', metadata: idpMetadata }));
  const known = await db().operator.findMany({
    where: { connectionId: connection.id },
    select: { nameId: true },
  });
  for (const { name, email, role } of people) {
    if (role === null || !isRole(role) || known.some((o) => o.nameId === email)) continue;
    await makeOperator({ connection: 'dev', name, email, role });
  }
}
