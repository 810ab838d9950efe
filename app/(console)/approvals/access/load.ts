import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { objectionTo, type RoleRequestPage, readRoleRequest } from '#lib/role-requests/queries.ts';
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
      blocked: await blockedOf(viewer, request, verb),
    },
  };
}

/** Also what somebody else decided while the page stood open: it says so, and is not gone. */
async function blockedOf(viewer: Viewer, request: RoleRequestPage, verb?: string): Promise<string | null> {
  if (request.state !== 'waiting') return `This request was ${request.state} already.`;
  return verb === 'grant' ? objectionTo(viewer.reader, request) : null;
}
