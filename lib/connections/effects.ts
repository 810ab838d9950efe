/** What the set-up of an installation does to its first connection, inside its own `run` only, by the rules of the commands. */
import type { z } from 'zod';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { addConnection, enableConnection } from './commands.ts';

export async function addIdp(
  cx: Context,
  wanted: z.input<typeof addConnection.input>,
): Promise<{ id: string }> {
  const read = addConnection.input.safeParse(wanted);
  if (!read.success)
    throw new Refusal(
      'invalid',
      'Correct the marked fields. Nothing was changed.',
      Object.fromEntries(read.error.issues.map(({ path, message }) => [path.join('.') || 'form', message])),
    );
  const { result } = await addConnection.walk(cx, read.data);
  return result;
}

export async function enableIdp(cx: Context, id: string): Promise<void> {
  await enableConnection.walk(cx, { id });
}

/** Of one that nobody ever came in through; where somebody did, the database refuses. */
export async function dropIdp(tx: Tx, id: string): Promise<void> {
  await tx.connection.deleteMany({ where: { id, enabled: false } });
}
