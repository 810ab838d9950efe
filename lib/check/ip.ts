/** Promise: one text means one address, and what another parser might read differently is no address at all. */

/** 32-bit words, the most significant first; an IPv4 address stands in `d` and leaves the others 0. */
export interface Address {
  family: 4 | 6;
  a: number;
  b: number;
  c: number;
  d: number;
}

/**
 * Reads an IPv4 or IPv6 address (RFC 4291, 2.2) without a zone. An IPv4-mapped IPv6 address counts as the IPv4
 * address: it is the same caller, seen by a dual-stack socket.
 */
export function parseAddress(text: string): Address | null {
  if (text.length > 45) return null;
  if (text.includes(':')) return parseV6(text);
  const d = parseV4(text);
  return d < 0 ? null : { family: 4, a: 0, b: 0, c: 0, d };
}

/** Four decimal numbers, or -1. Leading zeros are refused: inet_aton reads 010 as 8, so a list and a proxy would disagree. */
export function parseV4(text: string): number {
  let value = 0;
  let part = 0;
  let digits = 0;
  let parts = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || parts === 4) return -1;
      value = value * 256 + part;
      part = digits = 0;
      parts++;
      continue;
    }
    if (code < 48 || code > 57 || (digits > 0 && part === 0)) return -1;
    part = part * 10 + code - 48;
    digits++;
    if (part > 255) return -1;
  }
  return parts === 4 && digits > 0 ? value * 256 + part : -1;
}

const groups = new Uint16Array(8);

function parseV6(text: string): Address | null {
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    if (count === 8) return null;
    const start = at;
    let value = 0;
    for (let digit = hex(text, at); digit >= 0 && at - start < 4; digit = hex(text, at)) {
      value = value * 16 + digit;
      at++;
    }
    if (at === start) return null;
    if (text.charCodeAt(at) === 46) {
      const v4 = count > 6 ? -1 : parseV4(text.slice(start));
      if (v4 < 0) return null;
      groups[count++] = v4 >>> 16;
      groups[count++] = v4 & 0xffff;
      break;
    }
    groups[count++] = value;
    if (at === text.length) break;
    if (text.charCodeAt(at++) !== 58 || at === text.length) return null;
    if (text.charCodeAt(at) === 58) {
      if (gap >= 0) return null;
      gap = count;
      at++;
    }
  }
  return fromGroups(count, gap);
}

function fromGroups(count: number, gap: number): Address | null {
  if (gap < 0 ? count !== 8 : count > 7) return null;
  if (gap >= 0) {
    groups.copyWithin(8 - (count - gap), gap, count);
    groups.fill(0, gap, 8 - (count - gap));
  }
  const word = (i: number) => (((groups[i] ?? 0) << 16) | (groups[i + 1] ?? 0)) >>> 0;
  const [a, b, c, d] = [word(0), word(2), word(4), word(6)];
  return a === 0 && b === 0 && c === 0xffff ? { family: 4, a: 0, b: 0, c: 0, d } : { family: 6, a, b, c, d };
}

function hex(text: string, at: number): number {
  const code = text.charCodeAt(at) | 32; // letters to lower case; digits already have that bit
  if (code >= 48 && code <= 57) return text.charCodeAt(at) >= 48 ? code - 48 : -1;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** The one way to write an address (RFC 5952, 4). */
export function formatAddress({ family, a, b, c, d }: Address): string {
  if (family === 4) return `${d >>> 24}.${(d >>> 16) & 255}.${(d >>> 8) & 255}.${d & 255}`;
  const parts = [a, b, c, d].flatMap((w) => [(w >>> 16).toString(16), (w & 0xffff).toString(16)]);
  const { start, length } = longestZeros(parts);
  if (length < 2) return parts.join(':');
  return `${parts.slice(0, start).join(':')}::${parts.slice(start + length).join(':')}`;
}

function longestZeros(parts: string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && parts[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** A network as the numbers of its first and last address. */
export interface Range {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

export function numberOf({ a, b, c, d }: Address): bigint {
  return (BigInt(a) << 96n) | (BigInt(b) << 64n) | (BigInt(c) << 32n) | BigInt(d);
}

export function addressOf(family: 4 | 6, number: bigint): Address {
  const word = (shift: bigint) => Number((number >> shift) & 0xffffffffn);
  return { family, a: word(96n), b: word(64n), c: word(32n), d: word(0n) };
}

/** The network of `bits` leading bits that holds the address. */
export function rangeOf(address: Address, bits: number): Range {
  const host = BigInt((address.family === 4 ? 32 : 128) - bits);
  const first = (numberOf(address) >> host) << host;
  return { family: address.family, first, last: first + (1n << host) - 1n };
}

/** Reads `address/bits` or a bare address; null when it is neither. Bits of a mapped address count from 96. */
export function parseRange(text: string): Range | null {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(host);
  if (!address) return null;
  if (slash < 0) return rangeOf(address, address.family === 4 ? 32 : 128);
  const digits = text.slice(slash + 1);
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : -1;
  const before = address.family === 4 && host.includes(':') ? 96 : 0;
  if (bits < before || bits > before + (address.family === 4 ? 32 : 128)) return null;
  return rangeOf(address, bits - before);
}

/** Sorted, without overlaps and seams; one family at a time. */
export function mergeRanges(ranges: readonly Range[], family: 4 | 6): Range[] {
  const sorted = ranges
    .filter((r) => r.family === family)
    .sort((x, y) => (x.first < y.first ? -1 : x.first > y.first ? 1 : 0));
  const merged: Range[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last + 1n) {
      if (range.last > previous.last) previous.last = range.last;
    } else merged.push({ ...range });
  }
  return merged;
}
