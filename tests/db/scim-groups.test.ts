/** Groups as a provisioning client keeps them, asked through HTTP requests. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfOperator } from '#lib/access/ability.ts';
import { removeConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import * as make from '#prisma/factories.ts';
import { address, type Client, clientOf, groupUrn, patch, person, recorded } from '../support/scim.ts';
import { world } from '../support/world.ts';

world();
let client: Client;
let people: string[] = [];
beforeAll(async () => {
  client = await clientOf();
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => client.call('POST', 'Users', person(address()))),
  );
  people = answers.map((one) => one.body.id);
});

const group = (members: string[] = [], name = `Group ${randomUUID()}`) => ({
  schemas: [groupUrn],
  displayName: name,
  members: members.map((value) => ({ value })),
});
const made = async (members: string[] = []) => {
  const answer = await client.call('POST', 'Groups', group(members));
  expect(answer.status).toBe(201);
  return answer.body as { id: string; displayName: string; meta: { version: string } };
};
const membersOf = async (id: string) =>
  ((await client.call('GET', `Groups/${id}`)).body.members as { value: string }[])
    .map((one) => one.value)
    .sort();

describe('a group', () => {
  it('is made with its people, and found by its name without its members where they are not wanted', async () => {
    const { id, displayName } = await made(people.slice(0, 2));
    expect(await membersOf(id)).toEqual(people.slice(0, 2).sort());
    const filter = encodeURIComponent(`displayName eq "${displayName}"`);
    const found = await client.call('GET', `Groups?excludedAttributes=members&filter=${filter}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id, displayName }] });
    expect(found.body.Resources[0].members).toBeUndefined();
  });

  it.each([
    ['the RFC', (id: string) => patch({ op: 'remove', path: `members[value eq "${id}"]` })],
    ['Entra ID', (id: string) => patch({ op: 'Remove', path: 'members', value: [{ value: id }] })],
  ])('loses one member as %s says it, and the others stay', async (_, body) => {
    const [a = '', b = ''] = people;
    const { id } = await made([a, b]);
    expect((await client.call('PATCH', `Groups/${id}`, body(a))).status).toBe(204);
    expect(await membersOf(id)).toEqual([b]);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { subjectId: id },
      orderBy: { number: 'desc' },
    });
    expect(event).toMatchObject({ action: 'group.scim_replace', actorId: 'scim' });
  });

  it('is renamed as Okta does it, with its id in the value', async () => {
    const { id } = await made(people.slice(0, 1));
    const displayName = `Renamed ${randomUUID()}`;
    const answer = await client.call(
      'PATCH',
      `Groups/${id}`,
      patch({ op: 'replace', value: { id, displayName } }),
    );
    expect(answer.status).toBe(204);
    expect((await client.call('GET', `Groups/${id}`)).body).toMatchObject({ displayName });
    expect(await membersOf(id)).toEqual(people.slice(0, 1));
  });

  it('to which six requests at once add one person each has six afterwards', async () => {
    const { id } = await made();
    const answers = await Promise.all(
      people.map((value) =>
        client.call('PATCH', `Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value }] })),
      ),
    );
    expect(answers.map((one) => one.status)).toEqual(Array(6).fill(204));
    expect(await membersOf(id)).toEqual([...people].sort());
  });

  it('of one name is made once by ten requests at once', async () => {
    const body = group();
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.call('POST', 'Groups', body)));
    expect(answers.filter((one) => one.status === 201)).toHaveLength(1);
    for (const one of answers.filter((answer) => answer.status !== 201))
      expect(one).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  });

  it('takes nobody of another connection, no group, and nobody who is gone', async () => {
    const other = await clientOf();
    const stranger = (await other.call('POST', 'Users', person(address()))).body.id;
    const gone = (await client.call('POST', 'Users', person(address()))).body.id;
    await client.call('DELETE', `Users/${gone}`);
    const { id } = await made();
    for (const value of [stranger, gone, randomUUID(), id])
      expect(
        await client.call('PATCH', `Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value }] })),
      ).toMatchObject({
        status: 400,
        body: { scimType: 'invalidValue' },
      });
    const nested = patch({ op: 'add', path: 'members', value: [{ value: people[0], type: 'Group' }] });
    expect((await client.call('PATCH', `Groups/${id}`, nested)).status).toBe(400);
    expect(await membersOf(id)).toEqual([]);
  });

  it('gives its role to who comes in, takes it from who goes out, and ends it with itself', async () => {
    const [one = ''] = people;
    const { id } = await made();
    await roleFor(id, 'auditor');
    const may = async () =>
      (await accessOfOperator(db(), one, new Date())).access.can('audit.export', 'AuditEvent');
    expect(await may()).toBe(false);
    await client.call(
      'PATCH',
      `Groups/${id}`,
      patch({ op: 'add', path: 'members', value: [{ value: one }] }),
    );
    expect(await may()).toBe(true);
    await client.call('PATCH', `Groups/${id}`, patch({ op: 'remove', path: 'members' }));
    expect(await may()).toBe(false);
    await client.call(
      'PATCH',
      `Groups/${id}`,
      patch({ op: 'add', path: 'members', value: [{ value: one }] }),
    );
    expect((await client.call('DELETE', `Groups/${id}`)).status).toBe(204);
    expect(await may()).toBe(false);
    expect(await db().assignment.count({ where: { groupId: id, endedAt: null } })).toBe(0);
    expect((await client.call('GET', `Groups/${id}`)).status).toBe(404);
  });

  it('that holds an administrative role takes nobody in from a directory, and still lets people go', async () => {
    const [a = '', b = ''] = people;
    const { id } = await made([a]);
    await roleFor(id, 'administrator');
    const refused = await client.call(
      'PATCH',
      `Groups/${id}`,
      patch({ op: 'add', path: 'members', value: [{ value: b }] }),
    );
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Administrator') },
    });
    expect(await membersOf(id)).toEqual([a]);
    expect(
      (await client.call('PATCH', `Groups/${id}`, patch({ op: 'remove', path: 'members' }))).status,
    ).toBe(204);
    expect(await membersOf(id)).toEqual([]);
  });

  it('that was made in the console is not there for any client', async () => {
    const { id } = await made();
    await recorded((tx) => tx.group.update({ where: { id }, data: { source: 'given' } }));
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', patch({ op: 'remove', path: 'members' })],
      ['DELETE', undefined],
    ] as const)
      expect((await client.call(method, `Groups/${id}`, body)).status).toBe(404);
  });
});

const roleFor = (groupId: string, role: string) =>
  recorded((tx) =>
    tx.assignment.create({
      data: { groupId, role, reason: 'for a test', causedBy: 'test', fromAt: new Date(0) },
    }),
  );

it('makes nobody an owner by a group, whatever the group is called', async () => {
  const answer = await client.call('POST', 'Groups', group(people.slice(0, 1), 'account-owner'));
  expect(answer.status).toBe(201);
  expect(await db().assignment.count({ where: { operatorId: people[0] ?? '' } })).toBe(0);
});

it('a connection goes with the groups that its directory made, and what they held', async () => {
  await make.makeOperator({ role: 'account-owner' });
  const other = await clientOf();
  const member = (await other.call('POST', 'Users', person(address()))).body.id;
  const { id } = (await other.call('POST', 'Groups', group([member]))).body;
  await roleFor(id, 'auditor');
  await make.must(removeConnection, { id: other.connectionId, reason: 'gone', successorId: null });
  expect(await db().group.count({ where: { id } })).toBe(0);
  expect((await other.call('GET', 'Groups')).status).toBe(401);
});
