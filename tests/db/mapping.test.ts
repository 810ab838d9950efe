import { describe, expect, it } from 'vitest';
import type { Actor } from '#lib/access/actor.ts';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { entranceFor } from '#lib/connections/routing.ts';
import { restoreConnection } from '#lib/connections/settings-commands.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { linkOperator, provisionOperator, refreshOperator, syncRoles } from '#lib/operators/provisioning.ts';
import { commands } from '#lib/registry.ts';
import { declineRoleRequest, grantRoleRequest } from '#lib/role-requests/commands.ts';
import { localOrigin, makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { executeProven } from '../support/proven.ts';
import { metadataOf, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const signIn: Actor = { kind: 'system', id: 'sign-in', name: 'Sign-in' };
const reason = 'for this test';
let made = 0;

async function connection(settings: object = {}) {
  const slug = `c${++made}`;
  const metadata = await metadataOf(`https://${slug}.example.com`);
  const { id } = await makeConnection({ slug, name: `Provider ${slug}`, metadata });
  if (Object.keys(settings).length > 0)
    await must(editMapping, { id, provisioning: 'off', ...settings, reason });
  return { id, slug };
}
const edit = async (id: string, input: object) =>
  executeProven(
    editMapping,
    (await w.person('administrator')).actor,
    { id, provisioning: 'off', reason, ...input },
    { origin },
  );
const read = (id: string) => db().connection.findUniqueOrThrow({ where: { id } });
const last = (action: string) =>
  db().auditEvent.findFirstOrThrow({ where: { action }, orderBy: { number: 'desc' } });
const full = {
  email: 'mail',
  groups: 'groups',
  provisioning: 'mapped',
  roleCeiling: ['auditor', 'developer'],
  rules: [{ value: 'audit', role: 'auditor' }],
};

describe('an edit of the mapping', () => {
  it('is critical: without a proof of its own it is asked for one, and nothing is changed', async () => {
    const { id } = await connection();
    const { actor } = await w.person('account-owner');
    const outcome = await execute(editMapping, actor, { id, ...full, reason }, { origin });
    expect(outcome).toMatchObject({ kind: 'needsFactor', binding: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await read(id)).provisioning).toBe('off');
  });

  it('keeps the former version, counts up, tells all owners, and the trail has both sides in words', async () => {
    const { id } = await connection();
    expect(await edit(id, full)).toMatchObject({ kind: 'done', result: { id, ended: 0 } });
    expect(await edit(id, { ...full, emailDomains: ['kept.example'] })).toMatchObject({ kind: 'done' });
    expect(await read(id)).toMatchObject({
      version: 3,
      emailDomains: ['kept.example'],
      provisioning: 'mapped',
    });
    const versions = await db().connectionVersion.findMany({
      where: { connectionId: id },
      orderBy: { version: 'asc' },
    });
    expect(versions.map((v) => [v.version, (v.settings as { provisioning: string }).provisioning])).toEqual([
      [1, 'off'],
      [2, 'mapped'],
    ]);
    expect(await last('connection.edit_mapping')).toMatchObject({
      sensitivity: 'critical',
      reason,
      before: { emailDomains: [] },
      after: {
        attributes: ['e-mail address: mail', 'groups: groups'],
        groupRoles: ['audit → Auditor in every environment'],
        emailDomains: ['kept.example'],
      },
    });
    expect(await db().notice.count({ where: { action: 'connection.edit_mapping' } })).toBeGreaterThan(1);
  });

  it('that changes nothing says so, and counts no version', async () => {
    const { id } = await connection();
    await edit(id, full);
    expect(await edit(id, full)).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect((await read(id)).version).toBe(2);
  });

  it('leaves each row its author, and new rows and the whole are theirs who saved it', async () => {
    const { id } = await connection(full);
    const { id: author } = await w.person('administrator');
    await edit(id, { ...full, rules: [...full.rules, { value: 'dev', role: 'developer' }] });
    expect((await read(id)).mapping).toMatchObject({
      author,
      roles: [
        { value: 'audit', author: 'local-default' },
        { value: 'dev', author },
      ],
    });
  });

  it('of a version that is no longer the one that was shown changes nothing', async () => {
    const { id } = await connection();
    await edit(id, full);
    expect(await edit(id, { ...full, version: 1, provisioning: 'bare' })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    expect(await edit(id, { ...full, version: 2, provisioning: 'bare' })).toMatchObject({ kind: 'done' });
  });

  it('that is taken back by restoring the former version is the word of whoever restores it, row by row its author’s', async () => {
    const { id } = await connection(full);
    const { id: author } = await w.person('administrator');
    await edit(id, { ...full, rules: [...full.rules, { value: 'dev', role: 'developer' }] });
    await edit(id, { ...full, rules: [], provisioning: 'bare' });
    const restorer = await w.person('account-owner');
    const input = { id, version: 4, former: 3, reason };
    expect(await executeProven(restoreConnection, restorer.actor, input, { origin })).toMatchObject({
      kind: 'done',
    });
    expect((await read(id)).mapping).toMatchObject({
      author: restorer.id,
      roles: [{ author: 'local-default' }, { author }],
    });
  });

  it('has no role in its ceiling that its author could not give', async () => {
    const { id } = await connection();
    const { actor } = await w.person('administrator');
    const wish = (role: string) => ({ id, ...full, roleCeiling: [...full.roleCeiling, role], reason });
    expect(await executeProven(editMapping, actor, wish('account-owner'), { origin })).toMatchObject({
      kind: 'invalid',
      fields: { roleCeiling: expect.stringMatching(/lies above what you may give/) },
    });
    expect(await executeProven(editMapping, actor, wish('access-manager'), { origin })).toMatchObject({
      kind: 'done',
    });
  });
});

describe('a domain', () => {
  it('of another connection is not given twice, and the answer names whose it is', async () => {
    const first = await connection({ emailDomains: ['one.example', 'two.example'] });
    const { id } = await connection();
    expect(await edit(id, { emailDomains: ['three.example', 'TWO.example'] })).toMatchObject({
      kind: 'invalid',
      fields: {
        emailDomains: `two.example belongs to the connection Provider ${first.slug}. A domain has one connection.`,
      },
    });
    expect((await read(id)).emailDomains).toEqual([]);
    expect(await edit(id, { emailDomains: ['sub.two.example'] })).toMatchObject({ kind: 'done' });
  });

  it('that two connections claim at once goes to one of them', async () => {
    const claims = await Promise.all(Array.from({ length: 4 }, () => connection()));
    const claim = { provisioning: 'off', emailDomains: ['contested.example'], reason };
    const local: Actor = { kind: 'system', id: 'local-default', name: 'Local default' };
    const outcomes = await Promise.all(
      claims.map(({ id }) => execute(editMapping, local, { id, ...claim }, { origin: localOrigin })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'invalid', 'invalid', 'invalid']);
    expect(await db().connection.count({ where: { emailDomains: { has: 'contested.example' } } })).toBe(1);
  });

  it('leads to its connection, listed or not, by the domain alone', async () => {
    const { slug } = await connection({ emailDomains: ['routed.example'] });
    for (const email of ['a@routed.example', ' Nobody.Known@ROUTED.example '])
      expect(await entranceFor(email)).toMatchObject({ slug });
    for (const email of [
      'a@sub.routed.example',
      'a@routed.example.evil.example',
      'a@other.example',
      'routed.example',
      '',
    ])
      expect(await entranceFor(email)).toBeNull();
  });

  it('leads nowhere while its connection is disabled, or is the development IdP of a console that others reach', async () => {
    const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    await must(editMapping, { id, provisioning: 'off', emailDomains: ['dev.example'], reason });
    expect(await entranceFor('a@dev.example')).toMatchObject({ slug: 'dev' });
    setEnv({ HOST: '0.0.0.0', PUBLIC_URL: 'https://console.example', TRUSTED_PROXIES: '192.0.2.1/32' });
    expect(await entranceFor('a@dev.example')).toBeNull();
    setEnv({ HOST: '', PUBLIC_URL: '', TRUSTED_PROXIES: '' });
  });
});

describe('what sign-in alone may do to people', () => {
  const nobody = '00000000-0000-7000-8000-000000000001';
  const inputs = {
    'operator.provision': [
      provisionOperator,
      { connectionId: nobody, nameId: 'N', email: 'n@p.example', name: null, groups: [] },
    ],
    'operator.link': [linkOperator, { id: nobody, nameId: 'N', email: 'n@p.example' }],
    'operator.refresh': [refreshOperator, { id: nobody, email: null, name: 'N' }],
    'operator.sync_roles': [syncRoles, { id: nobody, groups: [] }],
  } as const;

  it.each(Object.entries(inputs))('%s is no owner’s', async (_, [command, input]) => {
    const { actor } = await w.person('account-owner');
    expect(await execute(command as typeof syncRoles, actor, input, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });

  it.each(['operator.link', 'operator.refresh', 'operator.sync_roles'] as const)(
    '%s of somebody who is not there changes nothing',
    async (name) => {
      const [command, input] = inputs[name];
      expect(await execute(command as typeof syncRoles, signIn, input, { origin })).toMatchObject({
        kind: 'refused',
        code: 'not_found',
      });
    },
  );

  it('lets nobody in behind the back of a connection that says no, whatever the caller thinks it said', async () => {
    const { id: connectionId } = await connection();
    const input = { connectionId, nameId: 'N', email: 'n@p.example', name: null, groups: [] };
    const outcome = await execute(provisionOperator, signIn, input, { origin });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await db().operator.count({ where: { connectionId } })).toBe(0);
  });

  it('makes who the mapping’s author let in theirs, and each role its row’s author’s', async () => {
    const { id: connectionId } = await connection(full);
    await edit(connectionId, { ...full, rules: [...full.rules, { value: 'dev', role: 'developer' }] });
    const input = {
      connectionId,
      nameId: 'N',
      email: `n@c${made}.example`,
      name: 'N',
      groups: ['audit', 'dev'],
    };
    const { id } = await must(provisionOperator, input, signIn);
    const { id: author } = await w.person('administrator');
    expect(await db().operator.findUniqueOrThrow({ where: { id } })).toMatchObject({ causedBy: author });
    const roles = await db().assignment.findMany({ where: { operatorId: id }, orderBy: { role: 'asc' } });
    expect(roles).toMatchObject([
      { role: 'auditor', source: 'mapped', causedBy: 'local-default' },
      { role: 'developer', source: 'mapped', causedBy: author },
    ]);
  });

  it('links nobody who was disabled in the meantime', async () => {
    const { slug } = await connection({
      email: 'mail',
      linksByEmail: true,
      emailDomains: [`l${made + 1}.example`],
    });
    const email = `k@l${made}.example`;
    const { id } = await makeOperator({ connection: slug, email });
    await must(disableOperator, { id, reason });
    expect(await execute(linkOperator, signIn, { id, nameId: 'N', email }, { origin })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });

  it('gives a role while the mapping is being narrowed, and the narrowing ends it: no order leaves one above the ceiling', async () => {
    const { id: connectionId, slug } = await connection(full);
    const people = await Promise.all(
      Array.from({ length: 6 }, (_, i) => makeOperator({ connection: slug, email: `p${i}@${slug}.example` })),
    );
    await Promise.all([
      ...people.map(({ id }) => execute(syncRoles, signIn, { id, groups: ['audit'] }, { origin })),
      must(editMapping, {
        id: connectionId,
        ...full,
        provisioning: 'bare',
        rules: [],
        roleCeiling: [],
        reason,
      }),
    ]);
    expect(await db().assignment.count({ where: { operator: { connectionId }, endedAt: null } })).toBe(0);
  });
});

describe('an administrative role that a group brings', () => {
  const wide = {
    ...full,
    roleCeiling: ['auditor', 'administrator'],
    rules: [
      { value: 'audit', role: 'auditor' },
      { value: 'admins', role: 'administrator' },
    ],
  };
  const wanted = (operatorId: string) =>
    db().roleRequest.findMany({ where: { operatorId }, orderBy: { requestedAt: 'asc' } });
  const held = async (operatorId: string) =>
    (await db().assignment.findMany({ where: { operatorId, endedAt: null } })).map(
      (a) => `${a.source} ${a.role}`,
    );
  let author = '';
  async function arrived() {
    const { id: connectionId } = await connection();
    const email = `n@c${made}.example`;
    // Somebody whose word it is: nobody grants what comes by the word of who made them.
    const { actor, id } = await w.another('account-owner');
    author = id;
    const edited = await executeProven(editMapping, actor, { id: connectionId, ...wide, reason }, { origin });
    expect(edited).toMatchObject({ kind: 'done' });
    const input = { connectionId, nameId: 'N', email, name: 'N', groups: ['audit', 'admins'] };
    return (await must(provisionOperator, input, signIn)).id;
  }
  const sync = (id: string, groups: string[]) => execute(syncRoles, signIn, { id, groups }, { origin });

  it('waits for a person, once, while what is not administrative comes at once', async () => {
    const id = await arrived();
    expect(await held(id)).toEqual(['mapped auditor']);
    expect(await wanted(id)).toMatchObject([
      { role: 'administrator', source: 'mapped', state: 'waiting', minutes: null, causedBy: author },
    ]);
    expect(await sync(id, ['audit', 'admins'])).toMatchObject({ kind: 'refused', code: 'already_done' });
    expect(await wanted(id)).toHaveLength(1);
  });

  it('that a review took is asked for as well at the next sign-in, and comes again by a person alone', async () => {
    const id = await arrived();
    const owner = await w.person('account-owner');
    const as = (command: unknown, input: object) =>
      executeProven(command as typeof commands.decideReview, owner.actor, { reason, ...input }, { origin });
    const dueAt = new Date(Date.now() + 4 * 86_400_000).toISOString();
    expect(
      (await as(commands.startReview, { name: 'Q', kind: 'roles', roles: ['auditor'], dueAt })).kind,
    ).toBe('done');
    const item = await db().reviewItem.findFirstOrThrow({ where: { operatorId: id } });
    expect((await as(commands.decideReview, { id: item.id, decision: 'remove' })).kind).toBe('done');
    expect(await sync(id, ['audit', 'admins'])).toMatchObject({
      kind: 'done',
      result: { added: 0, asked: [{ role: 'auditor' }] },
    });
    expect(await held(id)).toEqual([]);
    const asked = (await wanted(id)).find(({ role }) => role === 'auditor');
    expect(asked).toMatchObject({ state: 'waiting', source: 'mapped' });
    expect(await sync(id, ['audit', 'admins'])).toMatchObject({ kind: 'refused', code: 'already_done' });
    expect((await as(grantRoleRequest, { id: asked?.id })).kind).toBe('done');
    expect(await held(id)).toEqual(['mapped auditor']);
    // What the group itself took, it gives again.
    await sync(id, ['admins']);
    await sync(id, ['audit', 'admins']);
    expect(await held(id)).toEqual(['mapped auditor']);
  });

  it('is granted by an account owner, and goes when its group is lost', async () => {
    const id = await arrived();
    const [request] = await wanted(id);
    const { actor } = await w.person('account-owner');
    expect(
      await executeProven(grantRoleRequest, actor, { id: request?.id, reason }, { origin }),
    ).toMatchObject({ kind: 'done' });
    expect((await held(id)).sort()).toEqual(['mapped administrator', 'mapped auditor']);
    expect(await sync(id, ['audit'])).toMatchObject({ kind: 'done', result: { ended: 1 } });
    expect(await held(id)).toEqual(['mapped auditor']);
  });

  it('is not asked for again for thirty days once it was declined, and a request without its group is closed', async () => {
    const [first, second] = [await arrived(), await arrived()];
    const { actor } = await w.person('account-owner');
    const [request] = await wanted(first);
    await executeProven(declineRoleRequest, actor, { id: request?.id, reason }, { origin });
    expect(await sync(first, ['audit', 'admins'])).toMatchObject({ code: 'already_done' });
    const later = new Date(Date.now() + 31 * 86_400_000);
    expect(
      await execute(syncRoles, signIn, { id: first, groups: ['audit', 'admins'] }, { origin, now: later }),
    ).toMatchObject({ kind: 'done' });
    expect((await wanted(first)).map(({ state }) => state)).toEqual(['declined', 'waiting']);
    expect(await sync(second, ['audit'])).toMatchObject({ kind: 'done' });
    expect((await wanted(second)).map(({ state }) => state)).toEqual(['withdrawn']);
  });
});
