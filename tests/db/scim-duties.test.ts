/** Separation of duties where a directory brings people in: it keeps a right from them, never them, nor what ends. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { createAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { createDuty } from '#lib/duties/commands.ts';
import * as make from '#prisma/factories.ts';
import { address, type Client, clientOf, groupUrn, patch, person, recorded } from '../support/scim.ts';
import { world } from '../support/world.ts';

world();
let client: Client;
let group: string;
const reason = 'for a test';

beforeAll(async () => {
  client = await clientOf();
  group = (await client.call('POST', 'Groups', body([]))).body.id;
  await make.must(createAssignment, { groupId: group, role: 'auditor', reason });
});

const body = (members: string[], displayName = `Group ${randomUUID()}`) => ({
  schemas: [groupUrn],
  displayName,
  members: members.map((value) => ({ value })),
});
const made = async () => (await client.call('POST', 'Users', person(address()))).body.id as string;
const membersOf = async (id: string) =>
  ((await client.call('GET', `Groups/${id}`)).body.members as { value: string }[]).map((one) => one.value);
const active = (id: string, value: boolean) =>
  client.call('PATCH', `Users/${id}`, patch({ op: 'replace', path: 'active', value }));
const rolesOf = async (operatorId: string) =>
  (await db().assignment.findMany({ where: { operatorId, endedAt: null } })).map(({ role }) => role);
const told = (text: string) => db().notice.count({ where: { text: { contains: text } } });

it('whoever comes back holding a forbidden pair is let in, without what came last of it, and the owners are told', async () => {
  const [id, through] = [await made(), await made()];
  await make.giveRole(id, 'security-officer');
  await make.giveRole(id, 'auditor');
  await make.giveRole(through, 'security-officer');
  await client.call(
    'PATCH',
    `Groups/${group}`,
    patch({ op: 'add', path: 'members', value: [{ value: through }] }),
  );
  await active(id, false);
  await active(through, false);
  await make.must(createDuty, {
    name: 'Keys and proof',
    first: 'key.create ApiKey',
    second: 'audit.export AuditEvent',
    mode: 'forbid',
    reason,
  });
  expect(await active(id, true)).toMatchObject({ status: 200, body: { active: true } });
  expect(await rolesOf(id)).toEqual(['security-officer']);
  const event = await db().auditEvent.findFirstOrThrow({
    where: { subjectId: id, action: 'operator.scim_activate', outcome: 'done' },
  });
  expect(event.summary).toContain('Auditor is not given back');
  expect(await told('Auditor is not given back')).toBe(1);
  expect((await active(through, true)).status).toBe(200);
  expect(await membersOf(group)).not.toContain(through);
  expect(await rolesOf(through)).toEqual(['security-officer']);
});

it('of a list of members who may come comes and who leaves leaves, whoever is kept out', async () => {
  const [leaves, comes, kept] = [await made(), await made(), await made()];
  await make.giveRole(kept, 'security-officer');
  await client.call(
    'PATCH',
    `Groups/${group}`,
    patch({ op: 'add', path: 'members', value: [{ value: leaves }] }),
  );
  const { displayName } = (await client.call('GET', `Groups/${group}`)).body;
  const put = () => client.call('PUT', `Groups/${group}`, body([comes, kept], displayName));
  expect(await put()).toMatchObject({ status: 200, body: { members: [{ value: comes }] } });
  const event = await db().auditEvent.findFirstOrThrow({
    where: { subjectId: group, action: 'group.scim_replace', outcome: 'done' },
    orderBy: { number: 'desc' },
  });
  expect(event.summary).toMatch(/1 added, 1 removed, 1 person; left out: /);
  expect(await told(`Not put into ${displayName} by provisioning`)).toBe(1);
  // Asked for nothing else, it says why.
  expect(await put()).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Keys and proof') },
  });
  expect(await membersOf(group)).toEqual([comes]);
  expect(await rolesOf(kept)).toEqual(['security-officer']);
});

it('of a group that became administrative people leave, though others wait who should come in the same request', async () => {
  const [leaves, wants] = [await made(), await made()];
  const { id, displayName } = (await client.call('POST', 'Groups', body([leaves]))).body;
  const { id: assignment } = await make.must(createAssignment, { groupId: id, role: 'viewer', reason });
  await recorded((tx) =>
    tx.assignment.update({ where: { id: assignment }, data: { role: 'administrator' } }),
  );
  const answer = await client.call('PUT', `Groups/${id}`, body([wants], displayName));
  expect(answer).toMatchObject({ status: 200, body: { members: [] } });
  expect(await db().roleRequest.findMany({ where: { groupId: id } })).toMatchObject([
    { operatorId: wants, role: 'administrator', state: 'waiting' },
  ]);
});
