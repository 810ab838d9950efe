/** Each known path to more power, tried through the corridor by one person alone: it is refused, or it waits. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import { addPasskey, session as signedIn } from '../db/factors-kit.ts';
import { executeAlone } from '../support/proven.ts';
import { type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'tried by one person alone';
let owner: Person;
let admin: Person;

beforeAll(async () => {
  owner = await w.person('account-owner');
  // The second owner's sign-in ends set-up: from here on critical changes wait.
  await w.another('account-owner');
  admin = await w.person('administrator');
  expect(await db().installation.count({ where: { setupEndedAt: null } })).toBe(0);
});

const alone = (by: Person, name: keyof typeof commands, input: Record<string, unknown>) =>
  executeAlone(commands[name] as unknown as typeof commands.createAssignment, by.actor, input, { origin });
const somebody = async (role?: Parameters<typeof make.makeOperator>[0]['role']) =>
  (await make.makeOperator(role ? { role } : {})).id;

async function withFactor(): Promise<string> {
  const id = await somebody('viewer');
  await addPasskey(await signedIn(id));
  return id;
}

describe('waits for somebody else', () => {
  it.each<[string, keyof typeof commands, () => Promise<Record<string, unknown>>]>([
    [
      'a role with administrative verbs for a second account',
      'createAssignment',
      async () => ({
        operatorId: await somebody(),
        role: 'access-manager',
        reason,
      }),
    ],
    [
      'an account owner’s grant of a security officer',
      'createAssignment',
      async () => ({ operatorId: await somebody(), role: 'security-officer', reason }),
    ],
    [
      'the second factor of somebody else, reset',
      'resetFactors',
      async () => ({ id: await withFactor(), reason }),
    ],
    ['fewer approvals, set first', 'setApprovalPolicy', async () => ({ command: '*', approvals: 0, reason })],
    [
      'a rule about duties, made',
      'createDuty',
      async () => ({
        name: randomUUID(),
        first: 'key.create ApiKey',
        second: 'audit.export AuditEvent',
        mode: 'warn',
        reason,
      }),
    ],
  ])('%s', async (_, name, input) => {
    expect(await alone(owner, name, await input())).toMatchObject({ kind: 'awaitsApproval' });
  });
});

it('a security officer, also of an administrator, waits for somebody else', async () => {
  const input = { operatorId: await somebody(), role: 'security-officer', reason };
  expect(await alone(admin, 'createAssignment', input)).toMatchObject({ kind: 'awaitsApproval' });
});

it('a role made heavier for whoever holds it waits for somebody else, as giving it would', async () => {
  const shape = (may: string) => ({
    name: randomUUID(),
    description: '',
    policy: { rules: [{ may: [may], on: 'ApiKey' }] },
    ceiling: [],
    reason,
  });
  const { id, slug } = await make.must(commands.createRole, shape('read'));
  await make.must(commands.createAssignment, { operatorId: await somebody(), role: slug, reason });
  const edited = { id, version: 1, ...shape('key.create') };
  expect(await alone(admin, 'editRole', edited)).toMatchObject({ kind: 'awaitsApproval' });
});

describe('is refused', () => {
  it('a role for oneself', async () => {
    const outcome = await alone(admin, 'createAssignment', {
      operatorId: admin.id,
      role: 'security-officer',
      reason,
    });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'forbidden' });
  });

  it('a role above the ceiling', async () => {
    const outcome = await alone(admin, 'createAssignment', {
      operatorId: await somebody(),
      role: 'administrator',
      reason,
    });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'forbidden' });
  });

  it('the factor of somebody above', async () => {
    const outcome = await alone(admin, 'resetFactors', { id: await somebody('account-owner'), reason });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'not_found' });
  });

  it('oneself put into a group', async () => {
    const { id } = await make.must(commands.createGroup, { name: randomUUID(), reason }, owner.actor);
    expect(await alone(admin, 'addGroupMembers', { id, operatorIds: [admin.id], reason })).toMatchObject({
      kind: 'refused',
    });
  });

  it('approving one’s own request', async () => {
    const waits = await alone(owner, 'createAssignment', {
      operatorId: await somebody(),
      role: 'administrator',
      reason,
    });
    if (waits.kind !== 'awaitsApproval') throw new Error(waits.kind);
    expect(await alone(owner, 'approveRequest', { id: waits.requestId, reason })).toMatchObject({
      kind: 'refused',
    });
  });

  it('anything of rights by a second account without a role', async () => {
    const second = await personOf(await somebody());
    expect(
      await alone(second, 'createAssignment', { operatorId: admin.id, role: 'viewer', reason }),
    ).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });
});
