import { z } from 'zod';
import type { WhereOf } from '../access/scope.ts';
import { creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

const find = (tx: Tx, where: WhereOf<'Keyring'>) => tx.keyring.findFirst({ where, select: { id: true } });

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
    if (await tx.keyring.findUnique({ where: { id: 'current' } }))
      throw new Refusal('already_done', 'This database knows its keyring already.');
    return tx.keyring.create({ data: { checkValue: keyring.checkValue }, select: { id: true } });
  },
  summary: () => 'The keyring of this installation was registered',
});
