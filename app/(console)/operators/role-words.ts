import { isRole, roleNames } from '#lib/access/roles.ts';

interface Held {
  role: string;
  environmentId: string | null;
}

export function roleName(role: string): string {
  return isRole(role) ? roleNames[role].name : role;
}

/** "Security officer", "Security officer in Production". */
export function roleLabel(
  { role, environmentId }: Held,
  environments: { id: string; name: string }[],
): string {
  if (environmentId === null) return roleName(role);
  return `${roleName(role)} in ${environments.find(({ id }) => id === environmentId)?.name ?? environmentId}`;
}

export function placeName(
  environmentId: string | null,
  environments: { id: string; name: string }[],
): string {
  if (environmentId === null) return 'every environment';
  return environments.find(({ id }) => id === environmentId)?.name ?? environmentId;
}

/** The same of a row that brings its role's name along, a custom one's too. */
export function placedRole(
  { roleName: name, environmentId }: { roleName: string; environmentId: string | null },
  environments: { id: string; name: string }[],
): string {
  return environmentId === null ? name : `${name} in ${placeName(environmentId, environments)}`;
}
