import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { env, isLoopbackOnly } from '../env.ts';
import { isAmong } from '../request.ts';

/** Its message is the end of a sentence. */
export class Unreachable extends Error {
  constructor() {
    super('it has no public address, and METADATA_ALLOWED_NETWORKS does not name its network');
    this.name = 'Unreachable';
  }
}

/**
 * What this process may connect to for an address that somebody typed. Without it an administrator's browser could
 * make this server knock at its own network (SSRF) and read from the answers what listens there.
 */
export function mayReach(address: string): boolean {
  const { metadataAllowedNetworks } = env();
  // A console that only this machine can reach has nobody else to lend its network to.
  return isLoopbackOnly(env()) || isPublicAddress(address) || isAmong(address, metadataAllowedNetworks);
}

/** False for loopback, private, link-local and every other range that is no host on the Internet. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * The look-up of the connection itself: a name that has another address by then (DNS rebinding) is judged by that
 * one. One address that may not be reached refuses the name: which of them is taken would be left to chance.
 */
export const lookUpReachable: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const [first] = found;
    if (!first || !found.every(({ address }) => mayReach(address))) return done(new Unreachable(), '');
    if (options.all) return done(null, found);
    done(null, first.address, first.family);
  });
};
