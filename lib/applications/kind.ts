import type { WhereOf } from '../access/scope.ts';
import { apart, listSelect } from '../allow-lists/effects.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

async function find(tx: Tx, where: WhereOf<'Application'>) {
  const row = await tx.application.findFirst({
    where,
    select: {
      id: true,
      name: true,
      description: true,
      environmentId: true,
      ownerId: true,
      deputyId: true,
      orphanedAt: true,
      owner: { select: { name: true } },
      deputy: { select: { name: true } },
      allowList: { select: listSelect },
    },
  });
  return (
    row && {
      ...row,
      owner: row.owner.name,
      deputy: row.deputy?.name ?? null,
      ...apart(row.allowList),
    }
  );
}

export const applicationKind: Kind<'Application', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Application',
  table: 'application',
  noun: 'This application',
  find,
  label: (application) => application.name,
  environmentOf: (application) => application.environmentId,
};
