/** What each command that may wait is called while it has not happened; others are read off their name. */
const titles: Record<string, string> = {
  'assignment.create': 'Give a role',
  'assignment.end': 'End a role',
  'role_request.grant': 'Grant a role that was asked for',
  'role.create': 'Make a role',
  'role.edit': 'Change a role',
  'role.restore': 'Restore a former version of a role',
  'role.retire': 'Retire a role',
  'group.add_member': 'Add somebody to a group',
  'duty.create': 'Make a separation of duties',
  'duty.edit': 'Change a separation of duties',
  'duty.end': 'End a separation of duties',
  'scim_token.create': 'Make a provisioning token',
  'operator.add': 'Add an operator with a role',
  'factor.reset': 'Reset second factors',
  'key.create': 'Create a key',
  'key.edit_allow_list': 'Change the allow-list',
  'application.edit_allow_list': 'Change the allow-list',
  'connection.add': 'Add a connection',
  'connection.edit': 'Change the settings of a connection',
  'connection.edit_mapping': 'Change how people of a connection are read',
  'connection.enable': 'Enable a connection',
  'connection.disable': 'Disable a connection',
  'connection.remove': 'Remove a connection',
  'connection.refresh': 'Refresh the metadata of a connection',
  'connection.restore': 'Restore a former version of a connection',
  'connection.begin_key_rollover': 'Make the next keys of a connection',
  'connection.finish_key_rollover': 'Use the next keys of a connection',
  'connection.cancel_key_rollover': 'Forget the next keys of a connection',
  'connection.remove_certificate': 'Remove a certificate of a connection',
  'break_glass.name_person': 'Name a person for break-glass',
  'break_glass.remove_person': 'Take a person off break-glass',
  'break_glass.renew_codes': 'Make a new sheet of sealed codes',
  'approval.set_policy': 'Change an approval rule',
  'approval.remove_policy': 'Remove an approval rule',
};

/** Of what never waits, or only as part of something else. */
const further: Record<string, string> = {
  'approval.request': 'Ask for an approval',
  'group.create': 'Make a group',
  'service_account.create': 'Make a service account',
  'service_account.edit': 'Change a service account',
  'application.hand_over': 'Hand an application over',
  'operator.enable': 'Enable an operator',
  'operator.recover': 'Let an operator in again',
  'connection.replace_certificate': 'Replace a certificate of a connection',
  'connection.restore_provider': 'Restore the provider of a connection',
  'connection.warn_certificate': 'A certificate of a connection ends',
  'operator.scim_tell_owners': 'What a directory changed',
  'factor.enrol_passkey': 'Add a passkey',
  'factor.enrol_totp': 'Add an authenticator app',
};

/** What a rule of its own can be set for. */
export const knownCommands: readonly string[] = Object.keys(titles);

/** A sentence of the trail in the words of the console: the trail itself keeps the commands' names. */
export function inWords(sentence: string): string {
  return sentence.replace(/\b[a-z_]+\.[a-z_]+\b/g, (name) => {
    const known = titles[name] ?? further[name];
    return known ? `“${known}”` : name;
  });
}

/** "Give a role"; for what has no words of its own "Connection: begin key rollover". */
export function titleOf(command: string): string {
  const known = titles[command] ?? further[command];
  if (known) return known;
  const [noun = '', verb = ''] = command.split('.').map((part) => part.replaceAll('_', ' '));
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb}`;
}
