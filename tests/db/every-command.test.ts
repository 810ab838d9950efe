/** Each command's four tests, from one table: permitted, refused by role, refused as absent, and the event that it leaves. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { byName, commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import * as idps from '#tests/support/connections.ts';
import { executeProven } from '#tests/support/proven.ts';
import { makeServiceAccount } from '#tests/support/service-accounts.ts';
import { metadataOf, type Person, personOf, world } from '#tests/support/world.ts';
import { addPasskey, session as signedIn } from './factors-kit.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'walked by the table';
let applicationId = '';
let ownerId = '';

beforeAll(async () => {
  ownerId = (await w.person('account-owner')).id;
  applicationId = (await make.makeApplication({ ownerId })).id;
});

const key = async (state?: 'suspended' | 'revoked') =>
  (await make.makeKey({ applicationId, ...(state && { state }) })).id;
const rotated = async () => {
  const id = await key();
  await make.must(commands.rotateKey, { id, overlapHours: 1, reason });
  return id;
};
const application = async () => (await make.makeApplication({ ownerId })).id;
const operator = async (state?: 'disabled') =>
  (await make.makeOperator({ role: 'viewer', ...(state && { state }) })).id;
const connection = async (enabled: boolean) => {
  const slug = `c${randomUUID().slice(0, 8)}`;
  const metadata = await metadataOf(`https://${slug}.example.com`);
  return (await make.must(commands.addConnection, { slug, name: slug, metadata, enable: enabled })).id;
};
const tested = async () => {
  const id = await connection(false);
  await make.makeTest(id, ownerId);
  return id;
};
const group = async (operatorIds: string[] = []) => {
  const { id } = await make.must(commands.createGroup, { name: randomUUID(), reason });
  if (operatorIds.length > 0) await make.must(commands.addGroupMembers, { id, operatorIds, reason });
  return id;
};
const wish = async () => {
  const { actor } = await personOf(await operator());
  return (await make.must(commands.askForRole, { role: 'developer', minutes: 60, reason }, actor)).id;
};
const scimToken = async () =>
  make.must(commands.createScimToken, {
    connectionId: await connection(true),
    name: randomUUID(),
    scopes: ['users'],
  });
const seeKeys = () => ({
  name: randomUUID(),
  policy: { rules: [{ may: ['read'], on: 'ApiKey' }] },
});
const role = async () => (await make.must(commands.createRole, { ...seeKeys(), reason })).id;
const list = { mode: 'enforce' as const, entries: ['203.0.113.0/28'] };

const pair = () => ({
  name: randomUUID(),
  first: 'audit.export AuditEvent',
  second: 'connection.add Connection',
  mode: 'warn' as const,
});
const duty = async () => (await make.must(commands.createDuty, { ...pair(), reason })).id;

const review = () => ({
  name: randomUUID(),
  kind: 'roles' as const,
  roles: ['viewer'],
  dueAt: new Date(Date.now() + 4 * 86_400_000).toISOString(),
  reason,
});
const startedReview = async () => {
  await operator();
  return (await make.must(commands.startReview, review(), (await w.person('account-owner')).actor)).id;
};
const reviewItem = async () => {
  const operatorId = await operator();
  const campaignId = await startedReview();
  return (await db().reviewItem.findFirstOrThrow({ where: { campaignId, operatorId } })).id;
};

/** Command -> who may run it, and an input that must succeed. A command that a person may run and that has no row fails the test below. */
const rows: Record<string, { by: Role; input(): Promise<Record<string, unknown>> }> = {
  'key.create': {
    by: 'security-officer',
    input: async () => ({
      name: randomUUID(),
      applicationId,
      kind: 'secret',
      scopes: ['checks:read'],
      ...list,
    }),
  },
  'key.rotate': { by: 'security-officer', input: async () => ({ id: await key(), reason }) },
  'key.end_overlap': { by: 'security-officer', input: async () => ({ id: await rotated(), reason }) },
  'key.suspend': { by: 'security-officer', input: async () => ({ id: await key(), reason }) },
  'key.resume': { by: 'security-officer', input: async () => ({ id: await key('suspended'), reason }) },
  'key.revoke': { by: 'security-officer', input: async () => ({ id: await key(), reason }) },
  'key.edit': {
    by: 'security-officer',
    input: async () => ({ id: await key(), name: randomUUID(), scopes: ['checks:write'] }),
  },
  'key.edit_allow_list': {
    by: 'security-officer',
    input: async () => ({ id: await key(), ...list, reason }),
  },
  'service_account.create': {
    by: 'security-officer',
    input: async () => ({ name: randomUUID(), applicationId, scopes: ['read ApiKey'], ...list }),
  },
  'service_account.rotate': {
    by: 'security-officer',
    input: async () => ({ id: (await makeServiceAccount({ applicationId })).id, reason }),
  },
  'service_account.edit': {
    by: 'security-officer',
    input: async () => ({
      id: (await makeServiceAccount({ applicationId, by: await w.person('security-officer') })).id,
      name: randomUUID(),
      scopes: ['key.rotate ApiKey'],
      reason,
    }),
  },
  'application.create': {
    by: 'administrator',
    input: async () => ({ environmentId: 'production', name: randomUUID(), ownerId }),
  },
  'application.edit': {
    by: 'administrator',
    input: async () => ({ id: await application(), name: randomUUID(), description: 'edited' }),
  },
  'application.hand_over': {
    by: 'administrator',
    input: async () => ({ id: await application(), ownerId: await operator(), reason }),
  },
  'application.edit_allow_list': {
    by: 'security-officer',
    input: async () => ({ id: await application(), ...list, reason }),
  },
  'operator.add': {
    by: 'administrator',
    input: async () => ({ connection: 'dev', email: `${randomUUID()}@example.test`, reason }),
  },
  'operator.disable': { by: 'administrator', input: async () => ({ id: await operator(), reason }) },
  'operator.enable': { by: 'administrator', input: async () => ({ id: await operator('disabled'), reason }) },
  'assignment.create': {
    by: 'access-manager',
    input: async () => ({ operatorId: await operator(), role: 'auditor', reason }),
  },
  'assignment.end': {
    by: 'access-manager',
    input: async () => ({ id: (await make.giveRole(await operator(), 'developer')).id, reason }),
  },
  'assignment.move_end': {
    by: 'access-manager',
    input: async () => ({
      id: (await make.giveRole(await operator(), 'developer')).id,
      untilAt: new Date(Date.now() + 86_400_000).toISOString(),
      reason,
    }),
  },
  'role.create': {
    by: 'administrator',
    input: async () => ({ ...seeKeys(), reason }),
  },
  'role.edit': {
    by: 'administrator',
    input: async () => ({ id: await role(), version: 1, ...seeKeys(), reason }),
  },
  'role.restore': {
    by: 'administrator',
    input: async () => {
      const id = await role();
      await make.must(commands.editRole, { id, version: 1, ...seeKeys(), reason });
      return { id, version: 2, former: 1, reason };
    },
  },
  'role.retire': { by: 'administrator', input: async () => ({ id: await role(), version: 1, reason }) },
  'group.create': { by: 'access-manager', input: async () => ({ name: randomUUID(), reason }) },
  'group.edit': {
    by: 'access-manager',
    input: async () => ({ id: await group(), name: randomUUID(), reason }),
  },
  'group.end': { by: 'access-manager', input: async () => ({ id: await group(), reason }) },
  'group.add_member': {
    by: 'access-manager',
    input: async () => ({ id: await group(), operatorIds: [await operator()], reason }),
  },
  'group.remove_member': {
    by: 'access-manager',
    input: async () => {
      const operatorIds = [await operator()];
      return { id: await group(operatorIds), operatorIds, reason };
    },
  },
  'role_request.grant': { by: 'access-manager', input: async () => ({ id: await wish(), reason }) },
  'role_request.decline': { by: 'access-manager', input: async () => ({ id: await wish(), reason }) },
  'connection.add': {
    by: 'administrator',
    input: async () => ({
      slug: `a${randomUUID().slice(0, 8)}`,
      name: 'Another',
      metadata: await metadataOf(`https://${randomUUID()}.example.com`),
    }),
  },
  'connection.enable': { by: 'administrator', input: async () => ({ id: await tested() }) },
  'connection.disable': { by: 'administrator', input: async () => ({ id: await connection(true), reason }) },
  'connection.remove': { by: 'administrator', input: async () => ({ id: await connection(false), reason }) },
  'connection.edit': { by: 'administrator', input: idps.toEdit },
  'connection.restore': { by: 'administrator', input: idps.toRestore },
  'connection.refresh': { by: 'administrator', input: idps.toRefresh },
  'connection.remove_certificate': { by: 'administrator', input: idps.toRemoveCertificate },
  'connection.begin_key_rollover': { by: 'administrator', input: idps.toBegin },
  'connection.finish_key_rollover': { by: 'administrator', input: idps.toFinish },
  'connection.cancel_key_rollover': { by: 'administrator', input: idps.toFinish },
  'connection.edit_mapping': {
    by: 'administrator',
    input: async () => ({ id: await connection(true), email: 'mail', provisioning: 'bare', reason }),
  },
  'scim_token.create': {
    by: 'administrator',
    input: async () => ({ connectionId: await connection(true), name: randomUUID(), scopes: ['users'] }),
  },
  'scim_token.end': {
    by: 'administrator',
    input: async () => ({ id: (await scimToken()).id, reason }),
  },
  'session.end': {
    by: 'security-officer',
    input: async () => ({ id: await session(await operator()), reason }),
  },
  'duty.create': { by: 'administrator', input: async () => ({ ...pair(), reason }) },
  'duty.edit': {
    by: 'administrator',
    input: async () => ({ id: await duty(), ...pair(), environmentId: 'sandbox', reason }),
  },
  'duty.end': { by: 'administrator', input: async () => ({ id: await duty(), reason }) },
  'review.start': {
    by: 'administrator',
    input: async () => {
      await operator();
      return review();
    },
  },
  'review.decide': {
    by: 'access-manager',
    input: async () => ({ id: await reviewItem(), decision: 'keep', reason }),
  },
  'review.cancel': { by: 'administrator', input: async () => ({ id: await startedReview(), reason }) },
  'notice.sign_off': { by: 'account-owner', input: async () => ({ id: await notice() }) },
  // Of a change that waits for nobody anyway, so that the rule turns no other row.
  'approval.set_policy': {
    by: 'administrator',
    input: async () => ({ command: 'key.resume', approvals: 2, reason }),
  },
  'approval.remove_policy': {
    by: 'administrator',
    input: async () => ({ id: await approvalRule(), reason }),
  },
  'factor.reset': {
    by: 'administrator',
    input: async () => {
      const id = await operator();
      await addPasskey(await signedIn(id));
      return { id, reason };
    },
  },
};

