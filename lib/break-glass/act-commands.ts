/** Promise: what only two people together do, and no more than each name says: an end, or a wider list. */
import type { WhereOf } from '../access/scope.ts';
import { apart, type ListOwner, type ListState, listSelect, setAllowList } from '../allow-lists/effects.ts';
import type { ListEntry } from '../allow-lists/schema.ts';
import { endSessions } from '../auth/effects.ts';
import { change, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { keyKind } from '../keys/kind.ts';
import { listSensitivity, requireAddresses, requireState } from '../keys/rules.ts';
import * as schema from './schema.ts';

const operatorKind: Kind<'Operator', { id: string; name: string; email: string; state: string }> = {
  model: 'Operator',
  table: 'operator',
  noun: 'This operator',
  find: (tx, where) =>
    tx.operator.findFirst({ where, select: { id: true, name: true, email: true, state: true } }),
  label: (operator) => operator.name,
};

/** Every open session of one person; they may sign in again, if they still can. */
export const endSessionsOf = change({
  name: 'operator.end_sessions',
  kind: operatorKind,
  input: schema.EndSessionsOf,
  audited: ['name', 'state'],
  sensitivity: 'sensitive',
  async run({ tx, now }, operator) {
    const ended = await endSessions(tx, { operatorId: operator.id, endsAt: { gt: now } }, now);
    if (ended === 0) throw new Refusal('already_done', `No session of ${operator.name} is open.`);
    return { id: operator.id, ended };
  },
  summary: (operator, { ended }) =>
    `${ended === 1 ? '1 session' : `${ended} sessions`} of ${operator.name} ended`,
});

async function findApplication(tx: Tx, where: WhereOf<'Application'>) {
  const row = await tx.application.findFirst({
    where,
    select: { id: true, name: true, environmentId: true, allowList: { select: listSelect } },
  });
  return row && { ...row, ...apart(row.allowList) };
}

const applicationKind: Kind<'Application', NonNullable<Awaited<ReturnType<typeof findApplication>>>> = {
  model: 'Application',
  table: 'application',
  noun: 'This application',
  find: findApplication,
  label: (application) => application.name,
  environmentOf: (application) => application.environmentId,
};

/** Adds entries and touches nothing else: neither the mode nor what stands there. */
export const widenKeyAllowList = change({
  name: 'key.widen_allow_list',
  kind: keyKind,
  input: schema.WidenAllowList,
  audited: ['name', 'allowList'],
  sensitivity: (key, { entries }) => listSensitivity(key, widened(key.allowList, entries)),
  async run({ tx }, key, { entries }) {
    requireState(key.state, 'edit');
    requireAddresses(key, entries);
    await widen(tx, { keyId: key.id }, key.allowList, entries);
    return { id: key.id };
  },
  summary: (key, _, { entries }) => `${key.name}: allow-list widened by ${valuesOf(entries)}`,
});

export const widenApplicationAllowList = change({
  name: 'application.widen_allow_list',
  kind: applicationKind,
  input: schema.WidenAllowList,
  audited: ['name', 'allowList'],
  sensitivity: (application, { entries }) =>
    listSensitivity(application, widened(application.allowList, entries)),
  async run({ tx }, application, { entries }) {
    await widen(tx, { applicationId: application.id }, application.allowList, entries);
    return { id: application.id };
  },
  summary: (application, _, { entries }) => `${application.name}: allow-list widened by ${valuesOf(entries)}`,
});

export const valuesOf = (entries: readonly ListEntry[]) => entries.map((e) => e.value).join(', ');

async function widen(tx: Tx, owner: ListOwner, list: ListState | null, entries: ListEntry[]): Promise<void> {
  if (!list || list.mode === 'off')
    throw new Refusal('conflict', 'This list is off, so it refuses nobody. Look for the list that does.');
  const wanted = widened(list, entries);
  if (wanted.entries.length === list.entries.length)
    throw new Refusal('already_done', 'All of these entries stand in the list already.');
  if (wanted.entries.length > 500)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      entries: 'A list has at most 500 entries.',
    });
  await setAllowList(tx, owner, wanted);
}

function widened(list: ListState | null, entries: ListEntry[]) {
  const known = list?.entries ?? [];
  const added = entries.filter((e) => !known.some((k) => k.kind === e.kind && k.value === e.value));
  return { mode: list?.mode ?? ('off' as const), entries: [...known, ...added] };
}
