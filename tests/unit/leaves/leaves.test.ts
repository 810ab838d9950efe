import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOf } from '#lib/db/faults.ts';
import { databaseUrls, EnvError, isLoopbackOnly, readEnv } from '#lib/env.ts';
import { Refusal } from '#lib/errors.ts';
import { decodeCursor, encodeCursor } from '#lib/keyset.ts';
import { safeReturnTo } from '#lib/paths.ts';
import { newReference, parseReference } from '#lib/reference.ts';

const linesOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof EnvError) return error.lines;
    throw error;
  }
  return [];
};

describe('the environment', () => {
  it('is complete without a single variable', () => {
    expect(readEnv({})).toMatchObject({
      port: 3000,
      gatePort: 8080,
      publicUrl: 'http://localhost:3000',
      sessionIdleMinutes: 15,
      sessionAbsoluteHours: 12,
      proofMinutes: 10,
    });
  });

  it('names each wrong variable, what it should be and an example, and never its value', () => {
    const lines = linesOf(() =>
      readEnv({
        PORT: 'eighty',
        TRUSTED_PROXIES: '10.0.0.0/40',
        DATABASE_URL: 'mysql://root:hunter2@db',
        PUBLIC_URL: 'https://x.example/path',
      }),
    );
    expect(lines.map((l) => l.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'PUBLIC_URL',
      'TRUSTED_PROXIES',
    ]);
    expect(lines.every((l) => /it should be .+, for example \w+=\S+/.test(l))).toBe(true);
    expect(lines.join()).not.toContain('hunter2');
  });

  it('with one database address of three names the missing two', () => {
    const env = readEnv({ DATABASE_URL: 'postgres://a:b@db/c' });
    expect(linesOf(() => databaseUrls(env)).map((l) => l.split(' ')[0])).toEqual([
      'DATABASE_MIGRATE_URL',
      'DATABASE_GATE_URL',
    ]);
  });

  it('is loopback only where both the listener and the address in the browser are', () => {
    const at = (host: string, publicUrl: string) => isLoopbackOnly({ host, publicUrl });
    expect([at('127.0.0.1', 'http://localhost:3000'), at('::1', 'http://[::1]:3000')]).toEqual([true, true]);
    expect([
      at('0.0.0.0', 'http://localhost:3000'),
      at('127.0.0.1', 'https://console.example'),
      at('127.0.0.1', 'http://127.0.0.1.evil.example'),
    ]).toEqual([false, false, false]);
  });
});

describe('a path to return to', () => {
  it('is never read by a browser as another origin', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.constantFrom(
            '//evil.example',
            '/\\evil.example',
            '/\t/evil.example',
            'https:evil',
            '/%2f/evil',
            '/keys?a=//b',
          ),
        ),
        (text) => {
          const url = new URL(safeReturnTo(text), 'https://console.example');
          return url.origin === 'https://console.example';
        },
      ),
    );
  });

  it('keeps what is ours and never leads into a door twice', () => {
    expect(safeReturnTo('/keys?state=active')).toBe('/keys?state=active');
    for (const door of ['/saml/dev/login', '/sign-in', '/sign-out', '/api/v1/me'])
      expect(safeReturnTo(door)).toBe('/');
  });
});

describe('a reference', () => {
  it('is read back as people type it', () => {
    for (let i = 0; i < 200; i++) {
      const reference = newReference();
      expect(reference).toMatch(/^GH(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
      expect(parseReference(` ${reference.toLowerCase().replaceAll('-', ' ')} `)).toBe(reference);
      expect(parseReference(reference.slice(3).replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(reference);
    }
  });

  it('of any other shape is none', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          parseReference(text) === null || /^GH(-[0-9A-HJKMNP-TV-Z]{4}){4}$/.test(parseReference(text) ?? ''),
      ),
    );
  });
});

describe('a cursor', () => {
  it('comes back as it was made; anything else is refused as invalid, never a fault', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.uuid(), fc.boolean(), (value, id, back) => {
        expect(decodeCursor(encodeCursor(value, id, back))).toEqual({ value, id, back });
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        try {
          decodeCursor(text);
        } catch (error) {
          return error instanceof Refusal && error.code === 'invalid';
        }
        return true;
      }),
    );
  });
});

it('a database that is away, busy or unaudited is told apart, however deep the driver hides it', () => {
  const deep = (cause: object) =>
    Object.assign(new Error('Raw query failed'), { code: 'P2010', meta: { driverAdapterError: { cause } } });
  expect(faultOf(deep({ originalCode: '55P03' }))).toBe('busy');
  expect(faultOf(Object.assign(new Error('x'), { cause: { originalCode: 'GH001' } }))).toBe('unaudited');
  expect(faultOf(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5433')))).toBe('unavailable');
  const never = 'Transaction API error: Unable to start a transaction in the given time.';
  expect(faultOf(Object.assign(new Error(never), { code: 'P2028' }))).toBe('unavailable');
  expect(faultOf(Object.assign(new Error('expired'), { code: 'P2028' }))).toBe('busy');
  expect(faultOf(new TypeError('a bug'))).toBe('other');
  expect(faultOf(null)).toBe('other');
});
