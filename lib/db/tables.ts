/** Every table stands in exactly one list; tests hold schema, triggers and grants to them (docs/architecture.md). */

/** Authority. Written only inside a command's `run`; the database refuses a commit without the audit event. */
export const guarded = [
  'environment',
  'connection',
  'connection_version',
  'connection_test',
  'operator',
  'assignment',
  'session',
  'factor',
  'proof',
  'application',
  'api_key',
  'key_token',
  'allow_list',
  'allow_list_entry',
  'keyring',
  'notice',
  'setup_link',
  'break_glass_person',
  'break_glass_opening',
  'break_glass_effect',
  'role',
  'role_version',
  'operator_group',
  'group_member',
  'role_request',
  'approval_policy',
  'approval_request',
  'approval_vote',
  'installation',
  'duty_rule',
  'review_campaign',
  'review_item',
  'scim_token',
] as const;

/** No authority. Written by `lib/db/ledger.ts`, the gate's role, or the database's own functions. */
export const ledger = [
  'saml_request',
  'used_assertion',
  'session_activity',
  'factor_use',
  'factor_challenge',
  'notice_mail',
  'credential_use',
  'idempotency',
  'rate_window',
  'decision',
  'call_counter',
  'gate_heartbeat',
  'worker_beat',
  'gate_watch',
  'epoch',
  'policy_change',
] as const;

/** Insert only; the head is moved by the insert's trigger alone. */
export const audit = ['audit_event', 'audit_head'] as const;
