import { beforeAll, describe, expect, it } from 'vitest';
import { approvalAhead } from '#lib/approvals/ahead-queries.ts';
import { expireApproval, withdrawApproval } from '#lib/approvals/commands.ts';
import { requestsPastTime } from '#lib/approvals/due.ts';
import { removeApprovalPolicy, setApprovalPolicy } from '#lib/approvals/policy-commands.ts';
import { countWaitingFor, listRequests, readRequest } from '#lib/approvals/queries.ts';
import { objections } from '#lib/approvals/standing.ts';
import { approveRequest, declineRequest } from '#lib/approvals/vote-commands.ts';
import { createAssignment, endAssignment, moveEnd } from '#lib/assignments/commands.ts';
import { endOwnSession } from '#lib/auth/session-commands.ts';
import type { Command } from '#lib/command.ts';
import { disableConnection, removeConnection } from '#lib/connections/commands.ts';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { db } from '#lib/db/client.ts';
import { execute, type Outcome } from '#lib/execute.ts';
import { addGroupMembers, createGroup } from '#lib/groups/commands.ts';
import { createKey, editKeyAllowList } from '#lib/keys/commands.ts';
import { addOperator, disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { createRole } from '#lib/roles/commands.ts';
import {
  localDefault,
  makeApplication,
  makeConnection,
  makeKey,
  makeOperator,
  must,
  nonce,
} from '#prisma/factories.ts';
import { workerActor, workerOrigin } from '../../worker/actor.ts';
import { approveAs, executeAlone, executeProven } from '../support/proven.ts';
import { recorded } from '../support/scim.ts';
import { metadataOf, type Person, personOf, world } from '../support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: null, userAgent: null };
const day = 86_400_000;
let ada: Person;
let ben: Person;
let cleo: Person;
let target: string;

/** Ends what is open before, so that each test finds its own alone. */
async function fresh(role: 'developer' | 'administrator' = 'administrator') {
  return { operatorId: (await makeOperator({})).id, role, environmentId: '', reason: 'needed for the shift' };
}
async function asked(by: Person, input: object, now?: Date): Promise<string> {
  const outcome = await executeAlone(createAssignment, by.actor, input, { origin, ...(now && { now }) });
  if (outcome.kind !== 'awaitsApproval') throw new Error(JSON.stringify(outcome, (_, v) => String(v)));
  return outcome.requestId;
}
const approve = (by: Person, id: string) => executeAlone(approveRequest, by.actor, { id }, { origin });
const carryOut = (by: Person, input: object, approval: string, now?: Date) =>
  executeAlone(createAssignment, by.actor, input, { origin, approval, ...(now && { now }) });
const stateOf = async (id: string) => (await db().approvalRequest.findUniqueOrThrow({ where: { id } })).state;
const messageOf = (outcome: Outcome<object>) => ('message' in outcome ? outcome.message : outcome.kind);

const makeLast = (id: string, untilAt: Date) =>
  recorded((tx) => tx.assignment.update({ where: { id }, data: { untilAt } }));

beforeAll(async () => {
  ada = await w.person('account-owner');
});

describe('set-up mode', () => {
  it('one account owner alone waits for nobody, and the trail says so', async () => {
    const input = await fresh();
    const outcome = await executeAlone(createAssignment, ada.actor, input, { origin });
    expect(outcome.kind).toBe('done');
    expect(await db().auditEvent.count({ where: { action: 'approval.waived', actorId: ada.id } })).toBe(1);
    expect(await db().notice.count({ where: { action: 'assignment.create' } })).toBe(1);
  });

  it('nobody lowers the number while they are alone', async () => {
    const outcome = await executeAlone(
      setApprovalPolicy,
      ada.actor,
      { command: '*', approvals: 0, reason: 'quicker' },
      { origin },
    );
    expect(outcome).toMatchObject({ kind: 'refused', code: 'conflict' });
  });

  it('the same person under another connection does not end it, a second owner’s sign-in does, once and for good', async () => {
    await makeConnection({ slug: 'second', metadata: await metadataOf('http://127.0.0.1:7010') });
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: ada.id } });
    const twin = await makeOperator({
      connection: 'second',
      email: email.toUpperCase(),
      role: 'account-owner',
    });
    await personOf(twin.id);
    expect(await db().installation.count({ where: { setupEndedAt: null } })).toBe(1);
    ben = await w.another('account-owner');
    const ended = await db().installation.findFirstOrThrow();
    expect(ended.setupEndedAt).not.toBeNull();
    expect(await db().auditEvent.count({ where: { summary: { contains: 'set-up mode has ended' } } })).toBe(
      1,
    );
    await expect(
      db().installation.update({ where: { id: 'current' }, data: { setupEndedAt: null } }),
    ).rejects.toThrow();
    cleo = await w.another('account-owner');
    expect((await db().installation.findFirstOrThrow()).setupEndedAt).toEqual(ended.setupEndedAt);
    target = twin.id;
  });
});

