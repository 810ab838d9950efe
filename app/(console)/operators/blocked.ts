import type { Viewer } from '#lib/auth/current.ts';

/** Why this viewer may do it to others but not to this operator. Words only: the command decides. */
export function blockedWords(
  viewer: Viewer,
  operatorId: string,
  verb: 'disable' | 'enable' | 'grant' | 'end',
): string {
  if (operatorId === viewer.operatorId)
    return verb === 'disable' || verb === 'enable'
      ? 'Nobody disables themselves.'
      : 'Nobody changes their own roles.';
  return verb === 'end'
    ? 'This role lies above what your own roles may give or end.'
    : 'They hold a role above what your own roles may give or end.';
}
