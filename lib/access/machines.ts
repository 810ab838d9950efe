import {
  applicationCommands,
  assignmentCommands,
  connectionCommands,
  dutyCommands,
  groupCommands,
  keyCommands,
  operatorCommands,
  roleCommands,
  scimTokenCommands,
} from './role-commands.ts';
import type { Row } from './rows.ts';

const read = ['read'];

/**
 * Actors that are not people. None of them holds everything, none can give a second-factor proof and none is asked.
 * `local-default` exists only in tests and in the local default (prisma/seed.ts, prisma/factories.ts).
 */
export const actorRows = {
  cli: [
    { may: [...connectionCommands, 'read'], on: 'Connection' },
    { may: ['operator.add', 'operator.recover', 'read'], on: 'Operator' },
    { may: ['assignment.create', 'read'], on: 'Assignment' },
    { may: ['key.create', 'key.revoke', 'read'], on: 'ApiKey' },
    { may: ['application.create', 'read'], on: 'Application' },
    { may: read, on: 'Environment' },
    { may: read, on: 'AuditEvent' },
    { may: ['setup.issue'], on: 'SetupLink' },
  ],
  'sign-in': [
    { may: ['session.start', 'session.complete', 'session.end', 'session.note_move'], on: 'Session' },
    {
      may: ['operator.provision', 'operator.link', 'operator.refresh', 'operator.sync_roles'],
      on: 'Operator',
    },
    { may: ['connection.record_test'], on: 'ConnectionTest' },
  ],
  // A provisioning client: only with a token of one connection, whose people and groups alone each command takes.
  scim: [
    {
      may: [
        'operator.scim_create',
        'operator.scim_replace',
        'operator.scim_activate',
        'operator.scim_deactivate',
        'operator.scim_delete',
        'operator.scim_tell_owners',
      ],
      on: 'Operator',
    },
    { may: ['group.scim_create', 'group.scim_replace', 'group.scim_delete'], on: 'Group' },
  ],
  'second-factor': [{ may: ['proof.give'], on: 'Proof' }],
  worker: [
    { may: ['key.expire', 'key.end_overlap', 'key.suspend_orphaned', 'read'], on: 'ApiKey' },
    { may: ['application.remind_orphaned'], on: 'Application' },
    { may: ['break_glass.close'], on: 'BreakGlassOpening' },
    { may: ['approval.expire'], on: 'ApprovalRequest' },
    { may: ['connection.warn_certificate'], on: 'Connection' },
    { may: ['role_request.expire'], on: 'RoleRequest' },
    { may: ['review.settle', 'review.close'], on: 'ReviewCampaign' },
  ],
  // Closes what an execution found changed (lib/execute.ts); decides nothing.
  approvals: [{ may: ['approval.void'], on: 'ApprovalRequest' }],
  // Sits two people down and takes their proposals; may do none of what they propose.
  'break-glass-door': [
    {
      may: ['break_glass.begin', 'break_glass.join', 'break_glass.return', 'break_glass.close'],
      on: 'BreakGlassOpening',
    },
    { may: ['break_glass.propose', 'break_glass.confirm', 'break_glass.withdraw'], on: 'BreakGlassEffect' },
  ],
  // Does what both have proven (lib/break-glass/acts.ts): ends, narrow widenings, and how a provider is known.
  'break-glass': [
    { may: ['session.end'], on: 'Session' },
    { may: ['operator.end_sessions'], on: 'Operator' },
    { may: ['key.revoke', 'key.widen_allow_list'], on: 'ApiKey' },
    { may: ['application.widen_allow_list'], on: 'Application' },
    { may: ['connection.replace_certificate', 'connection.restore_provider'], on: 'Connection' },
  ],
  // Only while there is no operator at all: each of its commands looks, under a lock (lib/setup/effects.ts).
  setup: [
    {
      may: ['setup.issue', 'setup.bind', 'setup.name_owner', 'setup.connect', 'setup.finish'],
      on: 'SetupLink',
    },
    { may: ['connection.add', 'connection.enable'], on: 'Connection' },
    { may: ['operator.add'], on: 'Operator' },
    { may: ['assignment.create'], on: 'Assignment' },
  ],
  installation: [{ may: ['keyring.register', 'read'], on: 'Keyring' }],
  'local-default': [
    { may: [...keyCommands, 'read'], on: 'ApiKey' },
    { may: [...applicationCommands, 'read'], on: 'Application' },
    { may: [...operatorCommands, 'read'], on: 'Operator' },
    { may: [...assignmentCommands, 'read'], on: 'Assignment' },
    { may: [...groupCommands, 'read'], on: 'Group' },
    { may: ['role.create', ...roleCommands, 'read'], on: 'Role' },
    { may: [...connectionCommands, 'read'], on: 'Connection' },
    { may: [...scimTokenCommands, 'read'], on: 'ScimToken' },
    { may: ['session.start', 'session.end', 'read'], on: 'Session' },
    { may: [...dutyCommands, 'read'], on: 'DutyRule' },
    { may: read, on: 'Environment' },
  ],
} satisfies Record<string, readonly Row[]>;
export type MachineActor = keyof typeof actorRows;
