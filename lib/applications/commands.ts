import { behind } from '../access/actor.ts';
import { setAllowList } from '../allow-lists/effects.ts';
import { change, creation } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { changeSensitivity, describeList, listSensitivity } from '../keys/rules.ts';
import { applicationKind } from './kind.ts';
import * as schema from './schema.ts';

const audited = ['name', 'description', 'environmentId', 'owner', 'deputy', 'orphanedAt'] as const;

export const createApplication = creation({
  name: 'application.create',
  kind: applicationKind,
  input: schema.CreateApplication,
  // The lock of whoever disables people: or an application would go to somebody who is being disabled, and be nobody's.
  serial: 'owner-floor',
  audited,
  create: async (_, input) => ({
    environmentId: input.environmentId,
    ownerId: input.ownerId,
    deputyId: input.deputyId,
  }),
  sensitivity: 'routine',
  async run({ tx, actor }, _, input) {
    await requirePeople(tx, input);
    await requireFreeName(tx, input.environmentId, input.name);
    return tx.application.create({
      data: { ...input, causedBy: behind(actor) },
      select: { id: true, name: true },
    });
  },
  summary: (application) =>
    `${application.name} created in ${application.environmentId}, owner ${application.owner}`,
});

export const editApplication = change({
  name: 'application.edit',
  kind: applicationKind,
  input: schema.EditApplication,
  audited,
  sensitivity: 'routine',
  async run({ tx }, application, { name, description }) {
    if (name !== application.name) await requireFreeName(tx, application.environmentId, name);
    await tx.application.update({
      where: { id: application.id },
      data: { name, description, version: { increment: 1 } },
    });
    return { id: application.id };
  },
  summary: (application) => `${application.name} edited`,
});

export const handOverApplication = change({
  name: 'application.hand_over',
  kind: applicationKind,
  input: schema.HandOverApplication,
  serial: 'owner-floor',
  audited,
  sensitivity: changeSensitivity,
  async run({ tx }, application, { ownerId, deputyId }) {
    await requirePeople(tx, { ownerId, deputyId });
    await tx.application.update({
      where: { id: application.id },
      data: { ownerId, deputyId, orphanedAt: null, version: { increment: 1 } },
    });
    return { id: application.id };
  },
  summary: (application) => `${application.name} handed over to ${application.owner}`,
});

export const editApplicationAllowList = change({
  name: 'application.edit_allow_list',
  kind: applicationKind,
  input: schema.EditApplicationAllowList,
  audited: ['name', 'allowList'],
  sensitivity: listSensitivity,
  async run({ tx }, application, input) {
    await setAllowList(tx, { applicationId: application.id }, input);
    return { id: application.id };
  },
  summary: (application) => `${application.name}: allow-list ${describeList(application.allowList)}`,
});

/** Under the lock that their state changes under, so that what is read here still holds at the end. */
async function requirePeople(tx: Tx, people: { ownerId: string; deputyId: string | null }): Promise<void> {
  const wanted = [people.ownerId, people.deputyId].filter((id) => id !== null);
  const active = await tx.operator.findMany({
    where: { id: { in: wanted }, state: 'active' },
    select: { id: true },
  });
  const isActive = (id: string | null) => id === null || active.some((o) => o.id === id);
  if (!isActive(people.ownerId))
    throw new Refusal('invalid', 'Correct the marked fields.', { ownerId: 'Choose an active operator.' });
  if (!isActive(people.deputyId))
    throw new Refusal('invalid', 'Correct the marked fields.', {
      deputyId: 'Choose an active operator, or none.',
    });
  if (people.deputyId === people.ownerId)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      deputyId: 'The deputy is somebody else than the owner.',
    });
}

async function requireFreeName(tx: Tx, environmentId: string, name: string): Promise<void> {
  const taken = await tx.application.findFirst({ where: { environmentId, name }, select: { id: true } });
  if (taken)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      name: 'This environment has an application of that name already.',
    });
}
