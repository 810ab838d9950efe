/** What a role's reader is shown of a row is what its fields name, whichever list or page the row stands in. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { listApplications, possibleOwners, readApplication } from '#lib/applications/queries.ts';
import { ApplicationFilter } from '#lib/applications/schema.ts';
import { db } from '#lib/db/client.ts';
import { listAssignments } from '#lib/exports/queries.ts';
import { AssignmentFilter } from '#lib/exports/schema.ts';
import { sources } from '#lib/exports/sources.ts';
import { whatTheyMay } from '#lib/operators/effective.ts';
import { listOperators } from '#lib/operators/list-queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { commands } from '#lib/registry.ts';
import { holdersOf } from '#lib/roles/holder-queries.ts';
import { describeRole, listRoles, readRole } from '#lib/roles/role-queries.ts';
import { RoleFilter } from '#lib/roles/schema.ts';
import { listRoleVersions } from '#lib/roles/version-queries.ts';
import * as make from '#prisma/factories.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const reason = 'asked by a test';
const groupName = 'Project that nobody knows of';
let owner: Person;
let gone: string;
let applicationId: string;
let member: string;

beforeAll(async () => {
  owner = await w.person('account-owner');
  const disabled = await make.makeOperator({ name: 'Gone Girl' });
  gone = disabled.id;
  applicationId = (await make.makeApplication({ ownerId: gone, deputyId: owner.id })).id;
  await make.must(commands.disableOperator, { id: gone, reason });
  member = (await make.makeOperator({})).id;
  const { id } = await make.must(commands.createGroup, { name: groupName, reason });
  await make.must(commands.addGroupMembers, { id, operatorIds: [member], reason });
  await make.must(commands.createAssignment, { groupId: id, role: 'auditor', reason });
});

type Rules = { may: string[]; on: string; fields?: string[] }[];
async function customRole(rules: Rules) {
  const { id } = await make.must(commands.createRole, {
    name: `Role ${randomUUID()}`,
    description: '',
    policy: { rules },
    ceiling: [],
    reason,
  });
  return db().role.findUniqueOrThrow({ where: { id } });
}
async function readerOf(rules: Rules) {
  const { slug } = await customRole(rules);
  const { id } = await make.makeOperator({});
  await make.must(commands.createAssignment, { operatorId: id, role: slug, environmentId: null, reason });
  return w.reader(await personOf(id));
}
const reads = (...on: string[]): Rules => on.map((one) => ({ may: ['read'], on: one }));

it('whoever may see ids only of operators is shown no name, in a list, a search, an export or a form', async () => {
  const reader = await readerOf([{ may: ['read'], on: 'Operator', fields: ['id'] }]);
  const { rows } = await listOperators(reader, OperatorFilter.parse({}));
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.every(({ name, createdAt }) => name === null && createdAt === null)).toBe(true);
  expect((await listOperators(reader, OperatorFilter.parse({ q: 'Gone' }))).rows).toEqual([]);
  const { lines } = await sources.operators.page(reader, OperatorFilter.parse({}), null);
  for (const line of lines) expect(Object.keys(line)).toEqual(['id']);
  expect(await possibleOwners(reader)).toEqual([]);
});

it('whether an owner is disabled is told to whoever may see that of people, and to nobody by way of an application', async () => {
  const stateOf = async (person: Person) => {
    const reader = await w.reader(person);
    const one = await readApplication(reader, applicationId);
    const { rows } = await listApplications(reader, ApplicationFilter.parse({}));
    const listed = rows.find(({ id }) => id === applicationId);
    const needs = (await needsNow(reader)).filter(({ subjectId }) => subjectId === applicationId);
    return {
      states: [one.owner.state, one.deputy?.state, listed?.owner.state, listed?.deputy?.state],
      needs: needs.length,
    };
  };
  expect(await stateOf(owner)).toEqual({ states: ['disabled', 'active', 'disabled', 'active'], needs: 1 });
  expect(await stateOf(await w.person('viewer'))).toEqual({ states: [null, null, null, null], needs: 0 });
});

it('whoever may read a role’s name and description only is not told what it gives, what it gave, or when it changed', async () => {
  const role = await customRole(reads('ApiKey'));
  const fields = ['id', 'slug', 'name', 'description'];
  const reader = await readerOf([...reads('Operator', 'Assignment'), { may: ['read'], on: 'Role', fields }]);
  for (const asked of [readRole, listRoleVersions])
    await expect(asked(reader, role.id)).rejects.toMatchObject({ code: 'not_found' });
  const listed = (await listRoles(reader)).find(({ slug }) => slug === role.slug);
  expect(listed).toMatchObject({ name: role.name, administrative: null });
  expect(listed?.custom).toEqual({
    id: role.id,
    version: null,
    retiredAt: null,
    changedAt: null,
    changedBy: null,
  });
  expect((await readRole(reader, 'auditor')).definition.slug).toBe('auditor');
});

it('whoever may read names only, as developers and viewers do, reads of every role what it is called and what it is for', async () => {
  const role = await customRole(reads('ApiKey'));
  const retired = await customRole(reads('ApiKey'));
  await make.must(commands.retireRole, { id: retired.id, version: 1, reason });
  for (const who of ['developer', 'viewer'] as const) {
    const reader = await w.reader(await w.person(who));
    const rows = await listRoles(reader, RoleFilter.parse({ state: 'retired', sort: 'people' }));
    expect(rows.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['account-owner', role.slug]));
    expect(rows.map(({ slug }) => slug)).not.toContain(retired.slug);
    for (const { slug, name, does, custom, ...rest } of rows) {
      expect([name.length > 0, typeof does]).toEqual([true, 'string']);
      expect(Object.values({ ...rest, ...custom, id: null }).every((value) => value === null)).toBe(true);
    }
    const told = { name: role.name, description: '', policy: null, ceiling: null, version: null };
    for (const by of [role.slug, role.id]) expect(await describeRole(reader, by)).toMatchObject(told);
    expect(await describeRole(reader, 'auditor')).toMatchObject({ name: 'Auditor', policy: null });
    for (const asked of [readRole, holdersOf, listRoleVersions])
      await expect(asked(reader, role.slug)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readRole(reader, 'auditor')).rejects.toMatchObject({ code: 'not_found' });
    await expect(describeRole(reader, retired.slug)).rejects.toMatchObject({ code: 'not_found' });
  }
  const nobody = await readerOf(reads('ApiKey'));
  await expect(listRoles(nobody)).rejects.toMatchObject({ code: 'not_found' });
  await expect(describeRole(nobody, 'auditor')).rejects.toMatchObject({ code: 'not_found' });
});

it('a group is named to whoever may read groups, among holders, in an export, and in what somebody may do', async () => {
  const seen = async (reader: Awaited<ReturnType<typeof readerOf>>) =>
    JSON.stringify([
      await holdersOf(reader, 'auditor'),
      await listAssignments(reader, AssignmentFilter.parse({})),
      (await whatTheyMay(reader, member, reader.now)).map(({ group }) => group),
    ]).split(groupName).length - 1;
  expect(await seen(await readerOf(reads('Operator', 'Assignment', 'Role')))).toBe(0);
  expect(await seen(await readerOf(reads('Operator', 'Assignment', 'Role', 'Group')))).toBe(3);
});
