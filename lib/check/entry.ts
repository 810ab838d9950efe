/**
 * Promise: an allow-list entry is stored in one canonical form or refused with the sentence that mends it.
 * Form and command read the same file; it needs nothing of Node, so a browser can, too.
 */
import { canonicalHost } from './domain.ts';
import { addressOf, formatAddress, parseAddress, parseV4, type Range, rangeOf } from './ip.ts';

export type Entry =
  | {
      kind: 'cidr' | 'domain';
      value: string /** what it admits, in words */;
      size: string;
      error?: undefined;
    }
  | { error: string; kind?: undefined };

const refuse = (error: string): Entry => ({ error });

/** Reads one line of an allow-list: an address, a network, a host, or `*.` and a domain. */
export function parseEntry(text: string): Entry {
  const line = text.trim();
  if (line === '') return refuse('Enter an address, a network or a domain.');
  if (line.length > 300) return refuse('An entry has at most 300 characters.');
  if (/\s/.test(line)) return refuse('Write one entry to a line, without spaces.');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(line))
    return refuse('Write the host alone, without https://, port or path.');
  const [host = '', ...prefix] = line.split('/');
  if (prefix.length > 1)
    return refuse('A network has one slash, before the length of its prefix: 203.0.113.0/28.');
  if (/^[\d.]+$/.test(host)) return network(host, prefix[0], faultInV4(host));
  if (isV6Like(host)) return network(host, prefix[0], faultInV6(host));
  return prefix.length > 0 ? refuse('Write the host alone, without https://, port or path.') : domain(line);
}

