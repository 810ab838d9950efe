import type { Viewer } from '#lib/auth/current.ts';

/** Why this viewer may do it to others but not to this operator, and who can. Words only: the command decides. */
export function blockedWords(
  viewer: Viewer,
  operatorId: string,
  verb: 'disable' | 'enable' | 'grant' | 'end',
): string {
  if (operatorId === viewer.operatorId)
    return verb === 'disable' || verb === 'enable'
      ? 'Nobody disables themselves. Another account owner or administrator can.'
      : 'Nobody changes their own roles. Somebody else who gives roles can.';
  return verb === 'end'
    ? 'This role lies above what your own roles may give or end. An account owner can.'
    : 'They hold a role above what your own roles may give or end. An account owner can.';
}
