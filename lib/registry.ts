/** Every command of the house, once. REST, OpenAPI, the permission catalogue and the tests walk this list. */
import * as applications from './applications/commands.ts';
import * as assignments from './assignments/commands.ts';
import * as sessions from './auth/session-commands.ts';
import type { Command } from './command.ts';
import * as connections from './connections/commands.ts';
import * as proofs from './factors/proof-commands.ts';
import * as keyrings from './keyrings/commands.ts';
import * as keys from './keys/commands.ts';
import * as notices from './notices/commands.ts';
import * as operators from './operators/commands.ts';

export { execute } from './execute.ts';

export const commands = {
  ...keys,
  ...applications,
  ...operators,
  ...assignments,
  ...connections,
  ...sessions,
  ...proofs,
  ...notices,
  ...keyrings,
} as const;

/** By the name that is permission and audit action, too. */
export const byName: ReadonlyMap<string, Command> = new Map(
  Object.values(commands).map((c) => [c.name, c as unknown as Command]),
);
