/** For each command: something of the kind that a case names, and an input that succeeds for whoever may. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '#lib/access/actor.ts';
import type { Role } from '#lib/access/roles.ts';
import { requestApproval } from '#lib/approvals/commands.ts';
import { Rehearsal } from '#lib/approvals/outcomes.ts';
import { setApprovalPolicy } from '#lib/approvals/policy-commands.ts';
import { close } from '#lib/break-glass/act.ts';
import { db } from '#lib/db/client.ts';
import type { Outcome } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import * as make from '#prisma/factories.ts';
import * as idps from '#tests/support/connections.ts';
import { addPasskey, session as signedIn } from '../db/factors-kit.ts';
import { type Named, name, opened } from '../support/break-glass.ts';
import { executeAlone, executeProven } from '../support/proven.ts';
import { makeServiceAccount } from '../support/service-accounts.ts';
import { metadataOf, personOf } from '../support/world.ts';
import { kept } from './shelf.ts';
import type { Case } from './table.ts';

/** Asker something is: the asker's, or somebody else's, with an application of theirs in each environment. */
export interface Asker {
  id: string;
  role: Role;
  /** Somebody who is neither, with applications, too. */
  otherId: string;
  own: Record<string, string>;
  others: Record<string, string>;
}

export type Input = Record<string, unknown> & { id?: string };
type Make = (of: Case, by: Asker) => Promise<Input>;
const reason = 'asked by the table';
const origin = { channel: 'console' as const, address: null, userAgent: null };
/** What it answers is what was done. */
async function done<R extends object>(outcome: Promise<Outcome<R>>): Promise<R> {
  const said = await outcome;
  if (said.kind !== 'done') throw new Error(JSON.stringify(said));
  return said.result;
}
const commandLine: Actor = { kind: 'cli', id: 'root@host', name: 'root@host' };
const list = { mode: 'enforce' as const, entries: ['203.0.113.0/28'] };

const placeOf = ({ of, environment }: Case, by: Asker) => `${of} ${environment} of ${by.id}`;
export const applicationOf: (of: Case, by: Asker) => string = ({ of, environment }, by) =>
  (of === 'own' ? by.own : by.others)[environment ?? 'production'] ?? '';
export const key = (of: Case, by: Asker, state: 'active' | 'suspended' = 'active') =>
  kept(`${state} key, ${placeOf(of, by)}`, async () => {
    const name = randomUUID();
    const { id } = await make.makeKey({ name, applicationId: applicationOf(of, by), state });
    return { id, name };
  });
const rotated = (of: Case, by: Asker) =>
  kept(`rotated key, ${placeOf(of, by)}`, async () => {
    const { id } = await make.makeKey({ applicationId: applicationOf(of, by) });
    await make.must(commands.rotateKey, { id, overlapHours: 1, reason });
    return { id };
  });
export const serviceAccount = (of: Case, by: Asker) =>
  kept(`service account, ${placeOf(of, by)}`, async () => {
    const behind = await kept('who makes service accounts', () => personOf(by.otherId));
    const { id } = await makeServiceAccount({ applicationId: applicationOf(of, by), by: behind });
    return db().apiKey.findUniqueOrThrow({ where: { id }, select: { id: true, name: true } });
  });
export const application = (of: Case, by: Asker) =>
  kept(`application, ${placeOf(of, by)}`, () =>
    make.makeApplication({
      name: randomUUID(),
      ownerId: of.of === 'own' ? by.id : by.otherId,
      environmentId: of.environment ?? 'production',
    }),
  );
const roleIn = (of: string): Role => of.replace(/^an? /, '').split(' ')[0] as Role;
const person = (of: string, state?: 'disabled') =>
  make.makeOperator({ role: roleIn(of), ...(state && { state }) });
export const connection = (enable: boolean) =>
  kept(enable ? 'enabled connection' : 'disabled connection', async () => {
    const slug = `c${randomUUID().slice(0, 8)}`;
    const metadata = await metadataOf(`https://${slug}.example.com`);
    return make.must(commands.addConnection, { slug, name: slug, metadata, enable });
  });
