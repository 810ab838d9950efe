/** The commands of each subject that people's roles name together; the rows of roles.ts say who may run them, and where. */
export const keyCommands = [
  'key.create',
  'key.rotate',
  'key.end_overlap',
  'key.suspend',
  'key.resume',
  'key.revoke',
  'key.edit',
  'key.edit_allow_list',
];
export const serviceAccountCommands = [
  'service_account.create',
  'service_account.rotate',
  'service_account.edit',
];
export const applicationCommands = [
  'application.create',
  'application.edit',
  'application.hand_over',
  'application.edit_allow_list',
];
export const operatorCommands = ['operator.add', 'operator.disable', 'operator.enable', 'factor.reset'];
export const approvalCommands = ['approval.approve', 'approval.decline'];
export const ownFactorCommands = [
  'factor.enrol_passkey',
  'factor.enrol_totp',
  'factor.make_recovery_codes',
  'factor.rename',
  'factor.remove_own',
];
/** Of a role of one's own making that is there already. */
export const roleCommands = ['role.edit', 'role.restore', 'role.retire'];
export const assignmentCommands = ['assignment.create', 'assignment.end', 'assignment.move_end'];
export const groupCommands = [
  'group.create',
  'group.edit',
  'group.end',
  'group.add_member',
  'group.remove_member',
];
export const roleRequestCommands = ['role_request.grant', 'role_request.decline'];
export const connectionCommands = [
  'connection.add',
  'connection.enable',
  'connection.disable',
  'connection.remove',
  'connection.test',
  'connection.edit_mapping',
  'connection.edit',
  'connection.restore',
  'connection.refresh',
  'connection.remove_certificate',
  'connection.begin_key_rollover',
  'connection.finish_key_rollover',
  'connection.cancel_key_rollover',
];
export const dutyCommands = ['duty.create', 'duty.edit', 'duty.end'];
export const scimTokenCommands = ['scim_token.create', 'scim_token.end'];
