/** Every command of the house, once. REST, OpenAPI, the permission catalogue and the tests walk this list. */
import * as applications from './applications/commands.ts';
import * as assignments from './assignments/commands.ts';
import * as pending from './auth/pending-commands.ts';
import * as sessions from './auth/session-commands.ts';
import type { Command } from './command.ts';
import * as connections from './connections/commands.ts';
import * as mappings from './connections/mapping-commands.ts';
import * as connectionTests from './connections/test-commands.ts';
import * as factors from './factors/commands.ts';
import * as enrolments from './factors/enrol-commands.ts';
import * as proofs from './factors/proof-commands.ts';
import * as keyrings from './keyrings/commands.ts';
import * as keys from './keys/commands.ts';
import * as notices from './notices/commands.ts';
import * as operators from './operators/commands.ts';
import * as provisioning from './operators/provisioning.ts';
import { bindSetupLink, connectFirst, issueSetupLink, nameFirstOwner } from './setup/commands.ts';
import { finishSetup } from './setup/finish.ts';

export { execute } from './execute.ts';

export const commands = {
  ...keys,
  ...applications,
  ...operators,
  ...provisioning,
  ...assignments,
  ...connections,
  ...connectionTests,
  ...mappings,
  ...sessions,
  ...pending,
  ...proofs,
  ...factors,
  ...enrolments,
  ...notices,
  ...keyrings,
  issueSetupLink,
  bindSetupLink,
  nameFirstOwner,
  connectFirst,
  finishSetup,
} as const;

/** By the name that is permission and audit action, too. */
export const byName: ReadonlyMap<string, Command> = new Map(
  Object.values(commands).map((c) => [c.name, c as unknown as Command]),
);
