import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, socketSource, statedSource } from '#lib/check/address.ts';
import { compileAddresses, compileDomains, holdsDomain } from '#lib/check/allow-list.ts';
import { domainOf } from '#lib/check/domain.ts';

const proxies = compileAddresses(['10.0.4.0/24', '2001:db8:f::/48']);
const caller = (peer: string, forwardedFor?: string) => {
  const { text, proxy, by } = clientAddress(socketSource(peer), forwardedFor, proxies);
  return { text, proxy, by };
};

describe("the caller's address", () => {
  test('is the socket’s when the peer is not trusted, whatever it forwards', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4()), (forwarded) => {
        expect(caller('203.0.113.9', forwarded)).toEqual({ text: '203.0.113.9', proxy: null, by: 'socket' });
      }),
    );
  });

  test('is the rightmost one that no trusted proxy vouches past', () => {
    expect(caller('10.0.4.2', '192.0.2.1')).toEqual({
      text: '192.0.2.1',
      proxy: '10.0.4.2',
      by: 'forwarded',
    });
    expect(caller('10.0.4.2', '1.1.1.1, 192.0.2.1, 10.0.4.9')).toEqual({
      text: '192.0.2.1',
      proxy: '10.0.4.9',
      by: 'forwarded',
    });
    expect(caller('::ffff:10.0.4.2', '2001:DB8::1')).toEqual({
      text: '2001:db8::1',
      proxy: '10.0.4.2',
      by: 'forwarded',
    });
  });

  test('cannot be chosen by what the caller writes to the left', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (spoofed) => {
        expect(caller('10.0.4.2', [...spoofed, '192.0.2.1'].join(', ')).text).toBe('192.0.2.1');
      }),
    );
  });

  test.each(['unknown', '192.0.2.1:443', '', '192.0.2.1, ,', '1.1.1.1, 010.0.0.1'])(
    'is the proxy when it passed on %j, which cannot be read',
    (forwarded) => {
      expect(caller('10.0.4.2', forwarded).text).toBe('10.0.4.2');
    },
  );

  test('is the outermost proxy when every hop is trusted', () => {
    expect(caller('10.0.4.2', '10.0.4.7, 10.0.4.3')).toEqual({
      text: '10.0.4.7',
      proxy: '10.0.4.3',
      by: 'forwarded',
    });
  });

  test('is read from a link-local socket without its zone, and stays unknown when it cannot be read', () => {
    expect(socketSource('fe80::1%eth0').text).toBe('fe80::1');
    expect(socketSource(undefined)).toEqual({ text: '', address: null, proxy: null, by: 'socket' });
    expect(statedSource('not an address')).toBeNull();
  });
});

describe('domains', () => {
  test.each([
    ['https://App.Example.com', undefined, 'app.example.com'],
    ['https://app.example.com:8443', undefined, 'app.example.com'],
    ['https://app.example.com.', undefined, 'app.example.com'],
    ['https://bücher.example', undefined, 'xn--bcher-kva.example'],
    [undefined, 'https://app.example.com/page?q=1', 'app.example.com'],
    ['https://a.example', 'https://b.example/', 'a.example'],
    ['null', 'https://b.example/', null],
    ['https://good.example, https://evil.example', undefined, null],
    ['https://evil.example\\@good.example', undefined, 'evil.example'],
    ['https://good.example@evil.example', undefined, 'evil.example'],
    ['file:///etc/hosts', undefined, null],
    ['https://[::1]', undefined, null],
    [undefined, undefined, null],
  ])('Origin %s and Referer %s name %s', (origin, referer, host) => {
    expect(domainOf(origin, referer)).toBe(host);
  });

  test('arbitrary headers never throw and give a canonical host or nothing', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.string().map((s) => `https://${s}`),
    );
    fc.assert(
      fc.property(header, (text) => /^([a-z0-9-]+(\.[a-z0-9-]+)*)?$/.test(domainOf(text, undefined) ?? '')),
    );
  });

  test('a star stands for exactly one label', () => {
    const set = compileDomains(['*.example.com', 'exact.org']);
    const holds = (host: string) => holdsDomain(set, host);
    expect(['a.example.com', 'xn--a.example.com', 'exact.org'].filter((h) => !holds(h))).toEqual([]);
    expect(
      [
        'example.com',
        'a.b.example.com',
        '.example.com',
        'aexample.com',
        'a.exact.org',
        'a.example.com.evil.org',
        '*.example',
      ].filter(holds),
    ).toEqual([]);
  });
});