describe('a request', () => {
  it('a critical change waits, changes nothing, and is told to the owners', async () => {
    const input = await fresh();
    const told = await db().notice.count({ where: { action: 'approval.request' } });
    const id = await asked(ada, input);
    expect(await db().assignment.count({ where: { operatorId: input.operatorId } })).toBe(0);
    const request = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
    expect(request).toMatchObject({
      command: 'assignment.create',
      needed: 1,
      state: 'waiting',
      requestedBy: ada.id,
    });
    expect(request.after).toMatchObject({ role: 'administrator' });
    expect(request.requestProof).toMatchObject({ kind: 'idp', sessionId: ada.actor.sessionId });
    expect(await db().notice.count({ where: { action: 'approval.request' } })).toBe(told + 1);
  });

  it('asked for twice is one request, also at once and with one nonce', async () => {
    const input = await fresh();
    const key = nonce();
    const first = await executeAlone(createAssignment, ada.actor, input, { origin, nonce: key });
    const again = await execute(createAssignment, ada.actor, input, { origin, nonce: key });
    const other = await executeAlone(createAssignment, ada.actor, input, { origin });
    expect(again).toEqual(first);
    expect(other).toEqual(first);
    expect(
      await db().approvalRequest.count({
        where: { input: { path: ['operatorId'], equals: input.operatorId } },
      }),
    ).toBe(1);
  });

  it('no form and no call can make one with words of its own', async () => {
    const { requestApproval } = await import('#lib/approvals/commands.ts');
    const draft = { command: 'key.revoke', summary: 'something harmless', needed: 1 };
    const outcome = await execute(requestApproval, ada.actor, { rehearsal: { draft } }, { origin });
    expect(outcome.kind).toBe('invalid');
  });

  it('approved by another owner it is executed once, and the trail names who agreed', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    expect((await approve(ben, id)).kind).toBe('done');
    expect(await stateOf(id)).toBe('approved');
    const done = await carryOut(ada, input, id);
    expect(done.kind).toBe('done');
    expect(await stateOf(id)).toBe('executed');
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'assignment.create', actorId: ada.id },
      orderBy: { number: 'desc' },
    });
    const benName = ben.actor.name;
    expect(event.proof).toMatchObject({ approvedBy: [benName], request: id });
    expect(event.summary).toContain(`approved by ${benName}`);
    expect(
      await db().auditEvent.count({
        where: { action: 'approval.waived', summary: { contains: event.summary } },
      }),
    ).toBe(0);
    const vote = await db().auditEvent.findFirstOrThrow({
      where: { action: 'approval.approve', subjectId: id },
    });
    expect(vote.proof).toMatchObject({ sessionId: ben.actor.sessionId });
    expect(messageOf(await carryOut(ada, input, id))).toMatch(/executed already/);
  });

  it('its execution asks for a second factor of its own, given for it', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    await approveAs(ben.actor, id, { origin });
    const first = await execute(createAssignment, ada.actor, input, { origin, approval: id });
    expect(first.kind).toBe('needsFactor');
    const plain = await execute(createAssignment, ada.actor, input, { origin });
    expect(first).not.toEqual(plain);
  });

  it('nobody executes what somebody else asked for, nor something else than was asked', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    await approveAs(ben.actor, id, { origin });
    expect(await carryOut(ben, input, id)).toMatchObject({ kind: 'refused', code: 'not_found' });
    const more = { ...input, role: 'account-owner' };
    expect(messageOf(await carryOut(ada, more, id))).toMatch(/changed since/);
    expect(await stateOf(id)).toBe('stale');
  });

  it('nothing is executed before it is approved, after 24 hours, or after it was declined or withdrawn', async () => {
    const waiting = await fresh();
    const one = await asked(ada, waiting);
    expect(messageOf(await carryOut(ada, waiting, one))).toMatch(/waits for 1 other person/);
    await approveAs(ben.actor, one, { origin });
    const late = new Date(Date.now() + day + 60_000);
    expect(messageOf(await carryOut(ada, waiting, one, late))).toMatch(/not used within 24 hours/);
    const gone = await fresh();
    const two = await asked(ada, gone);
    const decline = await executeAlone(declineRequest, ben.actor, { id: two, reason: 'not now' }, { origin });
    expect(decline.kind).toBe('done');
    expect(messageOf(await carryOut(ada, gone, two))).toMatch(/declined/);
    expect((await approve(cleo, two)).kind).toBe('refused');
    const three = await asked(ada, await fresh());
    expect((await execute(withdrawApproval, ben.actor, { id: three }, { origin })).kind).toBe('refused');
    expect((await execute(withdrawApproval, ada.actor, { id: three }, { origin })).kind).toBe('done');
    expect((await approve(ben, three)).kind).toBe('refused');
  });

  it('what is approved is offered for declining to whoever has not voted, until it is carried out', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    await approveAs(ben.actor, id, { origin });
    const offered = async (by: Person) => (await readRequest(await w.reader(by), id)).mayDecline;
    expect(await Promise.all([ada, ben, cleo, await w.person('auditor')].map(offered))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    const decline = await executeAlone(declineRequest, cleo.actor, { id, reason: 'not now' }, { origin });
    expect(decline.kind).toBe('done');
    expect(await stateOf(id)).toBe('declined');
    expect(await offered(cleo)).toBe(false);
    expect(messageOf(await carryOut(ada, input, id))).toMatch(/declined/);
  });

  it('what nobody decided for 7 days expires, by the clock at once and by the worker in the row', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    const late = new Date(Date.now() + 7 * day + 60_000);
    const vote = await execute(approveRequest, ben.actor, { id }, { origin, now: late });
    expect(vote.kind).not.toBe('done');
    expect(await requestsPastTime(late)).toContain(id);
    const early = await execute(expireApproval, workerActor, { id }, { origin: workerOrigin });
    expect(early.kind).toBe('refused');
    await execute(expireApproval, workerActor, { id }, { origin: workerOrigin, now: late });
    expect(await stateOf(id)).toBe('expired');
  });

  it('small widenings add up from what others last agreed to', async () => {
    const { id: applicationId } = await makeApplication({ ownerId: ada.id });
    const { id: key } = await makeKey({ applicationId });
    const { allowList } = await db().apiKey.findUniqueOrThrow({
      where: { id: key },
      select: { allowList: { select: { entries: { select: { value: true } } } } },
    });
    const entries = (allowList?.entries ?? []).map(({ value }) => value);
    const widen = (added: string[]) => {
      entries.push(...added);
      const input = { id: key, mode: 'enforce', entries, reason: 'one more office' };
      return executeAlone(editKeyAllowList, ada.actor, input, { origin });
    };
    const half = (n: number) => `198.51.${n}.0/25`;
    expect((await widen([half(1)])).kind).toBe('done');
    const broad = await widen([half(2), '198.51.3.0/28']);
    if (broad.kind !== 'awaitsApproval') throw new Error(messageOf(broad));
    const input = { id: key, mode: 'enforce', entries, reason: 'one more office' };
    await approveAs(ben.actor, broad.requestId, { origin });
    const done = await executeAlone(editKeyAllowList, ada.actor, input, {
      origin,
      approval: broad.requestId,
    });
    expect(done.kind).toBe('done');
    // Counted anew from there, and taking away is no new start.
    expect((await widen([half(4)])).kind).toBe('done');
    entries.splice(entries.indexOf(half(4)), 1);
    expect((await widen([half(5)])).kind).toBe('done');
    expect((await widen([half(6), half(7)])).kind).toBe('awaitsApproval');
  });

  it('a subject that changed since makes it stale, before a second factor is asked for', async () => {
    const { id: applicationId } = await makeApplication({ ownerId: ada.id });
    const { id: key } = await makeKey({ applicationId });
    const wide = { id: key, mode: 'enforce', entries: ['10.0.0.0/8'], reason: 'new office' };
    const outcome = await executeAlone(editKeyAllowList, ada.actor, wide, { origin });
    if (outcome.kind !== 'awaitsApproval') throw new Error(messageOf(outcome));
    await approveAs(ben.actor, outcome.requestId, { origin });
    await must(editKeyAllowList, { id: key, mode: 'enforce', entries: ['127.0.0.2'], reason: 'narrower' });
    const late = await execute(editKeyAllowList, ada.actor, wide, { origin, approval: outcome.requestId });
    expect(messageOf(late)).toMatch(/changed since/);
    expect(await stateOf(outcome.requestId)).toBe('stale');
  });
});

