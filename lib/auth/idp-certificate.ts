/** Promise: what an IdP signs counts while its certificate does, and not a day longer because it is still on the list. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { isAhead } from './instant.ts';
import { demand } from './rules.ts';

interface Known {
  key: KeyObject;
  from: Date;
  until: Date;
}

const read = new Map<string, Known>();

function known(pem: string): Known {
  const found = read.get(pem);
  if (found) return found;
  const { publicKey: key, validFromDate: from, validToDate: until } = new X509Certificate(pem);
  // A handful of connections: cleared rather than counted.
  if (read.size > 100) read.clear();
  read.set(pem, { key, from, until });
  return { key, from, until };
}

export function keyOf(pem: string): KeyObject {
  return known(pem).key;
}

// One that begins now may seem to lie ahead to a clock that is behind; an end is told of weeks before, and is exact.
function isInForce(pem: string, now: Date): boolean {
  const { from, until } = known(pem);
  return !isAhead(from, now) && now < until;
}

/**
 * The certificate that `signerAmong` finds; of two with one key the one in force. A key whose days are over is kept
 * by nobody any more, and one that is to come may not be kept yet. Throws `RuleBroken` ('certificate').
 */
export function requireInForce(
  certificates: string[],
  now: Date,
  signerAmong: (certificates: string[]) => string,
): string {
  const inForce = certificates.filter((pem) => isInForce(pem, now));
  const others = certificates.filter((pem) => !inForce.includes(pem));
  const signer = signerAmong([...inForce, ...others]);
  demand(inForce.includes(signer), 'certificate');
  return signer;
}
