import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { removedByClient } from '../operators/rules.ts';

/** The source of whom a client has removed. */
export const gone = removedByClient;

async function find(tx: Tx, where: WhereOf<'Operator'>) {
  const row = await tx.operator.findFirst({
    where,
    select: {
      id: true,
      name: true,
      email: true,
      nameId: true,
      externalId: true,
      source: true,
      state: true,
      linkedAt: true,
      connectionId: true,
      version: true,
      connection: { select: { slug: true } },
    },
  });
  return row && { ...row, connection: row.connection.slug };
}
export type UserSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const userKind: Kind<'Operator', UserSubject> = {
  model: 'Operator',
  table: 'operator',
  noun: 'This person',
  find,
  label: (user) => user.name,
};

export const auditedUser = [
  'name',
  'email',
  'nameId',
  'connection',
  'externalId',
  'source',
  'state',
] as const;

/** What a client knows them by: their NameID, or the address that brought them one which the client never saw. */
export function userNameOf(user: { nameId: string; email: string; linkedAt: Date | null }): string {
  return user.linkedAt ? user.email : user.nameId;
}
