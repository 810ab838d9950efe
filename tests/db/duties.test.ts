/** Separation of duties on every path by which a right reaches somebody. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { onRights } from '#lib/access/effects-on-rights.ts';
import type { Role } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { createDuty, endDuty } from '#lib/duties/commands.ts';
import { brokenBy } from '#lib/duties/effects.ts';
import { execute } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import { executeProven } from '#tests/support/proven.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'asked by the test';
let owner: Person;

beforeAll(async () => {
  owner = await w.person('account-owner');
});
// One rule at a time: what another test forbids must not stand in the way.
beforeEach(async () => {
  for (const { id } of await db().dutyRule.findMany({ where: { endedAt: null }, select: { id: true } }))
    await make.must(endDuty, { id, reason });
});

const rule = (of: { mode?: 'warn' | 'forbid'; environmentId?: 'production' | 'sandbox' } = {}) =>
  make.must(createDuty, {
    name: `Hands ${randomUUID().slice(0, 8)}`,
    first: 'key.create ApiKey',
    second: 'audit.export AuditEvent',
    mode: of.mode ?? 'forbid',
    environmentId: of.environmentId ?? null,
    reason,
  });
const officer = async () => (await make.makeOperator({ role: 'security-officer' })).id;
const rolesOf = async (operatorId: string) =>
  (await db().assignment.findMany({ where: { operatorId, endedAt: null }, select: { role: true } })).map(
    ({ role }) => role,
  );
const group = async (members: string[], role?: Role) => {
  const { id } = await must('createGroup', { name: `g ${randomUUID()}`, reason });
  if (role) await must('createAssignment', { groupId: id, role, reason });
  if (members.length > 0) await must('addGroupMembers', { id, operatorIds: members, reason });
  return id;
};
async function must(name: keyof typeof commands, input: Record<string, unknown>) {
  const outcome = await by(name, input);
  if (outcome.kind !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  return outcome.result as { id: string };
}
const by = (name: keyof typeof commands, input: Record<string, unknown>) =>
  executeProven(commands[name] as unknown as typeof commands.createAssignment, owner.actor, input, {
    origin,
  });

/** Each command whose effect gives something: brings the second half of the pair to somebody who has the first. */
const paths: Record<string, () => Promise<{ run: () => ReturnType<typeof by>; who: string }>> = {
  'assignment.create': async () => {
    const who = await officer();
    return { who, run: () => by('createAssignment', { operatorId: who, role: 'auditor', reason }) };
  },
  'assignment.move_end': async () => {
    const who = await officer();
    const soon = new Date(Date.now() + 3_600_000);
    const later = new Date(Date.now() + 7_200_000);
    const first = await db().assignment.findFirstOrThrow({ where: { operatorId: who } });
    await must('moveEnd', { id: first.id, untilAt: soon, reason });
    await must('createAssignment', { operatorId: who, role: 'auditor', fromAt: later, reason });
    return { who, run: () => by('moveEnd', { id: first.id, untilAt: null, reason }) };
  },
  'operator.enable': async () => {
    const who = await officer();
    const id = await group([who]);
    await make.must(commands.disableOperator, { id: who, reason });
    await must('createAssignment', { groupId: id, role: 'auditor', reason });
    return { who, run: () => by('enableOperator', { id: who, reason }) };
  },
  'group.add_member': async () => {
    const who = await officer();
    const id = await group([], 'auditor');
    return { who, run: () => by('addGroupMembers', { id, operatorIds: [who], reason }) };
  },
  'assignment.create to a group': async () => {
    const who = await officer();
    const id = await group([who]);
    return { who, run: () => by('createAssignment', { groupId: id, role: 'auditor', reason }) };
  },
  'role.edit': async () => {
    const who = await officer();
    const { id, slug } = await custom([{ may: ['read'], on: 'ApiKey' }]);
    await must('createAssignment', { operatorId: who, role: slug, reason });
    return { who, run: () => by('editRole', { id, version: 1, ...wider(slug), reason }) };
  },
  'role.restore': async () => {
    const who = await officer();
    const { id, slug } = await custom([{ may: ['audit.export'], on: 'AuditEvent' }]);
    await must('editRole', { id, version: 1, ...narrow(slug), reason });
    await must('createAssignment', { operatorId: who, role: slug, reason });
    return { who, run: () => by('restoreRole', { id, version: 2, former: 1, reason }) };
  },
  'role_request.grant': async () => {
    const who = await officer();
    const requestedAt = new Date();
    const asker = await personOf(who);
    const asked = await execute(
      commands.askForRole,
      asker.actor,
      { role: 'auditor', environmentId: null, minutes: 60, reason },
      { origin, now: requestedAt },
    );
    if (asked.kind !== 'done') throw new Error(JSON.stringify(asked));
    return { who, run: () => by('grantRoleRequest', { id: asked.result.id, reason }) };
  },
  'operator.add': async () => {
    // One role that holds the pair alone.
    const { slug } = await custom([
      { may: ['key.create'], on: 'ApiKey' },
      { may: ['audit.export'], on: 'AuditEvent' },
    ]);
    const email = `${randomUUID()}@example.test`;
    return { who: email, run: () => by('addOperator', { connection: 'dev', email, role: slug, reason }) };
  },
};

