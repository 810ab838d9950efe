/** Roles of this installation's own, in the database: versions, ceilings, races, and what their holders then see. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfOperator } from '#lib/access/ability.ts';
import { customDefinition } from '#lib/access/definitions.ts';
import { scopeOf } from '#lib/access/scope.ts';
import { db } from '#lib/db/client.ts';
import { listKeys, readKey } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { listOperators } from '#lib/operators/list-queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { commands } from '#lib/registry.ts';
import { affectedBy } from '#lib/roles/affected.ts';
import { listRoles, readRole } from '#lib/roles/role-queries.ts';
import { RoleFilter } from '#lib/roles/schema.ts';
import { listRoleVersions } from '#lib/roles/version-queries.ts';
import * as make from '#prisma/factories.ts';
import { approveAs, executeAlone, executeProven } from '#tests/support/proven.ts';
import { type Person, world } from '#tests/support/world.ts';

const w = world();
const options = { origin: { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' } };
const reason = 'asked by a test';
type Rules = { may: string[]; on: string; where?: object; fields?: string[] }[];
let owner: Person;
let admin: Person;

beforeAll(async () => {
  owner = await w.person('account-owner');
  admin = await w.person('administrator');
});

const definition = (rules: Rules, ceiling: string[] = []) => ({
  name: `Role ${randomUUID()}`,
  description: '',
  policy: { rules },
  ceiling,
});
const made = async (rules: Rules, ceiling: string[] = []) => {
  const { id } = await make.must(commands.createRole, { ...definition(rules, ceiling), reason });
  return db().role.findUniqueOrThrow({ where: { id } });
};
type Stored = Awaited<ReturnType<typeof made>>;
const edit = (by: Person, role: Stored, rules: Rules, more: object = {}) =>
  executeProven(
    commands.editRole,
    by.actor,
    {
      id: role.id,
      version: role.version,
      name: role.name,
      description: '',
      policy: { rules },
      ceiling: role.ceiling,
      reason,
      ...more,
    },
    options,
  );
const give = (operatorId: string, role: string, environmentId: 'production' | 'sandbox' | null = null) =>
  make.must(commands.createAssignment, { operatorId, role, environmentId, reason });
const seeKeys: Rules = [{ may: ['read'], on: 'ApiKey' }];
const seeApps: Rules = [{ may: ['read'], on: 'Application' }];

describe('a role’s versions', () => {
  it('are kept by every edit, and what comes back is a new one', async () => {
    const role = await made(seeKeys);
    expect(await edit(owner, role, seeApps, { name: `${role.name} b` })).toMatchObject({
      kind: 'done',
      result: { version: 2 },
    });
    const restored = await executeProven(
      commands.restoreRole,
      owner.actor,
      { id: role.id, version: 2, former: 1, reason },
      options,
    );
    expect(restored).toMatchObject({ kind: 'done', result: { version: 3, former: 1 } });
    const now = await db().role.findUniqueOrThrow({ where: { id: role.id } });
    expect(now).toMatchObject({ name: role.name, policy: { rules: seeKeys }, version: 3 });
    const versions = await listRoleVersions(await w.reader(owner), role.id);
    expect(versions.map(({ version, stored }) => [version, stored])).toEqual([
      [2, { rules: seeApps }],
      [1, { rules: seeKeys }],
    ]);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'role.restore', subjectId: role.id },
    });
    expect(event.after).toMatchObject({ permissions: ['Keys, see: always, in both'] });
  });

  it('of two edits at once of what both have looked at, one is made and one is a conflict', async () => {
    const role = await made(seeKeys);
    const outcomes = await Promise.all([
      edit(owner, role, seeApps),
      edit(owner, role, [...seeKeys, ...seeApps]),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Somebody saved this role meanwhile'),
    });
    expect((await db().role.findUniqueOrThrow({ where: { id: role.id } })).version).toBe(2);
    expect(await db().roleVersion.count({ where: { roleId: role.id } })).toBe(1);
  });

  it('that name a permission which is no more do not come back', async () => {
    const role = await made(seeKeys);
    await edit(owner, role, seeApps);
    const admin = new pg.Client({ connectionString: w.database.ownerUrl });
    await admin.connect();
    await admin.query('ALTER TABLE role_version DISABLE TRIGGER USER');
    await admin.query('UPDATE role_version SET policy = $1 WHERE role_id = $2', [
      { rules: [{ may: ['key.fly'], on: 'ApiKey' }] },
      role.id,
    ]);
    await admin.query('ALTER TABLE role_version ENABLE TRIGGER USER');
    await admin.end();
    expect(
      await executeProven(
        commands.restoreRole,
        owner.actor,
        { id: role.id, version: 2, former: 1, reason },
        options,
      ),
    ).toMatchObject({ kind: 'refused', code: 'conflict' });
  });
});

describe('what others agree to names who holds the role', () => {
  const asked = async (role: Stored) => {
    const input = { ...definition([{ may: ['session.end'], on: 'Session' }], ['viewer']), name: role.name };
    const sent = { ...input, id: role.id, version: role.version, reason };
    // Set-up mode ends with a second owner's sign-in.
    const agreeing = await w.another('account-owner');
    const outcome = await executeAlone(commands.editRole, owner.actor, sent, options);
    if (outcome.kind !== 'awaitsApproval') throw new Error(outcome.kind);
    const { requestId: approval } = outcome;
    await approveAs(agreeing.actor, approval, options);
    const { summary } = await db().approvalRequest.findUniqueOrThrow({ where: { id: approval } });
    return {
      summary,
      carryOut: () => executeAlone(commands.editRole, owner.actor, sent, { ...options, approval }),
    };
  };
  const administrative: Rules = [{ may: ['operator.disable'], on: 'Operator' }];

  it.each(['by an assignment', 'by a group'])(
    'and whoever gets it afterwards %s makes the approval stale',
    async (way) => {
      const role = await made(administrative);
      const [holder, late] = [await make.makeOperator({}), await make.makeOperator({})];
      await give(holder.id, role.slug);
      const { id: groupId } = await make.must(commands.createGroup, { name: randomUUID(), reason });
      await make.must(commands.createAssignment, { groupId, role: role.slug, environmentId: null, reason });
      const { summary, carryOut } = await asked(role);
      expect(summary).toContain(`held by ${holder.name}`);
      expect(summary).not.toContain(late.name);
      if (way === 'by a group')
        await make.must(commands.addGroupMembers, { id: groupId, operatorIds: [late.id], reason });
      else await give(late.id, role.slug);
      expect(await carryOut()).toMatchObject({
        kind: 'refused',
        code: 'conflict',
        message: expect.stringContaining('changed since'),
      });
      expect((await db().role.findUniqueOrThrow({ where: { id: role.id } })).version).toBe(1);
    },
  );

  it('and what waits, or was taken back, gives nothing, also where the next edit has the same number', async () => {
    const role = await made(administrative);
    const holder = await make.makeOperator({});
    await give(holder.id, role.slug);
    const mayEnd = async () =>
      (await accessOfOperator(db(), holder.id, new Date())).access.can('session.end', 'Session');
    // Tried out as version 2, and rolled back.
    await asked(role);
    expect(await mayEnd()).toBe(false);
    expect(await edit(owner, role, seeApps)).toMatchObject({ kind: 'done', result: { version: 2 } });
    expect(await mayEnd()).toBe(false);
    const { access } = await accessOfOperator(db(), holder.id, new Date());
    expect([access.can('read', 'ApiKey'), access.can('read', 'Application')]).toEqual([false, true]);
  });

  it('and while they stay the same it is carried out', async () => {
    const role = await made(administrative);
    const { summary, carryOut } = await asked(role);
    expect(summary).toContain('nobody holds it');
    expect((await carryOut()).kind).toBe('done');
  });
});

describe('nobody makes themselves more by a role', () => {
  it.each(['themselves', 'a group'])(
    'who holds it through %s does not edit, restore or retire it',
    async (through) => {
      const role = await made(seeKeys);
      const holder = await w.another('account-owner');
      if (through === 'themselves') await give(holder.id, role.slug);
      else {
        const { id: groupId } = await make.must(commands.createGroup, { name: randomUUID(), reason });
        await make.must(commands.addGroupMembers, { id: groupId, operatorIds: [holder.id], reason });
        await make.must(commands.createAssignment, { groupId, role: role.slug, environmentId: null, reason });
      }
      const refused = {
        kind: 'refused',
        code: 'conflict',
        message: expect.stringContaining('You hold this role'),
      };
      expect(await edit(holder, role, seeApps)).toMatchObject(refused);
      expect(
        await executeProven(commands.retireRole, holder.actor, { id: role.id, version: 1, reason }, options),
      ).toMatchObject(refused);
      expect((await db().role.findUniqueOrThrow({ where: { id: role.id } })).version).toBe(1);
    },
  );

  it('an administrator makes what their ceiling gives anyway, and nothing above it', async () => {
    const create = (rules: Rules, ceiling: string[] = []) =>
      executeProven(commands.createRole, admin.actor, { ...definition(rules, ceiling), reason }, options);
    expect(await create(seeKeys)).toMatchObject({ kind: 'done' });
    expect(await create([{ may: ['key.revoke'], on: 'ApiKey' }])).toMatchObject({ kind: 'done' });
    const above = { kind: 'refused', code: 'forbidden' };
    expect(await create([{ may: ['connection.edit'], on: 'Connection' }])).toMatchObject(above);
    expect(await create([{ may: ['role.edit'], on: 'Role' }])).toMatchObject(above);
    expect(await create(seeKeys, ['administrator'])).toMatchObject(above);
  });

  it('an administrator neither sees into nor changes a role above their ceiling, and widens none of theirs above it', async () => {
    const above = await made([{ may: ['connection.edit'], on: 'Connection' }]);
    expect(await edit(admin, above, seeKeys)).toMatchObject({ kind: 'refused', code: 'not_found' });
    const inside = await made(seeKeys);
    expect(await edit(admin, inside, [{ may: ['connection.edit'], on: 'Connection' }])).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
    expect(await edit(admin, inside, seeApps)).toMatchObject({ kind: 'done' });
  });

  it('a ceiling names roles that are there; two roles are not called the same, nor like a system role', async () => {
    const create = (more: object) =>
      executeProven(commands.createRole, owner.actor, { ...definition(seeKeys), ...more, reason }, options);
    expect(await create({ ceiling: ['nobody-knows'] })).toMatchObject({
      kind: 'invalid',
      fields: { ceiling: /./ },
    });
    const { name } = await made(seeKeys);
    expect(await create({ name: name.toUpperCase() })).toMatchObject({ kind: 'invalid' });
    expect(await create({ name: 'account OWNER' })).toMatchObject({ kind: 'invalid' });
  });
});

describe('what a role asks of whoever changes it', () => {
  it('is a proof of its own where it has administrative verbs, before or after', async () => {
    const { execute } = await import('#lib/execute.ts');
    const plain = await made(seeKeys);
    const input = {
      name: plain.name,
      description: '',
      ceiling: ['viewer'],
      reason,
      id: plain.id,
      version: 1,
    };
    const grants = { rules: [{ may: ['assignment.create'], on: 'Assignment' }] };
    expect(
      await execute(commands.editRole, owner.actor, { ...input, policy: grants }, options),
    ).toMatchObject({
      kind: 'needsFactor',
      binding: expect.any(String),
    });
    expect(
      await execute(
        commands.editRole,
        owner.actor,
        { ...input, policy: { rules: seeApps }, ceiling: [] },
        options,
      ),
    ).toMatchObject({ kind: 'done' });
  });
});

describe('a retired role', () => {
  it('ends with its assignments, gives nothing, cannot be given, and keeps its slug for itself', async () => {
    const role = await made(seeKeys);
    const holder = await w.another('viewer');
    const { id } = await give(holder.id, role.slug);
    expect(
      await executeProven(commands.retireRole, owner.actor, { id: role.id, version: 1, reason }, options),
    ).toMatchObject({ kind: 'done', result: { ended: 1 } });
    expect(await db().assignment.findUniqueOrThrow({ where: { id } })).toMatchObject({
      endedAt: expect.any(Date),
    });
    expect((await accessOfOperator(db(), holder.id, new Date())).grants.map((grant) => grant.role)).toEqual([
      'viewer',
    ]);
    expect(
      await executeProven(
        commands.createAssignment,
        owner.actor,
        { operatorId: holder.id, role: role.slug, environmentId: null, reason },
        options,
      ),
    ).not.toMatchObject({ kind: 'done' });
    expect(await edit(owner, role, seeApps)).toMatchObject({ kind: 'refused', code: 'not_found' });
    const again = await make.must(commands.createRole, { ...definition(seeKeys), name: role.name, reason });
    expect(again.slug).toBe(`${role.slug}-2`);
    const reader = await w.reader(owner);
    expect(
      (await listRoles(reader, RoleFilter.parse({ state: 'retired' }))).map(({ slug }) => slug),
    ).toContain(role.slug);
    expect((await listRoles(reader)).map(({ slug }) => slug)).not.toContain(role.slug);
    expect((await readRole(reader, role.slug)).may).toMatchObject({
      edit: false,
      restore: false,
      retire: false,
    });
  });
});

describe('who holds a role sees what it says, in the query', () => {
  it('own, team and named applications: lists and single rows alike, in each environment', async () => {
    const holder = await w.another('viewer');
    const mate = await w.another('viewer');
    const stranger = await w.another('viewer');
    const { id: groupId } = await make.must(commands.createGroup, { name: randomUUID(), reason });
    for (const { id } of [holder, mate])
      await make.must(commands.addGroupMembers, { id: groupId, operatorIds: [id], reason });
    const keyOf = async (ownerId: string) => {
      const { id: applicationId } = await make.makeApplication({ ownerId });
      return { applicationId, id: (await make.makeKey({ applicationId })).id };
    };
    const [own, team, named] = [await keyOf(holder.id), await keyOf(mate.id), await keyOf(stranger.id)];
    const seen = async (applications: string | string[], where: 'production' | 'sandbox' | null = null) => {
      const role = await made([{ may: ['read'], on: 'ApiKey', where: { applications } }]);
      const { id } = await give(holder.id, role.slug, where);
      // The viewer sees every key: only what this role gives is asked.
      const { grants } = await accessOfOperator(db(), holder.id, new Date());
      const { accessOfGrants } = await import('#lib/access/ability.ts');
      const access = accessOfGrants(grants.filter((grant) => grant.role === role.slug));
      const reader = { ...(await w.reader(holder)), access };
      const { rows } = await listKeys(reader, KeyFilter.parse({ size: 100 }));
      for (const key of [own, team, named])
        if (rows.some((row) => row.id === key.id)) expect((await readKey(reader, key.id)).id).toBe(key.id);
        else await expect(readKey(reader, key.id)).rejects.toMatchObject({ code: 'not_found' });
      const scoped = await db().apiKey.findMany({
        where: scopeOf(access, 'read', 'ApiKey'),
        select: { id: true },
      });
      expect(scoped.map((row) => row.id).sort()).toEqual(rows.map((row) => row.id).sort());
      await make.must(commands.endAssignment, { id, reason });
      return rows.map((row) => row.id).sort();
    };
    expect(await seen('own')).toEqual([own.id]);
    expect(await seen('team')).toEqual([own.id, team.id].sort());
    expect(await seen([named.applicationId])).toEqual([named.id]);
    expect(await seen([named.applicationId], 'sandbox')).toEqual([]);
  });

  it('names alone where fields are named', async () => {
    const role = await made([{ may: ['read'], on: 'Operator', fields: ['id', 'name'] }]);
    const bare = await make.makeOperator({});
    await give(bare.id, role.slug);
    const { personOf } = await import('#tests/support/world.ts');
    const reader = await w.reader(await personOf(bare.id));
    const { rows } = await listOperators(reader, OperatorFilter.parse({}));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every((row) => row.email === null && row.assignments.length === 0)).toBe(true);
  });
});

describe('the list of roles', () => {
  it('counts each person once, is searched by name and purpose, and sorted by how many hold them', async () => {
    const word = randomUUID().slice(0, 8);
    const [few, many] = [await made(seeKeys), await made(seeKeys)];
    for (const role of [few, many])
      await edit(owner, role, seeKeys, { description: `For the tests of ${word}` });
    const [first, second] = [await make.makeOperator({}), await make.makeOperator({})];
    for (const place of ['production', 'sandbox'] as const) await give(first.id, many.slug, place);
    await give(second.id, many.slug, 'sandbox');
    await give(first.id, few.slug);
    const listed = await listRoles(await w.reader(owner), RoleFilter.parse({ q: word, sort: 'people' }));
    expect(
      listed.map(({ slug, people, production, sandbox }) => [slug, people, production, sandbox]),
    ).toEqual([
      [many.slug, 2, 1, 2],
      [few.slug, 1, 0, 0],
    ]);
    expect(await listRoles(await w.reader(owner), RoleFilter.parse({ q: `${word}-not` }))).toEqual([]);
  });
});

describe('who gains and who loses', () => {
  it('is told per person, with all their other roles, and is what they then may', async () => {
    const role = await made([...seeKeys, { may: ['key.revoke'], on: 'ApiKey' }]);
    const alone = await make.makeOperator({});
    const officer = await w.another('security-officer');
    await give(alone.id, role.slug);
    await give(officer.id, role.slug, 'production');
    const after = [...seeKeys, { may: ['key.rotate'], on: 'ApiKey', where: { environment: 'sandbox' } }];
    const told = await affectedBy(
      await w.reader(owner),
      role.slug,
      customDefinition({ ...role, policy: { rules: after } }),
    );
    expect(told.unchanged).toBe(1);
    expect(told.people).toHaveLength(1);
    expect(told.people[0]).toMatchObject({
      id: alone.id,
      through: { themselves: true, groups: [] },
      gains: [{ what: 'Keys, rotate', place: 'sandbox', before: null, after: 'Always' }],
      loses: [{ what: 'Keys, revoke', place: null, before: 'Always', after: null }],
    });
    await edit(owner, role, after);
    const { access } = await accessOfOperator(db(), alone.id, new Date());
    expect([access.can('key.revoke', 'ApiKey'), access.can('key.rotate', 'ApiKey')]).toEqual([false, true]);
  });

  it('counts who has it only from another day on, and not whose days are over', async () => {
    const role = await made(seeKeys);
    const [later, over] = [await make.makeOperator({}), await make.makeOperator({})];
    const [now, hour] = [Date.now(), 3_600_000];
    const given = { role: role.slug, environmentId: null, reason };
    const fromAt = new Date(now + 24 * hour);
    await make.must(commands.createAssignment, { ...given, operatorId: later.id, fromAt });
    const untilAt = new Date(now + hour);
    await make.must(commands.createAssignment, { ...given, operatorId: over.id, untilAt });
    const reader = { ...(await w.reader(owner)), now: new Date(now + 2 * hour) };
    const { people, unchanged } = await affectedBy(reader, role.slug, null);
    expect(unchanged).toBe(0);
    expect(people).toMatchObject([{ id: later.id, waits: 'later', through: { themselves: true } }]);
    expect(people[0]?.loses.map(({ what }) => what)).toContain('Keys, see');
  });

  it('of a retired role loses all of it', async () => {
    const role = await made(seeKeys);
    const alone = await make.makeOperator({});
    await give(alone.id, role.slug);
    const { people } = await affectedBy(await w.reader(owner), role.slug, null);
    expect(people[0]?.loses.map(({ what }) => what)).toContain('Keys, see');
    expect(people[0]?.gains).toEqual([]);
  });
});
