import { utcDay } from '#components/ui/format.ts';

export function placeName(
  environmentId: string | null,
  environments: { id: string; name: string }[],
): string {
  if (environmentId === null) return 'every environment';
  return environments.find(({ id }) => id === environmentId)?.name ?? environmentId;
}

/** "Security officer", "Security officer in Production", of a row that brings its role's name along. */
export function placedRole(
  { roleName: name, environmentId }: { roleName: string; environmentId: string | null },
  environments: { id: string; name: string }[],
): string {
  return environmentId === null ? name : `${name} in ${placeName(environmentId, environments)}`;
}

/** "Since Tue 3 Nov 2026, until Thu 3 Dec 2026" */
export function givenWords({ fromAt, untilAt }: { fromAt: Date; untilAt: Date | null }): string {
  return `Since ${utcDay(fromAt)}${untilAt ? `, until ${utcDay(untilAt)}` : ''}`;
}
