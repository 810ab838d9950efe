/** Promise: what a person gives as their second factor is checked before it counts, and each way out of a failed try is said. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Origin } from '../audit/record.ts';
import { db } from '../db/client.ts';
import { execute } from '../execute.ts';
import { secondFactorActor } from './actor.ts';
import { askPasskeys, assertedBy, type ShownPasskey } from './assertion.ts';
import { holderOf } from './challenge.ts';
import { provenByCode, type ShownCode } from './code-check.ts';
import { countWrong, mayTry, recordFailure } from './failures.ts';
import { giveProof } from './proof-commands.ts';
import { type Reason, toPerson } from './reasons.ts';

/** How this person can prove a second factor now. */
export interface Ways {
  /** Null where they have no passkey; else what the browser needs to ask for one, with its challenge. */
  passkey: PublicKeyCredentialRequestOptionsJSON | null;
  /** True where a code of an authenticator app can be given or, for what is not critical, a recovery code. */
  code: boolean;
  /** A fresh sign-in at their provider, in a tab of its own. */
  idp: { name: string; href: string };
}

export interface Prover {
  operatorId: string;
  sessionId: string;
  connection: { slug: string; name: string };
}

/** What a form brings: the browser's answer to the challenge as JSON, or the digits that were typed. */
export interface Given {
  assertion: string | null;
  code: string | null;
}

export type Presented =
  | { kind: 'nothing' }
  | { kind: 'proven' }
  /** What was wrong and what to do, in a sentence. */
  | { kind: 'refused'; message: string };

/** A factor that was shown to be at hand; `proof.give` judges the counter once more, under its lock. */
type Shown = ShownPasskey | ShownCode;

interface Of {
  binding: string | null;
  origin: Origin;
  now: Date;
}

/** The ways of this person; makes a challenge that only this session can answer, and only for `binding`. */
export async function waysOf(prover: Prover, binding: string | null, now: Date): Promise<Ways> {
  const { operatorId, sessionId, connection } = prover;
  const holder = holderOf(sessionId);
  const [passkey, codes] = await Promise.all([
    askPasskeys(operatorId, { purpose: 'prove', holder, binding }, now),
    db().factor.count({
      where: { operatorId, endedAt: null, kind: { in: binding ? ['totp'] : ['totp', 'recovery_code'] } },
    }),
  ]);
  const bound = binding ? `&binding=${binding}` : '';
  const href = `/saml/${connection.slug}/login?purpose=step-up${bound}`;
  return { passkey, code: codes > 0, idp: { name: connection.name, href } };
}

/** Checks what was given and, where it holds, records the proof. */
export async function present(prover: Prover, given: Given, of: Of): Promise<Presented> {
  if (given.assertion) return settle(prover, await judgePasskey(prover, given.assertion, of), of);
  if (!given.code) return { kind: 'nothing' };
  const { may, first } = await mayTry(prover, of.now);
  if (!may) {
    if (first) await fail(prover, 'too_many', of);
    return { kind: 'refused', message: toPerson.too_many };
  }
  const shown = await provenByCode(prover.operatorId, given.code, of);
  if (shown === 'totp' || shown === 'recovery_code') await countWrong(prover, of.now);
  return settle(prover, shown, of);
}

function judgePasskey({ operatorId, sessionId }: Prover, assertion: string, { binding, now }: Of) {
  const asked = { purpose: 'prove', holder: holderOf(sessionId), binding } as const;
  return assertedBy(operatorId, assertion, asked, now);
}

async function settle(prover: Prover, shown: Shown | Reason, of: Of): Promise<Presented> {
  if (typeof shown === 'string') return fail(prover, shown, of);
  const { operatorId, sessionId } = prover;
  const { kind, factorId, name: context, counter } = shown;
  const input = { operatorId, sessionId, kind, factorId, context, binding: of.binding, counter };
  const outcome = await execute(giveProof, secondFactorActor, input, { origin: of.origin, now: of.now });
  if (outcome.kind === 'done') return { kind: 'proven' };
  const message = 'message' in outcome ? outcome.message : toPerson[kind === 'passkey' ? 'shape' : kind];
  return { kind: 'refused', message };
}

async function fail(prover: Prover, reason: Reason, { origin, now }: Of): Promise<Presented> {
  await recordFailure({ ...prover, origin }, { action: 'proof.give', reason, now });
  return { kind: 'refused', message: toPerson[reason] };
}