const assigned = async ({ of, environment }: Case, by: Asker) => {
  if (of === 'their own role')
    return db().assignment.findFirstOrThrow({
      where: { operatorId: by.id, endedAt: null },
      select: { id: true },
    });
  if (of.includes('of a group')) {
    const groupId = await groupOf([(await make.makeOperator({})).id]);
    return make.must(commands.createAssignment, { groupId, role: roleIn(of), reason });
  }
  const place = environment && { environmentId: environment };
  const { id } = await make.makeOperator({ role: roleIn(of), ...place });
  return db().assignment.findFirstOrThrow({ where: { operatorId: id }, select: { id: true } });
};
export const groupOf = async (operatorIds: string[], role?: string) => {
  const { id } = await make.must(commands.createGroup, { name: randomUUID(), reason });
  await make.must(commands.addGroupMembers, { id, operatorIds, reason });
  if (role) await make.must(commands.createAssignment, { groupId: id, role, reason });
  return id;
};
const group = async ({ of }: Case, by: Asker, other?: string) => {
  const inside = of === 'one that they are in' ? by.id : (await make.makeOperator({})).id;
  const role = /brings (\S+)$/.exec(of)?.[1];
  return { id: await groupOf(other ? [inside, other] : [inside], role) };
};
/** A role that they neither hold nor ask for yet. */
const wishOf = async (operatorId: string) => {
  const known = [
    ...(await db().roleRequest.findMany({ where: { operatorId, state: 'waiting' }, select: { role: true } })),
    ...(await db().assignment.findMany({ where: { operatorId }, select: { role: true } })),
  ].map(({ role }) => role);
  return ['viewer', 'auditor', 'developer', 'security-officer'].find((role) => !known.includes(role)) ?? '';
};
const wish = async (operatorId: string, role?: string) => {
  const { actor } = await personOf(operatorId);
  const wanted = { role: role ?? (await wishOf(operatorId)), minutes: 60, reason };
  return (await make.must(commands.askForRole, wanted, actor)).id;
};
export const asked = (of: string, by: Asker) =>
  kept(`request for ${of}, of ${by.id}`, async () => ({
    id: of === 'own' ? await wish(by.id) : await wish((await make.makeOperator({})).id, wished(of)),
  }));
const wished = (of: string) => (of === "other's" ? 'viewer' : of);
const roleOf = (of: string) => ({
  name: `Role ${randomUUID()}`,
  description: '',
  policy: {
    rules: [
      of.startsWith('above')
        ? { may: ['connection.edit'], on: 'Connection' }
        : { may: ['read'], on: 'ApiKey' },
    ],
  },
  ceiling: [],
});
export const madeRole = async (of: string) =>
  (await make.must(commands.createRole, { ...roleOf(of), reason })).id;
/** What an approval is asked for: the change that waits, on what, and where. */
const waiting: Record<string, (of: Case, by: Asker) => Promise<Matter>> = {
  "of a connection's change": async () => {
    const { id } = await connection(true);
    const input = { id, email: 'mail', provisioning: 'bare', reason };
    return { command: 'connection.edit_mapping', input, subjectType: 'Connection' };
  },
  "of a key's list": async (of, by) => {
    const { id } = await key(of, by);
    return { command: 'key.edit_allow_list', input: { id, ...list, reason }, subjectType: 'ApiKey' };
  },
  "of an application's list": async (of, by) => {
    const { id } = await application(of, by);
    return {
      command: 'application.edit_allow_list',
      input: { id, ...list, reason },
      subjectType: 'Application',
    };
  },
  'of the role viewer': () => toGive('viewer'),
  'of the role security-officer': () => toGive('security-officer'),
  'of the role administrator': () => toGive('administrator'),
  'of a request for security-officer': async (_, by) => {
    const { id } = await asked('security-officer', by);
    return { command: 'role_request.grant', input: { id, reason }, subjectType: 'RoleRequest' };
  },
};
interface Matter {
  command: string;
  input: { id?: string };
  subjectType: string;
}
const toGive = async (role: Role): Promise<Matter & { input: object }> => {
  const input = { operatorId: (await make.makeOperator({})).id, role, reason };
  return { command: 'assignment.create', input, subjectType: 'Assignment' };
};
/** As it stands once it was asked for: by the asker where it is their own. */
export async function approval(of: Case, by: Asker): Promise<Input & { id: string }> {
  const isOwn = of.of === 'own';
  const matterOf = waiting[isOwn || of.of === "other's" ? 'of the role viewer' : of.of];
  if (!matterOf) throw new Error(`nothing is asked for ${of.of}`);
  const matter = await matterOf(of, by);
  const rehearsal = new Rehearsal({
    ...matter,
    digest: randomBytes(32).toString('hex'),
    proof: {
      kind: 'idp',
      at: new Date(),
      context: '',
      sessionId: '',
      binding: randomBytes(32).toString('hex'),
    },
    subjectId: matter.input.id ?? null,
    subjectLabel: 'what is asked for',
    environmentId: of.environment,
    summary: randomUUID(),
    before: null,
    after: null,
    reason,
    needed: 1,
  });
  const { actor } = await personOf(isOwn ? by.id : by.otherId);
  return { id: (await done(executeAlone(requestApproval, actor, { rehearsal }, { origin }))).id };
}
const session = async ({ of }: Case, by: Asker) =>
  make.makeSession(of === 'own' ? by.id : (await make.makeOperator({ role: 'viewer' })).id);

