import { z } from 'zod';
import type { WhereOf } from '../access/scope.ts';
import { creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

async function find(tx: Tx, where: WhereOf<'Keyring'>) {
  const { AND, ...rest } = where as { AND?: object[] };
  const row = await tx.keyring.findFirst({ where: AND ? { id: 1 } : rest });
  return row && { id: String(row.id), checkValue: row.checkValue };
}

const keyringKind: Kind<'Keyring', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Keyring',
  table: 'keyring',
  noun: 'The keyring',
  find,
  label: () => 'keyring',
};

/** First start: the database remembers which keyring it is written with, so that another one stops the start. */
export const registerKeyring = creation({
  name: 'keyring.register',
  kind: keyringKind,
  input: z.object({}),
  audited: [],
  create: async () => ({}),
  sensitivity: 'routine',
  async run({ tx, keyring }) {
    if (await tx.keyring.findUnique({ where: { id: 1 } }))
      throw new Refusal('already_done', 'This database knows its keyring already.');
    await tx.keyring.create({ data: { id: 1, checkValue: keyring.checkValue } });
    return { id: '1' };
  },
  summary: () => 'The keyring of this installation was registered',
});
