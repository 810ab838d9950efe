/** Promise: a list holds exactly the addresses and hosts that its entries name; an entry nobody can read holds nothing. */
import { type Address, addressOf, mergeRanges, parseRange } from './ip.ts';

export type ListMode = 'off' | 'observe' | 'enforce';
export type ListOwner = 'key' | 'application' | 'environment';

/** Sorted ranges without overlaps: one number each for IPv4, four words each for IPv6. */
export interface AddressSet {
  firstV4: Uint32Array;
  lastV4: Uint32Array;
  firstV6: Uint32Array;
  lastV6: Uint32Array;
}

export interface DomainSet {
  hosts: ReadonlySet<string>;
  /** `.example.com` of `*.example.com` */
  parents: ReadonlySet<string>;
}

export interface AllowList {
  owner: ListOwner;
  mode: ListMode;
  cidrs: readonly string[];
  domains: readonly string[];
  /** Null when the list names no address, and so says nothing about addresses. */
  addresses: AddressSet | null;
  /** Null when the list names no domain, and so says nothing about domains. */
  hosts: DomainSet | null;
}

/** Done when a policy is loaded, never per call. */
export function compileList(
  owner: ListOwner,
  mode: ListMode,
  cidrs: readonly string[],
  domains: readonly string[],
): AllowList {
  return {
    owner,
    mode,
    cidrs,
    domains,
    addresses: cidrs.length > 0 ? compileAddresses(cidrs) : null,
    hosts: domains.length > 0 ? compileDomains(domains) : null,
  };
}

/** Merges networks into ranges. What cannot be read is left out: it must not widen the list, nor stop the others. */
export function compileAddresses(cidrs: readonly string[]): AddressSet {
  const ranges = cidrs.map(parseRange).filter((range) => range !== null);
  const [v4, v6] = [mergeRanges(ranges, 4), mergeRanges(ranges, 6)];
  const words = (n: bigint) => {
    const { a, b, c, d } = addressOf(6, n);
    return [a, b, c, d];
  };
  return {
    firstV4: Uint32Array.from(v4, (r) => Number(r.first)),
    lastV4: Uint32Array.from(v4, (r) => Number(r.last)),
    firstV6: Uint32Array.from(v6.flatMap((r) => words(r.first))),
    lastV6: Uint32Array.from(v6.flatMap((r) => words(r.last))),
  };
}

export function holdsAddress(set: AddressSet, address: Address): boolean {
  return address.family === 4 ? holdsV4(set, address.d) : holdsV6(set, address);
}

function holdsV4({ firstV4, lastV4 }: AddressSet, address: number): boolean {
  let low = 0;
  let high = firstV4.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firstV4[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low > 0 && address <= (lastV4[low - 1] ?? -1);
}

function holdsV6({ firstV6, lastV6 }: AddressSet, address: Address): boolean {
  let low = 0;
  let high = firstV6.length / 4;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWords(firstV6, middle * 4, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low > 0 && compareWords(lastV6, (low - 1) * 4, address) >= 0;
}

function compareWords(words: Uint32Array, at: number, { a, b, c, d }: Address): number {
  return (
    (words[at] ?? 0) - a || (words[at + 1] ?? 0) - b || (words[at + 2] ?? 0) - c || (words[at + 3] ?? 0) - d
  );
}

export function compileDomains(domains: readonly string[]): DomainSet {
  const stars = domains.filter((domain) => domain.startsWith('*.'));
  return {
    hosts: new Set(domains.filter((domain) => !domain.startsWith('*.'))),
    parents: new Set(stars.map((domain) => domain.slice(1))),
  };
}

/**
 * `host` is canonical (see domain.ts). A star stands for exactly one label: had it stood for more,
 * a forgotten a.b.example.com, perhaps delegated to others, would be let in.
 */
export function holdsDomain(set: DomainSet, host: string): boolean {
  if (set.hosts.has(host)) return true;
  const dot = host.indexOf('.');
  return dot > 0 && set.parents.has(host.slice(dot));
}
