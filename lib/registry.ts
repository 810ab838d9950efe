/** Every command of the house, once. REST, OpenAPI, the permission catalogue and the tests walk this list. */
import * as applications from './applications/commands.ts';
import { remindOrphaned } from './applications/orphan-commands.ts';
import { expireApproval, requestApproval, voidApproval, withdrawApproval } from './approvals/commands.ts';
import { removeApprovalPolicy, setApprovalPolicy } from './approvals/policy-commands.ts';
import { approveRequest, declineRequest } from './approvals/vote-commands.ts';
import * as assignments from './assignments/commands.ts';
import * as pending from './auth/pending-commands.ts';
import * as sessions from './auth/session-commands.ts';
import { endSessionsOf, widenApplicationAllowList, widenKeyAllowList } from './break-glass/act-commands.ts';
import { replaceCertificate, restoreProvider } from './break-glass/connection-acts.ts';
import { confirmEffect, proposeEffect, withdrawEffect } from './break-glass/effect-commands.ts';
import { beginOpening, closeOpening, joinOpening, returnToOpening } from './break-glass/opening-commands.ts';
import { namePerson, removePerson, renewCodes } from './break-glass/people-commands.ts';
import { signReview } from './break-glass/review-commands.ts';
import type { Command } from './command.ts';
import * as connections from './connections/commands.ts';
import * as connectionKeys from './connections/key-commands.ts';
import * as mappings from './connections/mapping-commands.ts';
import * as connectionSettings from './connections/settings-commands.ts';
import * as connectionTests from './connections/test-commands.ts';
import { warnCertificate } from './connections/warn-command.ts';
import * as duties from './duties/commands.ts';
import { exportTrail } from './exports/commands.ts';
import * as factors from './factors/commands.ts';
import * as enrolments from './factors/enrol-commands.ts';
import * as proofs from './factors/proof-commands.ts';
import * as groups from './groups/commands.ts';
import * as keyrings from './keyrings/commands.ts';
import * as keys from './keys/commands.ts';
import { suspendOrphanedKey } from './keys/orphan-commands.ts';
import * as notices from './notices/commands.ts';
import * as operators from './operators/commands.ts';
import * as provisioning from './operators/provisioning.ts';
import * as reviews from './reviews/commands.ts';
import * as reviewsDue from './reviews/due-commands.ts';
import * as roleRequests from './role-requests/commands.ts';
import * as roles from './roles/commands.ts';
import * as scimGroups from './scim/group-commands.ts';
import * as scimTokens from './scim/token-commands.ts';
import * as scimUsers from './scim/user-commands.ts';
import * as serviceAccounts from './service-accounts/commands.ts';
import { bindSetupLink, connectFirst, issueSetupLink, nameFirstOwner } from './setup/commands.ts';
import { finishSetup } from './setup/finish.ts';

export { execute } from './execute.ts';

export const commands = {
  ...keys,
  ...serviceAccounts,
  ...applications,
  ...operators,
  ...provisioning,
  ...assignments,
  ...groups,
  ...roleRequests,
  ...roles,
  ...duties,
  ...connections,
  ...connectionSettings,
  ...connectionKeys,
  ...connectionTests,
  warnCertificate,
  ...mappings,
  ...sessions,
  ...pending,
  ...proofs,
  ...factors,
  ...enrolments,
  ...notices,
  exportTrail,
  ...keyrings,
  suspendOrphanedKey,
  remindOrphaned,
  ...scimTokens,
  ...scimUsers,
  ...scimGroups,
  issueSetupLink,
  bindSetupLink,
  nameFirstOwner,
  connectFirst,
  finishSetup,
  namePerson,
  removePerson,
  renewCodes,
  beginOpening,
  joinOpening,
  returnToOpening,
  closeOpening,
  signReview,
  proposeEffect,
  confirmEffect,
  withdrawEffect,
  endSessionsOf,
  widenKeyAllowList,
  widenApplicationAllowList,
  replaceCertificate,
  restoreProvider,
  requestApproval,
  approveRequest,
  declineRequest,
  withdrawApproval,
  expireApproval,
  voidApproval,
  setApprovalPolicy,
  removeApprovalPolicy,
  ...reviews,
  ...reviewsDue,
} as const;

/** By the name that is permission and audit action, too. */
export const byName: ReadonlyMap<string, Command> = new Map(
  Object.values(commands).map((c) => [c.name, c as unknown as Command]),
);
