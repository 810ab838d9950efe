import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

const find = (tx: Tx, where: WhereOf<'SetupLink'>) =>
  tx.setupLink.findFirst({
    where,
    select: {
      id: true,
      browserDigest: true,
      ownerName: true,
      ownerEmail: true,
      ownerNameId: true,
      connectionId: true,
      createdAt: true,
      expiresAt: true,
      endedAt: true,
    },
  });
export type SetupLinkRow = NonNullable<Awaited<ReturnType<typeof find>>>;

export const setupLinkKind: Kind<'SetupLink', SetupLinkRow> = {
  model: 'SetupLink',
  table: 'setup_link',
  noun: 'This set-up link',
  find,
  label: () => 'set-up link',
};

/** Neither digest: both would be worth something to whoever reads the trail for them. */
export const audited = [
  'ownerName',
  'ownerEmail',
  'ownerNameId',
  'connectionId',
  'createdAt',
  'expiresAt',
  'endedAt',
] as const;
