/** Promise: a change that asks for a second factor is repeated once it was given, and only then. */
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import type { Command } from '../command.ts';
import { type ExecuteOptions, execute, type Outcome } from '../execute.ts';
import { type Given, type Prover, present, type Ways, waysOf } from './present.ts';

/** Nothing was changed: how the person can prove their second factor, and what was wrong with what they gave. */
export interface FactorAsked {
  kind: 'needsFactor';
  message: string;
  /** Of the factor that was given and did not hold. */
  error: string | null;
  /** True where the proof is of this change alone. */
  critical: boolean;
  ways: Ways;
}

/** Executes for a person; where a second factor is asked, takes the one they gave and executes again. */
export async function executeWithFactor<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  by: Prover & { actor: Actor },
  input: unknown,
  given: Given,
  options: ExecuteOptions,
): Promise<Exclude<Outcome<R>, { kind: 'needsFactor' }> | FactorAsked> {
  const first = await execute(command, by.actor, input, options);
  if (first.kind !== 'needsFactor') return first;
  const { origin, now = new Date() } = options;
  const presented = await present(by, given, { binding: first.binding, origin, now });
  const outcome = presented.kind === 'proven' ? await execute(command, by.actor, input, options) : first;
  if (outcome.kind !== 'needsFactor') return outcome;
  return {
    kind: 'needsFactor',
    message: outcome.message,
    error: presented.kind === 'refused' ? presented.message : null,
    critical: outcome.binding !== null,
    ways: await waysOf(by, outcome.binding, now),
  };
}
