/** Roles that are asked for: whoever may give them decides, nobody their own, once, and they end by themselves. */
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfOperator } from '#lib/access/ability.ts';
import { createAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import * as requests from '#lib/role-requests/commands.ts';
import {
  countDecidable,
  listOwnRequests,
  listRoleRequests,
  objectionTo,
  readRoleRequest,
} from '#lib/role-requests/queries.ts';
import { RoleRequestFilter } from '#lib/role-requests/schema.ts';
import * as make from '#prisma/factories.ts';
import { executeProven } from '#tests/support/proven.ts';
import { metadataOf, type Person, personOf, world } from '#tests/support/world.ts';
import { expireRoleRequests } from '#worker/expire-role-requests.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'an incident at night';
const by = (p: Person, command: unknown, input: object, now?: Date) =>
  executeProven(command as typeof requests.askForRole, p.actor, input, { origin, ...(now && { now }) });
const somebody = async () => personOf((await make.makeOperator({})).id);
const wish = { role: 'auditor', environmentId: null, minutes: 60, reason };
async function asked(person: Person, input: object = wish): Promise<string> {
  const outcome = await by(person, requests.askForRole, input);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.result.id;
}
const stateOf = async (id: string) => (await db().roleRequest.findUniqueOrThrow({ where: { id } })).state;
const exportsAt = async (id: string, at = new Date()) =>
  (await accessOfOperator(db(), id, at)).access.can('audit.export', 'AuditEvent');

let owner: Person;
let admin: Person;
let manager: Person;
beforeAll(async () => {
  owner = await w.person('account-owner');
  admin = await w.person('administrator');
  manager = await w.person('access-manager');
});

describe('a request for a role', () => {
  it('changes nothing until it is granted, then gives the role from the grant on and ends by itself', async () => {
    const person = await somebody();
    const id = await asked(person);
    expect(await exportsAt(person.id)).toBe(false);
    const outcome = await by(manager, requests.grantRoleRequest, { id, reason });
    expect(outcome).toMatchObject({ kind: 'done', result: { assignmentId: expect.any(String) } });
    const assignment = await db().assignment.findFirstOrThrow({ where: { operatorId: person.id } });
    expect(assignment).toMatchObject({ source: 'asked', role: 'auditor', causedBy: manager.id, reason });
    expect((assignment.untilAt?.getTime() ?? 0) - assignment.fromAt.getTime()).toBe(3_600_000);
    expect(await exportsAt(person.id)).toBe(true);
    expect(await exportsAt(person.id, new Date(Date.now() + 3_700_000))).toBe(false);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'role_request.grant', subjectId: id, outcome: 'done' },
    });
    expect(event).toMatchObject({ before: { state: 'waiting' }, after: { state: 'granted' } });
  });

  it('is asked by whoever holds no role at all, and by nobody for somebody else', async () => {
    const person = await somebody();
    const id = await asked(person);
    expect(await db().roleRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({
      operatorId: person.id,
      causedBy: person.id,
      state: 'waiting',
    });
  });

  it('is granted by nobody who could not give that role, and never by who asks', async () => {
    const id = await asked(await somebody(), { ...wish, role: 'administrator' });
    const auditor = await w.person('auditor');
    for (const [granter, code] of [
      [admin, 'not_found'],
      [manager, 'not_found'],
      [auditor, 'forbidden'],
    ] as const)
      expect(await by(granter, requests.grantRoleRequest, { id, reason })).toMatchObject({
        kind: 'refused',
        code,
      });
    const own = await asked(owner, wish);
    for (const command of [requests.grantRoleRequest, requests.declineRoleRequest])
      expect(await by(owner, command, { id: own, reason })).toMatchObject({
        kind: 'refused',
        code: 'not_found',
      });
    expect([await stateOf(id), await stateOf(own)]).toEqual(['waiting', 'waiting']);
  });

  it('for an administrative role asks for a proof of the very grant', async () => {
    const id = await asked(await somebody(), { ...wish, role: 'administrator' });
    expect(await execute(requests.grantRoleRequest, owner.actor, { id, reason }, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: expect.any(String),
    });
  });

  it('is not granted by somebody who has a right of theirs through who asks', async () => {
    const asker = await w.another('administrator');
    const granter = await somebody();
    const given = await by(asker, createAssignment, {
      operatorId: granter.id,
      role: 'access-manager',
      reason,
    });
    expect(given).toMatchObject({ kind: 'done' });
    const id = await asked(asker, wish);
    expect(await by(granter, requests.grantRoleRequest, { id, reason })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
      message: expect.stringMatching(/You got a role through .* in the last 7 days/),
    });
    // Said before anything is typed.
    const request = await readRoleRequest(await w.reader(asker), id);
    expect(await objectionTo(await w.reader(granter), request)).toMatch(/You got a role through/);
    expect(await objectionTo(await w.reader(manager), request)).toBeNull();
    expect(await by(manager, requests.grantRoleRequest, { id, reason })).toMatchObject({ kind: 'done' });
  });

  it('is not granted by the same person under another account, of whichever connection', async () => {
    await make.makeConnection({ slug: 'second', metadata: await metadataOf('https://second.example') });
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: admin.id } });
    const twin = await make.makeOperator({ connection: 'second', email: email.toUpperCase() });
    const id = await asked(await personOf(twin.id));
    expect(await by(admin, requests.grantRoleRequest, { id, reason })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
      message: expect.stringMatching(/that is the same person/),
    });
    expect(await by(manager, requests.grantRoleRequest, { id, reason })).toMatchObject({ kind: 'done' });
  });

  it('is granted once, however many grant it at once', async () => {
    const person = await somebody();
    const id = await asked(person);
    const granters = [owner, admin, manager, owner, admin, manager];
    const outcomes = await Promise.all(
      granters.map((one) => by(one, requests.grantRoleRequest, { id, reason })),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(outcomes.filter((one) => one.kind === 'refused' && one.code === 'fault')).toEqual([]);
    expect(await db().assignment.count({ where: { operatorId: person.id } })).toBe(1);
  });

  it('is declined with a reason that who asked can read, and withdrawn by who asked alone', async () => {
    const person = await somebody();
    const [first, second] = [await asked(person), await asked(person, { ...wish, role: 'viewer' })];
    expect(
      await by(manager, requests.declineRoleRequest, { id: first, reason: 'not tonight' }),
    ).toMatchObject({
      kind: 'done',
    });
    const { rows: own } = await listOwnRequests(await w.reader(person));
    expect(own.find((one) => one.id === first)).toMatchObject({ state: 'declined', decision: 'not tonight' });
    expect(await by(await somebody(), requests.withdrawRoleRequest, { id: second })).toMatchObject({
      kind: 'refused',
      code: 'not_found',
    });
    expect(await by(person, requests.withdrawRoleRequest, { id: second })).toMatchObject({ kind: 'done' });
    expect(await by(manager, requests.grantRoleRequest, { id: second, reason })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
  });

  it('is listed for whoever may decide it as theirs, as many as are counted, and for who asked as their own', async () => {
    const person = await somebody();
    const reached = await asked(person, { ...wish, role: 'viewer' });
    const above = await asked(person, { ...wish, role: 'administrator' });
    const listed = async (of: Person, query: object) =>
      (await listRoleRequests(await w.reader(of), RoleRequestFilter.parse({ size: 200, ...query }))).rows.map(
        ({ id }) => id,
      );
    const yours = await listed(manager, { whose: 'yours' });
    expect([yours.includes(reached), yours.includes(above)]).toEqual([true, false]);
    expect(yours).toHaveLength(await countDecidable(await w.reader(manager)));
    await by(person, requests.withdrawRoleRequest, { id: above });
    expect((await listed(person, { whose: 'own', state: 'all' })).sort()).toEqual([reached, above].sort());
    expect(await listed(person, { whose: 'own' })).toEqual([reached]);
  });

  it('is one of a kind, five at most, and not for what they have', async () => {
    const person = await somebody();
    await asked(person);
    expect(await by(person, requests.askForRole, wish)).toMatchObject({
      kind: 'invalid',
      fields: { role: expect.stringMatching(/already/) },
    });
    for (const role of ['viewer', 'developer', 'administrator', 'access-manager'])
      await asked(person, { ...wish, role });
    expect(await by(person, requests.askForRole, { ...wish, role: 'security-officer' })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    expect(await by(await w.another('auditor'), requests.askForRole, wish)).toMatchObject({
      kind: 'invalid',
    });
  });

  it('two forms at once leave one request', async () => {
    const person = await somebody();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => by(person, requests.askForRole, wish)));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await db().roleRequest.count({ where: { operatorId: person.id } })).toBe(1);
  });

  it('that nobody decided in three days is over by the clock, and the worker says so', async () => {
    const person = await somebody();
    const id = await asked(person);
    const later = new Date(Date.now() + 3 * 86_400_000 + 1000);
    const late = await personOf(manager.id);
    const outcome = await execute(
      requests.grantRoleRequest,
      { ...late.actor, proofAt: later },
      { id, reason },
      {
        origin,
        now: later,
      },
    );
    expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringMatching(/in time/) });
    expect(await expireRoleRequests(new Date())).toBe(0);
    await expireRoleRequests(later);
    expect(await stateOf(id)).toBe('expired');
  });

  it('is seen by who may decide and who reads roles, and a developer sees their own alone', async () => {
    const person = await w.another('developer');
    const id = await asked(person);
    const seen = async (p: Person) =>
      (await listRoleRequests(await w.reader(p), { state: 'waiting', size: 200, after: undefined })).rows.map(
        (row) => row.id,
      );
    expect(await seen(manager)).toContain(id);
    expect(await seen(person)).toEqual([id]);
    expect(await seen(await w.another('developer'))).toEqual([]);
  });
});
