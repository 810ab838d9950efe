import { newPaths } from '../access/escalation-stored.ts';
import { grantSensitivityOfAll, requireOthers } from '../assignments/effects.ts';
import { change, creation } from '../command.ts';
import { requireNoConflict, warned } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import { addMembers, removeMembers, requireFreeName, requireKept } from './effects.ts';
import { auditedGroup as audited, groupKind as kind } from './kind.ts';
import * as schema from './schema.ts';

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
const named = (members: readonly { name: string }[]) => members.map(({ name }) => name).join(', ');
const brings = ({ roleNames: names }: { roleNames: string[] }) =>
  names.length > 0 ? names.join(', ') : 'no role';

export const createGroup = creation({
  name: 'group.create',
  kind,
  input: schema.CreateGroup,
  audited,
  sensitivity: 'sensitive',
  create: async () => ({ id: null, source: 'given', assignments: [], members: [] }),
  async run({ tx, actor }, _, { name, description }) {
    await requireFreeName(tx, name, null);
    return tx.group.create({ data: { name, description, causedBy: actor.id }, select: { id: true } });
  },
  summary: (group) => `Group ${group.name} made`,
});

export const editGroup = change({
  name: 'group.edit',
  kind,
  input: schema.EditGroup,
  audited,
  sensitivity: 'sensitive',
  async run({ tx }, group, { name, description }) {
    requireKept(group);
    if (name === group.name && description === group.description)
      throw new Refusal('conflict', 'Nothing differs from what is saved. Nothing was changed.');
    await requireFreeName(tx, name, group.id);
    await tx.group.update({
      where: { id: group.id },
      data: { name, description, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: group.id };
  },
  summary: (group) => `Group ${group.name} edited`,
});

/** Whoever is put in has the group's roles from then on: it asks for what giving each of them would ask for. */
export const addGroupMembers = change({
  name: 'group.add_member',
  kind,
  input: schema.ChangeMembers,
  audited,
  async permits(cx, { roles }, { operatorIds }) {
    if (operatorIds.includes(cx.holder))
      throw new Refusal('forbidden', 'Nobody puts themselves into a group.');
    if (roles.length > 0) await requireOthers(cx, operatorIds);
  },
  async sensitivity(group, { operatorIds }, cx) {
    const usual = grantSensitivityOfAll(cx, group.weights);
    if (usual === 'critical') return usual;
    const opened = await newPaths(cx, { kind: 'into-group', groupId: group.id, operatorIds });
    return opened.length > 0 ? 'critical' : usual;
  },
  async run(cx, group, { operatorIds }) {
    requireKept(group);
    const opened = await newPaths(cx, { kind: 'into-group', groupId: group.id, operatorIds });
    const added = await addMembers(cx, group.id, operatorIds);
    return { id: group.id, added, warnings: [...(await requireNoConflict(cx, operatorIds)), ...opened] };
  },
  summary: (group, { added, warnings }) =>
    `${named(added)} put into ${group.name}, which brings ${brings(group)}${warned(warnings)}`,
});

export const removeGroupMembers = change({
  name: 'group.remove_member',
  kind,
  input: schema.ChangeMembers,
  audited,
  sensitivity: 'sensitive',
  async run({ tx }, group, { operatorIds }) {
    requireKept(group);
    return { id: group.id, removed: await removeMembers(tx, group.id, operatorIds) };
  },
  summary: (group, { removed }) =>
    `${named(removed)} taken out of ${group.name}, which brings ${brings(group)}`,
});

/** Its roles end with it, for everybody who is in it. */
export const endGroup = change({
  name: 'group.end',
  kind,
  input: schema.EndGroup,
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, group) {
    requireKept(group);
    const ended = await tx.assignment.updateMany({
      where: { groupId: group.id, endedAt: null },
      data: { endedAt: now },
    });
    await tx.group.update({
      where: { id: group.id },
      data: { endedAt: now, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: group.id, ended: ended.count, held: group.roleNames, members: group.members };
  },
  summary: (group, { held, members }) =>
    `Group ${group.name} ended: ${held.length > 0 ? `${held.join(', ')} ${held.length === 1 ? 'ends' : 'end'} for ${people(members)}` : `it brought no role to ${people(members)}`}`,
});
