/** Promise: a caller's address is the nearest one that a trusted machine vouches for; nobody can claim another's. */
import { type AddressSet, holdsAddress } from './allow-list.ts';
import { type Address, formatAddress, parseAddress } from './ip.ts';

export interface Source {
  /** Canonical; or, when it cannot be read, what the socket said. */
  text: string;
  /** Null: cannot be read, so no list holds it. */
  address: Address | null;
  /** The trusted proxy that named the address in X-Forwarded-For; null when the socket did, or an asker of /v1/check. */
  proxy: string | null;
  /** How it was found. */
  by: 'socket' | 'forwarded' | 'stated';
}

/** What a socket says: without the zone of a link-local address, IPv4 inside IPv6 as IPv4. */
export function socketSource(remoteAddress: string | undefined): Source {
  const said = remoteAddress ?? '';
  const zone = said.indexOf('%');
  const address = parseAddress(zone < 0 ? said : said.slice(0, zone));
  return { text: address ? formatAddress(address) : said, address, proxy: null, by: 'socket' };
}

/**
 * Walks X-Forwarded-For from the right, across trusted proxies only. The left part is what the caller wrote
 * itself: believing it would let anyone choose an address from the list. An entry that cannot be read stops
 * the walk, so that the proxy that passed it on counts as the caller.
 */
export function clientAddress(socket: Source, forwardedFor: string | undefined, trusted: AddressSet): Source {
  if (forwardedFor === undefined || !isTrusted(socket, trusted)) return socket;
  let current = socket;
  for (const entry of forwardedFor.split(',').reverse()) {
    const address = parseAddress(entry.trim());
    if (!address) return current;
    current = { text: formatAddress(address), address, proxy: current.text, by: 'forwarded' };
    if (!holdsAddress(trusted, address)) return current;
  }
  return current;
}

/** True when the peer of this socket is one of TRUSTED_PROXIES: only then are its X-Forwarded-* headers believed. */
export function isTrusted(socket: Source, trusted: AddressSet): boolean {
  return socket.address !== null && holdsAddress(trusted, socket.address);
}

/** The address that a checker states on behalf of its own caller; null when it is none. */
export function statedSource(text: string): Source | null {
  const address = parseAddress(text);
  return address && { text: formatAddress(address), address, proxy: null, by: 'stated' };
}