/**
 * Run by no person, on one's own things alone, touching no row, or by several people one after another: command -> the
 * file and the test that asks what is asked here of the others.
 */
const elsewhere: Record<string, [file: string, title: string]> = {
  'approval.request': [
    'db/approvals.test.ts',
    'a critical change waits, changes nothing, and is told to the owners',
  ],
  'approval.approve': [
    'db/approvals.test.ts',
    'approved by another owner it is executed once, and the trail names who agreed',
  ],
  'approval.decline': [
    'db/approvals.test.ts',
    'nothing is executed before it is approved, after 24 hours, or after it was declined or withdrawn',
  ],
  'approval.withdraw': [
    'db/approvals.test.ts',
    'nothing is executed before it is approved, after 24 hours, or after it was declined or withdrawn',
  ],
  'approval.expire': [
    'db/approvals.test.ts',
    'what nobody decided for 7 days expires, by the clock at once and by the worker in the row',
  ],
  'approval.void': [
    'db/approvals.test.ts',
    'a subject that changed since makes it stale, before a second factor is asked for',
  ],
  'audit.export': [
    'db/exports.test.ts',
    'leaves an event with the filter and the number of rows, before the first row leaves',
  ],
  'review.export': [
    'db/reviews.test.ts',
    'is its rows, each with who decided what, when, why and the last use, and taking it stands in the trail',
  ],
  'review.undo': [
    'db/reviews.test.ts',
    'is undone within 7 days by somebody else who answers for it, and not after',
  ],
  'review.settle': ['db/reviews.test.ts', 'is settled once, however often the worker comes'],
  'review.close': [
    'db/reviews.test.ts',
    'ends for good after the 7 days, once, and what was undone or kept stays',
  ],
  'operator.scim_create': [
    'db/scim-users.test.ts',
    'that Okta sends is made without any right, caused by whoever made the token',
  ],
  'operator.scim_replace': [
    'db/scim-users.test.ts',
    'of an address by its type, as Entra ID sends it, and of what is not kept, is taken whole',
  ],
  'operator.scim_activate': [
    'db/scim-duties.test.ts',
    'whoever comes back holding a forbidden pair is let in, without what came last of it, and the owners are told',
  ],
  'operator.scim_deactivate': [
    'db/scim-users.test.ts',
    'of the last account owner does not come: the floor beats SCIM, and the owners are told once',
  ],
  'operator.scim_delete': [
    'db/scim-users.test.ts',
    'by DELETE leaves them disabled, without role, group and factor, and absent for the client',
  ],
  'operator.scim_tell_owners': [
    'db/scim-users.test.ts',
    'of the last account owner does not come: the floor beats SCIM, and the owners are told once',
  ],
  'group.scim_create': [
    'db/scim-groups.test.ts',
    'is made with its people, and found by its name without its members where they are not wanted',
  ],
  'group.scim_replace': [
    'db/scim-groups.test.ts',
    'to which six requests at once add one person each has six afterwards',
  ],
  'group.scim_delete': [
    'db/scim-groups.test.ts',
    'gives its role to who comes in, takes it from who goes out, and ends it with itself',
  ],
  'application.remind_orphaned': [
    'db/orphans.test.ts',
    'is told of again each week, with the calls of its keys',
  ],
  'key.suspend_orphaned': [
    'db/orphans.test.ts',
    'is suspended after thirty days without a call, told of, and can be resumed',
  ],
  'role_request.ask': [
    'db/role-requests.test.ts',
    'is asked by whoever holds no role at all, and by nobody for somebody else',
  ],
  'role_request.withdraw': [
    'db/role-requests.test.ts',
    'is declined with a reason that who asked can read, and withdrawn by who asked alone',
  ],
  'role_request.expire': [
    'db/role-requests.test.ts',
    'that nobody decided in three days is over by the clock, and the worker says so',
  ],
  'proof.give': ['db/proofs.test.ts', 'is given by nobody but the house'],
  'factor.enrol_passkey': [
    'db/factors-enrolment.test.ts',
    'is done by whoever signed in just now, for themselves, and leaves an event without anything that opens',
  ],
  'factor.enrol_totp': [
    'db/factors-enrolment.test.ts',
    'is done by whoever signed in just now, for themselves, and leaves an event without anything that opens',
  ],
  'factor.make_recovery_codes': [
    'db/factors-enrolment.test.ts',
    'gives ten codes once, ends the former ten, and leaves one event that names each of their rows',
  ],
  'factor.rename': [
    'db/factors-commands.test.ts',
    'is done with one’s own, and leaves an event with what it was and became',
  ],
  'factor.remove_own': [
    'db/factors-commands.test.ts',
    'ends it at once: it proves nothing any more, and an app can be added anew',
  ],
  'session.start': ['db/session.test.ts', 'nobody but the sign-in itself starts one'],
  'session.complete': [
    'attack/pending.test.ts',
    'added right after the sign-in completes it: new cookie, fresh proof, an event that says how',
  ],
  'connection.record_test': [
    'attack/test-sign-in.test.ts',
    'leaves its event, and its assertion counts as used',
  ],
  'connection.warn_certificate': ['db/connections-warnings.test.ts', 'is run by nobody but the worker'],
  'session.end_own': ['db/session.test.ts', 'of another’s as one’s own answers like one that is not there'],
  'session.end_all_own': [
    'db/session-own.test.ts',
    'through another’s session answers like one that is not there, and ends nothing',
  ],
  'session.note_move': [
    'db/session-own.test.ts',
    'is noted by the sign-in itself: nobody’s role permits it, and an absent session is not there',
  ],
  'key.expire': [
    'db/worker-killed.test.ts',
    'a worker killed in the middle of an expiry and of a mail leaves both to the next one, which does the one once and the other at least once',
  ],
  'operator.recover': [
    'db/people.test.ts',
    'the command line adds a first owner, recovers a locked-out one, and every owner is told until one signs it off',
  ],
  'operator.provision': [
    'attack/mapping.test.ts',
    'is let in without rights where the connection says so, by the actor of sign-in',
  ],
  'operator.link': [
    'attack/mapping.test.ts',
    'gives whoever was added by their address the name of the IdP, once, audited',
  ],
  'operator.refresh': [
    'attack/mapping.test.ts',
    'follow the IdP at each sign-in, cut to what a screen bears, and the trail shows the change',
  ],
  'operator.sync_roles': [
    'attack/mapping.test.ts',
    'bring their roles at the first sign-in, and take them back at the next one, in every open session',
  ],
  'setup.issue': [
    'db/setup.test.ts',
    'is 256 random bits, of which the database has the digest alone; a new one ends the former',
  ],
  'setup.bind': [
    'db/setup.test.ts',
    'belongs to the first browser that posts it, however often that one does; another is refused, and the trail says so',
  ],
  'setup.name_owner': ['db/setup.test.ts', 'does nothing before a browser has it'],
  'setup.connect': [
    'db/setup.test.ts',
    'leaves one connection, switched off, when the provider is given anew',
  ],
  'setup.finish': [
    'db/setup.test.ts',
    'is done once, however many processes finish at once: owner, connection and the end of the link together',
  ],
  'break_glass.name_person': [
    'db/break-glass.test.ts',
    'is critical, an account owner’s alone, and every owner is told',
  ],
  'break_glass.remove_person': [
    'db/break-glass.test.ts',
    'ended or renewed, it makes every code of the former sheet worthless',
  ],
  'break_glass.renew_codes': [
    'db/break-glass.test.ts',
    'ended or renewed, it makes every code of the former sheet worthless',
  ],
  'break_glass.begin': [
    'db/break-glass.test.ts',
    'one person opens nothing: they wait, and can neither propose nor be their own second',
  ],
  'break_glass.join': [
    'db/break-glass.test.ts',
    'two people open it for sixty minutes, and every owner is told of each step',
  ],
  'break_glass.return': [
    'db/break-glass.test.ts',
    'a person who comes back takes their seat along, and the former cookie opens nothing',
  ],
  'break_glass.close': ['db/break-glass.test.ts', 'either of the two closes it early, for both'],
  'break_glass.sign_review': [
    'db/break-glass.test.ts',
    'is signed by an account owner who was neither of the two, after it is over, once',
  ],
  'break_glass.propose': [
    'db/break-glass.test.ts',
    'is of the closed list: no connection, mapping, grant or person comes by this door',
  ],
  'break_glass.confirm': [
    'db/break-glass.test.ts',
    'is done once both have proven its digest; the event names both people and both proofs',
  ],
  'break_glass.withdraw': [
    'db/break-glass.test.ts',
    'refused by its own rules takes nothing with it: no code is spent, and it waits',
  ],
  'operator.end_sessions': ['db/break-glass.test.ts', 'ends one session, or every one of a person'],
  'key.widen_allow_list': [
    'db/break-glass.test.ts',
    'widens the list of a key or an application, and changes nothing else about it',
  ],
  'application.widen_allow_list': [
    'db/break-glass.test.ts',
    'widens the list of a key or an application, and changes nothing else about it',
  ],
  'connection.replace_certificate': [
    'db/break-glass-providers.test.ts',
    'one new certificate replaces all former ones, which stay as a version, and nothing else changes',
  ],
  'connection.restore_provider': [
    'db/break-glass-providers.test.ts',
    'an earlier version brings back how the provider is known and judged, and neither mapping nor ceiling',
  ],
  'keyring.register': [
    'db/every-command.test.ts',
    'the keyring is registered by the installation itself, once, and by no person',
  ],
};

