/** People as a provisioning client keeps them, asked through HTTP requests. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import * as make from '#prisma/factories.ts';
import {
  address,
  type Client,
  clientOf,
  entraPerson,
  groupUrn,
  oktaPerson,
  patch,
  person,
} from '../support/scim.ts';
import { world } from '../support/world.ts';

world();
let client: Client;
beforeAll(async () => {
  client = await clientOf();
});

const made = async (more: object = {}, by = client) => {
  const answer = await by.call('POST', 'Users', person(address(), more));
  expect(answer.status).toBe(201);
  return answer.body;
};
const stored = (id: string) => db().operator.findUniqueOrThrow({ where: { id } });
const lastEvent = (subjectId: string) =>
  db().auditEvent.findFirstOrThrow({ where: { subjectId }, orderBy: { number: 'desc' } });

describe('a person', () => {
  it('that Okta sends is made without any right, caused by whoever made the token', async () => {
    const userName = address();
    const answer = await client.call('POST', 'Users', oktaPerson(userName, '00u1'));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
    expect(answer.headers.get('location')).toBe(answer.body.meta.location);
    expect(answer.headers.get('etag')).toBe(answer.body.meta.version);
    expect(answer.body).toMatchObject({
      userName,
      externalId: '00u1',
      displayName: 'Ada Lovelace',
      active: true,
    });
    const row = await stored(answer.body.id);
    const token = await db().scimToken.findUniqueOrThrow({ where: { id: client.tokenId } });
    expect(row).toMatchObject({ nameId: userName, source: 'scim', causedBy: token.causedBy });
    expect(await db().assignment.count({ where: { operatorId: row.id } })).toBe(0);
    expect(await lastEvent(row.id)).toMatchObject({ action: 'operator.scim_create', actorId: 'scim' });
  });

  it('that Entra ID sends gets no role by what it says of roles', async () => {
    const answer = await client.call('POST', 'Users', entraPerson(address(), randomUUID()));
    expect(answer.body).toMatchObject({ displayName: 'Grace Hopper' });
    expect(await db().assignment.count({ where: { operatorId: answer.body.id } })).toBe(0);
  });

  it('of one name is made once by twenty requests at once, and nineteen hear 409 uniqueness', async () => {
    const body = person(address());
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.call('POST', 'Users', body)));
    const wins = answers.filter((one) => one.status === 201);
    expect(wins).toHaveLength(1);
    for (const one of answers.filter((answer) => answer.status !== 201))
      expect(one.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    expect(await db().operator.count({ where: { nameId: body.userName } })).toBe(1);
  });

  it('is found by a userName in any case', async () => {
    const { id, userName } = await made();
    const filter = encodeURIComponent(`userName eq "${userName.toUpperCase()}"`);
    const found = await client.call('GET', `Users?filter=${filter}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
  });

  it('with an address of a domain for which another connection speaks is refused', async () => {
    const other = await clientOf();
    const operator = await make.makeOperator({ connection: other.slug, email: address('theirs.example') });
    expect(operator.connectionId).toBe(other.connectionId);
    await setDomains(other.connectionId, ['theirs.example']);
    for (const body of [
      person(address('theirs.example')),
      person(address(), { emails: [{ value: address('theirs.example') }] }),
    ])
      expect(await client.call('POST', 'Users', body)).toMatchObject({
        status: 400,
        body: { scimType: 'invalidValue' },
      });
  });

  it('outside the domains of its own connection is refused', async () => {
    const narrow = await clientOf();
    await setDomains(narrow.connectionId, ['only.example']);
    expect((await narrow.call('POST', 'Users', person(address()))).status).toBe(400);
    expect((await narrow.call('POST', 'Users', person(address('only.example')))).status).toBe(201);
  });

  it.each([
    ['no userName', { userName: undefined }],
    ['a userName with a control character', { userName: 'a\u202eb@corp.example' }],
    ['no address at all', { userName: 'plain', emails: [] }],
    ['an address beyond ASCII', { emails: [{ value: 'a@ex\u00e4mple.com' }] }],
    ['active that is no boolean', { active: 'perhaps' }],
    [
      'two primary addresses',
      {
        emails: [
          { value: address(), primary: true },
          { value: address(), primary: true },
        ],
      },
    ],
  ])('with %s is refused as invalidValue, and nobody is made', async (_, more) => {
    const before = await db().operator.count();
    const answer = await client.call('POST', 'Users', person(address(), more));
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue', status: '400' } });
    expect(await db().operator.count()).toBe(before);
  });
});

describe('a PATCH', () => {
  it.each([
    ['of the RFC', patch({ op: 'replace', path: 'active', value: false })],
    ['of Okta', patch({ op: 'replace', value: { active: false } })],
    ['of Entra ID', patch({ op: 'Replace', path: 'active', value: 'False' })],
    ['of Entra ID without a path', patch({ op: 'Replace', value: { active: 'False' } })],
  ])('%s deactivates, and their sessions end at once', async (_, body) => {
    const { id } = await made();
    const session = await make.makeSession(id);
    const answer = await client.call('PATCH', `Users/${id}`, body);
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect((await db().session.findUniqueOrThrow({ where: { id: session.id } })).endedAt).not.toBeNull();
    expect(await lastEvent(id)).toMatchObject({ action: 'operator.scim_deactivate', outcome: 'done' });
    const back = await client.call(
      'PATCH',
      `Users/${id}`,
      patch({ op: 'Add', path: 'active', value: 'True' }),
    );
    expect(back.body.active).toBe(true);
  });

  it('that takes active away lets nobody in, nor puts anybody out', async () => {
    const [inside, outside] = [await made(), await made({ active: false })];
    const body = patch(
      { op: 'remove', path: 'active' },
      { op: 'replace', path: 'displayName', value: 'Still' },
    );
    for (const { id, active } of [inside, outside])
      expect(await client.call('PATCH', `Users/${id}`, body)).toMatchObject({
        status: 200,
        body: { active, displayName: 'Still' },
      });
    expect((await stored(outside.id)).state).toBe('disabled');
  });

  it('of an address by its type, as Entra ID sends it, and of what is not kept, is taken whole', async () => {
    const { id } = await made();
    const email = address();
    const answer = await client.call(
      'PATCH',
      `Users/${id}`,
      patch(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: email },
        { op: 'Replace', path: 'displayName', value: 'New Name' },
        { op: 'Add', path: 'addresses[type eq "work"].country', value: 'UK' },
        {
          op: 'Add',
          path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
          value: 'X',
        },
      ),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { displayName: 'New Name', emails: [{ value: email }] },
    });
  });

  it('of which one operation fails changes nothing', async () => {
    const { id, displayName, meta } = await made();
    const answer = await client.call(
      'PATCH',
      `Users/${id}`,
      patch(
        { op: 'replace', path: 'displayName', value: 'Half' },
        { op: 'replace', path: 'shoeSize', value: 9 },
      ),
    );
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidPath' } });
    expect((await client.call('GET', `Users/${id}`)).body).toMatchObject({ displayName, meta });
  });

  it('that changes nothing leaves version and trail as they are', async () => {
    const { id, meta } = await made();
    const { number } = await lastEvent(id);
    const answer = await client.call(
      'PATCH',
      `Users/${id}`,
      patch({ op: 'replace', path: 'active', value: true }),
    );
    expect(answer.body.meta.version).toBe(meta.version);
    expect((await lastEvent(id)).number).toBe(number);
  });

  it.each([
    ['without operations', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }, 'invalidSyntax'],
    ['of an operation that is none', patch({ op: 'move', path: 'active' }), 'invalidSyntax'],
    ['that removes nothing that it names', patch({ op: 'remove' }), 'noTarget'],
    ['of the id', patch({ op: 'replace', path: 'id', value: randomUUID() }), 'mutability'],
    ['of the prototype', patch({ op: 'add', path: 'constructor.prototype', value: {} }), 'invalidPath'],
    [
      'with too many operations',
      patch(...Array(300).fill({ op: 'add', path: 'active', value: true })),
      'tooMany',
    ],
  ])('%s is refused', async (_, body, scimType) => {
    const { id } = await made();
    expect(await client.call('PATCH', `Users/${id}`, body)).toMatchObject({
      status: 400,
      body: { scimType },
    });
  });

  it('by many at once loses none of them', async () => {
    const { id } = await made();
    const values = [
      { path: 'displayName', value: 'Together' },
      { path: 'externalId', value: randomUUID() },
      { path: 'emails[type eq "work"].value', value: address() },
    ];
    const answers = await Promise.all(
      values.map((one) => client.call('PATCH', `Users/${id}`, patch({ op: 'replace', ...one }))),
    );
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200]);
    expect(await stored(id)).toMatchObject({
      name: 'Together',
      externalId: values[1]?.value,
      email: values[2]?.value,
    });
  });
});

describe('a userName', () => {
  it('changes for whom provisioning made and nobody has seen yet', async () => {
    const { id } = await made();
    const userName = address();
    const answer = await client.call('PUT', `Users/${id}`, person(userName));
    expect(answer).toMatchObject({ status: 200, body: { userName } });
    expect((await stored(id)).nameId).toBe(userName);
  });

  it.each([
    ['was added in the console', async () => (await make.makeOperator({ connection: client.slug })).id],
    [
      'has signed in',
      async () => {
        const { id } = await made();
        await make.makeSession(id);
        return id as string;
      },
    ],
    [
      'holds a role',
      async () => {
        const { id } = await made();
        await make.giveRole(id, 'administrator');
        return id as string;
      },
    ],
  ])('of somebody who %s stays, so that a token gives nobody another one’s rights', async (_, of) => {
    const id = await of();
    const { nameId } = await stored(id);
    const answer = await client.call('PUT', `Users/${id}`, person(address()));
    expect(answer).toMatchObject({ status: 409, body: { scimType: 'mutability' } });
    expect((await stored(id)).nameId).toBe(nameId);
  });
});

describe('versions', () => {
  it('answer 304 to whoever has it, 412 to whoever has an older one', async () => {
    const { id, meta } = await made();
    const same = await client.call('GET', `Users/${id}`, undefined, { 'if-none-match': meta.version });
    expect(same).toMatchObject({ status: 304, body: null });
    const change = patch({ op: 'replace', path: 'displayName', value: 'Newer' });
    expect((await client.call('PATCH', `Users/${id}`, change, { 'if-match': meta.version })).status).toBe(
      200,
    );
    const stale = await client.call('PUT', `Users/${id}`, person(address()), { 'if-match': meta.version });
    expect(stale.status).toBe(412);
    expect((await client.call('DELETE', `Users/${id}`, undefined, { 'if-match': meta.version })).status).toBe(
      412,
    );
    expect((await stored(id)).name).toBe('Newer');
  });

  it('let one of ten changes with the same If-Match through', async () => {
    const { id, meta } = await made();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        client.call('PATCH', `Users/${id}`, patch({ op: 'replace', path: 'displayName', value: `N${n}` }), {
          'if-match': meta.version,
        }),
      ),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([200, ...Array(9).fill(412)]);
  });
});

describe('the end of a person', () => {
  it('by DELETE leaves them disabled, without role, group and factor, and absent for the client', async () => {
    const { id, userName } = await made();
    await make.giveRole(id, 'developer');
    expect((await client.call('DELETE', `Users/${id}`)).status).toBe(204);
    expect((await client.call('GET', `Users/${id}`)).status).toBe(404);
    expect((await client.call('DELETE', `Users/${id}`)).status).toBe(404);
    expect(await stored(id)).toMatchObject({ state: 'disabled', externalId: null });
    expect(await db().assignment.count({ where: { operatorId: id, endedAt: null } })).toBe(0);
    const again = await client.call('POST', 'Users', person(userName));
    expect(again).toMatchObject({ status: 201, body: { userName } });
    expect(again.body.id).not.toBe(id);
    expect(await db().assignment.count({ where: { operatorId: again.body.id, endedAt: null } })).toBe(0);
  });

  it('by DELETE is seen in the version of each group that they leave', async () => {
    const [one, other] = [await made(), await made()];
    const group = await client.call('POST', 'Groups', {
      schemas: [groupUrn],
      displayName: address(),
      members: [{ value: one.id }, { value: other.id }],
    });
    const { id, meta } = group.body;
    await client.call('DELETE', `Users/${one.id}`);
    const read = await client.call('GET', `Groups/${id}`, undefined, { 'if-none-match': meta.version });
    expect(read).toMatchObject({ status: 200, body: { members: [{ value: other.id }] } });
    const rename = patch({ op: 'replace', path: 'displayName', value: address() });
    expect((await client.call('PATCH', `Groups/${id}`, rename, { 'if-match': meta.version })).status).toBe(
      412,
    );
  });

  it('by DELETE and enabled again in the console is seen by the client again: nobody is active unseen', async () => {
    const { id } = await made();
    await client.call('DELETE', `Users/${id}`);
    await make.must(enableOperator, { id, reason: 'a mistake' });
    expect(await client.call('GET', `Users/${id}`)).toMatchObject({ status: 200, body: { active: true } });
  });

  it('by an administrator of the console is not undone by a directory that repeats itself', async () => {
    const { id, userName } = await made();
    await make.must(disableOperator, { id, reason: 'a theft' });
    const answer = await client.call('PUT', `Users/${id}`, person(userName));
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('disabled in the console') },
    });
    expect((await stored(id)).state).toBe('disabled');
  });

  it('of the last account owner does not come: the floor beats SCIM, and the owners are told once', async () => {
    const owner = await make.makeOperator({ connection: client.slug, role: 'account-owner' });
    const session = await make.makeSession(owner.id);
    for (const call of [
      () => client.call('PATCH', `Users/${owner.id}`, patch({ op: 'replace', path: 'active', value: false })),
      () => client.call('DELETE', `Users/${owner.id}`),
    ])
      expect(await call()).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('no active account owner') },
      });
    expect((await stored(owner.id)).state).toBe('active');
    expect((await db().session.findUniqueOrThrow({ where: { id: session.id } })).endedAt).toBeNull();
    expect(await db().notice.count({ where: { action: 'operator.scim_tell_owners' } })).toBe(1);
    expect(
      await db().auditEvent.count({
        where: { subjectId: owner.id, action: 'operator.scim_deactivate', outcome: 'refused' },
      }),
    ).toBe(1);
  });
});

async function setDomains(id: string, emailDomains: string[]): Promise<void> {
  const { mapping: _, version } = await db().connection.findUniqueOrThrow({ where: { id } });
  const actor = { kind: 'system' as const, id: 'local-default' as const, name: 'Local default' };
  const input = { id, emailDomains, provisioning: 'off', version, reason: 'domains' };
  const outcome = await execute(editMapping, actor, input, { origin: make.localOrigin });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
}
