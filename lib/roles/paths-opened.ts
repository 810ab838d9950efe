import type { Reader } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import type { RoleDefinition } from '../access/definitions.ts';
import { newPaths } from '../access/escalation-stored.ts';
import { weightOf } from '../access/weight.ts';
import { grantSensitivity } from '../assignments/effects.ts';
import { db } from '../db/client.ts';

/** Every way to more power that saving it would open, in words: the same search that makes the save critical. */
export function pathsOpenedBy({ now }: Reader, role: RoleDefinition): Promise<string[]> {
  return newPaths({ tx: db(), now }, { kind: 'role', role });
}

/** Whether an edit is critical whatever it opens: by administrative verbs, or as giving what it becomes would be. */
export function isHeavyEdit(
  { access }: Pick<Reader, 'access'>,
  actor: Actor,
  before: Pick<RoleDefinition, 'administrative'>,
  after: RoleDefinition,
): boolean {
  return before.administrative || grantSensitivity({ access, actor }, weightOf(after)) === 'critical';
}
