import { describe, expect, it } from 'vitest';
import { evidenceOf } from '#lib/auth/evidence.ts';
import { signaturesOf } from '#lib/auth/response.ts';
import { StartSession } from '#lib/auth/session-schema.ts';

const refeds = 'https://refeds.org/profile/mfa';
const methods = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const multiple = 'http://schemas.microsoft.com/claims/multipleauthn';
const counted = { mfaContexts: [refeds], mfaAttributes: [{ name: methods, values: ['a', multiple] }] };

describe('the evidence of a second factor', () => {
  it('names the class, or else the attribute and the value that counted', () => {
    const attributes = new Map([[methods, ['b', multiple]]]);
    expect(evidenceOf(counted, { authnContext: refeds, attributes })).toBe(refeds);
    expect(evidenceOf(counted, { authnContext: 'urn:x', attributes })).toBe(
      `attribute ${methods} = ${multiple}`,
    );
    expect(evidenceOf(counted, { authnContext: 'urn:x', attributes: new Map() })).toBe(null);
  });

  it('is no longer than what a session keeps, whatever the connection names', () => {
    const [name, value] = ['n'.repeat(255), 'v'.repeat(1_000)];
    const counts = { mfaContexts: [], mfaAttributes: [{ name, values: [value] }] };
    const said = { authnContext: 'urn:x', attributes: new Map([[name, [value]]]) };
    const input = StartSession.shape.authnContext.safeParse(evidenceOf(counts, said));
    expect([input.success, input.data?.slice(0, 12)]).toEqual([true, 'attribute nn']);
  });

  it('is nothing that an attribute called like a method of objects could bring along', () => {
    const odd = { mfaContexts: [], mfaAttributes: [{ name: 'constructor', values: ['Object'] }] };
    expect(evidenceOf(odd, { authnContext: 'urn:x', attributes: new Map() })).toBe(null);
  });

  it.each([
    ['null', null],
    ['a text', 'mfa'],
    ['an object', { name: methods, values: [multiple] }],
    ['rows without values', [{ name: methods }]],
    ['rows with an empty value', [{ name: methods, values: [''] }]],
    ['rows with a number', [{ name: methods, values: [1] }]],
  ])('is none where the connection stores %s', (_, mfaAttributes) => {
    const attributes = new Map([[methods, [multiple, '', '1']]]);
    expect(evidenceOf({ mfaContexts: [], mfaAttributes }, { authnContext: 'urn:x', attributes })).toBe(null);
  });
});

it('a policy that is no word of ours demands both signatures', () => {
  expect(['both', 'none', '', 'Response'].map(signaturesOf)).toEqual(
    Array.from({ length: 4 }, () => ({ response: true, assertion: true })),
  );
});
