/**
 * Promise: what each command can change about who may do what is written here, by hand; a command that is not here fails
 * a test. lib/access/escalation.ts looks for paths to more power over these effects and nothing else.
 */

/** A closed union: each kind is a move of the search, or the stated reason why there is none. */
export type Effect =
  /** Changes nothing about who may do what. */
  | 'none'
  /** Only takes away. */
  | 'narrows'
  /** Changes what is one's own: a factor, a session, a wish that others decide. */
  | 'own'
  /** A role for somebody else, inside the giver's ceiling. */
  | 'gives-role'
  /** Longer what somebody holds, which the search counts as held without an end. */
  | 'lengthens'
  /** The roles of a group, for somebody else, inside the ceiling. */
  | 'gives-membership'
  /** What a role of one's own making gives to whoever holds it, inside the ceiling; never of a role that one holds. */
  | 'shapes-role'
  /** Somebody who was not there before, or comes back. */
  | 'makes-person'
  /** A way into the account of somebody whose roles lie inside the ceiling. */
  | 'takes-over'
  /** Who says who people are, and what their groups at the provider bring. */
  | 'speaks-for'
  /** Who makes accounts, and who is in the groups that a directory keeps. */
  | 'speaks-for-groups'
  /** How many people a critical change waits for. */
  | 'lowers-approvals'
  /** Which pairs are kept apart. */
  | 'lowers-duties'
  /** One more word for what somebody else asked for. */
  | 'approves'
  /** Who answers for an application, which some roles give more on. */
  | 'hands-over'
  /** A bearer that does what its maker may, never more (docs/access.md). */
  | 'delegates'
  /** One of the two seats of break-glass: nothing is opened by one person. */
  | 'seats'
  /** By the house alone, of what a connection, a token or a person's wish has decided already. */
  | 'carries-out';

export interface OnRights {
  effect: Effect;
  /** When it asks for other people's approval: always, where the role has administrative verbs, or never. */
  waits: 'always' | 'by-role' | 'never';
}

const never = (effect: Effect): OnRights => ({ effect, waits: 'never' });
const always = (effect: Effect): OnRights => ({ effect, waits: 'always' });
const byRole = (effect: Effect): OnRights => ({ effect, waits: 'by-role' });

export const onRights: Readonly<Record<string, OnRights>> = {
  // A new one is nobody else's.
  'application.create': never('none'),
  'application.edit': never('none'),
  'application.edit_allow_list': never('none'),
  'application.hand_over': never('hands-over'),
  'application.remind_orphaned': never('none'),
  'application.widen_allow_list': never('none'),
  'approval.approve': never('approves'),
  'approval.decline': never('narrows'),
  'approval.expire': never('narrows'),
  'approval.remove_policy': always('lowers-approvals'),
  'approval.request': never('own'),
  'approval.set_policy': always('lowers-approvals'),
  'approval.void': never('narrows'),
  'approval.withdraw': never('narrows'),
  'assignment.create': byRole('gives-role'),
  'assignment.end': never('narrows'),
  'assignment.move_end': byRole('lengthens'),
  'audit.export': never('none'),
  'break_glass.begin': never('seats'),
  'break_glass.close': never('narrows'),
  'break_glass.confirm': never('seats'),
  'break_glass.join': never('seats'),
  'break_glass.name_person': always('seats'),
  'break_glass.propose': never('seats'),
  'break_glass.remove_person': always('narrows'),
  'break_glass.renew_codes': always('seats'),
  'break_glass.return': never('seats'),
  'break_glass.sign_review': never('none'),
  'break_glass.withdraw': never('narrows'),
  'connection.add': always('speaks-for'),
  'connection.begin_key_rollover': always('none'),
  'connection.cancel_key_rollover': always('none'),
  'connection.disable': always('narrows'),
  'connection.edit': always('speaks-for'),
  'connection.edit_mapping': always('speaks-for'),
  'connection.enable': always('speaks-for'),
  'connection.finish_key_rollover': always('none'),
  'connection.record_test': never('none'),
  'connection.refresh': always('speaks-for'),
  'connection.remove': always('narrows'),
  'connection.remove_certificate': always('narrows'),
  'connection.replace_certificate': never('seats'),
  'connection.restore': always('speaks-for'),
  'connection.restore_provider': never('seats'),
  'connection.warn_certificate': never('none'),
  'duty.create': always('none'),
  'duty.edit': always('lowers-duties'),
  'duty.end': always('lowers-duties'),
  'factor.enrol_passkey': never('own'),
  'factor.enrol_totp': never('own'),
  'factor.make_recovery_codes': never('own'),
  'factor.remove_own': never('own'),
  'factor.rename': never('own'),
  'factor.reset': always('takes-over'),
  'group.add_member': byRole('gives-membership'),
  'group.create': never('none'),
  'group.edit': never('none'),
  'group.end': never('narrows'),
  'group.remove_member': never('narrows'),
  'group.scim_create': never('carries-out'),
  'group.scim_delete': never('narrows'),
  'group.scim_replace': never('carries-out'),
  'key.create': never('none'),
  'key.edit': never('none'),
  'key.edit_allow_list': never('none'),
  'key.end_overlap': never('none'),
  'key.expire': never('narrows'),
  'key.resume': never('none'),
  'key.revoke': never('narrows'),
  'key.rotate': never('none'),
  'key.suspend': never('narrows'),
  'key.suspend_orphaned': never('narrows'),
  'key.widen_allow_list': never('none'),
  'keyring.register': never('none'),
  'notice.sign_off': never('none'),
  'operator.add': byRole('makes-person'),
  'operator.disable': never('narrows'),
  'operator.enable': never('makes-person'),
  'operator.end_sessions': never('narrows'),
  'operator.link': never('carries-out'),
  'operator.provision': never('carries-out'),
  'operator.recover': never('carries-out'),
  'operator.refresh': never('carries-out'),
  'operator.scim_activate': never('carries-out'),
  'operator.scim_create': never('carries-out'),
  'operator.scim_deactivate': never('narrows'),
  'operator.scim_delete': never('narrows'),
  'operator.scim_replace': never('carries-out'),
  'operator.scim_tell_owners': never('none'),
  'operator.sync_roles': never('carries-out'),
  'proof.give': never('own'),
  'review.cancel': never('none'),
  'review.close': never('narrows'),
  'review.decide': never('narrows'),
  'review.export': never('none'),
  'review.settle': never('narrows'),
  'review.start': never('none'),
  // Gives back what was only suspended, which the search counts as held all along.
  'review.undo': never('carries-out'),
  'role.create': byRole('shapes-role'),
  'role.edit': byRole('shapes-role'),
  'role.restore': always('shapes-role'),
  'role.retire': never('narrows'),
  'role_request.ask': never('own'),
  'role_request.decline': never('narrows'),
  'role_request.expire': never('narrows'),
  'role_request.grant': byRole('gives-role'),
  'role_request.withdraw': never('narrows'),
  'scim_token.create': always('speaks-for-groups'),
  'scim_token.end': never('narrows'),
  'service_account.create': never('delegates'),
  'service_account.edit': never('delegates'),
  'service_account.rotate': never('delegates'),
  'session.complete': never('own'),
  'session.end': never('narrows'),
  'session.end_all_own': never('own'),
  'session.end_own': never('own'),
  'session.note_move': never('none'),
  'session.start': never('carries-out'),
  'setup.bind': never('carries-out'),
  'setup.connect': never('carries-out'),
  'setup.finish': never('carries-out'),
  'setup.issue': never('carries-out'),
  'setup.name_owner': never('carries-out'),
};
