/** Groups as a provisioning client keeps them, asked through HTTP requests. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfOperator } from '#lib/access/ability.ts';
import { createAssignment } from '#lib/assignments/commands.ts';
import { removeConnection } from '#lib/connections/commands.ts';
import { db } from '#lib/db/client.ts';
import { declineRoleRequest, grantRoleRequest } from '#lib/role-requests/commands.ts';
import { readRoleRequest } from '#lib/role-requests/queries.ts';
import { createRole } from '#lib/roles/commands.ts';
import * as make from '#prisma/factories.ts';
import { executeProven } from '../support/proven.ts';
import { address, type Client, clientOf, groupUrn, patch, person, recorded } from '../support/scim.ts';
import { type Person, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
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

const add = (id: string, ...values: string[]) =>
  client.call(
    'PATCH',
    `Groups/${id}`,
    patch({ op: 'add', path: 'members', value: values.map((value) => ({ value })) }),
  );
const requestsFor = (groupId: string) =>
  db().roleRequest.findMany({ where: { groupId }, orderBy: { requestedAt: 'asc' } });
const decide = (by: Person, command: unknown, id: string) =>
  executeProven(command as typeof grantRoleRequest, by.actor, { id, reason: 'looked at' }, { origin });

describe('a group with an administrative role', () => {
  let owner: Person;
  let manager: Person;
  beforeAll(async () => {
    owner = await w.person('account-owner');
    manager = await w.person('access-manager');
    // Whoever made the token stands behind what it asks for: somebody through whom neither of the two has anything.
    const { id: causedBy } = await w.person('administrator');
    await recorded((tx) =>
      tx.scimToken.updateMany({ where: { connectionId: client.connectionId }, data: { causedBy } }),
    );
  });
  const administrators = async (members: string[] = []) => {
    const { id } = await made(members);
    await roleFor(id, 'administrator');
    return id;
  };

  it('lets nobody in by a directory alone: each is asked for, once, and people still leave it', async () => {
    const [a = '', b = '', c = ''] = people;
    const id = await administrators([a]);
    expect((await add(id, b, c)).status).toBe(204);
    expect((await add(id, b)).status).toBe(204);
    expect(await membersOf(id)).toEqual([a]);
    expect(await requestsFor(id)).toMatchObject(
      [b, c].map((operatorId) => ({ operatorId, role: 'administrator', source: 'scim', state: 'waiting' })),
    );
    const event = await db().auditEvent.findFirstOrThrow({
      where: { subjectId: id, action: 'group.scim_replace' },
    });
    expect(event.summary).toContain('2 people wait to be let in');
    expect(
      (await client.call('PATCH', `Groups/${id}`, patch({ op: 'remove', path: 'members' }))).status,
    ).toBe(204);
    expect(await membersOf(id)).toEqual([]);
    // Whom the directory no longer wants nobody has to decide about.
    expect((await requestsFor(id)).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
  });

  it('is entered by who is let in under the ceiling of whoever does it, as the directory’s own member', async () => {
    const [a = ''] = people;
    const id = await administrators();
    await add(id, a);
    const [request] = await requestsFor(id);
    const asked = request?.id ?? '';
    const { access: limited } = await accessOfOperator(db(), manager.id, new Date());
    const reader = { access: limited, operatorId: manager.id, environment: 'production', now: new Date() };
    expect((await readRoleRequest(reader, asked)).may.decide).toBe(false);
    expect(await decide(manager, grantRoleRequest, asked)).toMatchObject({ kind: 'refused' });
    expect(await membersOf(id)).toEqual([]);
    expect(await decide(owner, grantRoleRequest, asked)).toMatchObject({ kind: 'done' });
    expect(await membersOf(id)).toEqual([a]);
    expect(await db().groupMember.findFirstOrThrow({ where: { groupId: id } })).toMatchObject({
      source: 'scim',
      causedBy: owner.id,
    });
    const { access } = await accessOfOperator(db(), a, new Date());
    expect(access.can('operator.add', 'Operator')).toBe(true);
    expect(
      (await client.call('PATCH', `Groups/${id}`, patch({ op: 'remove', path: 'members' }))).status,
    ).toBe(204);
    expect((await accessOfOperator(db(), a, new Date())).access.can('operator.add', 'Operator')).toBe(false);
  });

  it('is not asked for again after a no, and the client hears why', async () => {
    const [a = ''] = people;
    const id = await administrators();
    await add(id, a);
    const [request] = await requestsFor(id);
    expect(await decide(owner, declineRoleRequest, request?.id ?? '')).toMatchObject({ kind: 'done' });
    expect(await add(id, a)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('was declined by') },
    });
    expect(await requestsFor(id)).toHaveLength(1);
  });

  it('that comes to hold one more role above the ceiling is out of reach of who could decide before', async () => {
    const [a = ''] = people;
    const { id } = await made();
    await roleFor(id, 'access-manager');
    await add(id, a);
    const [request] = await requestsFor(id);
    await roleFor(id, 'administrator');
    expect(await decide(manager, grantRoleRequest, request?.id ?? '')).toMatchObject({ kind: 'refused' });
    expect(await membersOf(id)).toEqual([]);
  });

  it('ends with its requests', async () => {
    const [a = ''] = people;
    const id = await administrators();
    await add(id, a);
    expect((await client.call('DELETE', `Groups/${id}`)).status).toBe(204);
    expect((await requestsFor(id)).map(({ state }) => state)).toEqual(['withdrawn']);
  });
});

it('who could make themselves more by a plain group, with what they hold already, is asked for; the others are in', async () => {
  await w.another('account-owner');
  const roleOf = async (rule: object) => {
    const policy = { rules: [rule] };
    const input = { name: randomUUID(), description: '', policy, ceiling: [], reason: 'for a test' };
    return (await make.must(createRole, input as never)).slug;
  };
  // Whoever holds both makes themselves the owner of any application, and has its keys then.
  const taking = await roleOf({ may: ['application.hand_over'], on: 'Application' });
  const having = await roleOf({ may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' } });
  const [plain = '', taker = ''] = people;
  await make.must(createAssignment, {
    operatorId: taker,
    role: taking,
    environmentId: '',
    reason: 'for a test',
  });
  const { id } = await made();
  await roleFor(id, having);
  expect((await add(id, plain, taker)).status).toBe(204);
  expect(await membersOf(id)).toEqual([plain]);
  expect(await requestsFor(id)).toMatchObject([{ operatorId: taker, role: having, state: 'waiting' }]);
});

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