it('every command of the registry has a row here or a test that stands elsewhere', () => {
  expect([...byName.keys()].sort()).toEqual([...Object.keys(rows), ...Object.keys(elsewhere)].sort());
});

it.each(Object.entries(elsewhere))('%s has the test that is named for it', (_, [file, title]) => {
  const source = readFileSync(join(import.meta.dirname, '..', file), 'utf8').replaceAll("\\'", "'");
  const titles = [...source.matchAll(/\b(?:it|test)(?:\.each\([^)]*\))?\(\s*(['"`])(.+?)\1,/g)].map(
    (found) => found[2],
  );
  expect(titles).toContain(title);
});

it('the keyring is registered by the installation itself, once, and by no person', async () => {
  const installation = { kind: 'system', id: 'installation', name: 'Installation' } as const;
  const events = await db().auditEvent.findMany({ where: { action: 'keyring.register', outcome: 'done' } });
  expect(events).toMatchObject([{ actorKind: 'system', actorId: 'installation' }]);
  const again = await execute(commands.registerKeyring, installation, {}, { origin });
  expect(again).toMatchObject({ kind: 'refused', code: 'already_done' });
  const owner = await w.person('account-owner');
  const refused = await execute(commands.registerKeyring, owner.actor, {}, { origin });
  expect(refused).toMatchObject({ kind: 'refused', code: 'forbidden' });
});

describe.each(Object.keys(rows))('%s', (name) => {
  const command = byName.get(name);
  const row = rows[name];
  if (!command || !row) throw new Error(`no ${name}`);
  const run = (by: Person, input: Record<string, unknown>) =>
    executeProven(command, by.actor, input, { origin });
  const last = () =>
    db().auditEvent.findFirstOrThrow({ where: { action: name }, orderBy: { number: 'desc' } });

  it('is done by a role that permits it, and leaves an event with actor, address and what it became', async () => {
    const by = await w.person(row.by);
    const outcome = await run(by, await row.input());
    expect(outcome).toMatchObject({ kind: 'done' });
    const event = await last();
    expect(event).toMatchObject({
      outcome: 'done',
      actorId: by.id,
      actorKind: 'operator',
      address: '192.0.2.7',
      subjectType: command.model,
    });
    expect(event.touched.length).toBeGreaterThan(0);
    expect(event.before === null).toBe(command.creates);
  });

  it('is refused by a role that does not permit it, changes nothing, and the refusal stands in the trail', async () => {
    const by = await w.person('viewer');
    const outcome = await run(by, await row.input());
    expect(outcome).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await last()).toMatchObject({
      outcome: 'refused',
      code: 'forbidden',
      actorId: by.id,
      touched: [],
    });
  });

  // What is made has no id to be absent.
  if (!command.creates)
    it('answers for what is absent as for what is out of reach', async () => {
      const absent = await run(await w.person(row.by), {
        ...(await row.input()),
        id: '00000000-0000-7000-8000-000000000001',
      });
      expect(absent).toMatchObject({ kind: 'refused', code: 'not_found' });
      expect(await last()).toMatchObject({ outcome: 'refused', code: 'not_found' });
    });
});

async function approvalRule(): Promise<string> {
  const known = await db().approvalPolicy.findFirst({ select: { id: true } });
  if (known) return known.id;
  const { actor } = await w.person('account-owner');
  const rule = { command: 'key.resume', approvals: 2, reason };
  const outcome = await executeProven(commands.setApprovalPolicy, actor, rule, { origin });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.result.id;
}

async function notice(): Promise<string> {
  // Of somebody else: nobody signs off their own.
  const owner = await w.another('account-owner');
  const input = {
    name: randomUUID(),
    applicationId,
    kind: 'secret' as const,
    scopes: ['checks:read'],
    mode: 'off' as const,
  };
  await executeProven(commands.createKey, owner.actor, input, { origin });
  return (
    await db().notice.findFirstOrThrow({ where: { signedOffAt: null }, orderBy: { createdAt: 'desc' } })
  ).id;
}

async function session(operatorId: string): Promise<string> {
  const { connectionId, nameId } = await db().operator.findUniqueOrThrow({ where: { id: operatorId } });
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await make.must(commands.startSession, {
    operatorId,
    connectionId,
    nameId,
    digest: createHash('sha256').update(randomUUID()).digest('hex'),
    nameIdFormat: null,
    sessionIndex: null,
    authnContext: 'https://refeds.org/profile/mfa',
    proofAt: new Date().toISOString(),
    notAfter: soon,
    assertion: { issuer: 'https://idp.example.com', id: randomUUID(), expiresAt: soon },
    formerDigest: null,
  });
  return id;
}
