/** Promise: a passkey answers this browser's challenge, once, for the very digest that stands in it. */
import { randomBytes } from 'node:crypto';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { db } from '../db/client.ts';
import { rememberChallenge, takeChallenge } from '../db/ledger.ts';
import { challengeMinutes, judgeAssertion, readAssertion, requestOptions } from '../factors/passkey.ts';

export interface Challenged {
  browserDigest: string;
  /** Of an effect; null at the door. */
  binding: string | null;
  now: Date;
}

/** The person behind an accepted answer; `counter` is null where the passkey does not count. */
export interface PasskeyAnswer {
  factorId: string;
  name: string;
  operatorId: string;
  counter: number | null;
}

/**
 * What the browser needs to ask for any passkey of this installation. No credential is named: a list of them would
 * tell an outsider who is named (WebAuthn 14.6.2).
 */
export async function askForPasskey(of: Challenged): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { now, browserDigest, binding } = of;
  // The digest is part of what the passkey signs, so that the signature itself is of this effect.
  const bytes = Buffer.concat([randomBytes(32), Buffer.from(binding ?? '', 'hex')]);
  const challenge = bytes.toString('base64url');
  const expiresAt = new Date(now.getTime() + challengeMinutes * 60_000);
  const holder = { sessionId: null, browserDigest };
  await rememberChallenge({
    challenge,
    ...holder,
    purpose: 'break-glass',
    binding,
    createdAt: now,
    expiresAt,
  });
  return requestOptions(challenge, []);
}

/** Checks an answer. Null for whatever does not hold; the caller says nothing more than that. */
export async function passkeyBehind(assertion: string, of: Challenged): Promise<PasskeyAnswer | null> {
  const answer = readAssertion(assertion);
  if (!answer) return null;
  const asked = await takeChallenge(answer.challenge, { sessionId: null, browserDigest: of.browserDigest });
  if (asked?.purpose !== 'break-glass' || asked.binding !== of.binding || asked.expiresAt <= of.now)
    return null;
  const known = await db().factor.findFirst({
    where: { credentialId: answer.credential.id, kind: 'passkey', endedAt: null },
    select: { id: true, name: true, operatorId: true, publicKey: true, use: { select: { counter: true } } },
  });
  const judged = await judgeAssertion(
    answer,
    { id: known?.operatorId ?? nobody },
    {
      credentialId: answer.credential.id,
      publicKey: known?.publicKey ?? decoy,
      counter: Number(known?.use?.counter ?? 0),
    },
  );
  if (!known || !judged.holds) return null;
  return {
    factorId: known.id,
    name: known.name,
    operatorId: known.operatorId,
    counter: judged.value.counter,
  };
}

const nobody = '00000000-0000-4000-8000-000000000000';

/**
 * A COSE key (RFC 9053 7.1.1) whose private half is no secret: the base point of P-256. An unknown passkey is verified
 * against it, so that its refusal takes as long as that of a known one; it counts for nobody, whatever it signs.
 */
const decoy = new Uint8Array(
  Buffer.from(
    'a5010203262001215820' +
      '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
      '225820' +
      '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    'hex',
  ),
);
