/** What a provisioning client changes about people. Only the system actor `scim` runs these, each with its token. */
import { settleOrphans } from '../applications/effects.ts';
import { change, creation } from '../command.ts';
import { Refusal } from '../errors.ts';
import { requireToken } from './caller.ts';
import {
  disable,
  makeRoomFor,
  requireDisabledByClient,
  requireFreeExternalId,
  requireOwnNames,
  requireUser,
  writeState,
} from './user-effects.ts';
import { auditedUser as audited, gone, userKind } from './user-kind.ts';
import * as schema from './user-schema.ts';
import { tellOwners, withholdForbidden } from './withhold.ts';

/** Makes a person without any right, also under the name of somebody whom a client has removed. */
export const scimCreateUser = creation({
  name: 'operator.scim_create',
  kind: userKind,
  input: schema.CreateScimUser,
  audited,
  sensitivity: 'routine',
  async create(cx, input) {
    const token = await requireToken(cx.tx, { tokenId: input.tokenId, scope: 'users', now: cx.now });
    const nameId = await requireOwnNames(cx, token.connectionId, input, null);
    await requireFreeExternalId(cx, token.connectionId, input.externalId, null);
    return { ...token, nameId };
  },
  async run(cx, { connectionId, causedBy, nameId }, { email, name, externalId, active }) {
    const isAnew = await makeRoomFor(cx, connectionId, nameId);
    const state = active ? ('active' as const) : ('disabled' as const);
    const person = { connectionId, nameId, email, name, externalId, causedBy, source: 'scim', state };
    return { ...(await cx.tx.operator.create({ data: person, select: { id: true } })), isAnew };
  },
  summary: (user, { isAnew }) =>
    `${user.name} provisioned by ${user.connection}, without any role${isAnew ? '; who had that name before stays removed' : ''}`,
});

/** Names and addresses, while the state stays. */
export const scimReplaceUser = change({
  name: 'operator.scim_replace',
  kind: userKind,
  input: schema.ChangeScimUser,
  audited,
  sensitivity: 'routine',
  async run(cx, user, input) {
    await requireUser(cx, user, input);
    if (input.active !== (user.state === 'active')) throw meantime();
    await writeState(cx, user, input);
    return { id: user.id };
  },
  summary: (user) => `${user.name} brought up to date by ${user.connection}`,
});

/** Signs them out everywhere and keeps them out; the last account owner stays, and the client is told so. */
export const scimDeactivateUser = change({
  name: 'operator.scim_deactivate',
  kind: userKind,
  input: schema.ChangeScimUser,
  serial: 'owner-floor',
  audited,
  sensitivity: 'routine',
  async run(cx, user, input) {
    await requireUser(cx, user, input);
    if (input.active || user.state === 'disabled') throw meantime();
    await writeState(cx, user, input);
    return { id: user.id, sessions: await disable(cx, user) };
  },
  summary: (user, { sessions }) =>
    `${user.name} deactivated by ${user.connection}, ${counted(sessions)} ended`,
});

export const scimActivateUser = change({
  name: 'operator.scim_activate',
  kind: userKind,
  input: schema.ChangeScimUser,
  audited,
  sensitivity: 'routine',
  async run(cx, user, input) {
    const { causedBy } = await requireUser(cx, user, input);
    if (!input.active || user.state === 'active') throw meantime();
    await requireDisabledByClient(cx, user);
    await writeState(cx, user, input);
    await cx.tx.operator.update({
      where: { id: user.id },
      data: { state: 'active', admittedBy: causedBy, admittedAt: cx.now },
      select: { id: true },
    });
    const withheld = await withholdForbidden(cx, user.id);
    if (withheld.length > 0)
      await tellOwners(
        cx,
        'operator.scim_activate',
        `Provisioning of ${user.connection} let ${user.name} in again. ${withheld.join('. ')}.`,
      );
    await settleOrphans(cx, [user.id]);
    return { id: user.id, withheld };
  },
  summary: (user, { withheld }) =>
    [`${user.name} activated again by ${user.connection}`, ...withheld].join('; '),
});

/** The person is gone for the client; here they are disabled, without rights and factors, and their history stays. */
export const scimDeleteUser = change({
  name: 'operator.scim_delete',
  kind: userKind,
  input: schema.DeleteScimUser,
  serial: 'owner-floor',
  audited,
  sensitivity: 'routine',
  async run(cx, user, input) {
    const { tx, now } = cx;
    await requireUser(cx, user, input);
    const sessions = await disable(cx, user);
    const where = { operatorId: user.id };
    const ended = await tx.assignment.updateMany({
      where: { ...where, endedAt: null },
      data: { endedAt: now },
    });
    // A group without them is another representation of it: whoever holds its ETag must not be told "not modified".
    await tx.group.updateMany({ where: { members: { some: where } }, data: { version: { increment: 1 } } });
    await tx.groupMember.deleteMany({ where });
    await tx.factor.updateMany({
      where: { ...where, endedAt: null },
      data: { endedAt: now, endReason: 'removed by provisioning' },
    });
    await tx.operator.update({
      where: { id: user.id },
      data: { source: gone, externalId: null, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: user.id, sessions, roles: ended.count };
  },
  summary: (user, { sessions, roles }) =>
    `${user.name} removed by ${user.connection}: disabled, ${counted(sessions)} and ${roles} of their roles ended`,
});

/** Tells the owners that a client wanted to end the last of them; once, until somebody has seen it. */
export const scimTellOwners = change({
  name: 'operator.scim_tell_owners',
  kind: userKind,
  input: schema.DeleteScimUser,
  audited: ['name', 'state'],
  sensitivity: 'routine',
  async run(cx, user, input) {
    await requireUser(cx, user, input);
    const text = `Provisioning of ${user.connection} wants to deactivate ${user.name}, the last active account owner, who stays.`;
    if (!(await tellOwners(cx, 'operator.scim_tell_owners', text)))
      throw new Refusal('already_done', 'They are told already.');
    return { id: user.id, text };
  },
  summary: (_, { text }) => text,
});

// The door reads them anew and comes back.
const meantime = () =>
  new Refusal('conflict', 'They were changed in the meantime. Try again.', { status: '412' });

const counted = (sessions: number) => (sessions === 1 ? '1 session' : `${sessions} sessions`);
