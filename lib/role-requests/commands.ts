import { newPaths, newPathsOfGrant } from '../access/escalation-stored.ts';
import { assign, grantSensitivityOfAll, requireReceiver, requireRole } from '../assignments/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { requireNoConflict, warned } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import { addMembers } from '../groups/effects.ts';
import type { GroupSubject } from '../groups/kind.ts';
import { requireFewOpen, requireIndependent } from './effects.ts';
import { auditedRequest as audited, roleRequestKind as kind, type RoleRequestSubject } from './kind.ts';
import { spanWords, stateAt, waitsUntil } from './rules.ts';
import * as schema from './schema.ts';

const where = (environmentId: string | null) =>
  environmentId ? `in ${environmentId}` : 'in every environment';
const wish = (r: RoleRequestSubject) =>
  r.intoGroup
    ? `a place in ${r.intoGroup.name}, which brings ${r.intoGroup.roleNames.join(', ') || 'no role'}`
    : `${r.roleName} ${where(r.environmentId)}${r.minutes ? ` for ${spanWords(r.minutes)}` : ''}`;

/** Anybody may ask for anything: it changes nothing until somebody grants it under their own ceiling. */
export const askForRole = creation({
  name: 'role_request.ask',
  kind,
  input: schema.AskForRole,
  audited,
  sensitivity: 'routine',
  create: async (cx) => ({ operatorId: cx.actor.id }),
  async run(cx, { operatorId }, { role, environmentId, minutes, reason }) {
    await requireRole(cx.tx, role);
    await requireFewOpen(cx, operatorId, { role, environmentId });
    return cx.tx.roleRequest.create({
      data: {
        operatorId,
        role,
        environmentId,
        minutes,
        reason,
        source: 'asked',
        causedBy: cx.actor.id,
        requestedAt: cx.now,
        expiresAt: waitsUntil(cx.now),
      },
      select: { id: true },
    });
  },
  summary: (r) => `${r.operator} asks for ${wish(r)}`,
});

export const withdrawRoleRequest = change({
  name: 'role_request.withdraw',
  kind,
  input: schema.WithdrawRequest,
  audited,
  sensitivity: 'routine',
  run: async (cx, request) => close(cx, request, 'withdrawn', null),
  summary: (r) => `${r.operator} no longer asks for ${wish(r)}`,
});

/**
 * The rules of giving a role, whoever wished for it: the row about requests bounds it by the granter's ceiling and
 * keeps everybody from their own, and it weighs what giving the role weighs.
 */
export const grantRoleRequest = change({
  name: 'role_request.grant',
  kind,
  input: schema.GrantRequest,
  audited,
  permits: (cx, request) => requireIndependent(cx, request),
  async sensitivity(request, _, cx) {
    const usual = grantSensitivityOfAll(cx, request.weights);
    return usual === 'critical' || (await pathsOpenedBy(cx, request)).length === 0 ? usual : 'critical';
  },
  async run(cx, request, { reason }) {
    requireWaiting(request, cx.now);
    const opened = await pathsOpenedBy(cx, request);
    const assignmentId = request.intoGroup
      ? await putIn(cx, request, request.intoGroup)
      : await give(cx, request);
    const warnings = [...(await requireNoConflict(cx, [request.operatorId])), ...opened];
    await close(cx, request, 'granted', reason, assignmentId);
    return { id: request.id, assignmentId, warnings };
  },
  summary: (r, { warnings }) => `${r.operator} is granted ${wish(r)}${warned(warnings)}`,
});

export const declineRoleRequest = change({
  name: 'role_request.decline',
  kind,
  input: schema.DeclineRequest,
  audited,
  sensitivity: 'routine',
  run: async (cx, request, { reason }) => close(cx, request, 'declined', reason),
  summary: (r) => `${r.operator} is not given ${wish(r)}`,
});

/** The worker's alone. */
export const expireRoleRequest = change({
  name: 'role_request.expire',
  kind,
  input: schema.ExpireRequest,
  audited,
  sensitivity: 'routine',
  async run(cx, request) {
    if (request.state !== 'waiting' || request.expiresAt > cx.now)
      throw new Refusal('already_done', 'This request is decided already, or still has time.');
    return store(cx, request.id, 'expired', null, null);
  },
  summary: (r) => `Nobody decided in time: ${r.operator} asked for ${wish(r)}`,
});

function pathsOpenedBy(cx: Context, { operatorId, groupId, role, environmentId }: RoleRequestSubject) {
  return groupId
    ? newPaths(cx, { kind: 'into-group', groupId, operatorIds: [operatorId] })
    : newPathsOfGrant(cx, { operatorId, role, environmentId });
}

async function give(cx: Context, request: RoleRequestSubject): Promise<string> {
  const { operatorId, role, environmentId, minutes, source } = request;
  await requireRole(cx.tx, role);
  await requireReceiver(cx, { operatorId, groupId: null, role });
  const { id } = await assign(cx, {
    operatorId,
    role,
    environmentId,
    untilAt: minutes ? new Date(cx.now.getTime() + minutes * 60_000) : null,
    reason: request.reason,
    // What a directory asked for ends when its group is lost, and begins anew by asking anew.
    by: { source: source === 'asked' ? 'asked' : 'mapped', causedBy: cx.actor.id },
  });
  return id;
}

/** As the directory's own member, so that it can take out again whom it asked for. */
async function putIn(cx: Context, { operatorId }: RoleRequestSubject, group: GroupSubject): Promise<null> {
  if (group.endedAt) throw new Refusal('conflict', 'This group has ended. Nothing was changed.');
  await addMembers(cx, group.id, [operatorId], 'scim');
  await cx.tx.group.update({
    where: { id: group.id },
    data: { version: { increment: 1 } },
    select: { id: true },
  });
  return null;
}

function requireWaiting(request: RoleRequestSubject, now: Date): void {
  const state = stateAt(request, now);
  if (state === 'expired')
    throw new Refusal('conflict', 'Nobody decided this request in time. It can be asked for once more.');
  if (state !== 'waiting')
    throw new Refusal('conflict', `This request was ${state} already. Nothing was changed.`);
}

async function close(
  cx: Context,
  request: RoleRequestSubject,
  state: 'granted' | 'declined' | 'withdrawn',
  decision: string | null,
  assignmentId: string | null = null,
) {
  requireWaiting(request, cx.now);
  return store(cx, request.id, state, decision, assignmentId);
}

async function store(
  { tx, actor, now }: Context,
  id: string,
  state: schema.RoleRequestState,
  decision: string | null,
  assignmentId: string | null,
): Promise<{ id: string }> {
  await tx.roleRequest.update({
    where: { id },
    data: {
      state,
      decision,
      assignmentId,
      decidedAt: now,
      decidedBy: actor.id,
      decidedByName: actor.name,
    },
    select: { id: true },
  });
  return { id };
}
