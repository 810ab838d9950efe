/** Promise: how often an address may try is counted for all processes together. */
import { isIPv6 } from 'node:net';
import { countHit } from '../db/ledger.ts';

export type Limited = 'sign-in' | 'refusal' | 'door';

/** How many of this kind the address has made in this minute, this one included. */
export function countFrom(kind: Limited, address: string, now: Date): Promise<number> {
  return countHit(`${kind}:${networkOf(address)}`, now);
}

/** An IPv6 customer holds a /64: counted by single addresses, they could try without end. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
