import { type MappedRole, type Mapping, rolesOfGroups } from '../connections/mapping-rules.ts';

export interface GivingSettings {
  provisioning: string;
  mapping: Mapping;
  roleCeiling: string[];
}

/** What the mapping gives to this operator now. Nobody gets a role by a mapping of their own (docs/access.md). */
export function wantedRoles(
  { provisioning, mapping, roleCeiling }: GivingSettings,
  groups: string[],
  operatorId: string,
): MappedRole[] {
  if (provisioning !== 'mapped' || mapping.author === operatorId) return [];
  const foreign = mapping.roles.filter((rule) => rule.author !== operatorId);
  return rolesOfGroups(foreign, roleCeiling, groups);
}

/** The source of whom a provisioning client has removed: known to the trail, absent for every client. */
export const removedByClient = 'scim-removed';

/**
 * The NameID of whom a client has removed and then made anew: the name is the newcomer's, who is another row, so that
 * nobody inherits what the former one owned or stands behind. Nobody signs in by it, and nothing that asks for a name
 * or an address of theirs means them.
 */
const stoodAside = 'removed:';
export const nameAside = ({ id, nameId }: { id: string; nameId: string }) => `${stoodAside}${id}:${nameId}`;
export const hasStoodAside = ({ nameId }: { nameId: string }) => nameId.startsWith(stoodAside);
export const standing = { NOT: { nameId: { startsWith: stoodAside } } };
