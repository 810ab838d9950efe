import type { WhereOf } from '../access/scope.ts';
import { apart, listSelect } from '../allow-lists/effects.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

async function find(tx: Tx, where: WhereOf<'ApiKey'>) {
  const row = await tx.apiKey.findFirst({
    where,
    select: {
      id: true,
      name: true,
      kind: true,
      state: true,
      environmentId: true,
      applicationId: true,
      scopes: true,
      expiresAt: true,
      suspendedAt: true,
      version: true,
      causedBy: true,
      application: { select: { name: true } },
      tokens: { select: { id: true, state: true, endsAt: true }, orderBy: { createdAt: 'desc' } },
      allowList: { select: listSelect },
    },
  });
  return row && { ...row, ...apart(row.allowList) };
}

export type KeySubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const keyKind: Kind<'ApiKey', KeySubject> = {
  model: 'ApiKey',
  table: 'api_key',
  noun: 'This key',
  find,
  label: (key) => key.name,
  environmentOf: (key) => key.environmentId,
};