const twoPowers = () => ({
  name: randomUUID(),
  first: 'audit.export AuditEvent',
  second: 'connection.add Connection',
  mode: 'warn' as const,
});
const duty = () => make.must(commands.createDuty, { ...twoPowers(), reason });

const passkey = async ({ of }: Case, by: Asker) =>
  addPasskey(await signedIn(of === 'own' ? by.id : (await make.makeOperator({ role: 'viewer' })).id));

/** The two people are named once: what is asked of them asks for a second factor, and is not done. */
let pair: Promise<[Named, Named]> | undefined;
const owner = async () => (await make.makeOperator({ role: 'account-owner' })).id;
const named = () => {
  // Nobody makes the sheets of both.
  pair ??= (async () => [
    await name(await owner(), await personOf(await owner())),
    await name(await owner(), await personOf(await owner())),
  ])() as Promise<[Named, Named]>;
  return pair;
};
async function closedOpening(): Promise<string> {
  const [first, second] = await named();
  const known = await db().breakGlassOpening.findFirst({ where: { reviewedAt: null }, select: { id: true } });
  if (known) return known.id;
  const [by] = await opened(first, second, 'drill');
  await close(by);
  return (
    await db().breakGlassOpening.findFirstOrThrow({ where: { reviewedAt: null }, select: { id: true } })
  ).id;
}

/** A service account in a review of its application, which is the asker's where it is their own. */
async function reviewedAccount(of: string, by: Asker) {
  const { actor: starter, ...behind } = await personOf(by.otherId);
  const applicationId = (of.startsWith('their own') ? by.own : by.others).production ?? '';
  const { id: keyId } = await makeServiceAccount({ applicationId, by: { ...behind, actor: starter } });
  const dueAt = new Date(Date.now() + 4 * 86_400_000).toISOString();
  const scope = { kind: 'applications' as const, applicationIds: [applicationId] };
  const input = { name: randomUUID(), ...scope, dueAt, reason };
  const { id: campaignId } = await make.must(commands.startReview, input, starter);
  const item = await db().reviewItem.findFirstOrThrow({ where: { campaignId, keyId } });
  return { id: item.id, campaignId };
}

/** Of that role's assignment, in a review of everything */
export async function reviewed(of: string, by: Asker) {
  if (of.includes('service account')) return reviewedAccount(of, by);
  const operatorId = of === 'their own role' ? by.id : (await make.makeOperator({ role: roleIn(of) })).id;
  const { actor: starter } = await personOf(by.otherId);
  const { role } = await db().assignment.findFirstOrThrow({ where: { operatorId, endedAt: null } });
  const dueAt = new Date(Date.now() + 4 * 86_400_000).toISOString();
  const input = { name: randomUUID(), kind: 'roles' as const, roles: [role], dueAt, reason };
  const { id: campaignId } = await make.must(commands.startReview, input, starter);
  const item = await db().reviewItem.findFirstOrThrow({ where: { campaignId, operatorId } });
  return { id: item.id, campaignId };
}

