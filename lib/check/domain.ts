/** Promise: the host that a browser named, in the one form in which lists are written, or nothing. */

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** Lower case, ASCII, without the root's trailing dot; null when it is no host name. */
export function canonicalHost(text: string): string | null {
  const host = text.toLowerCase().replace(/\.$/, '');
  return host.length <= 253 && host.split('.').every((part) => label.test(part)) ? host : null;
}

/**
 * The host of Origin, else of Referer. An Origin that says "null" is an answer, so Referer is not asked:
 * a sandboxed frame could otherwise borrow the page that embeds it. A statement by a browser, not a proof.
 */
export function domainOf(origin: string | undefined, referer: string | undefined): string | null {
  const said = origin ?? referer;
  if (said === undefined || said.length > 2048 || !/^https?:\/\//i.test(said)) return null;
  const url = URL.parse(said);
  return url && canonicalHost(url.hostname);
}
