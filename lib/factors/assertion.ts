/** Promise: an assertion counts for the person whose passkey made it, and its challenge is spent whatever it says. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { db } from '../db/client.ts';
import { type Asked, makeChallenge, spendChallenge } from './challenge.ts';
import { judgeAssertion, readAssertion, requestOptions } from './passkey.ts';
import type { PasskeyReason } from './reasons.ts';

export interface ShownPasskey {
  kind: 'passkey';
  factorId: string;
  name: string;
  /** Null of a passkey that does not count. */
  counter: number | null;
}

/** What a browser needs to ask for one of the person's passkeys; null where they have none. */
export async function askPasskeys(
  operatorId: string,
  asked: Asked,
  now: Date,
): Promise<PublicKeyCredentialRequestOptionsJSON | null> {
  const known = await db().factor.findMany({
    where: { operatorId, kind: 'passkey', endedAt: null },
    select: { credentialId: true, transports: true },
  });
  if (known.length === 0) return null;
  const challenge = await makeChallenge(asked, now);
  return requestOptions(
    challenge,
    known.map(({ credentialId, transports }) => ({ credentialId: credentialId ?? '', transports })),
  );
}

/** Judges the browser's answer. It proves nothing by itself: the counter is to be advanced with whatever it carries. */
export async function assertedBy(
  operatorId: string,
  json: string,
  asked: Asked,
  now: Date,
): Promise<ShownPasskey | PasskeyReason> {
  const answer = readAssertion(json);
  if (!answer) return 'shape';
  const wrong = await spendChallenge(answer.challenge, asked, now);
  if (wrong) return wrong;
  const passkey = await db().factor.findFirst({
    where: { operatorId, kind: 'passkey', endedAt: null, credentialId: answer.credential.id },
    select: {
      id: true,
      name: true,
      credentialId: true,
      publicKey: true,
      use: { select: { counter: true } },
    },
  });
  if (!passkey?.credentialId || !passkey.publicKey) return 'stranger';
  const { id: factorId, name, credentialId, publicKey, use } = passkey;
  const stored = { credentialId, publicKey, counter: Number(use?.counter ?? 0) };
  const judged = await judgeAssertion(answer, { id: operatorId }, stored);
  return judged.holds ? { kind: 'passkey', factorId, name, counter: judged.value.counter } : judged.reason;
}
