import { newPathsOfGrant as newPaths } from '../access/escalation-stored.ts';
import { wouldBeAssignment } from '../access/granting.ts';
import { change, creation } from '../command.ts';
import { requireNoConflict, warned } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import { assign, grantSensitivity, requireOwnerFloor, requireRole, weightOf } from './effects.ts';
import { type AssignmentSubject, auditedAssignment as audited, assignmentKind as kind } from './kind.ts';
import { reachedBy, receiverOf, requireOpen, requireOthers, requireReceiver } from './receiver.ts';
import * as schema from './schema.ts';

const where = (environmentId: string | null) =>
  environmentId ? `in ${environmentId}` : 'in every environment';
const day = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ');
const is = ({ group, operator }: AssignmentSubject) => (group ? `The group ${group}` : operator);

export const createAssignment = creation({
  name: 'assignment.create',
  kind,
  input: schema.CreateAssignment,
  audited,
  async create(cx, { operatorId, groupId, role: slug, environmentId }) {
    const role = await requireRole(cx.tx, slug);
    const receiver = await receiverOf(cx.tx, operatorId, groupId);
    const weight = weightOf(role);
    // Of what is critical anyway nobody needs to know whether it would be for this, too.
    const usual = grantSensitivity(cx, weight);
    const opened =
      usual === 'critical' ? [] : await newPaths(cx, { operatorId, groupId, role: slug, environmentId });
    const sensitivity = opened.length > 0 ? ('critical' as const) : usual;
    return { ...wouldBeAssignment(slug, environmentId, receiver), weight, sensitivity, opened };
  },
  permits: (cx, wouldBe) => requireOthers(cx, reachedBy(wouldBe)),
  sensitivity: (wouldBe) => wouldBe.sensitivity,
  async run(cx, { opened }, input) {
    const people = await requireReceiver(cx, input);
    const { id } = await assign(cx, input);
    return { id, warnings: [...(await requireNoConflict(cx, people)), ...opened] };
  },
  summary: (a, { warnings }, { fromAt }) =>
    `${is(a)} is ${a.roleName} ${where(a.environmentId)}${fromAt && a.fromAt >= fromAt ? ` from ${day(a.fromAt)} UTC on` : ''}${a.untilAt ? ` until ${day(a.untilAt)} UTC` : ''}${warned(warnings)}`,
});

export const endAssignment = change({
  name: 'assignment.end',
  kind,
  input: schema.EndAssignment,
  serial: 'owner-floor',
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, assignment) {
    requireOpen(assignment, now);
    await tx.assignment.update({ where: { id: assignment.id }, data: { endedAt: now } });
    if (assignment.role === 'account-owner') await requireOwnerFloor(tx, now);
    return { id: assignment.id };
  },
  summary: (a) => `${is(a)} is no longer ${a.roleName} ${where(a.environmentId)}`,
});

/** Earlier takes away; later, or without an end, gives, and is judged as giving the role is. */
export const moveEnd = change({
  name: 'assignment.move_end',
  kind,
  input: schema.MoveEnd,
  serial: 'owner-floor',
  audited,
  async permits(cx, assignment, { untilAt }) {
    if (isEarlier(assignment, untilAt)) return;
    await requireOthers(cx, reachedBy(await receiverOf(cx.tx, assignment.operatorId, assignment.groupId)));
  },
  async sensitivity(assignment, { untilAt }, cx) {
    if (isEarlier(assignment, untilAt)) return 'sensitive';
    const usual = grantSensitivity(cx, assignment.weight);
    return usual === 'critical' || (await openedByMore(cx, assignment)).length === 0 ? usual : 'critical';
  },
  async run(cx, assignment, { untilAt }) {
    const { tx, now } = cx;
    requireOpen(assignment, now);
    if (untilAt?.getTime() === assignment.untilAt?.getTime())
      throw new Refusal('invalid', 'Correct the marked fields.', { untilAt: 'It ends then already.' });
    const earliest = assignment.fromAt > now ? assignment.fromAt : now;
    if (untilAt && untilAt <= earliest)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        untilAt: 'Choose an instant that is still to come, or end it now.',
      });
    const isMore = !isEarlier(assignment, untilAt);
    const opened = isMore ? await openedByMore(cx, assignment) : [];
    await tx.assignment.update({ where: { id: assignment.id }, data: { untilAt } });
    if (assignment.role === 'account-owner') await requireOwnerFloor(tx, now);
    const receiver = await receiverOf(tx, assignment.operatorId, assignment.groupId);
    const warnings = isMore ? await requireNoConflict(cx, reachedBy(receiver)) : [];
    return { id: assignment.id, warnings: [...warnings, ...opened] };
  },
  summary: (a, { warnings }) =>
    `${is(a)} is ${a.roleName} ${where(a.environmentId)} ${a.untilAt ? `until ${day(a.untilAt)} UTC` : 'without an end'}${warned(warnings)}`,
});

/** What others agreed to for an hour opens for good what it opened: as if it were given now. */
const openedByMore = (cx: Parameters<typeof newPaths>[0], assignment: AssignmentSubject) =>
  newPaths(cx, assignment, { but: assignment.id });

function isEarlier({ untilAt: former }: AssignmentSubject, untilAt: Date | null): boolean {
  return untilAt !== null && (former === null || untilAt < former);
}
