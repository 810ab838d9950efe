/** Promise: factors are read as what they are called and when they were used, never as what opens something. */
import { type Access, mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db, type Prisma } from '../db/client.ts';
import type { FactorKind } from '../db/generated/client.ts';
import { type Former, formerFactor } from './former.ts';
import { recoveryCodeCount } from './schema.ts';

const shown = {
  id: true,
  kind: true,
  name: true,
  backedUp: true,
  createdAt: true,
  use: { select: { lastUsedAt: true } },
} satisfies Prisma.FactorSelect;

export interface FactorRow {
  id: string;
  kind: 'passkey' | 'totp';
  name: string;
  /** Of a passkey: kept by a provider on several devices. */
  backedUp: boolean;
  createdAt: Date;
  /** Null where it was not used since it was added. */
  lastUsedAt: Date | null;
}

export interface Factors {
  passkeys: FactorRow[];
  totp: FactorRow | null;
  recoveryCodes: { unused: number; used: number; madeAt: Date | null };
}

/** The viewer's own factors in force; a role that reads everybody's changes nothing here. */
export function ownFactors(reader: Reader): Promise<Factors> {
  return factorsOf(reader, reader.operatorId);
}

/** Somebody else's. `former`: without one in force, what bars them from a first one until it is reset. */
export type PersonsFactors = Factors & { former: Former | null };

/** Of somebody else, for those who may read them; null for all others. */
export async function factorsOfOperator(reader: Reader, operatorId: string): Promise<PersonsFactors | null> {
  if (!mayOn(reader.access, 'read', 'Factor', { operatorId })) return null;
  const [factors, former] = await Promise.all([
    factorsOf(reader, operatorId),
    formerFactor(db(), operatorId),
  ]);
  return { ...factors, former };
}

async function factorsOf({ access }: Reader, operatorId: string): Promise<Factors> {
  const rows = await db().factor.findMany({
    where: {
      AND: [
        { operatorId, endedAt: null, kind: { in: ['passkey', 'totp'] } },
        scopeOf(access, 'read', 'Factor'),
      ],
    },
    select: shown,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const of = (kind: FactorKind) => rows.filter((row) => row.kind === kind).map(told);
  return {
    passkeys: of('passkey'),
    totp: of('totp')[0] ?? null,
    recoveryCodes: await codesOf(access, operatorId),
  };
}

/** Of the ten made last. Those that were replaced or reset count no more, nor do the ones used among them. */
async function codesOf(access: Access, operatorId: string): Promise<Factors['recoveryCodes']> {
  const codes = await db().factor.findMany({
    where: { AND: [{ operatorId, kind: 'recovery_code' }, scopeOf(access, 'read', 'Factor')] },
    select: { createdAt: true, endReason: true },
    orderBy: { createdAt: 'desc' },
    take: recoveryCodeCount,
  });
  const unused = codes.filter(({ endReason }) => endReason === null).length;
  const used = codes.filter(({ endReason }) => endReason === 'used').length;
  if (unused + used < codes.length) return { unused: 0, used: 0, madeAt: null };
  return { unused, used, madeAt: codes[0]?.createdAt ?? null };
}

function told({ use, kind, ...row }: Prisma.FactorGetPayload<{ select: typeof shown }>): FactorRow {
  return { ...row, kind: kind as FactorRow['kind'], lastUsedAt: use?.lastUsedAt ?? null };
}

/** Whether this person can prove a local factor: then their sign-in asks for it, and they cannot enrol past it. */
export async function hasFactor(operatorId: string): Promise<boolean> {
  const kinds: FactorKind[] = ['passkey', 'totp', 'recovery_code'];
  return (await db().factor.count({ where: { operatorId, endedAt: null, kind: { in: kinds } } })) > 0;
}
