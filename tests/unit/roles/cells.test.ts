/** The matrix and the JSON are two views of one policy: going from one to the other changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfGrants, mayOn } from '#lib/access/ability.ts';
import { Policy, permissions, rowsOf } from '#lib/access/policy.ts';
import type { Grant, SubjectName } from '#lib/access/rows.ts';
import { cellsOf, policyOfCells, theseOf } from '#lib/roles/cells.ts';
import { longestDraft, packDraft, unpackDraft } from '#lib/roles/draft.ts';
import { readPolicyText, textOfPolicy } from '#lib/roles/policy-text.ts';
import { linesOfPolicy } from '#lib/roles/words.ts';

const ids = ['a', 'b', 'c'].map((c) => `${c.repeat(8)}-0000-4000-8000-000000000000`);
const named = [...permissions].map((permission) => permission.split(' ') as [string, SubjectName]);
const where = fc.record(
  {
    environment: fc.constantFrom('production', 'sandbox'),
    applications: fc.oneof(fc.constantFrom('own', 'team'), fc.subarray(ids, { minLength: 1 })),
    own: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const policy = fc
  .array(
    fc
      .constantFrom(...named)
      .chain(([may, on]) =>
        fc.record({ may: fc.constant([may]), on: fc.constant(on), where }, { requiredKeys: ['may', 'on'] }),
      ),
    { maxLength: 20 },
  )
  .map(
    (rules) =>
      ({ rules: rules.filter((rule) => Policy.safeParse({ rules: [rule] }).success) }) as unknown as Policy,
  );

function answers(some: Policy): string {
  const grant: Grant = {
    role: '',
    rows: rowsOf(some),
    ceiling: ['viewer'],
    environmentId: null,
    operatorId: ids[2] ?? '',
    ownApplications: [ids[0] ?? ''],
    teamApplications: [ids[0] ?? '', ids[1] ?? ''],
  };
  const access = accessOfGrants([grant]);
  const asked = named.flatMap(([action, on]) =>
    ['production', 'sandbox', null].flatMap((environmentId) =>
      ids.map((id) =>
        mayOn(access, action, on, {
          id,
          applicationId: id,
          environmentId,
          actorId: id,
          operatorId: id,
          keyId: id,
        })
          ? 1
          : 0,
      ),
    ),
  );
  return asked.join('');
}

describe('a policy as a matrix', () => {
  it('sent back as it was shown it gives the same answers, whatever the policy', () => {
    fc.assert(
      fc.property(policy, (some) => {
        const these = theseOf(some);
        const again = policyOfCells(cellsOf(some, these), these, some);
        expect(answers(again)).toBe(answers(some));
      }),
      { numRuns: 200 },
    );
  });

  it('two rules of the same reach, one for each environment, stay two: events of no environment are not gained', () => {
    const rules = (['production', 'sandbox'] as const).map((environment) => ({
      may: ['read'],
      on: 'AuditEvent',
      where: { environment },
    }));
    expect(cellsOf({ rules }).get('read AuditEvent')).toEqual({ sandbox: 'kept', production: 'kept' });
    expect(answers(policyOfCells(cellsOf({ rules }), [], { rules }))).toBe(answers({ rules }));
  });

  it('two differing lists of applications are not taken for one', () => {
    const rules = [
      { may: ['key.revoke'], on: 'ApiKey', where: { applications: [ids[0] ?? ''] } },
      { may: ['key.rotate'], on: 'ApiKey', where: { applications: [ids[1] ?? ''] } },
    ];
    const these = theseOf({ rules });
    expect(answers(policyOfCells(cellsOf({ rules }, these), these, { rules }))).toBe(answers({ rules }));
  });

  it('in words hides nothing: policies that differ in their answers differ in their lines', () => {
    fc.assert(
      fc.property(policy, policy, (one, other) => {
        fc.pre(answers(one) !== answers(other));
        expect(linesOfPolicy(one)).not.toEqual(linesOfPolicy(other));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a policy as text', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(policy, (some) => {
        expect(readPolicyText(textOfPolicy(some)).policy).toEqual(some);
      }),
    );
  });

  it.each([
    ['{ "rules": [ }', 1, /^This is no JSON/],
    ['{\n  "rules": [\n    { "may": ["read"] "on": "ApiKey" }\n  ]\n}', 3, /^This is no JSON/],
    ['', 1, /^This is no JSON/],
    [
      '{"rules":[\n{"may":["read"],"on":"ApiKey"},\n{"may":["read"],"on":"} ] \\" {"}\n]}',
      3,
      /No role can hold/,
    ],
    ['{"rules":[\n\n{"may":["read"],"on":"ApiKey","where":{"tenant":1}}]}', 3, /./],
    ['[]', null, /./],
  ])('%j is wrong on its line', (text, line, words) => {
    const { faults } = readPolicyText(text);
    expect(faults?.[0]?.line).toBe(line);
    expect(faults?.[0]?.message).toMatch(words);
  });
});

describe('a draft in an address', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(policy, (some) => {
        const draft = { name: 'Ñame', description: '', policy: some, ceiling: ['viewer'] };
        const packed = packDraft(draft);
        if (packed !== null) expect(unpackDraft(packed)).toEqual(draft);
      }),
    );
  });

  it('is nothing where somebody else wrote it: rubbish, a bomb, a policy that nobody may hold', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const pack = (text: string) => deflateRawSync(text).toString('base64url');
    const bomb = pack(' '.repeat(50_000_000)).slice(0, longestDraft);
    const wrong = pack(
      '{"name":"x","description":"","ceiling":[],"policy":{"rules":[{"may":["manage"],"on":"all"}]}}',
    );
    for (const text of ['', 'AAAA', '%%%', bomb, wrong, 'x'.repeat(longestDraft + 1), ['a'], undefined])
      expect(unpackDraft(text)).toBeNull();
  });
});