describe('who counts', () => {
  it('nobody approves their own request, by the console or past it', async () => {
    const id = await asked(ada, await fresh());
    expect((await approve(ada, id)).kind).toBe('refused');
    const own = {
      requestId: id,
      operatorId: ada.id,
      operatorName: 'Ada',
      approves: true,
      proof: {},
      at: new Date(),
    };
    await expect(db().approvalVote.create({ data: own })).rejects.toThrow();
    await expect(
      db().approvalRequest.update({ where: { id }, data: { state: 'approved', approvedAt: new Date() } }),
    ).rejects.toThrow();
  });

  it('the same person under another connection does not count', async () => {
    const id = await asked(ada, await fresh());
    expect(messageOf(await approve(await personOf(target), id))).toMatch(/same person/);
  });

  it('whoever got a right, a factor or their account through the requester within 7 days does not count', async () => {
    const added = await executeProven(
      addOperator,
      ada.actor,
      {
        connection: 'dev',
        email: 'fresh@example.test',
        name: 'Fresh',
        role: 'account-owner',
        reason: 'second owner',
      },
      { origin },
    );
    if (added.kind !== 'done') throw new Error(messageOf(added));
    const made = await personOf(added.result.id);
    const id = await asked(ada, await fresh());
    expect(messageOf(await approve(made, id))).toMatch(/got their account through/);
    const reset = await w.another('account-owner');
    expect((await approve(reset, id)).kind).toBe('done');
    const later = new Date(Date.now() + 8 * day);
    const { objections } = await import('#lib/approvals/standing.ts');
    const row = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
    const after = await objections(db(), row, [made.id], later);
    expect(after.get(made.id)).toBeUndefined();
  });

  it('whoever made the account that asks does not count, nor another account that they made', async () => {
    const make = async (email: string) => {
      const input = { connection: 'dev', email, name: email, role: 'account-owner', reason: 'to ask for me' };
      const added = await executeProven(addOperator, ada.actor, input, { origin });
      if (added.kind !== 'done') throw new Error(messageOf(added));
      return personOf(added.result.id);
    };
    const [first, second] = [await make('puppet@example.test'), await make('puppet-2@example.test')];
    const id = await asked(first, await fresh());
    expect(messageOf(await approve(ada, id))).toMatch(/You made or opened the account/);
    expect(messageOf(await approve(second, id))).toMatch(/got your accounts through the same person/);
    expect((await approve(await w.another('account-owner'), id)).kind).toBe('done');
  });

  it('a right that the requester gave disqualifies, though the person was there before', async () => {
    const { id: operatorId } = await makeOperator({});
    const given = await executeProven(
      createAssignment,
      ada.actor,
      { operatorId, role: 'account-owner', environmentId: '', reason: 'to agree with me' },
      { origin },
    );
    expect(given.kind).toBe('done');
    const id = await asked(ada, await fresh());
    expect(messageOf(await approve(await personOf(operatorId), id))).toMatch(/got a role through/);
  });

  it('a right that the requester made last longer disqualifies, one that they cut short does not', async () => {
    const holder = async () => {
      const { id } = await makeOperator({ role: 'account-owner' });
      const { id: assignment } = await db().assignment.findFirstOrThrow({ where: { operatorId: id } });
      return { id, assignment };
    };
    const moved = async (id: string, days: number | null) => {
      const untilAt = days === null ? '' : new Date(Date.now() + days * day).toISOString();
      const input = { id, untilAt, reason: 'for the shift' };
      const outcome = await executeProven(moveEnd, ada.actor, input, { origin });
      if (outcome.kind !== 'done') throw new Error(messageOf(outcome));
    };
    const [longer, shorter] = [await holder(), await holder()];
    await moved(shorter.assignment, 3);
    await makeLast(longer.assignment, new Date(Date.now() + day));
    await moved(longer.assignment, null);
    const id = await asked(ada, await fresh());
    expect(messageOf(await approve(await personOf(longer.id), id))).toMatch(/got a role through/);
    expect((await approve(await personOf(shorter.id), id)).kind).toBe('done');
  });

  it('an approver who could not do it themselves does not count', async () => {
    const administrator = await w.another('administrator');
    const owners = { ...(await fresh()), role: 'account-owner' };
    const id = await asked(ada, owners);
    expect(messageOf(await approve(administrator, id))).toMatch(/do not permit/);
    const officer = await w.another('security-officer');
    expect(await approve(officer, id)).toMatchObject({ kind: 'refused', code: 'not_found' });
  });

  it('nor one who may run it but lacks a right that it asks for besides', async () => {
    const administrator = await w.another('administrator');
    const refuses = async (command: Command, input: object) => {
      const outcome = await executeAlone(command, ada.actor, input, { origin });
      if (outcome.kind !== 'awaitsApproval') throw new Error(messageOf(outcome));
      expect(messageOf(await approve(administrator, outcome.requestId)), command.name).toMatch(
        /do not permit/,
      );
    };
    await refuses(addOperator, {
      connection: 'dev',
      email: 'third@example.test',
      name: 'Third',
      role: 'account-owner',
      reason: 'a third owner',
    });
    const rules = [{ may: ['connection.edit'], on: 'Connection' }];
    const role = { name: 'Above', description: '', policy: { rules }, ceiling: [], reason: 'for the shift' };
    await refuses(createRole, role);
    const { id: connection } = await makeConnection({
      slug: 'ceiling',
      metadata: await metadataOf('https://c.example'),
    });
    const bare = { id: connection, email: 'mail', provisioning: 'bare', reason: 'more of them' };
    await refuses(editMapping, { ...bare, roleCeiling: ['administrator'] });
    // Who would be put into the group agrees to it as little as who puts them there.
    const group = await must(createGroup, { name: 'Administrators', reason: 'one for all' });
    await must(createAssignment, { groupId: group.id, role: 'access-manager', reason: 'theirs' });
    await refuses(addGroupMembers, { id: group.id, operatorIds: [administrator.id], reason: 'one of them' });
  });

  it('what only takes away waits for nobody', async () => {
    const { id } = await makeConnection({ slug: 'leaving', metadata: await metadataOf('https://l.example') });
    const gone = { id, reason: 'no longer used' };
    expect((await executeAlone(disableConnection, ada.actor, gone, { origin })).kind).toBe('done');
    expect((await executeAlone(removeConnection, ada.actor, gone, { origin })).kind).toBe('done');
    expect(await db().connection.count({ where: { id } })).toBe(0);
  });

  it('a connection with an owner among its people, or with a role above who asks, is removed by two', async () => {
    const metadata = await metadataOf('https://above.example');
    const { id } = await makeConnection({ slug: 'above', metadata });
    const person = { connection: 'above', email: 'pia@above.example' };
    const { id: personId } = await makeOperator({ ...person, role: 'administrator' });
    const { actor } = await personOf((await makeOperator({ role: 'administrator' })).id);
    const gone = { id, reason: 'no longer used' };
    expect((await executeAlone(removeConnection, actor, gone, { origin })).kind).toBe('awaitsApproval');
    const { id: assignmentId } = await db().assignment.findFirstOrThrow({ where: { operatorId: personId } });
    await must(endAssignment, { id: assignmentId, reason: 'an auditor from now on' });
    await must(createAssignment, { operatorId: personId, role: 'auditor', reason: 'from now on' });
    await must(createAssignment, { operatorId: personId, role: 'account-owner', reason: 'one of them' });
    expect((await executeAlone(removeConnection, ada.actor, gone, { origin })).kind).toBe('awaitsApproval');
    expect(await db().operator.count({ where: { id: personId } })).toBe(1);
    const owner = { operatorId: personId, role: 'account-owner', endedAt: null };
    const { id: ownerId } = await db().assignment.findFirstOrThrow({ where: owner });
    await must(endAssignment, { id: ownerId, reason: 'not any more' });
    // Switching off can be taken back.
    expect((await executeAlone(disableConnection, actor, gone, { origin })).kind).toBe('done');
    expect((await executeAlone(removeConnection, actor, gone, { origin })).kind).toBe('done');
  });

  it('a security officer approves a key request in their own environment, and none elsewhere', async () => {
    const { id: applicationId } = await makeApplication({ ownerId: ada.id });
    const wide = {
      applicationId,
      name: 'wide',
      kind: 'secret',
      scopes: ['checks:read'],
      mode: 'off',
      entries: [],
      expiresInDays: 30,
    };
    const outcome = await executeAlone(createKey, ada.actor, wide, { origin });
    if (outcome.kind !== 'awaitsApproval') throw new Error(messageOf(outcome));
    const elsewhere = await w.another('security-officer', 'sandbox');
    expect((await approve(elsewhere, outcome.requestId)).kind).toBe('refused');
    const officer = await w.another('security-officer', 'production');
    expect((await approve(officer, outcome.requestId)).kind).toBe('done');
    const done = await executeAlone(createKey, ada.actor, wide, { origin, approval: outcome.requestId });
    expect(done).toMatchObject({ kind: 'done', result: { token: expect.stringMatching(/^gth_sk_/) } });
  });

  it('neither the command line nor a job nor a sign-in approves anything', async () => {
    const id = await asked(ada, await fresh());
    for (const actor of [
      localDefault,
      workerActor,
      { kind: 'cli' as const, id: 'root@host', name: 'root@host' },
    ])
      expect((await execute(approveRequest, actor, { id }, { origin })).kind).toBe('refused');
  });

  it('an approver who is disabled or demoted before the execution counts no more, and another may step in', async () => {
    const dora = await w.another('account-owner');
    const input = await fresh();
    const id = await asked(ada, input);
    await approveAs(dora.actor, id, { origin });
    await must(disableOperator, { id: dora.id, reason: 'left' });
    expect(messageOf(await carryOut(ada, input, id))).toMatch(/no longer counts.*is disabled/);
    await approveAs(ben.actor, id, { origin });
    expect((await carryOut(ada, input, id)).kind).toBe('done');
  });

  it('a requester who was demoted, or whose session ended, executes nothing', async () => {
    const erin = await w.another('account-owner');
    const input = await fresh();
    const id = await asked(erin, input);
    await approveAs(ben.actor, id, { origin });
    const ended = await executeAlone(endOwnSession, erin.actor, { id: erin.actor.sessionId }, { origin });
    expect(ended.kind).toBe('done');
    expect(await carryOut(erin, input, id)).toMatchObject({ kind: 'refused', code: 'forbidden' });
    const again = await personOf(erin.id);
    const { endAssignment } = await import('#lib/assignments/commands.ts');
    const held = await db().assignment.findFirstOrThrow({ where: { operatorId: erin.id } });
    await must(endAssignment, { id: held.id, reason: 'moved' });
    expect(await carryOut(again, input, id)).toMatchObject({ kind: 'refused', code: 'forbidden' });
  });

  it('an account that the requester opened again approves nothing of theirs for 7 days', async () => {
    const fay = await w.another('account-owner');
    const of = { id: fay.id, reason: 'gone, and back' };
    expect((await executeAlone(disableOperator, ada.actor, of, { origin })).kind).toBe('done');
    expect((await executeAlone(enableOperator, ada.actor, of, { origin })).kind).toBe('done');
    const id = await asked(ada, await fresh());
    const back = await personOf(fay.id);
    expect(messageOf(await approve(back, id))).toMatch(/got a way into their account through/);
  });
});

