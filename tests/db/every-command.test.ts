/** Each command's four tests, from one table: permitted, refused by role, refused as absent, and the event that it leaves. */
import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { byName, commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import * as idps from '#tests/support/connections.ts';
import { executeProven } from '#tests/support/proven.ts';
import { makeServiceAccount } from '#tests/support/service-accounts.ts';
import { metadataOf, type Person, personOf, world } from '#tests/support/world.ts';

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
};

/** Run by nobody but the house, or on one's own things only: their tests stand with their rooms. */
const elsewhere = [
  'approval.request',
  'approval.approve',
  'approval.decline',
  'approval.withdraw',
  'approval.expire',
  'approval.void',
  'approval.set_policy',
  'approval.remove_policy',
  // Changes nothing, so it touches no row: tests/db/exports.test.ts.
  'audit.export',
  // Touches no row: its tests stand with its room.
  'review.export',
  'review.undo',
  'review.settle',
  'review.close',
  'operator.scim_create',
  'operator.scim_replace',
  'operator.scim_activate',
  'operator.scim_deactivate',
  'operator.scim_delete',
  'operator.scim_tell_owners',
  'group.scim_create',
  'group.scim_replace',
  'group.scim_delete',
  'application.remind_orphaned',
  'key.suspend_orphaned',
  'role_request.ask',
  'role_request.withdraw',
  'role_request.expire',
  'proof.give',
  'factor.enrol_passkey',
  'factor.enrol_totp',
  'factor.make_recovery_codes',
  'factor.rename',
  'factor.remove_own',
  'factor.reset',
  'session.start',
  'session.complete',
  'connection.record_test',
  'connection.warn_certificate',
  'session.end_own',
  'session.end_all_own',
  'session.note_move',
  'keyring.register',
  'key.expire',
  'operator.recover',
  'operator.provision',
  'operator.link',
  'operator.refresh',
  'operator.sync_roles',
  'setup.issue',
  'setup.bind',
  'setup.name_owner',
  'setup.connect',
  'setup.finish',
  'break_glass.name_person',
  'break_glass.remove_person',
  'break_glass.renew_codes',
  'break_glass.begin',
  'break_glass.join',
  'break_glass.return',
  'break_glass.close',
  'break_glass.sign_review',
  'break_glass.propose',
  'break_glass.confirm',
  'break_glass.withdraw',
  'operator.end_sessions',
  'key.widen_allow_list',
  'application.widen_allow_list',
  'connection.replace_certificate',
  'connection.restore_provider',
];

it('every command of the registry has a row here or a reason not to', () => {
  expect([...byName.keys()].sort()).toEqual([...Object.keys(rows), ...elsewhere].sort());
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
