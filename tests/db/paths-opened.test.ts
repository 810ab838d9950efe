/** A role that opens a path to more power waits for somebody else, whichever way it is given. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { setApprovalPolicy } from '#lib/approvals/policy-commands.ts';
import { createAssignment, moveEnd } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { addGroupMembers, createGroup, removeGroupMembers } from '#lib/groups/commands.ts';
import { addOperator, disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { askForRole, grantRoleRequest } from '#lib/role-requests/commands.ts';
import { createRole, editRole } from '#lib/roles/commands.ts';
import * as make from '#prisma/factories.ts';
import { approveAs, executeAlone, executeProven } from '#tests/support/proven.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'for the quarter';
const ownKeys = { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' as const } };
/** Whoever holds it makes themselves the owner of any application, and has its keys then. */
const taking = { rules: [{ may: ['application.hand_over'], on: 'Application' }, ownKeys] };
const harmless = { rules: [ownKeys] };

let owner: Person;
beforeAll(async () => {
  owner = await w.person('account-owner');
  await w.another('account-owner');
});

async function roleOf(policy: typeof taking | typeof harmless): Promise<string> {
  const input = { name: randomUUID(), description: '', policy, ceiling: [], reason };
  return (await make.must(createRole, input)).slug;
}
const somebody = async () => (await make.makeOperator({})).id;

const ways = {
  'an assignment': async (role: string) =>
    [createAssignment, { operatorId: await somebody(), role, environmentId: '', reason }] as const,
  'a role that is asked for': async (role: string) => {
    const { actor } = await personOf(await somebody());
    const wanted = { role, environmentId: null, minutes: 60, reason };
    const { id } = await make.must(askForRole, wanted, actor);
    return [grantRoleRequest, { id, reason }] as const;
  },
  'a group': async (role: string) => {
    const { id } = await make.must(createGroup, { name: randomUUID(), reason });
    await make.must(createAssignment, { groupId: id, role, reason });
    return [addGroupMembers, { id, operatorIds: [await somebody()], reason }] as const;
  },
  'a first role': async (role: string) =>
    [addOperator, { connection: 'dev', email: `${randomUUID()}@example.test`, role, reason }] as const,
  'a role for a group that nobody is in yet': async (role: string) => {
    const { id } = await make.must(createGroup, { name: randomUUID(), reason });
    return [createAssignment, { groupId: id, role, reason }] as const;
  },
  'a role that was given for an hour, without an end': async (role: string) => {
    const untilAt = new Date(Date.now() + 3_600_000).toISOString();
    const input = { operatorId: await somebody(), role, environmentId: '', untilAt, reason };
    return [moveEnd, { ...(await make.must(createAssignment, input)), untilAt: '', reason }] as const;
  },
  'somebody who comes back': async (role: string) => {
    const id = await somebody();
    await make.must(createAssignment, { operatorId: id, role, environmentId: '', reason });
    await make.must(disableOperator, { id, reason });
    return [enableOperator, { id, reason }] as const;
  },
};

describe.each(Object.entries(ways))('%s', (_, way) => {
  it('that opens a path waits for somebody else, and says it', async () => {
    const [command, input] = await way(await roleOf(taking));
    const outcome = await executeAlone(command as typeof createAssignment, owner.actor, input, { origin });
    if (outcome.kind !== 'awaitsApproval') throw new Error(JSON.stringify(outcome));
    const request = await db().approvalRequest.findUniqueOrThrow({ where: { id: outcome.requestId } });
    expect(request.summary).toMatch(/without anybody else: application\.hand_over/);
    const carried = await way(await roleOf(taking));
    const done = await executeProven(carried[0] as typeof createAssignment, owner.actor, carried[1], {
      origin,
    });
    expect(done.kind).toBe('done');
  });

  it('that opens none does not', async () => {
    const [command, input] = await way(await roleOf(harmless));
    const outcome = await executeAlone(command as typeof createAssignment, owner.actor, input, { origin });
    expect(outcome.kind).toBe('done');
  });
});

it('a role that somebody holds who is kept out is widened by nobody alone', async () => {
  const slug = await roleOf(harmless);
  await ways['somebody who comes back'](slug);
  const { id } = await db().role.findUniqueOrThrow({ where: { slug } });
  const input = { id, version: 1, name: randomUUID(), description: '', policy: taking, ceiling: [], reason };
  const outcome = await executeAlone(editRole, owner.actor, input, { origin });
  expect(outcome.kind).toBe('awaitsApproval');
});

it('a rule of one environment counts for what is given there', async () => {
  const sandbox = { environmentId: 'sandbox', command: 'assignment.create', approvals: 0, reason };
  expect((await executeProven(setApprovalPolicy, owner.actor, sandbox, { origin })).kind).toBe('done');
  const give = async (environmentId: string) => {
    const input = { operatorId: await somebody(), role: await roleOf(taking), environmentId, reason };
    return (await executeAlone(createAssignment, owner.actor, input, { origin })).kind;
  };
  expect([await give('sandbox'), await give('production')]).toEqual(['done', 'awaitsApproval']);
});

describe('what was approved is not done', () => {
  it.each([
    ['an assignment', ways['an assignment']],
    ['a role that is asked for', ways['a role that is asked for']],
    ['a group', ways['a group']],
    ['a first role', ways['a first role']],
  ])('where the role was edited since: %s', async (_, way) => {
    const slug = await roleOf(taking);
    const [command, input] = await way(slug);
    const { id } = await db().role.findUniqueOrThrow({ where: { slug } });
    const edited = { id, version: 1, name: randomUUID(), description: '', ceiling: [], reason };
    await expectStale(command as typeof createAssignment, input, () =>
      make.must(editRole, {
        ...edited,
        policy: { rules: [...taking.rules, { may: ['read'], on: 'Decision' }] },
      }),
    );
  });

  it('where somebody else is in the group since', async () => {
    const [command, input] = await ways['a group'](await roleOf(taking));
    const [first, second] = [await somebody(), await somebody()];
    const { id } = input;
    await make.must(addGroupMembers, { id, operatorIds: [first], reason });
    await expectStale(command as unknown as typeof createAssignment, input, async () => {
      await make.must(removeGroupMembers, { id, operatorIds: [first], reason });
      await make.must(addGroupMembers, { id, operatorIds: [second], reason });
    });
  });
});

async function expectStale(
  command: typeof createAssignment,
  input: object,
  meanwhile: () => Promise<unknown>,
) {
  const asked = await executeAlone(command, owner.actor, input, { origin });
  if (asked.kind !== 'awaitsApproval') throw new Error(JSON.stringify(asked));
  const approval = asked.requestId;
  await approveAs((await w.another('account-owner')).actor, approval, { origin });
  await meanwhile();
  const outcome = await executeAlone(command, owner.actor, input, { origin, approval });
  expect(outcome).toMatchObject({
    kind: 'refused',
    code: 'conflict',
    message: expect.stringMatching(/changed since/),
  });
}