async function custom(rules: { may: string[]; on: string }[]) {
  const name = `Own ${randomUUID().slice(0, 8)}`;
  const made = await must('createRole', { name, description: '', policy: { rules }, ceiling: [], reason });
  return made as { id: string; slug: string };
}
const wider = (slug: string) => ({
  name: slug,
  description: '',
  policy: { rules: [{ may: ['audit.export'], on: 'AuditEvent' }] },
  ceiling: [],
});
const narrow = (slug: string) => ({ ...wider(slug), policy: { rules: [{ may: ['read'], on: 'ApiKey' }] } });

/** Effects that bring a right to somebody. Where another room's test shows it, it is named there. */
const gives = ['gives-role', 'gives-membership', 'shapes-role', 'makes-person'];
const giveNothingYet = ['role.create'];

it('every command that declares that it gives something is walked here', () => {
  const declared = Object.keys(onRights).filter((name) => gives.includes(onRights[name]?.effect ?? ''));
  const walked = new Set(Object.keys(paths).map((name) => name.split(' ')[0]));
  expect(declared.filter((name) => !walked.has(name) && !giveNothingYet.includes(name))).toEqual([]);
});

describe.each(Object.keys(paths))('%s', (name) => {
  it('is refused where it brings together what a rule keeps apart, and changes nothing', async () => {
    const path = paths[name];
    if (!path) throw new Error(name);
    const { run, who } = await path();
    const before = await rolesOf(who).catch(() => []);
    const { id } = await rule();
    const refused = await run();
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'conflict',
      message: expect.stringMatching(/keeps apart/),
    });
    expect(await rolesOf(who).catch(() => [])).toEqual(before);
    // It was the rule: without it the same is done.
    await make.must(endDuty, { id, reason });
    expect(await run()).toMatchObject({ kind: 'done' });
  });
});

it('a rule that only warns lets it pass, and the trail says what is held together', async () => {
  const who = await officer();
  await rule({ mode: 'warn' });
  expect(await by('createAssignment', { operatorId: who, role: 'auditor', reason })).toMatchObject({
    kind: 'done',
  });
  const event = await db().auditEvent.findFirstOrThrow({
    where: { action: 'assignment.create', outcome: 'done' },
    orderBy: { number: 'desc' },
  });
  expect(event.summary).toMatch(/although .* holds key.create and audit.export/);
});

it('a new rule refuses nobody who breaks it already, counts them, and they can be listed', async () => {
  const who = await officer();
  await must('createAssignment', { operatorId: who, role: 'auditor', reason });
  const { broken } = await rule();
  expect(broken).toBeGreaterThan(0);
  expect(await rolesOf(who)).toEqual(expect.arrayContaining(['auditor', 'security-officer']));
  const now = new Date();
  expect(await db().$transaction((tx) => brokenBy({ tx: tx as never, now }, [who]))).toMatchObject([
    { operatorId: who, conflict: { environments: ['production', 'sandbox'] } },
  ]);
});

it('a role that begins later is no way around it', async () => {
  const who = await officer();
  await rule();
  const fromAt = new Date(Date.now() + 86_400_000);
  expect(await by('createAssignment', { operatorId: who, role: 'auditor', fromAt, reason })).toMatchObject({
    kind: 'refused',
    code: 'conflict',
  });
});

it('two halves granted at the same time: one of them is given', async () => {
  await rule();
  for (let round = 0; round < 5; round++) {
    const { id } = await make.makeOperator({});
    const outcomes = await Promise.all(
      (['security-officer', 'auditor'] as const).map((role) =>
        execute(commands.createAssignment, make.localDefault, { operatorId: id, role, reason }, { origin }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(await rolesOf(id)).toHaveLength(1);
  }
});

it('a pair of one permission twice, of what nobody holds or of what everybody holds is no rule', async () => {
  const input = {
    name: 'x',
    first: 'key.create ApiKey',
    second: 'audit.export AuditEvent',
    mode: 'forbid',
    reason,
  };
  for (const [field, value] of [
    ['second', 'key.create ApiKey'],
    ['first', 'key.fly ApiKey'],
    ['first', 'session.end_own Session'],
  ] as const)
    expect(await by('createDuty', { ...input, [field]: value })).toMatchObject({ kind: 'invalid' });
});
