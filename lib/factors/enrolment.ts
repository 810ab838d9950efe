/** Promise: nobody adds a factor by a session alone: the provider must have vouched for the person just now, in this very place. */
import { moveOf, type Place } from '../auth/place.ts';
import type { Tx } from '../db/client.ts';
import { env } from '../env.ts';
import { type Former, formerFactor } from './former.ts';
import { isByProvider } from './rules.ts';
import { mostPasskeys } from './schema.ts';

/** What stands in the way of an enrolment. */
export interface Bar {
  /** `sign-in`: a fresh sign-in takes it away. */
  kind: 'sign-in' | 'state';
  message: string;
  /** True where a step-up at the provider can give that sign-in; otherwise the person signs in anew. */
  stepUp: boolean;
}

export interface Enrolling {
  operatorId: string;
  sessionId: string;
  place: Place;
  now: Date;
}

export interface Admitted {
  /** True for the first factor of somebody whose sign-in waits for it: they have none to prove. */
  first: boolean;
}

/** Whether a factor of that kind may be added now. The corridor asks for the recent proof; this asks for all else. */
export async function judgeEnrolment(
  tx: Pick<Tx, 'session' | 'factor' | 'proof' | 'auditEvent' | 'operator'>,
  kind: 'passkey' | 'totp' | 'recovery_code',
  who: Enrolling,
): Promise<Admitted | Bar> {
  const session = await openSession(tx, who);
  if (!session) return state('Your session has ended. Sign in again.');
  const factors = await tx.factor.findMany({
    where: { operatorId: who.operatorId, endedAt: null, kind: { not: 'sealed_code' } },
    select: { kind: true },
  });
  const have = (of: string) => factors.filter((factor) => factor.kind === of).length;
  if (session.pending && factors.length > 0)
    return state('You have a second factor: prove it first. After that you can add another one.');
  if (kind === 'totp' && have('totp') > 0)
    return state('You have an authenticator app already. Remove it, then add the new one.');
  if (kind === 'passkey' && have('passkey') >= mostPasskeys)
    return state(`You have ${mostPasskeys} passkeys, which is the most. Remove one that you no longer use.`);
  if (kind === 'recovery_code' && have('passkey') + have('totp') === 0)
    return state('Add a passkey or an authenticator app first: recovery codes stand in for one.');
  if (!(await isFresh(tx, session, who))) return staleBar(session);
  const former = session.pending ? await formerFactor(tx, who.operatorId) : null;
  if (former) return { ...state(formerWords[former](session.connection.name)), kind: 'sign-in' };
  return { first: session.pending };
}

export function isBar(judged: Admitted | Bar): judged is Bar {
  return 'message' in judged;
}

function openSession(tx: Pick<Tx, 'session'>, { operatorId, sessionId, now }: Enrolling) {
  return tx.session.findFirst({
    where: { id: sessionId, operatorId, endedAt: null, endsAt: { gt: now }, operator: { state: 'active' } },
    select: {
      pending: true,
      authnAt: true,
      authnContext: true,
      address: true,
      userAgent: true,
      connection: { select: { name: true } },
    },
  });
}

// A cookie that was carried off within those minutes must not add a factor from where it was taken to.
async function isFresh(
  tx: Pick<Tx, 'proof'>,
  session: Place & { authnAt: Date },
  { sessionId, place, now }: Enrolling,
): Promise<boolean> {
  const since = new Date(now.getTime() - env().proofMinutes * 60_000);
  if (session.authnAt >= since && moveOf(session, place) === null) return true;
  const proofs = await tx.proof.findMany({
    where: { sessionId, kind: 'idp', at: { gte: since } },
    select: { address: true, userAgent: true },
    take: 20,
  });
  return proofs.some((proof) => moveOf(proof, place) === null);
}

function staleBar(session: { pending: boolean; authnContext: string; connection: { name: string } }): Bar {
  const asks = `Adding a second factor asks for a fresh sign-in at ${session.connection.name}`;
  // A provider that stated no second factor for this person gives no proof by a step-up: a new sign-in is the way.
  const stepUp = !session.pending && isByProvider(session.authnContext);
  const message = stepUp ? `${asks}.` : `${asks}: sign out, sign in again and come back here.`;
  return { kind: 'sign-in', message, stepUp };
}

const reset = 'or ask an administrator to reset your second factor: after that you can add a new one.';
const formerWords: Record<Former, (connection: string) => string> = {
  provider: (name) =>
    `You gave your second factor at ${name} until now, and this time ${name} did not say so. Sign in with it there, ${reset}`,
  here: (name) =>
    `The second factor that you had here is removed or used up. Sign in with one at ${name}, ${reset}`,
};

function state(message: string): Bar {
  return { kind: 'state', message, stepUp: false };
}
