/** Promise: a list of what somebody may do, for showing; each command and query still decides for itself. */
import type { Access } from '../access/ability.ts';

/** `action:Subject`, sorted, each once; conditions are left out. */
export function permissionsOf(access: Access): string[] {
  const pairs = access.rules.flatMap((rule) =>
    [rule.action].flat().flatMap((action) => [rule.subject].flat().map((subject) => `${action}:${subject}`)),
  );
  return [...new Set(pairs)].sort();
}
