import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { env, isLoopbackOnly } from '../env.ts';
import { Refusal } from '../errors.ts';

/**
 * Called before the console fetches an address that somebody typed. Without it an administrator's browser could make
 * this server knock at its own network (SSRF) and read from the answers what listens there. A name that changes its
 * address between here and the fetch still meets TLS, which that network has no certificate for.
 */
export async function requirePublicAddress(address: string): Promise<void> {
  // A console that only this machine can reach has nobody else to lend its network to.
  if (isLoopbackOnly(env())) return;
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') throw refused('Name an https address, or paste the metadata.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [host] : await addressesOf(host);
  if (found.length === 0 || !found.every(isPublicAddress))
    throw refused(
      `${url.host} has no public address. Open it yourself, and paste the metadata that it gives you.`,
    );
}

/** False for loopback, private, link-local and every other range that is no host on the Internet. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map((found) => found.address);
  } catch {
    return [];
  }
}

function refused(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { metadata: sentence });
}
