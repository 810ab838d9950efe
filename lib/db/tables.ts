/** Every table stands in exactly one list; tests hold schema, triggers and grants to them (docs/architecture.md). */

/** Authority. Written only inside a command's `run`; the database refuses a commit without the audit event. */
export const guarded = [
  'environment',
  'connection',
  'operator',
  'assignment',
  'session',
  'application',
  'api_key',
  'key_token',
  'allow_list',
  'allow_list_entry',
  'keyring',
  'notice',
] as const;

/** No authority. Written by `lib/db/ledger.ts`, the gate's role, or the database's own functions. */
export const ledger = [
  'saml_request',
  'used_assertion',
  'session_activity',
  'idempotency',
  'rate_window',
  'decision',
  'call_counter',
  'gate_heartbeat',
  'epoch',
  'policy_change',
] as const;

/** Insert only; the head is moved by the insert's trigger alone. */
export const audit = ['audit_event', 'audit_head'] as const;
