/** A role that opens a path to more power waits for somebody else, whichever way it is given. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { addGroupMembers, createGroup } from '#lib/groups/commands.ts';
import { addOperator } from '#lib/operators/commands.ts';
import { askForRole, grantRoleRequest } from '#lib/role-requests/commands.ts';
import { createRole } from '#lib/roles/commands.ts';
import * as make from '#prisma/factories.ts';
import { executeAlone, executeProven } from '#tests/support/proven.ts';
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
