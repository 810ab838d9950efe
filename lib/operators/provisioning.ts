/** What a sign-in changes about people, by the mapping of their connection. Only the system actor `sign-in` runs these. */
import { assign, endMapped } from '../assignments/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { otherOwnerOf, type PeopleSettings, peopleSettings } from '../connections/mapping-effects.ts';
import { domainOf, type MappedRole, speaksFor } from '../connections/mapping-rules.ts';
import { allowedOf } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import { askMapped, closeMapped } from '../role-requests/effects.ts';
import { auditedOperator as audited, operatorKind } from './kind.ts';
import { isNothing, mappedChanges } from './mapped.ts';
import * as schema from './provisioning-schema.ts';
import { standing } from './rules.ts';
import { takeTurns } from './turns.ts';

/** A person who signs in for the first time, where the connection lets them in. */
export const provisionOperator = creation({
  name: 'operator.provision',
  kind: operatorKind,
  input: schema.ProvisionOperator,
  audited,
  sensitivity: 'routine',
  async create(cx, { connectionId, nameId, email }) {
    await takeTurns(cx.tx, connectionId);
    const settings = await peopleSettings(cx.tx, connectionId);
    if (!settings.enabled || settings.provisioning === 'off')
      throw new Refusal('forbidden', 'This connection lets nobody in who is not known.');
    const known = await cx.tx.operator.findUnique({
      where: { connectionId_nameId: { connectionId, nameId } },
      select: { id: true },
    });
    if (known) throw new Refusal('already_done', 'Another sign-in made this operator at the same time.');
    await requireOwnEmail(cx, settings, email, null);
    return { settings, id: null, assignments: [], memberships: [] };
  },
  async run(cx, { settings }, { nameId, email, name, groups }) {
    const { id: connectionId, causedBy } = settings;
    const operator = await cx.tx.operator.create({
      data: { connectionId, nameId, email, name: name ?? email, causedBy },
      select: { id: true },
    });
    const { give, ask } = await mappedChanges(cx.tx, operator.id, settings, groups, cx.now);
    const denied = await giveMapped(cx, operator.id, give, settings);
    await askForMapped(cx, operator.id, ask, settings);
    return { ...operator, denied, asked: ask };
  },
  summary: (operator, { denied, asked }) =>
    `${operator.name} let in by ${operator.connection}${operator.roles.length > 0 ? ` as ${operator.roles.join(', ')}` : ', without any role'}${askedWords(asked)}${told(denied)}`,
});