describe('how many', () => {
  it('a rule for two waits for two people, and two accounts of one of them are one', async () => {
    const rule = { command: 'assignment.create', approvals: 2, reason: 'four eyes are not enough' };
    expect((await executeProven(setApprovalPolicy, ada.actor, rule, { origin })).kind).toBe('done');
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: ben.id } });
    const twin = await makeOperator({ connection: 'second', email, role: 'account-owner' });
    const input = await fresh();
    const id = await asked(ada, input);
    await approveAs(ben.actor, id, { origin });
    await approveAs((await personOf(twin.id)).actor, id, { origin });
    expect(await stateOf(id)).toBe('waiting');
    await approveAs(cleo.actor, id, { origin });
    expect(await stateOf(id)).toBe('approved');
    expect((await carryOut(ada, input, id)).kind).toBe('done');
  });

  it('a rule that was raised counts for what waits and for what is approved and not carried out', async () => {
    const raise = async (approvals: number) => {
      const rule = { command: 'assignment.create', approvals, reason: 'more eyes' };
      expect((await executeProven(setApprovalPolicy, ada.actor, rule, { origin })).kind).toBe('done');
    };
    await raise(1);
    const [waits, approved] = [await fresh(), await fresh()];
    const [one, two] = [await asked(ada, waits), await asked(ada, approved)];
    await approveAs(ben.actor, two, { origin });
    expect(await stateOf(two)).toBe('approved');
    await raise(2);
    await approveAs(ben.actor, one, { origin });
    expect(await stateOf(one)).toBe('waiting');
    expect(messageOf(await carryOut(ada, approved, two))).toMatch(/asks for 2 other people by now/);
    const read = await readRequest(await w.reader(cleo), two);
    expect(read).toMatchObject({ state: 'waiting', needed: 2, approvals: 1, whyNotDecide: null });
    for (const id of [one, two]) await approveAs(cleo.actor, id, { origin });
    expect((await carryOut(ada, waits, one)).kind).toBe('done');
    expect((await carryOut(ada, approved, two)).kind).toBe('done');
  });

  it('lowering the number waits for another, also where nothing else would', async () => {
    const rule = { command: '*', approvals: 0, reason: 'quicker' };
    expect((await executeProven(setApprovalPolicy, ada.actor, rule, { origin })).kind).toBe('done');
    const again = { command: 'approval.set_policy', approvals: 0, reason: 'quicker still' };
    const outcome = await executeAlone(setApprovalPolicy, ada.actor, again, { origin });
    expect(outcome.kind).toBe('awaitsApproval');
    const known = await db().approvalPolicy.findFirstOrThrow({ where: { command: 'assignment.create' } });
    const without = { id: known.id, reason: 'as everywhere' };
    expect((await executeProven(removeApprovalPolicy, ada.actor, without, { origin })).kind).toBe('done');
    const waived = await executeAlone(createAssignment, ada.actor, await fresh(), { origin });
    expect(waived.kind).toBe('done');
    const last = await db().auditEvent.findFirstOrThrow({ orderBy: { number: 'desc' } });
    expect(last.action).toBe('approval.waived');
    const back = { command: '*', approvals: 1, reason: 'as before' };
    expect((await executeProven(setApprovalPolicy, ada.actor, back, { origin })).kind).toBe('done');
  });
});

