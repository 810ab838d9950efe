/** Many at once: whatever arrives together, a vote counts once, an approval is used once, and nothing is left half done. */
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { setApprovalPolicy } from '#lib/approvals/policy-commands.ts';
import { approveRequest, declineRequest } from '#lib/approvals/vote-commands.ts';
import { createAssignment } from '#lib/assignments/commands.ts';
import type { Command } from '#lib/command.ts';
import { db } from '#lib/db/client.ts';
import { execute, type Outcome } from '#lib/execute.ts';
import { makeOperator } from '#prisma/factories.ts';
import { approveAs, executeAlone, executeProven, prove } from '../support/proven.ts';
import { type Person, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: null, userAgent: null };
let ada: Person;
let ben: Person;

async function fresh() {
  return {
    operatorId: (await makeOperator({})).id,
    role: 'administrator',
    environmentId: '',
    reason: 'for the shift',
  };
}
async function asked(input: object): Promise<string> {
  const outcome = await executeAlone(createAssignment, ada.actor, input, { origin });
  if (outcome.kind !== 'awaitsApproval') throw new Error(outcome.kind);
  return outcome.requestId;
}
/** The proof stands before the race begins: what is raced is the change alone. */
async function ready(command: Command, person: Person, input: object, approval?: string): Promise<void> {
  const first = await execute(command, person.actor, input, { origin, ...(approval && { approval }) });
  if (first.kind !== 'needsFactor') throw new Error(JSON.stringify(first, (_, v) => String(v)));
  await prove(person.actor, first.binding, { origin });
}
/** On a busy machine a lock may be waited for too long: that is said, changes nothing, and is tried again. */
async function untilAnswered(run: () => Promise<Outcome<object>>): Promise<Outcome<object>> {
  for (const end = Date.now() + 40_000; ; ) {
    const outcome = await run();
    const busy =
      outcome.kind === 'refused' && /Somebody else is changing|does not answer/.test(outcome.message);
    if (!busy || Date.now() > end) return outcome;
  }
}

beforeAll(async () => {
  ada = await w.another('account-owner');
  ben = await w.another('account-owner');
});

it('50 approvals at once, each sent twice, count once each', { timeout: 170_000 }, async () => {
  const rule = { command: 'assignment.create', approvals: 5, reason: 'for this test' };
  expect((await executeProven(setApprovalPolicy, ada.actor, rule, { origin })).kind).toBe('done');
  const people: Person[] = [];
  for (let i = 0; i < 50; i++) people.push(await w.another('account-owner'));
  const input = await fresh();
  const id = await asked(input);
  for (const person of people) await ready(approveRequest as unknown as Command, person, { id });
  const outcomes = await Promise.all(
    [...people, ...people].map((person) =>
      untilAnswered(() => execute(approveRequest, person.actor, { id }, { origin })),
    ),
  );
  expect(outcomes.filter((o) => o.kind === 'done')).toHaveLength(50);
  expect(await db().approvalVote.count({ where: { requestId: id } })).toBe(50);
  const request = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
  expect(request.state).toBe('approved');
  expect(
    await db().auditEvent.count({ where: { action: 'approval.approve', subjectId: id, outcome: 'done' } }),
  ).toBe(50);
  const back = { ...rule, approvals: 1 };
  expect((await executeProven(setApprovalPolicy, ada.actor, back, { origin })).kind).toBe('done');
});

it('50 executions at once execute once', { timeout: 120_000 }, async () => {
  const input = await fresh();
  const id = await asked(input);
  await approveAs(ben.actor, id, { origin });
  await ready(createAssignment as unknown as Command, ada, input, id);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () =>
      untilAnswered(() => execute(createAssignment, ada.actor, input, { origin, approval: id })),
    ),
  );
  expect(outcomes.filter((o) => o.kind === 'done')).toHaveLength(1);
  expect(await db().assignment.count({ where: { operatorId: input.operatorId } })).toBe(1);
});

it('50 copies of one wish at once make one request', { timeout: 120_000 }, async () => {
  const input = await fresh();
  await ready(createAssignment as unknown as Command, ada, input);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () =>
      untilAnswered(() => execute(createAssignment, ada.actor, input, { origin })),
    ),
  );
  const ids = new Set(outcomes.flatMap((o) => (o.kind === 'awaitsApproval' ? [o.requestId] : [])));
  expect(ids.size).toBe(1);
  expect(outcomes.filter((o) => o.kind === 'done')).toHaveLength(0);
});

it('of a refusal and an execution that race, exactly one comes true', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 5; round++) {
    const input = await fresh();
    const id = await asked(input);
    await approveAs(ben.actor, id, { origin });
    const cleo = await w.another('account-owner');
    const no = { id, reason: 'stop this' };
    await ready(createAssignment as unknown as Command, ada, input, id);
    await ready(declineRequest as unknown as Command, cleo, no);
    const [done, declined] = await Promise.all([
      untilAnswered(() => execute(createAssignment, ada.actor, input, { origin, approval: id })),
      untilAnswered(() => execute(declineRequest, cleo.actor, no, { origin })),
    ]);
    expect([done.kind, declined.kind].filter((kind) => kind === 'done')).toHaveLength(1);
    const { state } = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
    expect(state).toBe(done.kind === 'done' ? 'executed' : 'declined');
    const made = await db().assignment.count({ where: { operatorId: input.operatorId } });
    expect(made).toBe(done.kind === 'done' ? 1 : 0);
  }
});

it('an execution that is cut off in the middle changed nothing, and its approval is still good', async () => {
  const input = await fresh();
  const id = await asked(input);
  await approveAs(ben.actor, id, { origin });
  await ready(createAssignment as unknown as Command, ada, input, id);
  // Holds the trail's head, so that the execution stands right before its commit, and then loses its connection.
  const admin = new pg.Client({ connectionString: w.database.ownerUrl });
  await admin.connect();
  try {
    await admin.query('BEGIN');
    await admin.query('SELECT 1 FROM audit_head FOR UPDATE');
    const cut = execute(createAssignment, ada.actor, input, { origin, approval: id });
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'`,
      );
      if (rowCount) break;
    }
    await admin.query('ROLLBACK');
    expect((await cut).kind).toBe('refused');
  } finally {
    await admin.end();
  }
  expect(await db().assignment.count({ where: { operatorId: input.operatorId } })).toBe(0);
  expect((await db().approvalRequest.findUniqueOrThrow({ where: { id } })).state).toBe('approved');
  const again = await untilAnswered(() =>
    execute(createAssignment, ada.actor, input, { origin, approval: id }),
  );
  expect(again.kind).toBe('done');
});
