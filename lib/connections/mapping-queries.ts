import type { Reader } from '../access/ability.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { mayGrant } from '../access/granting.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { otherOwnerOf } from './mapping-effects.ts';
import { placeOf, rolesThatCouldCome } from './mapping-rules.ts';
import { type EditMapping, storedMapping } from './mapping-schema.ts';

/** Who the people of a connection are: for those who may read it, or who may write it. Throws `not_found`. */
export async function readMapping(
  reader: Reader,
  id: string,
  action: 'read' | 'connection.edit_mapping' = 'connection.edit_mapping',
) {
  const row = await db().connection.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, action, 'Connection')] },
    select: {
      id: true,
      slug: true,
      name: true,
      mapping: true,
      provisioning: true,
      roleCeiling: true,
      emailDomains: true,
      linksByEmail: true,
      version: true,
    },
  });
  if (!row) throw notFound('This connection');
  const known = await definitions(db());
  const ceilingNames = row.roleCeiling.map((slug) => definitionNameOf(known, slug));
  return { ...row, mapping: storedMapping(row.mapping), ceilingNames, known };
}
export type MappingPage = Awaited<ReturnType<typeof readMapping>>;

/** Roles that a group may bring by the reader's word: what they may give themselves. Administrative ones are asked for. */
export async function rolesForGroups(reader: Reader) {
  const known = [...(await definitions(db())).values()];
  return known
    .filter(({ slug }) => mayGrant(reader.access, slug, null))
    .map(({ slug, name, does }) => ({ slug, name, does }));
}

/** What saving it would change among the people who are here now, as far as anybody can know before they sign in. */
export async function mappingEffects(reader: Reader, id: string, draft: EditMapping) {
  const people = { AND: [{ connectionId: id }, scopeOf(reader.access, 'read', 'Operator')] };
  const unseen = { linkedAt: null, state: 'active' as const, sessions: { none: {} } };
  const [all, mapped, added, taken] = await Promise.all([
    db().operator.count({ where: people }),
    db().assignment.findMany({
      where: {
        AND: [
          { operator: { is: { connectionId: id } }, source: 'mapped', endedAt: null },
          scopeOf(reader.access, 'read', 'Assignment'),
        ],
      },
      select: { operatorId: true, role: true, environmentId: true },
    }),
    db().operator.findMany({ where: { AND: [people, unseen] }, select: { email: true, nameId: true } }),
    draft.emailDomains.length > 0 ? otherOwnerOf(db(), id, draft.emailDomains) : null,
  ]);
  const possible = rolesThatCouldCome(asRules(draft), draft.roleCeiling, draft.provisioning).map(placeOf);
  const ending = mapped.filter((one) => !possible.includes(placeOf(one)));
  return {
    people: all,
    /** With a mapped role now. */
    mapped: new Set(mapped.map((one) => one.operatorId)).size,
    /** Roles that end with the save, and of how many people. */
    ending: ending.length,
    losing: new Set(ending.map((one) => one.operatorId)).size,
    /** Added by their e-mail address, not seen yet, and of a domain that links. */
    linkable: draft.linksByEmail
      ? added.filter(
          ({ email, nameId }) =>
            nameId === email && draft.emailDomains.some((domain) => email.endsWith(`@${domain}`)),
        ).length
      : 0,
    takenBy: taken?.name ?? null,
    takenDomains: taken?.emailDomains.filter((domain) => draft.emailDomains.includes(domain)) ?? [],
  };
}
export type MappingEffects = Awaited<ReturnType<typeof mappingEffects>>;

const asRules = (draft: EditMapping) => draft.rules.map((rule) => ({ ...rule, author: null }));