const isV6Like = (host: string) => (host.match(/:/g)?.length ?? 0) > 1 || /^\[/.test(host);

function network(host: string, prefix: string | undefined, fault: string | null): Entry {
  const address = parseAddress(host);
  if (fault || !address) return refuse(fault ?? 'This is no IP address.');
  const { family } = address;
  const most = family === 4 ? 32 : 128;
  if (prefix === undefined) return cidr(rangeOf(address, most), most);
  const before = family === 4 && host.includes(':') ? 96 : 0; // ::ffff:203.0.113.0/124 is 203.0.113.0/28
  if (!/^\d+$/.test(prefix))
    return refuse('After the slash stands the length of the prefix, a whole number such as 28.');
  if (/^0\d/.test(prefix))
    return refuse(`The length of the prefix has no leading zero: write ${Number(prefix)}.`);
  const bits = Number(prefix) - before;
  if (bits > most) return refuse(`The prefix of an IPv${family} network has at most ${most} bits.`);
  if (bits < 0)
    return refuse(
      'An IPv4 address inside IPv6 has a prefix of at least 96 bits; write it as an IPv4 network.',
    );
  const range = rangeOf(address, bits);
  const right = formatAddress(addressOf(family, range.first));
  if (right !== formatAddress(address)) {
    return refuse(
      `${formatAddress(address)} lies inside the network, it is not its first address: write ${right}/${bits}.`,
    );
  }
  return cidr(range, bits);
}

function cidr(range: Range, bits: number): Entry {
  const [first, last] = [range.first, range.last].map((n) => formatAddress(addressOf(range.family, n)));
  return { kind: 'cidr', value: `${first}/${bits}`, size: sizeOf(range, bits, `${first} to ${last}`) };
}

function sizeOf({ family }: Range, bits: number, fromTo: string): string {
  if (bits === (family === 4 ? 32 : 128)) return '1 address';
  if (family === 4) return `${(2 ** (32 - bits)).toLocaleString('en')} addresses, ${fromTo}`;
  if (bits > 96) return `${(2 ** (128 - bits)).toLocaleString('en')} addresses, ${fromTo}`;
  if (bits === 64) return 'one /64 network';
  return bits < 64
    ? `${(2n ** BigInt(64 - bits)).toLocaleString('en')} networks of /64`
    : `part of a /64 network, ${fromTo}`;
}

const ordinals = ['first', 'second', 'third', 'last'];

function faultInV4(host: string): string | null {
  const parts = host.split('.');
  if (parts.length !== 4)
    return `An IPv4 address has four numbers; this one has ${parts.filter(Boolean).length}.`;
  for (const [i, part] of parts.entries()) {
    const which = `The ${ordinals[i]} number of an IPv4 address`;
    if (part === '') return `${which} is missing.`;
    if (/^0\d/.test(part))
      return `${which} has no leading zero: write ${part.replace(/^0+(?=\d)/, '')}, not ${part}.`;
    if (part.length > 3 || Number(part) > 255) return `${which} is at most 255.`;
  }
  return null;
}

function faultInV6(host: string): string | null {
  if (/[[\]]/.test(host)) return 'Write an IPv6 address without brackets and port.';
  if (host.includes('%')) return 'An allow-list cannot hold a zone: write the IPv6 address without %.';
  const odd = host.match(/[^0-9a-f:.]/i);
  if (odd) return `An IPv6 address has hex digits and colons; ${odd[0]} is neither.`;
  if (host.split('::').length > 2 || host.includes(':::')) return 'An IPv6 address has :: at most once.';
  const parts = host.split(':');
  const tail = host.includes('.') ? (parts.pop() ?? '') : null;
  if (tail !== null && parseV4(tail) < 0)
    return faultInV4(tail) ?? 'The IPv4 address stands last in an IPv6 address.';
  const long = parts.find((part) => part.length > 4);
  if (long) return `A group of an IPv6 address has at most four hex digits: ${long} has ${long.length}.`;
  const count = parts.filter(Boolean).length + (tail === null ? 0 : 2);
  if (/(^:(?!:))|((?<!:):$)/.test(host))
    return 'An IPv6 address neither begins nor ends with a single colon.';
  if (host.includes('::') ? count <= 7 : count === 8) return null;
  return host.includes('::')
    ? `An IPv6 address has eight groups and :: stands for at least one; this one has ${count} besides.`
    : `An IPv6 address has eight groups; this one has ${count}. Shorten zeros with ::.`;
}

function domain(line: string): Entry {
  const star = line.startsWith('*.');
  const rest = star ? line.slice(2) : line;
  if (rest.includes('*')) return refuse('A star stands for exactly one label, at the start: *.example.com.');
  if (/:\d*$/.test(rest)) return refuse('Write the host alone, without a port: the port is not compared.');
  const ascii = asciiOf(rest);
  if (ascii === null) return refuse('Part of this name cannot stand in a domain.');
  const labels = ascii.split('.');
  const fault = faultInLabels(labels, ascii);
  const host = canonicalHost(ascii);
  if (fault || host === null) return refuse(fault ?? 'This is neither an address, a network nor a domain.');
  if (star && labels.length < 2) return refuse('Behind the star stand at least two labels: *.example.com.');
  if (!star) return { kind: 'domain', value: host, size: 'this host alone' };
  return { kind: 'domain', value: `*.${host}`, size: `any one label before .${host}` };
}

// People paste names in their own script; browsers send Punycode (RFC 5891), so that is what is stored and shown.
function asciiOf(name: string): string | null {
  const text = name.toLowerCase().replace(/\.$/, '');
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  return /^[^\s/?#@:\\[\]%]+$/.test(text) ? (URL.parse(`https://${text}`)?.hostname ?? null) : null;
}

function faultInLabels(labels: string[], host: string): string | null {
  if (host.length > 253) return 'A domain has at most 253 characters.';
  for (const label of labels) {
    if (label === '') return 'Two dots stand together, or a dot stands first: a label is missing.';
    if (label.length > 63)
      return 'A label of a domain, the part between two dots, has at most 63 characters.';
    const odd = label.match(/[^a-z0-9-]/);
    if (odd) return `A domain has letters, digits, hyphens and dots; ${odd[0]} is none of them.`;
    if (/^-|-$/.test(label))
      return 'A label of a domain, the part between two dots, neither begins nor ends with a hyphen.';
  }
  return /^\d+$/.test(labels.at(-1) ?? '') ? 'A domain does not end with a number.' : null;
}
