import type { SubjectName } from '../access/rows.ts';
import type { Database, Tx } from '../db/client.ts';
import type { DutyPair } from './rules.ts';

interface StoredRule {
  id: string;
  name: string;
  firstAction: string;
  firstOn: string;
  secondAction: string;
  secondOn: string;
  environmentId: string | null;
  mode: string;
}

export const dutyColumns = {
  id: true,
  name: true,
  firstAction: true,
  firstOn: true,
  secondAction: true,
  secondOn: true,
  environmentId: true,
  mode: true,
} as const;

export function pairOf(stored: StoredRule): DutyPair {
  const { id, name, environmentId } = stored;
  return {
    id,
    name,
    first: { action: stored.firstAction, on: stored.firstOn as SubjectName },
    second: { action: stored.secondAction, on: stored.secondOn as SubjectName },
    environmentId,
    // A mode that is not known forbids: it must not fall back to the weaker one.
    mode: stored.mode === 'warn' ? 'warn' : 'forbid',
  };
}

export async function rulesInForce(tx: Pick<Tx | Database, 'dutyRule'>): Promise<DutyPair[]> {
  const rows = await tx.dutyRule.findMany({
    where: { endedAt: null },
    select: dutyColumns,
    orderBy: { id: 'asc' },
  });
  return rows.map(pairOf);
}
