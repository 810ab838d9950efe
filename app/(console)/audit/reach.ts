import type { Viewer } from '#lib/auth/current.ts';

/** True when every rule that lets them read the trail names them as its actor. Words only: each query decides. */
export function seesOnlyOwn(viewer: Viewer): boolean {
  return viewer.access
    .rulesFor('read', 'AuditEvent')
    .every(({ conditions }) => conditions !== undefined && 'actorId' in conditions);
}
