import type { z } from 'zod';
import type { Actor, Command } from '#lib/command.ts';
import { type ExecuteOptions, execute, type Outcome } from '#lib/execute.ts';
import { giveProof } from '#lib/factors/proof-commands.ts';

const secondFactor: Actor = { kind: 'system', id: 'second-factor', name: 'Second factor' };

/** Executes as somebody who proves their second factor for this very change where one is asked. */
export async function executeProven<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  actor: Actor,
  input: unknown,
  options: ExecuteOptions,
): Promise<Outcome<R>> {
  const first = await execute(command, actor, input, options);
  if (first.kind !== 'needsFactor' || actor.kind !== 'operator') return first;
  await prove(actor, first.binding, options);
  return execute(command, actor, input, options);
}

/** A proof by the person's provider, of one change or, with null, of the next minutes. */
export async function prove(
  actor: Actor & { kind: 'operator' },
  binding: string | null,
  options: ExecuteOptions,
): Promise<string> {
  const input = {
    operatorId: actor.id,
    sessionId: actor.sessionId,
    kind: 'idp',
    context: 'https://refeds.org/profile/mfa',
    binding,
  };
  const outcome = await execute(giveProof, secondFactor, input, options);
  if (outcome.kind !== 'done') throw new Error(`proof.give: ${JSON.stringify(outcome)}`);
  return outcome.result.id;
}
