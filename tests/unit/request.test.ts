import { expect, test } from 'vitest';
import { clientAddress, currentRequest, withRequest } from '#lib/request.ts';

const trusted = ['10.0.4.0/24', '2001:db8::/48', '192.0.2.7'];

test.each([
  ['without trusted proxies the header is not believed', '203.0.113.9', '198.51.100.1', [], '203.0.113.9'],
  ['a stranger cannot choose an address', '203.0.113.9', '198.51.100.1', trusted, '203.0.113.9'],
  ['a trusted proxy names its caller', '10.0.4.2', '198.51.100.1', trusted, '198.51.100.1'],
  [
    'what a caller wrote itself stands too far left',
    '10.0.4.2',
    '127.0.0.1, 198.51.100.1',
    trusted,
    '198.51.100.1',
  ],
  [
    'a chain of trusted proxies is walked through',
    '10.0.4.2',
    '198.51.100.1, 192.0.2.7, 2001:db8::5',
    trusted,
    '198.51.100.1',
  ],
  ['a proxy that names nobody is the caller', '10.0.4.2', undefined, trusted, '10.0.4.2'],
  ['an entry that is no address stops the walk', '10.0.4.2', '198.51.100.1, unknown', trusted, '10.0.4.2'],
  ['an address with a port is no address', '10.0.4.2', '198.51.100.1:4711', trusted, '10.0.4.2'],
  ['IPv4 inside IPv6 is the same caller', '::ffff:10.0.4.2', '::ffff:198.51.100.1', trusted, '198.51.100.1'],
  ['a header of trusted proxies alone ends at the outermost', '10.0.4.2', '10.0.4.9', trusted, '10.0.4.9'],
])('%s', (_guarantee, socket, header, proxies, expected) => {
  expect(clientAddress(socket, header, proxies)).toBe(expected);
});

test('two requests at once each see their own facts, across awaits', async () => {
  const seen = (address: string) =>
    withRequest({ address, tlsVersion: '1.3', userAgent: '' }, async () => {
      await Promise.resolve();
      return currentRequest().address;
    });
  expect(await Promise.all([seen('192.0.2.1'), seen('192.0.2.2')])).toEqual(['192.0.2.1', '192.0.2.2']);
  expect(currentRequest().address).toBe('unknown');
});
