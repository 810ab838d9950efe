import { isIP } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { compileAddresses, holdsAddress } from '#lib/check/allow-list.ts';
import { formatAddress, numberOf, parseAddress, parseRange } from '#lib/check/ip.ts';

/** Texts that look like addresses, and often are none. */
const lookalikes = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.stringMatching(/^[0-9a-f:.]{1,24}$/),
  fc.stringMatching(/^(0|[1-9][0-9]{0,3})(\.[0-9]{1,3}){2,4}$/),
  fc.stringMatching(/^([0-9A-Fa-f]{0,5}:){1,8}[0-9a-f]{0,4}$/),
  fc.stringMatching(/^([0-9a-f]{1,4}:){0,6}:?([0-9]{1,3}\.){3}[0-9]{1,3}$/),
);

/** ipaddr.js takes the deprecated ::1.2.3.4 (RFC 4291, 2.5.5.1) for ::ffff:1.2.3.4; sockets do not, so the oracle is asked for 0::1.2.3.4. */
const oracleOf = (text: string) => ipaddr.process(text.replace(/^::(?=\d+\.)/, '0::'));

const numberByOracle = (text: string) => {
  const bytes = oracleOf(text).toByteArray();
  return {
    family: bytes.length === 4 ? 4 : 6,
    number: bytes.reduce((n, byte) => n * 256n + BigInt(byte), 0n),
  };
};

describe('addresses', () => {
  test('exactly the texts that the operating system takes for an address are one, with the value ipaddr.js gives', () => {
    fc.assert(
      fc.property(lookalikes, (text) => {
        const address = parseAddress(text);
        expect(address !== null, text).toBe(isIP(text) !== 0);
        if (address)
          expect({ family: address.family, number: numberOf(address) }, text).toEqual(numberByOracle(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('arbitrary text never throws and is never an address that the operating system does not know', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => parseAddress(text) === null || isIP(text) !== 0),
    );
  });

  test.each([
    '010.0.0.1',
    '0x7f.0.0.1',
    '127.1',
    '2130706433',
    '1.2.3.4 ',
    '1.2.3.4.',
    '1.2.3.256',
    'fe80::1%eth0',
    '[::1]',
    '1:2:3:4:5:6:7::8',
    '::1::',
    ':1',
    '::ffff:1.2.3',
  ])('%s, which another parser may read differently, is no address', (text) =>
    expect(parseAddress(text)).toBeNull(),
  );

  test('IPv4 inside IPv6 counts as IPv4, however it is written', () => {
    for (const text of ['::ffff:203.0.113.7', '::FFFF:cb00:7107', '0:0:0:0:0:ffff:203.0.113.7']) {
      expect(parseAddress(text)).toEqual(parseAddress('203.0.113.7'));
    }
  });

  test('an address is written in one way: that of RFC 5952', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        expect(address && formatAddress(address)).toBe(oracleOf(text).toString());
      }),
      { numRuns: 2000 },
    );
  });
});

const v4Cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([a, bits]) => `${a}/${bits}`);
const v6Cidr = fc
  .tuple(
    fc.ipV6().map((a) => a.replace(/^::(?=\d+\.)/, '0::')),
    fc.integer({ min: 0, max: 128 }),
  )
  .map(([a, bits]) => `${a}/${bits}`);
const isMapped = (text: string) =>
  ipaddr
    .parse(text.split('/')[0] ?? '')
    .toNormalizedString()
    .startsWith('0:0:0:0:0:ffff:');

/** A network and an address near it: at its edges, inside, or just beside. */
const near = fc
  .tuple(fc.oneof(v4Cidr, v6Cidr), fc.integer({ min: -2, max: 2 }), fc.boolean())
  .map(([cidr, offset, atEnd]) => {
    const range = parseRange(cidr);
    if (!range) return { cidr, text: '0.0.0.0' };
    const size = range.family === 4 ? 32 : 128;
    const number = BigInt.asUintN(size, (atEnd ? range.last : range.first) + BigInt(offset));
    const bytes = Array.from({ length: size / 8 }, (_, i) =>
      Number((number >> BigInt(size - 8 - i * 8)) & 255n),
    );
    return { cidr, text: ipaddr.fromByteArray(bytes).toString() };
  });

describe('networks', () => {
  test('a list holds an address exactly when ipaddr.js finds one of its networks to hold it', () => {
    fc.assert(
      fc.property(fc.array(near, { minLength: 1, maxLength: 30 }), (pairs) => {
        const cidrs = pairs.map(({ cidr }) => cidr).filter((cidr) => !isMapped(cidr));
        const set = compileAddresses(cidrs);
        for (const { text } of pairs) {
          const address = parseAddress(text);
          const oracle = ipaddr.process(text);
          const expected = cidrs.some((cidr) => {
            const [network, bits] = ipaddr.parseCIDR(cidr);
            return network.kind() === oracle.kind() && oracle.match(network, bits);
          });
          expect(address && holdsAddress(set, address), `${text} in ${cidrs.join(' ')}`).toBe(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('an entry that cannot be read holds nothing and hides none of the others', () => {
    const set = compileAddresses([
      'nonsense',
      '10.0.0.0/33',
      '',
      '203.0.113.0/28',
      '1.2.3.4/-1',
      '/0',
      '0.0.0.0/0x0',
    ]);
    const holds = (text: string) => {
      const address = parseAddress(text);
      return address !== null && holdsAddress(set, address);
    };
    expect(holds('203.0.113.15')).toBe(true);
    expect(holds('203.0.113.16')).toBe(false);
    expect(holds('10.0.0.1')).toBe(false);
  });

  test('a network of IPv4 inside IPv6 is the IPv4 network', () => {
    expect(parseRange('::ffff:203.0.113.0/124')).toEqual(parseRange('203.0.113.0/28'));
    expect(parseRange('::ffff:0:0/96')).toEqual(parseRange('0.0.0.0/0'));
    expect(parseRange('::ffff:203.0.113.0/28')).toBeNull();
  });
});
