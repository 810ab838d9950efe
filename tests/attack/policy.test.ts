import { beforeAll, describe, expect, it } from 'vitest';
import { acme, setPolicy, verdictOn } from './kit.ts';

const house = acme();

describe('a connection that demands the signature of the Response alone', () => {
  beforeAll(() => setPolicy({ signatures: 'response' }));

  it.each<[string, string, 'both' | 'response' | 'assertion' | 'none']>([
    ['the Response alone', 'accepted', 'response'],
    ['both', 'accepted', 'both'],
    ['the assertion alone', 'signature-missing', 'assertion'],
    ['nothing', 'signature-missing', 'none'],
  ])('and gets a message that signs %s: %s', async (_, verdict, sign) => {
    expect(await verdictOn(house.key, { sign })).toBe(verdict);
  });
});

describe('a connection that demands the signature of the assertion alone', () => {
  beforeAll(() => setPolicy({ signatures: 'assertion' }));

  it.each<[string, string, 'both' | 'response' | 'assertion' | 'none']>([
    ['the assertion alone', 'accepted', 'assertion'],
    ['both', 'accepted', 'both'],
    ['the Response alone', 'signature-missing', 'response'],
    ['nothing', 'signature-missing', 'none'],
  ])('and gets a message that signs %s: %s', async (_, verdict, sign) => {
    expect(await verdictOn(house.key, { sign })).toBe(verdict);
  });
});
