import type { z } from 'zod';
import type { Actor } from '#lib/access/actor.ts';
import { approveRequest } from '#lib/approvals/vote-commands.ts';
import type { Command } from '#lib/command.ts';
import { type Database, db } from '#lib/db/client.ts';
import { type ExecuteOptions, execute, type Outcome } from '#lib/execute.ts';
import { giveProof } from '#lib/factors/proof-commands.ts';
import { makeOperator } from '#prisma/factories.ts';
import { personOf } from './world.ts';

const secondFactor: Actor = { kind: 'system', id: 'second-factor', name: 'Second factor' };

type Operator = Actor & { kind: 'operator' };

/**
 * Executes as somebody who proves their second factor for this very change where one is asked, and who has another
 * account owner approve it where it waits for one.
 */
export async function executeProven<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  actor: Actor,
  input: unknown,
  options: ExecuteOptions,
): Promise<Outcome<R>> {
  const outcome = await executeAlone(command, actor, input, options);
  if (outcome.kind !== 'awaitsApproval') return outcome;
  await approveAs(await anotherOwner(), outcome.requestId, options);
  return executeAlone(command, actor, input, { ...options, approval: outcome.requestId });
}

/** The same without anybody else: what waits, waits. */
export async function executeAlone<I extends z.ZodType, R extends object>(
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

/** Approves as that person, with a proof of their own for it. */
export async function approveAs(approver: Operator, id: string, options: ExecuteOptions): Promise<void> {
  const { origin, now } = options;
  const outcome = await executeAlone(approveRequest, approver, { id }, { origin, ...(now && { now }) });
  if (outcome.kind !== 'done') throw new Error(`approval.approve: ${JSON.stringify(outcome)}`);
}

const owners = new WeakMap<Database, Operator>();

/** An account owner whom nobody in the test has to do with. */
async function anotherOwner(): Promise<Operator> {
  const known = owners.get(db());
  const able = known && (await db().operator.count({ where: { id: known.id, state: 'active' } }));
  if (known && able === 1) return known;
  const { actor } = await personOf((await makeOperator({ role: 'account-owner', name: 'Other Owner' })).id);
  owners.set(db(), actor);
  return actor;
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
  const { origin, now } = options;
  const outcome = await execute(giveProof, secondFactor, input, { origin, ...(now && { now }) });
  if (outcome.kind !== 'done') throw new Error(`proof.give: ${JSON.stringify(outcome)}`);
  return outcome.result.id;
}