describe('what is shown', () => {
  it('the inbox, the page and the count say who may decide and why not', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    const mine = await readRequest(await w.reader(ada), id);
    expect(mine.whyNotDecide).toMatch(/yourself/);
    expect(mine.mayWithdraw).toBe(true);
    expect(mine.approvers.map((a) => a.name)).toContain(ben.actor.name);
    expect(mine.approvers.map((a) => a.id)).not.toContain(target);
    const theirs = await readRequest(await w.reader(ben), id);
    expect(theirs).toMatchObject({ whyNotDecide: null, mine: false, state: 'waiting' });
    expect(theirs.whyNotExecute).toMatch(/who asked for it/);
    const inbox = await listRequests(await w.reader(ben), { view: 'waiting', after: undefined, size: 50 });
    expect(inbox.rows.map((r) => r.id)).toContain(id);
    expect(await countWaitingFor(await w.reader(ben))).toBeGreaterThan(0);
    const viewer = await w.another('viewer');
    await expect(readRequest(await w.reader(viewer), id)).rejects.toThrow(/does not exist/);
    expect(await countWaitingFor(await w.reader(viewer))).toBe(0);
    const auditor = await w.another('auditor');
    expect((await readRequest(await w.reader(auditor), id)).whyNotDecide).toMatch(/do not permit/);
  });

  const waiting = { view: 'waiting' as const, after: undefined };
  const labelled = async (role: 'access-manager' | 'account-owner') => {
    const input = { ...(await fresh()), role };
    return asked(ada, input);
  };

  it('what somebody can decide is not hidden behind newer ones that they cannot, which stand under Open with the reason', async () => {
    const administrator = await w.reader(await w.another('administrator'));
    const theirs = await labelled('access-manager');
    const others = [
      await labelled('account-owner'),
      await labelled('account-owner'),
      await labelled('account-owner'),
    ];
    const inbox = await listRequests(administrator, { ...waiting, size: 2 });
    expect(inbox.rows.map(({ id }) => id)).toContain(theirs);
    const all = await listRequests(administrator, { ...waiting, size: 50 });
    expect(await countWaitingFor(administrator)).toBe(all.rows.length);
    for (const reader of [administrator, await w.reader(await w.person('auditor'))]) {
      const open = await listRequests(reader, { ...waiting, view: 'open', size: 200 });
      const reasons = new Map(open.rows.map(({ id, blocked }) => [id, blocked]));
      for (const id of others) expect(reasons.get(id)).toMatch(/do not permit/);
    }
    const { subjectLabel } = await db().approvalRequest.findUniqueOrThrow({ where: { id: theirs } });
    const found = await listRequests(administrator, { ...waiting, view: 'open', q: subjectLabel, size: 50 });
    expect(found.rows.map(({ id }) => id)).toEqual([theirs]);
  });

  it('declining is offered to exactly those who may: by what they may do themselves, whatever they owe to who asks', async () => {
    const administrator = await w.another('administrator');
    const { id: operatorId } = await makeOperator({});
    const given = { operatorId, role: 'account-owner', environmentId: '', reason: 'to look on' };
    expect((await executeProven(createAssignment, ada.actor, given, { origin })).kind).toBe('done');
    const owing = await personOf(operatorId);
    const id = await labelled('account-owner');
    const decline = (by: Person) =>
      executeAlone(declineRequest, by.actor, { id, reason: 'not now' }, { origin });
    const offered = async (by: Person) => (await readRequest(await w.reader(by), id)).mayDecline;
    expect(await offered(administrator)).toBe(false);
    expect(messageOf(await decline(administrator))).toMatch(/do not permit/);
    expect((await readRequest(await w.reader(owing), id)).whyNotDecide).toMatch(/got a role through/);
    expect(await offered(owing)).toBe(true);
    expect((await decline(owing)).kind).toBe('done');
  });

  it('of many who ask, the inbox says of each what the vote would say, whatever their approver owes to the others', async () => {
    const me = await w.another('account-owner');
    const { email } = await db().operator.findUniqueOrThrow({ where: { id: me.id } });
    const people = [];
    for (let n = 0; n < 8; n++) people.push(await w.another('account-owner'));
    const [, twin, giver, opened, , sibling, third] = people as [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
    ];
    const right = { role: 'viewer', reason: 'for a test', fromAt: new Date(0) };
    await recorded((tx) =>
      tx.operator.update({ where: { id: twin.id }, data: { email: ` ${email.toUpperCase()}`.trim() } }),
    );
    await recorded((tx) =>
      tx.assignment.create({ data: { operatorId: me.id, ...right, causedBy: giver.id } }),
    );
    for (const [id, causedBy] of [
      [opened.id, me.id],
      [sibling.id, third.id],
      [me.id, third.id],
    ] as const)
      await recorded((tx) =>
        tx.operator.update({ where: { id }, data: { admittedBy: causedBy, admittedAt: new Date() } }),
      );
    const ids = [];
    for (const person of people) ids.push(await asked(person, await fresh()));
    const reader = await w.reader(me);
    const inbox = await listRequests(reader, { ...waiting, size: 200 });
    const open = await listRequests(reader, { ...waiting, view: 'open', size: 200 });
    const said = [];
    for (const id of ids) {
      const row = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
      const vote = (await objections(db(), row, [me.id], reader.now)).get(me.id)?.you ?? null;
      expect(open.rows.find((one) => one.id === id)?.blocked ?? null).toBe(vote);
      expect((await readRequest(reader, id)).whyNotDecide).toBe(vote);
      expect(inbox.rows.some((one) => one.id === id)).toBe(vote === null);
      said.push(vote);
    }
    expect(said.filter((one) => one === null)).toHaveLength(3);
  });

  it('who could approve is found behind any number of those who could not', async () => {
    const input = await fresh();
    const id = await asked(ada, input);
    const { connectionId } = await db().operator.findUniqueOrThrow({ where: { id: ada.id } });
    await recorded(async (tx) => {
      for (const n of Array(35).keys()) {
        const email = `aa-${n}@example.test`;
        const person = { connectionId, nameId: email, email, name: ` A ${n}`, causedBy: ada.id };
        const { id: operatorId } = await tx.operator.create({ data: person });
        const right = { role: 'account-owner', reason: 'for a test', causedBy: ada.id, fromAt: new Date(0) };
        await tx.assignment.create({ data: { operatorId, ...right } });
      }
    });
    const { approvers } = await readRequest(await w.reader(ada), id);
    expect(approvers.map((one) => one.id)).toContain(ben.id);
    const ahead = await approvalAhead(await w.reader(ada), 'assignment.create', null);
    expect(ahead.who).toContain(ben.actor.name);
  });
});
