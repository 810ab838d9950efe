/**
 * Promise: who is named, who is not and who does not exist are refused by the same steps, in the same words; only the
 * trail tells them apart.
 */
import { createHash } from 'node:crypto';
import type { Origin } from '../audit/record.ts';
import { db } from '../db/client.ts';
import { digestsOf, readCode } from '../factors/codes.ts';
import { keyring } from '../keyring.ts';
import { passkeyBehind } from './passkey.ts';
import type { PersonProof } from './rules.ts';

/** What a form brings: a passkey's answer as JSON, or a code from a sheet; at the door with whose it is. */
export interface Given {
  assertion: string | null;
  email: string | null;
  code: string | null;
}

export interface Asked {
  browserDigest: string;
  binding: string | null;
  origin: Origin;
  now: Date;
  /** In a seat: whose it is, and nobody else's proof counts. Null at the door. */
  operatorId: string | null;
}

export type Proof =
  | { holds: true; operatorId: string; name: string; proof: PersonProof }
  /** `why` is for the trail alone; `account` is what the tries of one account are counted by. */
  | { holds: false; why: string; account: string };

interface Found {
  kind: PersonProof['kind'];
  factorId: string;
  context: string;
  operatorId: string;
  counter: number | null;
}

/** Who it is that gave this. Spends nothing but the challenge: the command that follows spends the factor. */
export async function prove(given: Given, asked: Asked): Promise<Proof> {
  const account = accountOf(given, asked);
  const found = given.assertion ? await byPasskey(given.assertion, asked) : await byCode(given, asked);
  const person = await db().operator.findFirst({
    where: { id: found?.operatorId ?? nobody },
    select: { id: true, name: true, state: true, breakGlass: { select: { id: true } } },
  });
  if (!found || !person) return { holds: false, why: 'no passkey or unused code answers to it', account };
  if (!person.breakGlass)
    return { holds: false, why: `${person.name} is not named for break-glass`, account };
  if (person.state !== 'active') return { holds: false, why: `${person.name} is disabled`, account };
  if (asked.operatorId && asked.operatorId !== person.id)
    return { holds: false, why: `it is ${person.name}’s, who does not sit here`, account };
  const { operatorId, ...proof } = found;
  const { origin, now, binding } = asked;
  return {
    holds: true,
    operatorId,
    name: person.name,
    proof: {
      ...proof,
      at: now.toISOString(),
      address: (origin.address ?? 'unknown').slice(0, 64),
      userAgent: (origin.userAgent ?? '').slice(0, 400),
      binding,
    },
  };
}

const nobody = '00000000-0000-4000-8000-000000000000';

async function byPasskey(assertion: string, asked: Asked): Promise<Found | null> {
  const answer = await passkeyBehind(assertion, asked);
  return answer && { kind: 'passkey', context: answer.name, ...without(answer) };
}

const without = ({ factorId, operatorId, counter }: Omit<Found, 'kind' | 'context'>) => ({
  factorId,
  operatorId,
  counter,
});

// Looked up by the digest alone: a query that began with the e-mail address would take longer for those who exist.
async function byCode({ email, code }: Given, asked: Asked): Promise<Found | null> {
  const read = readCode('sealed_code', code ?? '') ?? '';
  const digests = digestsOf(await keyring(), 'sealed_code', read);
  const factor = await db().factor.findFirst({
    where: { digest: { in: digests }, kind: 'sealed_code', endedAt: null },
    select: { id: true, name: true, operatorId: true, operator: { select: { email: true } } },
  });
  if (!factor) return null;
  const isTheirs = asked.operatorId
    ? factor.operatorId === asked.operatorId
    : sameAddress(factor.operator.email, email ?? '');
  if (!isTheirs) return null;
  return {
    kind: 'sealed_code',
    factorId: factor.id,
    context: factor.name,
    operatorId: factor.operatorId,
    counter: null,
  };
}

const lower = (text: string) => text.trim().replace(/[A-Z]/g, (c) => c.toLowerCase());
const sameAddress = (a: string, b: string) => lower(a) === lower(b);

// A digest, so that what somebody typed into the wrong field stands in no counter's name.
function accountOf({ assertion, email }: Given, { operatorId }: Asked): string {
  const account = operatorId ?? (assertion ? 'passkey' : lower(email ?? ''));
  return createHash('sha256').update(account).digest('hex').slice(0, 32);
}
