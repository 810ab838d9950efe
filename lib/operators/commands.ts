import { mayOn } from '../access/ability.ts';
import { newPaths } from '../access/escalation-stored.ts';
import { settleOrphans } from '../applications/effects.ts';
import {
  assign,
  grantSensitivity,
  requireOtherPerson,
  requireOwnerFloor,
  requireRole,
  weightOf,
} from '../assignments/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { requireNoConflict, warned } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import { auditedOperator as audited, operatorKind } from './kind.ts';
import { hasStoodAside, removedByClient } from './rules.ts';
import * as schema from './schema.ts';

/** Whom nobody is, so that nobody gives it to themselves. */
const nobodyYet = '00000000-0000-0000-0000-000000000000';
const firstRole = (
  role: string,
  { environmentId, reason }: { environmentId: string | null; reason: string },
  operatorId: string,
) => ({ operatorId, groupId: null, role, environmentId, untilAt: null, reason });

/** Adds a person of one connection, with a first role where the actor may grant it. */
export const addOperator = creation({
  name: 'operator.add',
  kind: operatorKind,
  input: schema.AddOperator,
  audited,
  async create(cx, input) {
    const connection = await cx.tx.connection.findUnique({
      where: { slug: input.connection },
      select: { id: true },
    });
    if (!connection)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        connection: 'There is no connection of that name.',
      });
    const wouldBe = { connectionId: connection.id, id: null, assignments: [], memberships: [] };
    const { role, environmentId, email: name } = input;
    if (!role) return { ...wouldBe, sensitivity: 'sensitive' as const, weight: null, opened: [] };
    const weight = weightOf(await requireRole(cx.tx, role));
    const usual = grantSensitivity(cx, weight);
    const place = { role, environmentId, connectionId: connection.id, name };
    const opened = usual === 'critical' ? [] : await newPaths(cx, { kind: 'newcomer', ...place });
    return { ...wouldBe, sensitivity: opened.length > 0 ? ('critical' as const) : usual, weight, opened };
  },
  async permits(cx, _, input) {
    const { role } = input;
    if (role) await requireOtherPerson(cx, input.email);
    if (role && !mayOn(cx.access, 'assignment.create', 'Assignment', firstRole(role, input, nobodyYet)))
      throw new Refusal('invalid', 'Correct the marked fields.', {
        role: 'This role lies above what you may grant.',
      });
  },
  sensitivity: (wouldBe) => wouldBe.sensitivity,
  async run(cx, { connectionId, opened }, input) {
    const nameId = schema.canonicalNameId(input.nameId ?? input.email);
    const known = await cx.tx.operator.findUnique({
      where: { connectionId_nameId: { connectionId, nameId } },
      select: { name: true },
    });
    if (known)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        email: `${known.name} is an operator of this connection already.`,
      });
    const name = input.name || input.email;
    const operator = await cx.tx.operator.create({
      data: { connectionId, nameId, email: input.email, name, causedBy: cx.actor.id },
      select: { id: true, name: true },
    });
    if (input.role) {
      await assign(cx, firstRole(input.role, input, operator.id));
      return { ...operator, warnings: [...(await requireNoConflict(cx, [operator.id])), ...opened] };
    }
    return { ...operator, warnings: [] as string[] };
  },
  summary: (operator, { warnings }) =>
    `${operator.name} added to ${operator.connection}${operator.roleNames.length > 0 ? ` as ${operator.roleNames.join(', ')}` : ''}${warned(warnings)}`,
});

/** Ends every session of the person in the same breath; the next request finds none. */
export const disableOperator = change({
  name: 'operator.disable',
  kind: operatorKind,
  input: schema.DisableOperator,
  serial: 'owner-floor',
  audited,
  sensitivity: 'sensitive',
  async run(cx, operator) {
    const { tx, now } = cx;
    if (operator.state === 'disabled')
      throw new Refusal('conflict', 'This operator is disabled already. Nothing was changed.');
    await tx.operator.update({
      where: { id: operator.id },
      data: { state: 'disabled', version: { increment: 1 } },
    });
    await settleOrphans(cx, [operator.id]);
    const ended = await tx.session.updateMany({
      where: { operatorId: operator.id, endedAt: null },
      data: { endedAt: now },
    });
    if (operator.assignments.some((a) => a.role === 'account-owner')) await requireOwnerFloor(tx, now);
    return { id: operator.id, sessions: ended.count };
  },
  summary: (operator, { sessions }) =>
    `${operator.name} disabled, ${sessions} ${sessions === 1 ? 'session' : 'sessions'} ended`,
});

export const enableOperator = change({
  name: 'operator.enable',
  kind: operatorKind,
  input: schema.EnableOperator,
  serial: 'owner-floor',
  audited,
  // A role that they kept may have come to give more while they were out.
  sensitivity: async (operator, _, cx) =>
    (await opened(cx, operator.id)).length > 0 ? 'critical' : 'sensitive',
  async run(cx, operator) {
    if (operator.state === 'active')
      throw new Refusal('conflict', 'This operator is active already. Nothing was changed.');
    requireOwnName(operator);
    const paths = await opened(cx, operator.id);
    await cx.tx.operator.update({
      where: { id: operator.id },
      data: { state: 'active', version: { increment: 1 } },
    });
    await takeBack(cx, operator.id);
    const warnings = await requireNoConflict(cx, [operator.id]);
    await settleOrphans(cx, [operator.id]);
    return { id: operator.id, warnings: [...warnings, ...paths] };
  },
  summary: (operator, { warnings }) => `${operator.name} enabled${warned(warnings)}`,
});

const opened = (cx: Context, operatorId: string) => newPaths(cx, { kind: 'comes-back', operatorId });

/** For an account owner who is locked out; the command line's alone, and all owners are told. */
export const recoverOperator = change({
  name: 'operator.recover',
  kind: operatorKind,
  input: schema.RecoverOperator,
  serial: 'owner-floor',
  audited,
  sensitivity: 'critical',
  async run(cx, operator, input) {
    const nameId = schema.canonicalNameId(input.nameId ?? operator.nameId);
    requireOwnName({ ...operator, nameId });
    await cx.tx.operator.update({
      where: { id: operator.id },
      data: { state: 'active', nameId, version: { increment: 1 } },
    });
    await takeBack(cx, operator.id);
    await settleOrphans(cx, [operator.id]);
    const owner = operator.assignments.some((a) => a.role === 'account-owner' && a.environmentId === null);
    if (!owner)
      await assign(cx, {
        operatorId: operator.id,
        role: 'account-owner',
        environmentId: null,
        untilAt: null,
        reason: input.reason,
      });
    return { id: operator.id };
  },
  summary: (operator) => `${operator.name} recovered as account owner from the command line`,
});

// Whom a directory removed and somebody here brings back is seen by the directory again: nobody is active unseen.
function takeBack({ tx }: Context, id: string) {
  const data = { source: 'given' };
  return tx.operator.updateMany({ where: { id, source: removedByClient }, data });
}

function requireOwnName(operator: { name: string; nameId: string }): void {
  if (hasStoodAside(operator))
    throw new Refusal(
      'conflict',
      `Provisioning removed ${operator.name} and gave the name by which they signed in to a new account. Give the roles to that one.`,
    );
}
