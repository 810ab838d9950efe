import type { Context } from '../command.ts';
import { addOperator } from './commands.ts';
import { AddOperator } from './schema.ts';

/** Called by set-up alone, inside its `run`: the first person of an installation, as account owner. */
export async function addFirstOwner(
  cx: Context,
  person: { connection: string; name: string; email: string; nameId: string },
): Promise<{ id: string }> {
  const input = AddOperator.parse({
    ...person,
    role: 'account-owner',
    reason: 'set up through the set-up link',
  });
  const { result } = await addOperator.walk(cx, input);
  return result;
}
