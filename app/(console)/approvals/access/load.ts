import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { readRoleRequest } from '#lib/role-requests/queries.ts';
import { idFrom, orNotFound } from '../../found.ts';
import { frameOf } from '../../operators/frame.ts';
import { wishOf } from './words.ts';

/** The request of the address, in words, and the frame of the form at `verb` below it. */
export async function loadRoleRequest(
  params: Promise<{ id: string }>,
  verb?: 'grant' | 'decline' | 'withdraw',
) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.roleRequest(id, verb));
  const request = await orNotFound(readRoleRequest(viewer.reader, id));
  const said = {
    id,
    who: request.operator.name,
    roleName: request.roleName,
    group: request.group?.name ?? null,
    ends: request.minutes !== null,
    wish: wishOf(request, viewer.environments),
  };
  return {
    viewer,
    request,
    said,
    frame: {
      ...frameOf(viewer, paths.roleRequest(id, verb), paths.roleRequest(id)),
      // Also what somebody else decided while the page stood open: it says so, and is not gone.
      blocked: request.state === 'waiting' ? null : `This request was ${request.state} already.`,
    },
  };
}
