/** Promise: what was frozen is what is executed; the form of an approved request sends nothing but its id and a proof. */
import type { Actor } from '../access/actor.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import type { ExecuteOptions, Outcome } from '../execute.ts';
import type { Given, Prover } from '../factors/present.ts';
import { executeWithFactor, type FactorAsked } from '../factors/step-up.ts';
import { answerTo } from '../refuse.ts';
import { commandNamed } from './directory.ts';

/** Executes an approved request for the person who asked for it. */
export async function executeApproved(
  requestId: string,
  by: Prover & { actor: Actor },
  given: Given,
  options: Omit<ExecuteOptions, 'approval'>,
): Promise<Exclude<Outcome<object>, { kind: 'needsFactor' }> | FactorAsked> {
  const known = /^[0-9a-f-]{36}$/i.test(requestId);
  const request = known
    ? await db().approvalRequest.findFirst({
        where: { id: requestId, requestedBy: by.operatorId },
        select: { command: true, input: true },
      })
    : null;
  const command = request && (await commandNamed(request.command));
  if (!request || !command) return answerTo(notFound('This request'), 'approval.execute');
  return executeWithFactor(command, by, request.input, given, { ...options, approval: requestId });
}
