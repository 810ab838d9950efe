import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { breadth } from '#lib/check/breadth.ts';
import { parseEntry } from '#lib/check/entry.ts';

describe('an allow-list entry', () => {
  test.each([
    ['203.0.113.7', 'cidr', '203.0.113.7/32', '1 address'],
    ['  203.0.113.0/28 ', 'cidr', '203.0.113.0/28', '16 addresses, 203.0.113.0 to 203.0.113.15'],
    ['10.0.0.0/8', 'cidr', '10.0.0.0/8', '16,777,216 addresses, 10.0.0.0 to 10.255.255.255'],
    ['2001:DB8::1', 'cidr', '2001:db8::1/128', '1 address'],
    ['2001:db8:4c1::/48', 'cidr', '2001:db8:4c1::/48', '65,536 networks of /64'],
    ['2001:db8::/64', 'cidr', '2001:db8::/64', 'one /64 network'],
    ['::ffff:203.0.113.0/124', 'cidr', '203.0.113.0/28', '16 addresses, 203.0.113.0 to 203.0.113.15'],
    ['Example.COM.', 'domain', 'example.com', 'this host alone'],
    ['*.Example.com', 'domain', '*.example.com', 'any one label before .example.com'],
    ['bücher.example', 'domain', 'xn--bcher-kva.example', 'this host alone'],
    ['localhost', 'domain', 'localhost', 'this host alone'],
  ])('%s is kept in its canonical form', (text, kind, value, size) => {
    expect(parseEntry(text)).toEqual({ kind, value, size });
  });

  test.each([
    ['', 'Enter an address, a network or a domain.'],
    ['203.0.113.256', 'The last number of an IPv4 address is at most 255.'],
    ['300.0.113.1', 'The first number of an IPv4 address is at most 255.'],
    ['203.0.010.1', 'The third number of an IPv4 address has no leading zero: write 10, not 010.'],
    ['203.0..1', 'The third number of an IPv4 address is missing.'],
    ['203.0.113', 'An IPv4 address has four numbers; this one has 3.'],
    [
      '203.0.113.5/28',
      '203.0.113.5 lies inside the network, it is not its first address: write 203.0.113.0/28.',
    ],
    ['203.0.113.0/33', 'The prefix of an IPv4 network has at most 32 bits.'],
    ['203.0.113.0/', 'After the slash stands the length of the prefix, a whole number such as 28.'],
    ['203.0.113.0/028', 'The length of the prefix has no leading zero: write 28.'],
    ['203.0.113.0/28/1', 'A network has one slash, before the length of its prefix: 203.0.113.0/28.'],
    [
      '2001:db8::1/64',
      '2001:db8::1 lies inside the network, it is not its first address: write 2001:db8::/64.',
    ],
    ['2001:db8::/129', 'The prefix of an IPv6 network has at most 128 bits.'],
    ['2001:db8:::1', 'An IPv6 address has :: at most once.'],
    ['2001:db8:12345::', 'A group of an IPv6 address has at most four hex digits: 12345 has 5.'],
    ['2001:db8:1:2:3:4:5', 'An IPv6 address has eight groups; this one has 7. Shorten zeros with ::.'],
    [
      '1:2:3:4:5:6:7::8',
      'An IPv6 address has eight groups and :: stands for at least one; this one has 8 besides.',
    ],
    ['2001:db8::g', 'An IPv6 address has hex digits and colons; g is neither.'],
    ['fe80::1%eth0', 'An allow-list cannot hold a zone: write the IPv6 address without %.'],
    ['[2001:db8::1]:443', 'Write an IPv6 address without brackets and port.'],
    ['::ffff:1.2.3.400', 'The last number of an IPv4 address is at most 255.'],
    [
      '::ffff:1.2.3.4/32',
      'An IPv4 address inside IPv6 has a prefix of at least 96 bits; write it as an IPv4 network.',
    ],
    ['https://example.com/', 'Write the host alone, without https://, port or path.'],
    ['example.com/path', 'Write the host alone, without https://, port or path.'],
    ['example.com:443', 'Write the host alone, without a port: the port is not compared.'],
    ['10.0.0.1:443', 'Write the host alone, without a port: the port is not compared.'],
    ['a.*.example.com', 'A star stands for exactly one label, at the start: *.example.com.'],
    ['*example.com', 'A star stands for exactly one label, at the start: *.example.com.'],
    ['*.com', 'Behind the star stand at least two labels: *.example.com.'],
    ['under_score.example', 'A domain has letters, digits, hyphens and dots; _ is none of them.'],
    ['-a.example', 'A label of a domain, the part between two dots, neither begins nor ends with a hyphen.'],
    ['a..example', 'Two dots stand together, or a dot stands first: a label is missing.'],
    [
      `${'a'.repeat(64)}.example`,
      'A label of a domain, the part between two dots, has at most 63 characters.',
    ],
    ['example.123', 'A domain does not end with a number.'],
    ['203.0.113.1, 203.0.113.2', 'Write one entry to a line, without spaces.'],
  ])('%s is refused with the sentence that mends it', (text, error) => {
    expect(parseEntry(text)).toEqual({ error });
  });

  test('a network is taken exactly when ipaddr.js reads it and finds no host bits', () => {
    const bits = fc.integer({ min: 0, max: 128 });
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), bits, (typed, n) => {
        const address = typed.replace(/^::(?=\d+\.)/, '0::'); // ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4
        const text = `${address}/${n}`;
        const entry = parseEntry(text);
        if (ipaddr.parse(address).toNormalizedString().startsWith('0:0:0:0:0:ffff:')) return;
        const most = ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128;
        const base =
          n > most ? null : ipaddr[most === 32 ? 'IPv4' : 'IPv6'].networkAddressFromCIDR(text).toString();
        const isNetwork = base === ipaddr.parse(address).toString();
        expect(entry.kind, text).toBe(isNetwork ? 'cidr' : undefined);
        if (isNetwork) expect(entry).toMatchObject({ value: `${base}/${n}` });
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever is typed gives an entry or a sentence, and a canonical form is its own canonical form', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.domain(),
      fc.stringMatching(/^[0-9a-z:./*-]{1,20}$/),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const entry = parseEntry(text);
        if (entry.error !== undefined) expect(entry.error).toMatch(/^[A-Z0-9].*\.$/s);
        else expect(parseEntry(entry.value)).toEqual(entry);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('breadth', () => {
  test('one /24 or one /48 is not broad, one address more is', () => {
    expect(breadth(['203.0.113.0/24', '2001:db8:1::/48'])).toEqual({
      v4: 256n,
      v6: 1n << 80n,
      isBroad: false,
    });
    expect(breadth(['203.0.113.0/24', '198.51.100.1/32']).isBroad).toBe(true);
    expect(breadth(['2001:db8:1::/48', '2001:db8:2::1/128']).isBroad).toBe(true);
  });

  test('many small entries count as a whole, and overlapping ones once', () => {
    const hosts = Array.from({ length: 257 }, (_, i) => `10.0.${i >> 8}.${i & 255}/32`);
    expect(breadth(hosts)).toMatchObject({ v4: 257n, isBroad: true });
    expect(breadth([...hosts.slice(0, 256), '10.0.0.0/25', '10.0.0.0/24', 'example.com'])).toMatchObject({
      v4: 256n,
      isBroad: false,
    });
  });

  test('only what lies beyond the approved entries counts', () => {
    expect(breadth(['10.0.0.0/8'], ['10.0.0.0/8'])).toMatchObject({ v4: 0n, isBroad: false });
    expect(breadth(['10.0.0.0/8', '192.0.2.0/24'], ['10.0.0.0/9', '10.128.0.0/9'])).toMatchObject({
      v4: 256n,
      isBroad: false,
    });
    expect(breadth(['10.0.0.0/22'], ['10.0.1.0/24', '10.0.3.0/24'])).toMatchObject({
      v4: 512n,
      isBroad: true,
    });
  });
});
