import { AsyncLocalStorage } from 'node:async_hooks';
import { BlockList, isIP } from 'node:net';

/** What the front door saw of a request; nothing in it comes from a header that a caller may write. */
export interface RequestFacts {
  address: string;
  /** '1.2', '1.3', or null when TLS ended at a proxy. */
  tlsVersion: string | null;
  userAgent: string;
  /** Set when the database did not answer while this request was served: the front door then says 503, not 500. */
  databaseAway?: boolean;
}

// server.ts and Next's bundle load this file apart; they meet at one store only on globalThis.
const shared = globalThis as { [key: symbol]: AsyncLocalStorage<RequestFacts> | undefined };
const slot = Symbol.for('gatehouse.request');
shared[slot] ??= new AsyncLocalStorage<RequestFacts>();
const requestFacts = shared[slot];

/** The facts of the request that is being answered. Without the front door (a test, a job) nothing is known. */
export function currentRequest(): RequestFacts {
  return requestFacts.getStore() ?? { address: 'unknown', tlsVersion: null, userAgent: '' };
}

/** Notes on the request that is being answered, if any, that the database is away. */
export function noteDatabaseAway(): void {
  const facts = requestFacts.getStore();
  if (facts) facts.databaseAway = true;
}

export function withRequest<T>(facts: RequestFacts, work: () => T): T {
  return requestFacts.run(facts, work);
}

/**
 * The caller's address: the socket's, or X-Forwarded-For read from the right across trusted proxies only. What
 * stands further left was written by the caller: believing it would let anyone choose an address.
 */
export function clientAddress(
  socketAddress: string | undefined,
  xForwardedFor: string | undefined,
  trusted: readonly string[],
): string {
  let address = canonical(socketAddress ?? '');
  if (xForwardedFor === undefined || trusted.length === 0) return address;
  for (const entry of xForwardedFor.split(',').reverse()) {
    if (!isAmong(address, trusted)) return address;
    const next = canonical(entry.trim());
    // An entry that is no address stops the walk: the proxy that passed it on counts as the caller.
    if (isIP(next) === 0) return address;
    address = next;
  }
  return address;
}

/** True when a socket's address lies in one of these CIDRs. */
export function isAmong(address: string | undefined, cidrs: readonly string[]): boolean {
  const plain = canonical(address ?? '');
  const family = isIP(plain);
  return family !== 0 && blockList(cidrs).check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** Without the zone of a link-local address; IPv4 inside IPv6 as IPv4, so that both forms mean one caller. */
function canonical(address: string): string {
  const plain = address.split('%')[0] ?? '';
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1] ?? plain;
}

const lists = new Map<string, BlockList>();

function blockList(cidrs: readonly string[]): BlockList {
  const name = cidrs.join();
  const made = lists.get(name);
  if (made) return made;
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  lists.set(name, list);
  return list;
}

/** Two years, as browsers' preload lists ask for. */
export const strictTransportPolicy = 'max-age=63072000; includeSubDomains';

/**
 * Sent with every answer over HTTPS, also with those that never reach a page: whoever sits between could otherwise
 * lead a later visit to plain HTTP (RFC 6797 5.1).
 */
export function strictTransport(publicUrl: string): Record<string, string> {
  if (!publicUrl.startsWith('https:')) return {};
  return { 'strict-transport-security': strictTransportPolicy };
}