export const subjects: Record<string, Make> = {
  'key.create': async (of, by) => ({
    name: randomUUID(),
    applicationId: applicationOf(of, by),
    kind: 'secret',
    scopes: ['checks:read'],
    ...list,
  }),
  'key.rotate': async (of, by) => ({ id: (await key(of, by)).id, reason }),
  'key.end_overlap': async (of, by) => ({ id: (await rotated(of, by)).id, reason }),
  'key.suspend': async (of, by) => ({ id: (await key(of, by)).id, reason }),
  'key.resume': async (of, by) => ({ id: (await key(of, by, 'suspended')).id, reason }),
  'key.revoke': async (of, by) => ({ id: (await key(of, by)).id, reason }),
  'key.edit': async (of, by) => ({
    id: (await key(of, by)).id,
    name: randomUUID(),
    scopes: ['checks:write'],
  }),
  'key.edit_allow_list': async (of, by) => ({ id: (await key(of, by)).id, ...list, reason }),
  'service_account.create': async (of, by) => ({
    name: randomUUID(),
    applicationId: applicationOf(of, by),
    scopes: ['read ApiKey'],
    ...list,
  }),
  'service_account.rotate': async (of, by) => ({
    id: (await serviceAccount(of, by)).id,
    reason,
  }),
  'service_account.edit': async (of, by) => ({
    id: (await serviceAccount(of, by)).id,
    name: randomUUID(),
    scopes: ['key.rotate ApiKey'],
    reason,
  }),
  'application.create': async ({ of, environment }, by) => ({
    environmentId: environment,
    name: randomUUID(),
    ownerId: of === 'own' ? by.id : by.otherId,
  }),
  'application.edit': async (of, by) => ({
    id: (await application(of, by)).id,
    name: randomUUID(),
    description: '',
  }),
  'application.hand_over': async (of, by) => ({
    id: (await application(of, by)).id,
    ownerId: by.otherId,
    reason,
  }),
  'application.edit_allow_list': async (of, by) => ({ id: (await application(of, by)).id, ...list, reason }),
  'audit.export': async () => ({ format: 'csv' }),
  'operator.add': async ({ of }) => ({
    connection: 'dev',
    email: `${randomUUID()}@example.test`,
    ...(of === 'as viewer' && { role: 'viewer' }),
    reason,
  }),
  'operator.disable': async ({ of }, by) => ({
    id: of === 'themself' ? by.id : (await person(of)).id,
    reason,
  }),
  'operator.enable': async ({ of }) => ({ id: (await person(of, 'disabled')).id, reason }),
  'assignment.create': async ({ of, environment }, by) => ({
    ...(of.includes('to a group')
      ? { groupId: await groupOf([of.includes('they are in') ? by.id : (await make.makeOperator({})).id]) }
      : { operatorId: of === 'viewer to themself' ? by.id : (await make.makeOperator({})).id }),
    role: roleIn(of),
    environmentId: environment,
    reason,
  }),
  'assignment.move_end': async (of, by) => ({
    id: (await assigned(of, by)).id,
    untilAt: new Date(Date.now() + 86_400_000).toISOString(),
    reason,
  }),
  'approval.approve': approval,
  'approval.decline': async (of, by) => ({ ...(await approval(of, by)), reason }),
  'approval.withdraw': approval,
  'approval.set_policy': async () => ({ command: 'key.create', approvals: 2, reason }),
  'approval.remove_policy': async () => {
    const { actor } = await personOf(await owner());
    const rule = { command: 'key.rotate', approvals: 2, reason };
    const known = await db().approvalPolicy.findFirst({
      where: { command: rule.command },
      select: { id: true },
    });
    return {
      id: (known ?? (await done(executeProven(setApprovalPolicy, actor, rule, { origin })))).id,
      reason,
    };
  },
  'role.create': async ({ of }) => ({ ...roleOf(of), reason }),
  'role.edit': async ({ of }) => {
    const id = await madeRole(of);
    return { id, version: 1, ...roleOf(of), reason };
  },
  'role.restore': async ({ of }) => {
    const id = await madeRole(of);
    await make.must(commands.editRole, { id, version: 1, ...roleOf(of), reason });
    return { id, version: 2, former: 1, reason };
  },
  'role.retire': async ({ of }) => ({ id: await madeRole(of), version: 1, reason }),
  'group.create': async () => ({ name: randomUUID(), reason }),
  'group.edit': async (of, by) => ({ ...(await group(of, by)), name: randomUUID(), reason }),
  'group.end': async (of, by) => ({ ...(await group(of, by)), reason }),
  'group.add_member': async (of, by) => ({
    ...(await group(of, by)),
    operatorIds: [(await make.makeOperator({})).id],
    reason,
  }),
  'group.remove_member': async (of, by) => {
    const other = (await make.makeOperator({})).id;
    return { ...(await group(of, by, other)), operatorIds: [other], reason };
  },
  'role_request.ask': async (_, by) => ({ role: await wishOf(by.id), minutes: 60, reason }),
  'role_request.withdraw': async ({ of }, by) => ({ id: (await asked(of, by)).id }),
  'role_request.grant': async ({ of }, by) => ({ id: (await asked(of, by)).id, reason }),
  'role_request.decline': async ({ of }, by) => ({ id: (await asked(of, by)).id, reason }),
  'assignment.end': async (of, by) => ({ id: (await assigned(of, by)).id, reason }),
  'connection.add': async () => ({
    slug: `a${randomUUID().slice(0, 8)}`,
    name: 'Another',
    metadata: await metadataOf(`https://${randomUUID()}.example.com`),
  }),
  'connection.enable': async (_, by) => {
    const { id } = await connection(false);
    await make.makeTest(id, by.id);
    return { id, reason };
  },
  'duty.create': async () => ({ ...twoPowers(), reason }),
  'duty.edit': async () => ({ id: (await duty()).id, ...twoPowers(), reason }),
  'duty.end': async () => ({ id: (await duty()).id, reason }),
  'scim_token.create': async () => ({
    connectionId: (await connection(true)).id,
    name: randomUUID(),
    scopes: ['users', 'groups'],
  }),
  'scim_token.end': async () => {
    const connectionId = (await connection(true)).id;
    const made = await make.must(commands.createScimToken, { connectionId, name: 'Okta', scopes: ['users'] });
    return { id: made.id, reason };
  },
  'connection.disable': async () => ({ id: (await connection(true)).id, reason }),
  'connection.remove': async () => ({ id: (await connection(false)).id, reason }),
  'connection.edit': async () => ({ id: (await connection(true)).id, ...idps.policy, reason }),
  'connection.restore': idps.toRestore,
  'connection.refresh': async () => idps.toRefresh({ id: (await connection(true)).id, version: 1 }),
  'connection.remove_certificate': idps.toRemoveCertificate,
  'connection.begin_key_rollover': async () => ({ id: (await connection(true)).id, version: 1, reason }),
  'connection.finish_key_rollover': () => kept('connection with next keys', idps.toFinish),
  'connection.cancel_key_rollover': () => kept('connection with next keys', idps.toFinish),
  // What a ticket holds is judged after the right: a made-up one shows who may begin.
  'factor.enrol_passkey': async () => ({ ticket: 'made up', name: 'Laptop' }),
  'factor.enrol_totp': async () => ({ ticket: 'made up', code: '123456', name: 'Phone' }),
  'factor.make_recovery_codes': async (of, by) => {
    await passkey(of, by);
    return {};
  },
  'factor.rename': async (of, by) => ({ id: (await passkey(of, by)).id, name: randomUUID() }),
  'factor.remove_own': async (of, by) => ({ id: (await passkey(of, by)).id }),
  'factor.reset': async ({ of }, by) => {
    const id = of === 'themself' ? by.id : (await person(of)).id;
    // Of whoever has none there is nothing to reset.
    if (of !== 'themself') await addPasskey(await signedIn(id));
    return { id, reason };
  },
  'session.end': async (of, by) => ({ id: (await session(of, by)).id, reason }),
  'session.end_own': async (of, by) => ({ id: (await session(of, by)).id }),
  'session.end_all_own': async (of, by) => ({ id: (await session(of, by)).id }),
  'connection.edit_mapping': async () => ({
    id: (await connection(true)).id,
    email: 'mail',
    provisioning: 'bare',
    reason,
  }),
  'break_glass.name_person': async ({ of }) => ({ operatorId: (await person(of)).id, codes: true, reason }),
  'break_glass.remove_person': async () => ({ id: (await named())[0].personId, reason }),
  'break_glass.renew_codes': async () => ({ id: (await named())[0].personId, reason }),
  'break_glass.sign_review': async () => ({
    id: await closedOpening(),
    review: 'A drill: both came in and nothing was missing.',
  }),
  'review.start': async () => ({
    name: randomUUID(),
    kind: 'roles',
    roles: ['account-owner'],
    dueAt: new Date(Date.now() + 4 * 86_400_000).toISOString(),
    reason,
  }),
  'review.cancel': async (_, by) => ({ id: (await reviewed('viewer', by)).campaignId, reason }),
  'review.export': async (_, by) => ({ id: (await reviewed('viewer', by)).campaignId, format: 'csv' }),
  'review.decide': async ({ of }, by) => ({ id: (await reviewed(of, by)).id, decision: 'keep', reason }),
  // Nothing of it is suspended: whoever may is told that, and nobody else.
  'review.undo': async ({ of }, by) => ({ id: (await reviewed(of, by)).id, reason }),
  'notice.sign_off': async () => {
    const { id } = await make.makeOperator({});
    await make.must(commands.recoverOperator, { id, reason }, commandLine);
    return db().notice.findFirstOrThrow({ orderBy: { createdAt: 'desc' }, select: { id: true } });
  },
};
