import type { Viewer } from '#lib/auth/current.ts';

/** Why this viewer may do it to others but not to this operator, and who can. Words only: the command decides. */
export function blockedWords(
  viewer: Viewer,
  operatorId: string,
  verb: 'disable' | 'enable' | 'grant' | 'end' | 'reset',
): string {
  if (operatorId === viewer.operatorId && verb === 'reset')
    return 'Nobody resets their own. Remove single ones under “Your second factors”.';
  if (operatorId === viewer.operatorId)
    return verb === 'disable' || verb === 'enable'
      ? 'Nobody disables themselves. Another account owner or administrator can.'
      : 'Nobody changes their own roles. Somebody else who gives roles can.';
  return verb === 'end'
    ? 'This role lies above what your own roles may give or end. An account owner can.'
    : verb === 'reset'
      ? 'They hold a role above what your own roles may give. An account owner can reset them.'
      : 'They hold a role above what your own roles may give or end. An account owner can.';
}
