/** The simulator says what the corridor then does, and why. */
import { describe, expect, it } from 'vitest';
import type { Role } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { byName, commands } from '#lib/registry.ts';
import { matchRoute } from '#lib/rest.ts';
import { SimulatorFilter } from '#lib/roles/schema.ts';
import { operatorChoices, simulate } from '#lib/roles/simulate.ts';
import { giveRole, makeApplication, makeKey, makeOperator, must } from '#prisma/factories.ts';
import { type Asker, subjects } from '../access/subjects.ts';
import { type Case, cases } from '../access/table.ts';
import { type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'api' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'asked by the simulator';
const day = 86_400_000;

async function asked(by: Person, question: object) {
  return simulate(await w.reader(by), SimulatorFilter.parse(question));
}

/** What the corridor does; a state that forbids it, a second factor and a second person come after the right. */
async function isLetThrough(command: string, person: Person, input: unknown, now = new Date()) {
  const found = byName.get(command);
  if (!found) throw new Error(`no command ${command}`);
  const outcome = await execute(found, person.actor, input, { origin, now });
  if (outcome.kind !== 'refused') return true;
  if (outcome.code === 'conflict') return true;
  if (outcome.code === 'forbidden' || outcome.code === 'not_found') return false;
  throw new Error(JSON.stringify(outcome));
}

const looked = [
  'key.create',
  'key.revoke',
  'application.edit',
  'operator.disable',
  'assignment.end',
  'assignment.move_end',
  'group.edit',
  'session.end',
];
const of = cases.filter(({ command }) => looked.includes(command));

const askers: [Role, 'production' | 'sandbox' | 'both'][] = [
  ['account-owner', 'both'],
  ['administrator', 'both'],
  ['administrator', 'sandbox'],
  ['security-officer', 'both'],
  ['security-officer', 'production'],
  ['access-manager', 'both'],
  ['developer', 'both'],
  ['developer', 'sandbox'],
  ['developer', 'production'],
  ['viewer', 'both'],
];

describe('the verdict is what the corridor does', () => {
  it.each(askers)('of every case, as %s who holds it in %s', async (role, place) => {
    const owner = await w.person('account-owner');
    const person = await w.another(role, place === 'both' ? undefined : place);
    const by: Asker = await askerOf(person, role, owner.id);
    for (const one of of) {
      const input = await inputFor(one, by);
      const subject = one.command === 'key.create' ? input.applicationId : input.id;
      const model = byName.get(one.command)?.model;
      const told = await asked(owner, {
        operator: person.id,
        permission: `${one.command} ${model}`,
        subject,
      });
      // Whose session was ended by a case signs in anew.
      const again = await personOf(person.id);
      const said = `${one.command}, ${one.of}, ${one.environment}: ${told.verdict}`;
      expect(told.may, said).toBe(await isLetThrough(one.command, again, input));
      expect(told.deciding.length > 0, said).toBe(told.may);
      expect(told.verdict).toMatch(told.may ? /^Yes: / : /^No: .+\. .+\.$/);
    }
  });

  it('at each time: before it begins, while it counts, after its end', async () => {
    const owner = await w.person('account-owner');
    const { id: operatorId } = await makeOperator({});
    const [begins, ends] = [new Date(Date.now() + day), new Date(Date.now() + 3 * day)];
    const given = { operatorId, role: 'security-officer', fromAt: begins, untilAt: ends, reason };
    await must(commands.createAssignment, given);
    const application = await makeApplication({ ownerId: owner.id, environmentId: 'production' });
    const person = await personOf(operatorId);
    const times: [number, string][] = [
      [-1, 'begins only at'],
      [0, 'begins only at'],
      [2, 'Yes: '],
      [4, 'and ended at'],
    ];
    for (const [days, words] of times) {
      const { id } = await makeKey({ applicationId: application.id });
      const at = new Date(Date.now() + days * day);
      const question = { operator: person.id, permission: 'key.revoke ApiKey', subject: id, at };
      const { may, verdict } = await asked(owner, question);
      expect(verdict).toContain(words);
      expect(may, verdict).toBe(await isLetThrough('key.revoke', person, { id, reason }, at));
    }
  });
});

describe('it says why', () => {
  it('names each row with its assignment, its group, from and until', async () => {
    const owner = await w.person('account-owner');
    const { id } = await makeOperator({});
    const own = await giveRole(id, 'viewer', 'sandbox');
    const group = await must(commands.createGroup, { name: 'Key watch', reason });
    await must(commands.addGroupMembers, { id: group.id, operatorIds: [id], reason });
    const untilAt = new Date(Date.now() + day);
    const brought = await must(commands.createAssignment, {
      groupId: group.id,
      role: 'auditor',
      untilAt,
      reason,
    });
    const { email } = await db().operator.findUniqueOrThrow({ where: { id } });
    const told = await asked(owner, { operator: email.toUpperCase(), permission: 'read ApiKey' });
    const rows = [...told.deciding].sort((a, b) => a.role.localeCompare(b.role));
    expect(rows).toMatchObject([
      {
        role: 'auditor',
        assignmentId: brought.id,
        group: { id: group.id, name: 'Key watch' },
        environmentId: null,
        untilAt,
        words: 'Always',
      },
      { role: 'viewer', assignmentId: own.id, group: null, environmentId: 'sandbox', untilAt: null },
    ]);
  });

  it('tells what comes nearest: the place, the condition, the time, or that nothing names it', async () => {
    const owner = await w.person('account-owner');
    const developer = await w.another('developer');
    const officer = await w.another('security-officer', 'sandbox');
    const viewer = await w.another('viewer');
    const keyOf = async (ownerId: string, environmentId: 'production' | 'sandbox') =>
      (await makeKey({ applicationId: (await makeApplication({ ownerId, environmentId })).id })).id;
    const [theirs, others] = [await keyOf(developer.id, 'sandbox'), await keyOf(owner.id, 'sandbox')];
    const inProduction = await keyOf(developer.id, 'production');
    const permission = 'key.revoke ApiKey';
    const verdictOf = async (operator: string, subject: string) =>
      (await asked(owner, { operator, permission, subject })).verdict;
    expect(await verdictOf(developer.id, theirs)).toMatch(/^Yes: /);
    expect(await verdictOf(developer.id, others)).toContain('of applications they own or deputise');
    expect(await verdictOf(developer.id, inProduction)).toContain('reaches the sandbox alone');
    expect(await verdictOf(officer.id, inProduction)).toContain('held in sandbox alone');
    expect(await verdictOf(viewer.id, theirs)).toContain('No role that they hold then names it');
    const { namedBy } = await asked(owner, { operator: viewer.id, permission });
    expect(namedBy.map(({ slug }) => slug)).toContain('security-officer');
    const { id } = await makeOperator({ role: 'security-officer', state: 'disabled' });
    expect(await verdictOf(id, theirs)).toContain('is disabled');
    const admin = await w.another('administrator', 'sandbox');
    const add = await asked(owner, { operator: admin.id, permission: 'connection.add Connection' });
    expect(add.verdict).toContain('only where the role is held in every environment');
  });

  it('knows what everybody may who can sign in, without a role', async () => {
    const owner = await w.person('account-owner');
    const { id } = await makeOperator({});
    const told = await asked(owner, { operator: id, permission: 'read Factor' });
    expect(told).toMatchObject({ may: true, deciding: [] });
    expect(await asked(owner, { operator: id, permission: 'read ApiKey' })).toMatchObject({ may: false });
  });
});

describe('it tells no more than its reader may see', () => {
  it('answers what is not there and what the reader may not see alike, at its field', async () => {
    const owner = await w.person('account-owner');
    const none = '00000000-0000-7000-8000-000000000001';
    const fieldsOf = async (question: object) =>
      asked(owner, { operator: owner.id, permission: 'key.revoke ApiKey', ...question }).then(
        () => null,
        (error: { code: string; fields: object }) => [error.code, Object.keys(error.fields)],
      );
    expect(await fieldsOf({ operator: none })).toEqual(['invalid', ['operator']]);
    expect(await fieldsOf({ operator: "nobody' OR 1=1" })).toEqual(['invalid', ['operator']]);
    expect(await fieldsOf({ subject: none })).toEqual(['invalid', ['subject']]);
    expect(await fieldsOf({ permission: 'key.steal ApiKey' })).toEqual(['invalid', ['permission']]);
    expect(await fieldsOf({ permission: 'connection.add Connection', subject: none })).toEqual([
      'invalid',
      ['subject'],
    ]);
    const { id: applicationId } = await makeApplication({ ownerId: owner.id, environmentId: 'sandbox' });
    const { id: subject } = await makeKey({ applicationId });
    expect(await fieldsOf({ subject, environment: 'production' })).toEqual(['invalid', ['environment']]);
    expect(await fieldsOf({ subject, environment: 'sandbox' })).toBeNull();
  });

  it('is not told to whoever may read names only; a thing beyond the reader is as if it were not there', async () => {
    const viewer = await w.reader(await w.person('viewer'));
    const question = SimulatorFilter.parse({ operator: viewer.operatorId, permission: 'read ApiKey' });
    await expect(simulate(viewer, question)).rejects.toMatchObject({ code: 'not_found' });
    await expect(operatorChoices(viewer)).rejects.toMatchObject({ code: 'not_found' });
    const auditor = await w.another('auditor', 'sandbox');
    const owner = await w.person('account-owner');
    const { id: applicationId } = await makeApplication({ ownerId: owner.id, environmentId: 'production' });
    const { id: subject } = await makeKey({ applicationId });
    const about = { operator: owner.id, permission: 'key.revoke ApiKey' };
    const failed = (said: object) => asked(auditor, said).catch((error: unknown) => error);
    expect(await failed({ ...about, subject })).toEqual(
      await failed({ ...about, subject: '00000000-0000-7000-8000-000000000001' }),
    );
  });

  it('a group that the reader may not see has no name', async () => {
    const role = await must(commands.createRole, {
      name: 'Sees people and no groups',
      policy: { rules: ['Operator', 'Assignment', 'Role'].map((on) => ({ may: ['read'], on })) },
      ceiling: [],
      reason,
    });
    const { slug } = await db().role.findUniqueOrThrow({ where: { id: role.id } });
    const { id: readerId } = await makeOperator({});
    await must(commands.createAssignment, { operatorId: readerId, role: slug, reason });
    const { id } = await makeOperator({});
    const group = await must(commands.createGroup, { name: 'Project that nobody knows of', reason });
    await must(commands.addGroupMembers, { id: group.id, operatorIds: [id], reason });
    await must(commands.createAssignment, { groupId: group.id, role: 'viewer', reason });
    const told = await asked(await personOf(readerId), { operator: id, permission: 'read ApiKey' });
    expect(told).toMatchObject({ may: true, deciding: [{ group: { id: group.id, name: null } }] });
    expect(JSON.stringify(told)).not.toContain('nobody knows of');
  });

  it('what is no question is said at its field, and never fails', () => {
    const good = { operator: 'a@b.test', permission: 'read ApiKey' };
    const wrong: [object, string][] = [
      [{ ...good, operator: '' }, 'operator'],
      [{ ...good, operator: ['a', 'b'] }, 'operator'],
      [{ ...good, operator: 'a\u0007b' }, 'operator'],
      [{ ...good, permission: 'DROP TABLE' }, 'permission'],
      [{ operator: 'a@b.test' }, 'permission'],
      [{ ...good, subject: 'nothing' }, 'subject'],
      [{ ...good, environment: 'moon' }, 'environment'],
      [{ ...good, at: '9999-99-99T99:99' }, 'at'],
      [{ ...good, at: '9999-12-31T00:00' }, 'at'],
      [{ ...good, at: '+275760-09-13' }, 'at'],
      [{ ...good, at: '0001-01-01T00:00' }, 'at'],
    ];
    for (const [input, field] of wrong) {
      const read = SimulatorFilter.safeParse(input);
      const issues = read.success ? [] : read.error.issues;
      expect(issues.map(({ path }) => path[0])).toEqual([field]);
      expect(issues[0]?.message).toMatch(/^[A-Z].+\.$/);
    }
    expect(SimulatorFilter.parse({ ...good, subject: '', environment: '', at: '' })).toMatchObject({
      subject: null,
      environment: null,
      at: null,
    });
  });

  it('stands in the management API, for whoever may read assignments', async () => {
    const found = matchRoute('GET', '/simulator');
    if (found?.route.kind !== 'query') throw new Error('no such route');
    expect(found.route.permission).toBe('read Assignment');
    const owner = await w.person('account-owner');
    const reader = await w.reader(owner);
    const question = { operator: owner.id, permission: 'read ApiKey' };
    expect(await found.route.run(reader, question)).toMatchObject({ may: true });
  });
});

async function askerOf(person: Person, role: Role, otherId: string): Promise<Asker> {
  const applications = async (ownerId: string) => ({
    production: (await makeApplication({ ownerId, environmentId: 'production' })).id,
    sandbox: (await makeApplication({ ownerId, environmentId: 'sandbox' })).id,
  });
  return {
    id: person.id,
    role,
    otherId,
    own: await applications(person.id),
    others: await applications(otherId),
  };
}

async function inputFor(one: Case, by: Asker) {
  const make = subjects[one.command];
  if (!make) throw new Error(`nothing is made for ${one.command}`);
  return make(one, by);
}
