/** Promise: what the two people see is what they need to choose from, and only while their seat holds. */
import { z } from 'zod';
import { type ListState, listSelect } from '../allow-lists/effects.ts';
import { certificateFacts } from '../connections/certificates.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { type PersonProof, proofWords } from './rules.ts';
import type { Seat } from './seat.ts';

const most = 25;
const contains = (q: string) => ({ contains: q, mode: 'insensitive' as const });

/** What was proposed and done so far, the latest first. */
export async function listEffects({ openingId, me }: Seat) {
  const rows = await db().breakGlassEffect.findMany({
    where: { openingId },
    orderBy: { proposedAt: 'desc' },
    take: 100,
  });
  return rows.map(({ id, summary, binding, proposedBy, proposedAt, doneAt, outcome, proposedProof }) => ({
    ...{ id, summary, binding, proposedAt, doneAt, outcome },
    isMine: proposedBy === me.id,
    proof: proofWords(proposedProof as unknown as PersonProof),
  }));
}
export type SeatEffects = Awaited<ReturnType<typeof listEffects>>;

export async function readEffect(seat: Seat, id: string) {
  const row = await db().breakGlassEffect.findFirst({ where: { id, openingId: seat.openingId } });
  if (!row) throw notFound('This proposal');
  const proof = row.proposedProof as unknown as PersonProof;
  return {
    ...{ id, summary: row.summary, binding: row.binding, outcome: row.outcome, proposedAt: row.proposedAt },
    input: row.input as Record<string, unknown>,
    command: row.command,
    isMine: row.proposedBy === seat.me.id,
    proof: proofWords(proof),
    address: proof.address,
  };
}

export async function peopleWithSessions(_: Seat, q: string, now: Date) {
  const open = { endedAt: null, endsAt: { gt: now } };
  const rows = await db().operator.findMany({
    where: { sessions: { some: open }, ...(q && { OR: [{ name: contains(q) }, { email: contains(q) }] }) },
    select: {
      id: true,
      name: true,
      email: true,
      sessions: {
        where: open,
        select: { id: true, address: true, startedAt: true },
        orderBy: { startedAt: 'desc' },
        take: 10,
      },
      _count: { select: { sessions: { where: open } } },
    },
    orderBy: { name: 'asc' },
    take: most,
  });
  return rows.map(({ _count, ...row }) => ({ ...row, open: _count.sessions }));
}

export async function keysToEnd(_: Seat, q: string) {
  return db().apiKey.findMany({
    where: {
      state: { in: ['active', 'suspended', 'expired'] },
      ...(q && {
        OR: [
          { name: contains(q) },
          { application: { name: contains(q) } },
          // Pasted from a log: the visible part of a token names its key.
          { tokens: { some: { id: { in: q.split(/[_\s]/) } } } },
        ],
      }),
    },
    select: {
      id: true,
      name: true,
      state: true,
      environmentId: true,
      application: { select: { name: true } },
    },
    orderBy: [{ environmentId: 'asc' }, { name: 'asc' }],
    take: most,
  });
}

/** Lists that refuse somebody now: of keys and of applications. */
export async function listsToWiden(_: Seat, q: string) {
  const rows = await db().allowList.findMany({
    where: {
      mode: { not: 'off' },
      AND: [
        {
          OR: [{ key: { is: { state: { in: ['active', 'suspended'] } } } }, { application: { isNot: null } }],
        },
        q
          ? { OR: [{ key: { is: { name: contains(q) } } }, { application: { is: { name: contains(q) } } }] }
          : {},
      ],
    },
    select: {
      ...listSelect,
      key: { select: { id: true, name: true, environmentId: true, application: { select: { name: true } } } },
      application: { select: { id: true, name: true, environmentId: true } },
    },
    orderBy: { id: 'asc' },
    take: most,
  });
  return rows.flatMap(({ key, application, ...list }) => {
    const owner = key ?? application;
    if (!owner) return [];
    const { mode, entries } = list as ListState;
    return {
      ...{ id: owner.id, name: owner.name, environmentId: owner.environmentId, mode },
      command: key ? 'key.widen_allow_list' : 'application.widen_allow_list',
      of: key ? `key of ${key.application.name}` : 'every key of this application',
      entries: entries.map((e) => e.value),
    };
  });
}

export async function connectionsToMend(_: Seat, now: Date) {
  const rows = await db().connection.findMany({
    select: {
      id: true,
      slug: true,
      name: true,
      version: true,
      enabled: true,
      certificates: true,
      versions: {
        select: { version: true, replacedAt: true, replacedBy: true },
        orderBy: { version: 'desc' },
        take: 10,
      },
    },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ certificates, ...row }) => ({
    ...row,
    certificates: certificates.map((pem) => {
      const { fingerprint, until } = certificateFacts(pem, now);
      return { fingerprint, until };
    }),
  }));
}

/** Whom to call: who is named beside this person. */
export function otherNamed({ me }: Seat) {
  return db().operator.findMany({
    where: { breakGlass: { isNot: null }, id: { not: me.id }, state: 'active' },
    select: { name: true },
    orderBy: { name: 'asc' },
  });
}

/** The list that is to be widened, as it stands; null where its owner has none. */
export async function readList(_: Seat, owner: { keyId: string } | { applicationId: string }) {
  const id = 'keyId' in owner ? owner.keyId : owner.applicationId;
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db().allowList.findFirst({
    where: owner,
    select: { ...listSelect, key: { select: { name: true } }, application: { select: { name: true } } },
  });
  if (!row) return null;
  const { mode, entries } = row as unknown as ListState;
  return { name: row.key?.name ?? row.application?.name ?? '', mode, entries: entries.map((e) => e.value) };
}
