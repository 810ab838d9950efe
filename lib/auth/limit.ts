/** Promise: how often an address may try is counted for all processes together. */
import { isIPv6 } from 'node:net';
import { connect, type Database } from '../db/client.ts';
import { countHit } from '../db/ledger.ts';

export type Limited = 'sign-in' | 'refusal' | 'door' | 'page';

/** How many of this kind the address has made in this minute, this one included. */
export function countFrom(kind: Limited, address: string, now: Date, client?: Database): Promise<number> {
  return countHit(`${kind}:${networkOf(address)}`, now, client);
}

/**
 * The front door's count of what makes a page work. It has a client of its own: the process's one belongs to Next's
 * bundle, whose Prisma is loaded apart. A network that is over stays so until the minute ends without being asked
 * for again, so that a flood costs the database no more than the limit, and passes no more while it is away or slow.
 */
export function pageLimit(url: string, perMinute: number, longestMilliseconds = 1_000) {
  const client = connect(url, 4);
  /** What this process alone has seen in this minute, by network. */
  const seen = new Map<string, number>();
  let minute = 0;
  return {
    /** Counts one request of this address; true when it is one too many. */
    async isOver(address: string, now = new Date()): Promise<boolean> {
      const [network, thisMinute] = [networkOf(address), Math.floor(now.getTime() / 60_000)];
      if (thisMinute > minute) seen.clear();
      minute = Math.max(minute, thisMinute);
      const here = (seen.get(network) ?? 0) + 1;
      seen.set(network, here);
      // A burst that outruns the database must not pass uncounted: what one process sees is enough to refuse.
      if (here > perMinute) return true;
      const everywhere = await within(longestMilliseconds, countFrom('page', address, now, client));
      if (everywhere === null || everywhere <= perMinute) return false;
      if (thisMinute === minute) seen.set(network, perMinute);
      return true;
    },
    close: () => client.$disconnect(),
  };
}

/**
 * Null when nobody counts in time. The request then goes on under this process's own count: who is refused here would
 * not learn that the database is away.
 */
async function within(milliseconds: number, count: Promise<number>): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  try {
    return await Promise.race([count, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
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
