/** Promise: factors are read as what they are called and when they were used, never as what opens something. */
import { mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db, type Prisma } from '../db/client.ts';
import type { FactorKind } from '../db/generated/client.ts';

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

/** Of somebody else, for those who may read them; null for all others. */
export async function factorsOfOperator(reader: Reader, operatorId: string): Promise<Factors | null> {
  const may = mayOn(reader.access, 'read', 'Factor', { operatorId });
  return may ? factorsOf(reader, operatorId) : null;
}

async function factorsOf({ access }: Reader, operatorId: string): Promise<Factors> {
  const rows = await db().factor.findMany({
    where: { AND: [{ operatorId, endedAt: null }, scopeOf(access, 'read', 'Factor')] },
    select: shown,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const of = (kind: FactorKind) => rows.filter((row) => row.kind === kind);
  const codes = of('recovery_code');
  const madeAt = codes[0]?.createdAt ?? null;
  const used = await db().factor.count({
    where: {
      AND: [{ operatorId, kind: 'recovery_code', endReason: 'used' }, scopeOf(access, 'read', 'Factor')],
      ...(madeAt && { createdAt: madeAt }),
    },
  });
  return {
    passkeys: of('passkey').map(told),
    totp: of('totp').map(told)[0] ?? null,
    recoveryCodes: { unused: codes.length, used: madeAt ? used : 0, madeAt },
  };
}

function told({ use, kind, ...row }: Prisma.FactorGetPayload<{ select: typeof shown }>): FactorRow {
  return { ...row, kind: kind as FactorRow['kind'], lastUsedAt: use?.lastUsedAt ?? null };
}

/** Whether this person can prove a local factor: then their sign-in asks for it, and they cannot enrol past it. */
export async function hasFactor(operatorId: string): Promise<boolean> {
  const kinds: FactorKind[] = ['passkey', 'totp', 'recovery_code'];
  return (await db().factor.count({ where: { operatorId, endedAt: null, kind: { in: kinds } } })) > 0;
}
