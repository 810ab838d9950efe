import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuestion } from '#gate/question.ts';
import { tlsVersion } from '#gate/request.ts';

const whole = { token: 'gth_x', sourceAddress: '203.0.113.7', method: 'post', path: '/v1/checks?name=Ada' };

describe('the body of /v1/check', () => {
  test('is read into one canonical question', () => {
    const body = {
      ...whole,
      sourceAddress: '::ffff:203.0.113.7',
      domain: 'App.Example.com.',
      tlsVersion: 'TLSv1.3',
      environment: 'sandbox',
    };
    expect(readQuestion(JSON.stringify(body))).toMatchObject({
      token: 'gth_x',
      source: { text: '203.0.113.7', by: 'stated' },
      domain: 'app.example.com',
      method: 'POST',
      path: '/v1/checks',
      environment: 'sandbox',
      tlsVersion: '1.3',
    });
    expect(readQuestion(JSON.stringify(whole))).toMatchObject({
      domain: null,
      environment: null,
      tlsVersion: null,
    });
  });

  test('gives a question or a code, whatever it is, and no text that Postgres would refuse', () => {
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc
        .record({
          token: fc.anything(),
          sourceAddress: fc.anything(),
          domain: fc.anything(),
          method: fc.anything(),
          path: fc.anything(),
        })
        .map((odd) => JSON.stringify({ ...whole, ...odd })),
      fc
        .record({ path: fc.string({ unit: 'binary' }).map((s) => `/${s}`), method: fc.string() })
        .map((odd) => JSON.stringify({ ...whole, ...odd })),
    );
    fc.assert(
      fc.property(body, (text) => {
        const question = readQuestion(text);
        if (typeof question === 'string') expect(question).toMatch(/^(malformed_json|invalid_[a-z_]+)$/);
        else expect(question.path).toMatch(/^\/[\x21-\x7e]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['1.3', '1.3'],
  ['TLSv1.2', '1.2'],
  ['TLS 1.1', '1.1'],
  ['TLSv1', '1.0'],
  ['SSLv3', null],
  ['1.30', null],
  ['', null],
  [undefined, null],
])('the TLS version %s is read as %s', (said, version) => {
  expect(tlsVersion(said)).toBe(version);
});
