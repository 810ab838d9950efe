import type { WhereOf } from '../access/scope.ts';
import { endSessions } from '../auth/effects.ts';
import { change, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { formerFactor } from './former.ts';
import { audited, type FactorSubject, factorKind } from './kind.ts';
import { isByProvider } from './rules.ts';
import * as schema from './schema.ts';

export const renameFactor = change({
  name: 'factor.rename',
  kind: factorKind,
  input: schema.RenameFactor,
  audited,
  sensitivity: 'routine',
  async run({ tx }, factor, { name }) {
    requireOwnHandling(factor);
    await tx.factor.update({ where: { id: factor.id }, data: { name } });
    return { id: factor.id };
  },
  summary: (factor) => `${factor.operator} named a second factor ${factor.name}`,
});

/** Narrows oneself, and yet is sensitive: whoever borrows an open browser could take a lock off. */
export const removeOwnFactor = change({
  name: 'factor.remove_own',
  kind: factorKind,
  input: schema.RemoveOwnFactor,
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now, actor }, factor) {
    requireOwnHandling(factor);
    const byProvider = actor.kind === 'operator' && isByProvider(actor.proofContext);
    await requireAnother(tx, factor, byProvider);
    await tx.factor.update({ where: { id: factor.id }, data: { endedAt: now, endReason: 'removed' } });
    return { id: factor.id };
  },
  summary: (factor) => `${factor.operator} removed the second factor ${factor.name}`,
});

async function findPerson(tx: Tx, where: WhereOf<'Operator'>) {
  const row = await tx.operator.findFirst({
    where,
    select: {
      id: true,
      name: true,
      factors: {
        where: { endedAt: null },
        select: { kind: true, name: true },
        orderBy: { createdAt: 'asc' },
      },
    },
  });
  return row && { ...row, factors: row.factors.map(({ kind, name }) => `${kind}: ${name}`) };
}

const personKind: Kind<'Operator', NonNullable<Awaited<ReturnType<typeof findPerson>>>> = {
  model: 'Operator',
  table: 'operator',
  noun: 'This operator',
  find: findPerson,
  label: (person) => person.name,
};

/**
 * Somebody else's, who lost theirs: all of them end, and every session with them, in case somebody found them. Of
 * somebody who proved it elsewhere until now it ends that: their next sign-in may add a first one here.
 */
export const resetFactors = change({
  name: 'factor.reset',
  kind: personKind,
  input: schema.ResetFactors,
  audited: ['name', 'factors'],
  sensitivity: 'critical',
  async run({ tx, now }, person) {
    const factors = await tx.factor.updateMany({
      where: { operatorId: person.id, endedAt: null },
      data: { endedAt: now, endReason: 'reset' },
    });
    const sessions = await endSessions(tx, { operatorId: person.id }, now);
    if (factors.count === 0 && !(await formerFactor(tx, person.id)))
      throw new Refusal('conflict', 'This operator has no second factor to reset. Nothing was changed.');
    return { id: person.id, factors: factors.count, sessions };
  },
  summary: (person, { factors, sessions }) =>
    `Second factors of ${person.name} reset: ${counted(factors, 'factor')} and ${counted(sessions, 'session')} ended`,
});

// Codes come and go as a set, and a sealed code belongs to its envelope.
function requireOwnHandling(factor: FactorSubject): void {
  if (factor.endedAt) throw new Refusal('already_done', 'This second factor was removed already.');
  if (factor.kind === 'recovery_code')
    throw new Refusal('conflict', 'Recovery codes belong together: make ten new ones to end these.');
  if (factor.kind === 'sealed_code')
    throw new Refusal('conflict', 'A sealed code is replaced where break-glass is set up.');
}

// Where the provider states no second factor, this one is all that stands behind the first (docs/decisions/011).
async function requireAnother(tx: Tx, { id, operatorId }: FactorSubject, byProvider: boolean): Promise<void> {
  // Two removals at once would each see the other's factor still standing.
  await tx.$queryRaw`SELECT 1 FROM operator WHERE id = ${operatorId}::uuid FOR NO KEY UPDATE`;
  const person = await tx.operator.findUniqueOrThrow({
    where: { id: operatorId },
    select: {
      connection: { select: { name: true, withoutMfa: true } },
      _count: {
        select: {
          factors: {
            where: { endedAt: null, id: { not: id }, kind: { in: ['passkey', 'totp', 'recovery_code'] } },
          },
        },
      },
    },
  });
  if (byProvider || person.connection.withoutMfa !== 'ask' || person._count.factors > 0) return;
  throw new Refusal(
    'conflict',
    `This is your last second factor, and ${person.connection.name} stated none when you signed in. Add another one first, or make recovery codes.`,
  );
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
