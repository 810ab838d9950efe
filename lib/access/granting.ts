/** Promise: whoever asks whether a role could be given asks the rows that decide it, on every path alike. */
import { type Access, mayOn } from './ability.ts';

/** To whom: a person, the people of a group, or somebody who is not named yet. */
export type Receiver =
  | { operatorId: string }
  | { groupId: string; group: { members: readonly { operatorId: string }[] } }
  | null;

/** The assignment as it would be: what the rows about assignments judge. */
export function wouldBeAssignment(role: string, environmentId: string | null, to: Receiver) {
  if (to && 'groupId' in to)
    return { role, environmentId, operatorId: null, groupId: to.groupId, group: to.group };
  return { role, environmentId, operatorId: to?.operatorId ?? null, groupId: null };
}

/** True where this access gives that role to them: inside the ceiling, and never to oneself. */
export function mayGrant(access: Access, role: string, to: Receiver, environmentId: string | null = null) {
  return mayOn(access, 'assignment.create', 'Assignment', wouldBeAssignment(role, environmentId, to));
}
