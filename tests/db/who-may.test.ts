/** "Who can do this?" tells what the corridor does. */
import { describe, expect, it } from 'vitest';
import { catalogue, permissionNamed } from '#lib/access/catalogue.ts';
import { withdrawApproval } from '#lib/approvals/commands.ts';
import { endAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { revokeKey } from '#lib/keys/commands.ts';
import { byName } from '#lib/registry.ts';
import { holdersOf } from '#lib/roles/holder-queries.ts';
import { whoMay } from '#lib/roles/queries.ts';
import { listRoles } from '#lib/roles/role-queries.ts';
import { WhoFilter } from '#lib/roles/schema.ts';
import { giveRole, makeApplication, makeKey, makeOperator, must } from '#prisma/factories.ts';
import { type Asker, approval, subjects } from '../access/subjects.ts';
import { cases } from '../access/table.ts';
import { recorded } from '../support/scim.ts';
import { type Person, world } from '../support/world.ts';

const w = world();
const nameOf = async ({ id }: { id: string }) =>
  (await db().operator.findUniqueOrThrow({ where: { id } })).name;
/** Keys and applications by what the simulator asks; here those whose conditions reach over relations. */
const kindsAsked: string[] = [
  'Operator',
  'Assignment',
  'Group',
  'Role',
  'DutyRule',
  'RoleRequest',
  'ApprovalRequest',
  'ReviewItem',
  'ScimToken',
];
const makesNew = /\.(create|add|ask|request|set_policy)$/;
const origin = { channel: 'api' as const, address: '192.0.2.7', userAgent: 'test' };

async function names(by: Person, asked: object): Promise<string[]> {
  const { rows } = await whoMay(await w.reader(by), WhoFilter.parse(asked));
  return rows.map(({ id }) => id);
}

describe('who may', () => {
  it('names exactly those whom the command then lets through', async () => {
    const people = await Promise.all(
      (['account-owner', 'security-officer', 'developer', 'auditor'] as const).map((role) => w.another(role)),
    );
    const [owner, , developer] = people as [Person, Person, Person];
    const { id: applicationId } = await makeApplication({ ownerId: developer.id, environmentId: 'sandbox' });
    const { id } = await makeKey({ applicationId });
    const told = await names(owner, { permission: 'key.revoke ApiKey', subject: id });
    for (const person of people) {
      const outcome = await execute(revokeKey, person.actor, { id, reason: 'asked who may' }, { origin });
      const isThrough =
        outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.code === 'conflict');
      expect(told.includes(person.id), outcome.kind).toBe(isThrough);
    }
  });

  it('answers of one thing what docs/access-table.md says, for a person of each role', async () => {
    const owner = await w.person('account-owner');
    const other = await makeOperator({ role: 'account-owner' });
    const applications = async (ownerId: string) => ({
      production: (await makeApplication({ ownerId, environmentId: 'production' })).id,
      sandbox: (await makeApplication({ ownerId, environmentId: 'sandbox' })).id,
    });
    const others = await applications(other.id);
    const askers: Asker[] = await Promise.all(
      (['account-owner', 'administrator', 'access-manager', 'auditor'] as const).map(async (role) => {
        const { id } = await w.another(role);
        return { id, role, otherId: other.id, own: await applications(id), others };
      }),
    );
    const reader = await w.reader(owner);
    const failures: string[] = [];
    const kinds = new Set<string>();
    const looked = new Set<string>();
    for (const one of cases) {
      const command = byName.get(one.command);
      if (!command || !kindsAsked.includes(command.model) || makesNew.test(one.command)) continue;
      // Whether they could do themselves what is asked for is judged with the vote (lib/approvals/standing.ts).
      if (command.approval === 'votes') continue;
      const permission = `${one.command} ${command.model}`;
      if (!permissionNamed(one.command, command.model)) continue;
      // The commands of one kind share their rows: each case is asked of the first of them.
      const alike = [command.model, one.of, ...one.may].join(' ');
      if (looked.has(alike)) continue;
      looked.add(alike);
      let shared: string | undefined;
      for (const asker of askers) {
        const isTheirs = /own|them|they|asker/.test(one.of);
        const subject = (!isTheirs && shared) || (await subjects[one.command]?.(one, asker))?.id;
        shared = subject;
        if (!subject) throw new Error(`nothing is made for ${one.command}`);
        const { rows } = await whoMay(
          reader,
          WhoFilter.parse({ permission, subject, person: await nameOf(asker) }),
        );
        const said = `${one.command}, ${one.of}, ${one.environment}: ${asker.role}`;
        if (rows.some(({ id }) => id === asker.id) !== one.may.has(asker.role)) failures.push(said);
      }
      kinds.add(command.model);
    }
    expect(failures).toEqual([]);
    expect([...kinds].sort()).toEqual([...kindsAsked].sort());
  }, 120_000);

  it('of a vote on one request names those who really may cast it, and says what to do where nobody is left', async () => {
    const [ada, ben] = [await w.another('account-owner'), await w.another('account-owner')];
    const manager = await w.another('access-manager');
    const owing = await makeOperator({});
    const right = { role: 'account-owner', reason: 'for a test', causedBy: ada.id, fromAt: new Date(0) };
    await recorded((tx) => tx.assignment.create({ data: { operatorId: owing.id, ...right } }));
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: ada.id } });
    const twin = await makeOperator({ role: 'account-owner' });
    const sameEmail = { where: { id: twin.id }, data: { email: email.toUpperCase() } };
    await recorded((tx) => tx.operator.update(sameEmail));
    const asking = { role: 'account-owner', id: ben.id, otherId: ada.id, own: {}, others: {} } as const;
    const of = cases.find(
      (one) => one.command === 'approval.approve' && one.of === 'of the role administrator',
    );
    if (!of) throw new Error('no such case');
    const { id: subject } = await approval(of, asking);
    const vote = async (verb: string) =>
      names(ben, { permission: `approval.${verb} ApprovalRequest`, subject });
    const approving = await vote('approve');
    expect(approving).toContain(ben.id);
    for (const { id } of [ada, owing, twin, manager]) expect(approving).not.toContain(id);
    const declining = await vote('decline');
    for (const { id } of [ben, owing]) expect(declining).toContain(id);
    for (const { id } of [ada, manager]) expect(declining).not.toContain(id);
    const asked = WhoFilter.parse({ permission: 'approval.approve ApprovalRequest', subject });
    await must(withdrawApproval, { id: subject }, ada.actor);
    expect(await whoMay(await w.reader(ben), asked)).toMatchObject({
      rows: [],
      none: 'This request was withdrawn.',
    });
  });

  it('gives the assignment and the row that make it so', async () => {
    const owner = await w.person('account-owner');
    const developer = await w.another('developer');
    const { id: applicationId } = await makeApplication({ ownerId: developer.id, environmentId: 'sandbox' });
    const { rows } = await whoMay(
      await w.reader(owner),
      WhoFilter.parse({ permission: 'key.rotate ApiKey', subject: (await makeKey({ applicationId })).id }),
    );
    const assignment = await db().assignment.findFirstOrThrow({ where: { operatorId: developer.id } });
    expect(rows.find(({ id }) => id === developer.id)?.grounds).toEqual([
      {
        role: 'developer',
        roleName: 'Developer',
        assignmentId: assignment.id,
        group: null,
        environmentId: null,
        reach: 'Of applications they own or deputise',
        fromAt: assignment.fromAt,
        untilAt: null,
        reason: assignment.reason,
      },
    ]);
  });

  it('knows the place: a developer’s production is not their sandbox', async () => {
    const owner = await w.person('account-owner');
    const developer = await w.another('developer');
    for (const environmentId of ['production', 'sandbox'] as const)
      await makeApplication({ ownerId: developer.id, environmentId });
    const asked = { permission: 'key.create ApiKey' };
    expect(await names(owner, { ...asked, environment: 'sandbox' })).toContain(developer.id);
    expect(await names(owner, { ...asked, environment: 'production' })).not.toContain(developer.id);
  });

  it('knows the time: a role that ended counted before and not after', async () => {
    const owner = await w.person('account-owner');
    const { id } = await makeOperator({});
    const given = await giveRole(id, 'auditor');
    const asked = { permission: 'read AuditEvent' };
    const during = new Date();
    expect(await names(owner, { ...asked, at: during })).toContain(id);
    await must(endAssignment, { id: given.id, reason: 'left the team' });
    expect(await names(owner, asked)).not.toContain(id);
    expect(await names(owner, { ...asked, at: during })).toContain(id);
    const before = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 16);
    expect(await names(owner, { ...asked, at: before })).not.toContain(id);
  });

  it('is not told to whoever may read names only, nor of what the asker may not see', async () => {
    const viewer = await w.reader(await w.person('viewer'));
    const asked = WhoFilter.parse({ permission: 'key.revoke ApiKey' });
    await expect(whoMay(viewer, asked)).rejects.toMatchObject({ code: 'not_found' });
    for (const { people } of await listRoles(viewer)) expect(people).toBeNull();
    await expect(holdersOf(viewer, 'auditor')).rejects.toMatchObject({ code: 'not_found' });
    const owner = await w.reader(await w.person('account-owner'));
    for (const subject of ['00000000-0000-7000-8000-000000000001', 'nothing', '1 OR 1=1'])
      await expect(whoMay(owner, { ...asked, subject })).rejects.toMatchObject({
        code: 'invalid',
        fields: { subject: expect.stringContaining('There is no such thing, or you may not see it.') },
      });
  });

  it('answers every permission of the catalogue, page after page, each person once', async () => {
    for (let i = 0; i < 60; i++) await makeOperator({ role: 'auditor' });
    const owner = await w.reader(await w.person('account-owner'));
    for (const { action, on } of catalogue.flatMap((group) => group.permissions))
      await whoMay(owner, WhoFilter.parse({ permission: `${action} ${on}` }));
    const asked = WhoFilter.parse({ permission: 'read AuditEvent' });
    const first = await whoMay(owner, asked);
    const second = await whoMay(owner, { ...asked, after: first.next ?? undefined });
    const ids = [...first.rows, ...second.rows].map(({ id }) => id);
    expect(first.rows).toHaveLength(50);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(60);
  });
});

it('roles are counted by where they are held, of active people and in force', async () => {
  const owner = await w.person('account-owner');
  const of = async () => (await listRoles(await w.reader(owner))).find(({ slug }) => slug === 'viewer');
  const before = await of();
  await makeOperator({ role: 'viewer', environmentId: 'sandbox' });
  await makeOperator({ role: 'viewer', state: 'disabled' });
  const more = { sandbox: (before?.sandbox ?? 0) + 1, people: (before?.people ?? 0) + 1 };
  expect(await of()).toEqual({ ...before, ...more });
});