/** Gives the person who was added by their e-mail address the name by which the IdP knows them: once. */
export const linkOperator = change({
  name: 'operator.link',
  kind: operatorKind,
  input: schema.LinkOperator,
  audited,
  sensitivity: 'routine',
  async run({ tx, now }, operator, { nameId, email }) {
    await takeTurns(tx, operator.connectionId);
    const settings = await peopleSettings(tx, operator.connectionId);
    const sessions = await tx.session.count({ where: { operatorId: operator.id } });
    const waits = operator.linkedAt === null && sessions === 0 && operator.state === 'active';
    const isTheirs = operator.nameId === email && settings.emailDomains.includes(domainOf(email));
    if (!waits || !isTheirs || !settings.linksByEmail)
      throw new Refusal('forbidden', 'This operator waits for no name that an e-mail address could bring.');
    await tx.operator.update({
      where: { id: operator.id },
      data: { nameId, linkedAt: now, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: operator.id };
  },
  summary: (operator) =>
    `${operator.name} linked by their e-mail address ${operator.email} to the name ${operator.nameId} of ${operator.connection}`,
});

/** E-mail address and name as the IdP says them now. */
export const refreshOperator = change({
  name: 'operator.refresh',
  kind: operatorKind,
  input: schema.RefreshOperator,
  audited,
  sensitivity: 'routine',
  async run(cx, operator, input) {
    const [email, name] = [input.email ?? operator.email, input.name ?? operator.name];
    if (email === operator.email && name === operator.name)
      throw new Refusal('already_done', 'Name and e-mail address are these already.');
    if (email !== operator.email) {
      await takeTurns(cx.tx, operator.connectionId);
      const settings = await peopleSettings(cx.tx, operator.connectionId);
      await requireOwnEmail(cx, settings, email, operator.id);
    }
    await cx.tx.operator.update({
      where: { id: operator.id },
      data: { email, name, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: operator.id };
  },
  summary: (operator) => `${operator.name} is told of anew by ${operator.connection}`,
});

/** Brings the mapped roles in line with the groups; given roles are never touched. */
export const syncRoles = change({
  name: 'operator.sync_roles',
  kind: operatorKind,
  input: schema.SyncRoles,
  serial: 'owner-floor',
  audited,
  sensitivity: 'routine',
  async run(cx, operator, { groups }) {
    const settings = await peopleSettings(cx.tx, operator.connectionId);
    const changes = await mappedChanges(cx.tx, operator.id, settings, groups, cx.now);
    if (isNothing(changes)) throw new Refusal('already_done', 'The mapped roles are these already.');
    const { give, ask, end, drop } = changes;
    const ended = await endMapped(cx, end);
    const denied = await giveMapped(cx, operator.id, give, settings);
    await askForMapped(cx, operator.id, ask, settings);
    const dropped = await closeMapped(cx, drop);
    const added = give.length - denied.length;
    if (added + ended + ask.length + dropped === 0)
      throw new Refusal('already_done', `The mapped roles are these already${told(denied)}.`);
    return { id: operator.id, added, ended, denied, asked: ask };
  },
  summary: ({ name, connection }, { added, ended, denied, asked }) =>
    `${name}: the groups of ${connection} brought ${counted(added)} and ended ${counted(ended)}${askedWords(asked)}${told(denied)}`,
});

const counted = (count: number) => (count === 1 ? '1 role' : `${count} roles`);

/** The address is of nobody else here, and of a domain that this connection may speak for. */
async function requireOwnEmail({ tx }: Context, settings: PeopleSettings, email: string, but: string | null) {
  const { id } = settings;
  const other = await tx.operator.findFirst({
    where: {
      connectionId: id,
      OR: [{ email }, { nameId: email }],
      ...standing,
      ...(but && { id: { not: but } }),
    },
    select: { id: true },
  });
  if (other) throw new Refusal('conflict', 'Another operator of this connection has that e-mail address.');
  if (await otherOwnerOf(tx, id, [domainOf(email)]))
    throw new Refusal('conflict', 'Another connection speaks for the domain of that e-mail address.');
  if (!speaksFor(settings, email))
    throw new Refusal('conflict', 'This connection does not speak for the domain of that e-mail address.');
}

/** A duty rule denies the role and not the sign-in: what is not given comes back in words. */
async function giveMapped(
  cx: Context,
  operatorId: string,
  wanted: readonly MappedRole[],
  settings: PeopleSettings,
): Promise<string[]> {
  const { allowed, denied } = await allowedOf(cx, operatorId, wanted);
  for (const { value, role, environmentId, author } of allowed)
    await assign(cx, {
      operatorId,
      role,
      environmentId,
      untilAt: null,
      reason: reasonOf(value, settings),
      by: { source: 'mapped', causedBy: author ?? settings.causedBy },
    });
  return denied.map(({ wanted: { role }, why }) => `${role} is not given: ${why}`);
}

const told = (denied: readonly string[]) => (denied.length > 0 ? `; ${denied.join('; ')}` : '');

/** An IdP's word alone makes nobody an administrator: a person grants it, with a proof and, where it asks for it, approval. */
async function askForMapped(
  cx: Context,
  operatorId: string,
  wanted: readonly MappedRole[],
  settings: PeopleSettings,
): Promise<void> {
  for (const { value, role, environmentId, author } of wanted) {
    const causedBy = author ?? settings.causedBy;
    await askMapped(cx, operatorId, { role, environmentId, reason: reasonOf(value, settings), causedBy });
  }
}

const reasonOf = (group: string, { slug }: PeopleSettings) => `by the group ${group} of ${slug}`;
const askedWords = (asked: readonly MappedRole[]) =>
  asked.length > 0 ? `; ${asked.map(({ role }) => role).join(', ')} waits for somebody to grant it` : '';
