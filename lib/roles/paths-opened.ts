import type { Reader } from '../access/ability.ts';
import type { RoleDefinition } from '../access/definitions.ts';
import { newPaths } from '../access/escalation-stored.ts';
import { db } from '../db/client.ts';

/** Every way to more power that saving it would open, in words: the same search that makes the save critical. */
export function pathsOpenedBy({ now }: Reader, role: RoleDefinition): Promise<string[]> {
  return newPaths({ tx: db(), now }, { kind: 'role', role });
}
