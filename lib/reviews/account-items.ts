/** Service accounts that a review asks about: those that work, and those that somebody could wake again by hand. */
import type { Database, Tx } from '../db/client.ts';
import type { NewItem } from './items.ts';
import type { ReviewScope } from './schema.ts';

/**
 * Suspended by hand is asked about, too: else it would be suspended on the eve of each review and resumed on the day
 * after. What another review holds suspended has its own days there.
 */
export function accountsIn({ kind, applicationIds }: ReviewScope, now: Date) {
  return {
    kind: 'service' as const,
    state: { in: ['active' as const, 'suspended' as const] },
    suspendedAt: null,
    expiresAt: { gt: now },
    ...(kind === 'everything' ? {} : { applicationId: { in: applicationIds } }),
  };
}

/** In one text, as the evidence tells them. */
export const scopesText = (scopes: readonly string[]): string => [...scopes].sort().join(', ');

export async function accountItems(tx: Tx | Database, scope: ReviewScope, now: Date): Promise<NewItem[]> {
  const rows = await tx.apiKey.findMany({
    where: accountsIn(scope, now),
    select: {
      id: true,
      name: true,
      environmentId: true,
      applicationId: true,
      scopes: true,
      expiresAt: true,
      causedBy: true,
      application: { select: { name: true, owner: { select: { id: true, name: true } } } },
    },
    orderBy: { id: 'asc' },
  });
  const ids = rows.map(({ id }) => id);
  const uses = await tx.credentialUse.findMany({ where: { credentialId: { in: ids } } });
  const usedAt = new Map(uses.map((use) => [use.credentialId, use.lastUsedAt]));
  const names = await namesOf(
    tx,
    rows.map(({ causedBy }) => causedBy),
  );
  return rows.map((row) => {
    const behind = names.get(row.causedBy);
    const lastUsedAt = usedAt.get(row.id) ?? null;
    return {
      assignmentId: null,
      operatorId: behind === undefined ? null : row.causedBy,
      applicationId: row.applicationId,
      keyId: row.id,
      label: `Service account ${row.name} of ${row.application.name} in ${row.environmentId}, ${whose(row, behind)}`,
      scopes: scopesText(row.scopes),
      expiresAt: row.expiresAt,
      lastUsedAt,
      // Each call at the management API, the reading ones as well.
      lastUsedFor: lastUsedAt && 'service_account.call',
    };
  });
}

interface Answered {
  causedBy: string;
  application: { owner: { id: string; name: string } };
}

function whose({ causedBy, application: { owner } }: Answered, behind: string | undefined): string {
  if (owner.id === causedBy) return `owner and behind it ${owner.name}`;
  return `owner ${owner.name}, behind it ${behind ?? 'nobody'}`;
}

/** Who stands behind them; what made one in a test is no person. */
async function namesOf(tx: Tx | Database, causers: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(causers)].filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  const people = await tx.operator.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}
