/** Promise: a session that turns up in another network or browser is noticed, whoever carries its cookie. */
import ipaddr from 'ipaddr.js';

/** Where a browser asks from, as far as anybody outside can tell. */
export interface Place {
  address: string;
  userAgent: string;
}

/** From where to where a session went, in words. */
export interface Move {
  from: string;
  to: string;
}

/** Said where nothing is open: not where the session came from, which whoever stole it would then imitate. */
export const movedWords =
  'This session came from another network or browser, so its second factor does not count here. Give it here first, on the page “Prove your second factor”.';

// Edge, Chrome and Safari all name those that came before them: the order decides.
const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Headless)?(Chrom(e|ium)|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

/** The family alone: a browser that updates itself overnight is still the same one. */
export function browserOf(userAgent: string): string {
  return browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'another browser';
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one; every loopback address is this machine. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'an unknown address';
  const parsed = ipaddr.process(address);
  if (parsed.range() === 'loopback') return 'this machine';
  const bits = parsed.kind() === 'ipv4' ? 24 : 48;
  const network =
    parsed.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${bits}`);
  return `${network}/${bits}`;
}

/**
 * A stolen cookie is used elsewhere (ASVS 5.0 V7.4, RFC 6265bis 8.4): null while network and browser are those
 * of the sign-in.
 */
export function moveOf(signedInAt: Place, seenAt: Place): Move | null {
  const [from, to] = [wordsOf(signedInAt), wordsOf(seenAt)];
  return from === to ? null : { from, to };
}

/** A place in words. Of the sign-in's browser 400 characters are kept. */
export function wordsOf({ address, userAgent }: Place): string {
  return `${networkOf(address)} with ${browserOf(userAgent.slice(0, 400))}`;
}
