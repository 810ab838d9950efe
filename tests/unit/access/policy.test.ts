/** Policies are data from people: whatever they say, they never give more than the literal bounds do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfGrants, mayOn } from '#lib/access/ability.ts';
import { customDefinition, isAdministrative, lieInside } from '#lib/access/definitions.ts';
import { nouns, verbOf } from '#lib/access/gains.ts';
import { Policy, permissions, rowsOf } from '#lib/access/policy.ts';
import { policySchema } from '#lib/access/policy-schema.ts';
import { everybody, roleRows, systemRoles } from '#lib/access/roles.ts';
import type { Grant, Row, SubjectName } from '#lib/access/rows.ts';
import { policyOfSystemRole } from '#lib/roles/copy.ts';

const ids = ['a', 'b', 'c'].map((c) => `${c.repeat(8)}-0000-4000-8000-000000000000`);
const [mine = '', team = '', strange = ''] = ids;
const holder = '00000000-0000-4000-8000-00000000000a';

const named = [...permissions].map((permission) => permission.split(' ') as [string, SubjectName]);
const where = fc.record(
  {
    environment: fc.constantFrom('production', 'sandbox'),
    applications: fc.oneof(fc.constantFrom('own', 'team'), fc.subarray(ids, { minLength: 1 })),
    own: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const rule = fc
  .constantFrom(...named)
  .chain(([may, on]) =>
    fc.record({ may: fc.constant([may]), on: fc.constant(on), where }, { requiredKeys: ['may', 'on'] }),
  );
/** Rules that parse: the others are refused as a whole. */
const policy = fc
  .array(rule, { maxLength: 12 })
  .map(
    (rules) =>
      ({ rules: rules.filter((one) => Policy.safeParse({ rules: [one] }).success) }) as unknown as Policy,
  );
const place = fc.constantFrom(null, 'production', 'sandbox');
const grantOf = (rows: readonly Row[], environmentId: string | null, ceiling: string[] = []): Grant => ({
  role: 'custom',
  rows,
  ceiling,
  environmentId,
  operatorId: holder,
  ownApplications: [mine],
  teamApplications: [mine, team],
});

/** A row of each kind, in every relation that a condition can tell apart. */
const subjects: [SubjectName, Record<string, unknown>][] = [
  ...(['production', 'sandbox'] as const).flatMap((environmentId) =>
    ids.flatMap((id): [SubjectName, Record<string, unknown>][] => [
      ['ApiKey', { id, environmentId, applicationId: id }],
      ['Application', { id, environmentId }],
      ['Decision', { reference: id, environmentId, applicationId: id, keyId: id }],
      ['AuditEvent', { number: 1n, environmentId, actorId: id === mine ? holder : id }],
    ]),
  ),
  ['Decision', { reference: 'r', environmentId: null, applicationId: null, keyId: null }],
  ['AuditEvent', { number: 2n, environmentId: null, actorId: strange }],
  ['Session', { id: mine, operatorId: holder }],
  ['Session', { id: strange, operatorId: strange }],
  ['Factor', { id: strange, operatorId: strange }],
  ['Assignment', { id: mine, role: 'viewer', operatorId: holder, groupId: null }],
  ['Assignment', { id: strange, role: 'viewer', operatorId: strange, groupId: null }],
  ['Assignment', { id: strange, role: 'account-owner', operatorId: strange, groupId: null }],
  ['Operator', { id: strange, assignments: [{ role: 'viewer', endedAt: null }], memberships: [] }],
  ['Operator', { id: strange, assignments: [{ role: 'account-owner', endedAt: null }], memberships: [] }],
  ['Role', { id: strange, slug: 'other', retiredAt: null }],
  ['Connection', { id: strange }],
  ['Notice', { id: strange }],
];

describe('whatever JSON it is', () => {
  it('is refused in a sentence, or read: nothing throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void Policy.safeParse(value)));
    const words = fc.constantFrom('read', 'ApiKey', '__proto__', 'constructor', 'toString', '');
    const shaped = fc.record({
      rules: fc.array(
        fc.record(
          {
            may: fc.array(fc.oneof(words, fc.string())),
            on: fc.oneof(words, fc.string()),
            where: fc.oneof(fc.jsonValue(), where),
            fields: fc.array(words),
          },
          { requiredKeys: ['may', 'on'] },
        ),
      ),
    });
    fc.assert(fc.property(shaped, (value) => void Policy.safeParse(value)));
  });

  it.each([
    ['a field that nobody knows', { rules: [], admin: true }],
    ['an unknown condition', { rules: [{ may: ['read'], on: 'ApiKey', where: { tenant: 'x' } }] }],
    [
      'an empty list of applications, which would read as no condition',
      { rules: [{ may: ['read'], on: 'ApiKey', where: { applications: [] } }] },
    ],
    ['what nobody can hold', { rules: [{ may: ['manage'], on: 'all' }] }],
    [
      'what everybody holds for themselves: in a role it would reach others',
      { rules: [{ may: ['session.end_own'], on: 'Session' }] },
    ],
    ['the factors of others', { rules: [{ may: ['factor.remove_own'], on: 'Factor' }] }],
    ['what only machines do', { rules: [{ may: ['operator.provision'], on: 'Operator' }] }],
    [
      'an environment where there is none',
      { rules: [{ may: ['read'], on: 'Operator', where: { environment: 'sandbox' } }] },
    ],
    [
      'a mask beside a command',
      { rules: [{ may: ['read', 'operator.add'], on: 'Operator', fields: ['id'] }] },
    ],
    ['a mask that shows more', { rules: [{ may: ['read'], on: 'Operator', fields: ['id', 'email'] }] }],
    ['201 rules', { rules: Array.from({ length: 201 }, () => ({ may: ['read'], on: 'ApiKey' })) }],
  ])('%s is refused', (_, value) => {
    expect(Policy.safeParse(value).success).toBe(false);
  });

  it('200 rules are read', () => {
    const rules = Array.from({ length: 200 }, () => ({ may: ['read'], on: 'ApiKey' }));
    expect(Policy.safeParse({ rules }).success).toBe(true);
  });
});

describe('a policy narrows', () => {
  it('no role gives what an account owner with that ceiling and in that environment could not do', () => {
    fc.assert(
      fc.property(policy, place, fc.subarray([...systemRoles]), (some, environmentId, ceiling) => {
        const custom = accessOfGrants([grantOf(rowsOf(some), environmentId, ceiling)]);
        const bound = accessOfGrants([grantOf(roleRows['account-owner'], environmentId, ceiling)]);
        for (const [model, row] of subjects)
          for (const [action, on] of named)
            if (on === model && mayOn(custom, action, model, row))
              expect(mayOn(bound, action, model, row), `${action} ${model}`).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('a role that is held in one environment reaches nothing of the other', () => {
    fc.assert(
      fc.property(policy, fc.constantFrom('production', 'sandbox'), (some, environmentId) => {
        const access = accessOfGrants([grantOf(rowsOf(some), environmentId)]);
        for (const [model, row] of subjects)
          if (row.environmentId && row.environmentId !== environmentId)
            for (const [action, on] of named)
              if (on === model && !(model === 'Decision' && row.keyId === null))
                expect(mayOn(access, action, model, row), `${action} ${model}`).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('administrative verbs count only where the role is held everywhere', () => {
    fc.assert(
      fc.property(policy, fc.constantFrom('production', 'sandbox'), (some, environmentId) => {
        for (const row of rowsOf(some))
          if (isAdministrative([row]) && !everybody.includes(row))
            expect(row.where?.(grantOf([], environmentId, [...systemRoles]))).toBe(false);
      }),
    );
  });

  it('nobody changes their own roles by a role of their own making, nor people above its ceiling', () => {
    const rules = [
      { may: ['assignment.create', 'assignment.end'], on: 'Assignment' },
      { may: ['operator.disable', 'factor.reset'], on: 'Operator' },
    ];
    const access = accessOfGrants([grantOf(rowsOf({ rules }), null, ['viewer'])]);
    const may = (action: string, on: SubjectName, row: object) =>
      mayOn(access, action, on, row as Record<string, unknown>);
    const given = { role: 'viewer', groupId: null };
    expect(may('assignment.create', 'Assignment', { ...given, operatorId: strange })).toBe(true);
    expect(may('assignment.create', 'Assignment', { ...given, operatorId: holder })).toBe(false);
    expect(may('assignment.create', 'Assignment', { ...given, operatorId: strange, role: 'auditor' })).toBe(
      false,
    );
    const person = (role: string) => ({
      id: strange,
      assignments: [{ role, endedAt: null }],
      memberships: [],
    });
    expect(may('factor.reset', 'Operator', person('viewer'))).toBe(true);
    expect(may('factor.reset', 'Operator', person('account-owner'))).toBe(false);
  });

  it('"these applications" that are gone permit nothing', () => {
    const gone = `${'f'.repeat(8)}-0000-4000-8000-000000000000`;
    const rows = rowsOf({ rules: [{ may: ['key.revoke'], on: 'ApiKey', where: { applications: [gone] } }] });
    const access = accessOfGrants([grantOf(rows, null)]);
    for (const [model, row] of subjects)
      if (model === 'ApiKey') expect(mayOn(access, 'key.revoke', model, row)).toBe(false);
  });

  it('a role that cannot be read any more gives nothing', () => {
    const role = customDefinition({
      slug: 's',
      name: 'S',
      description: '',
      policy: { rules: [{ may: ['key.fly'], on: 'ApiKey' }] },
      ceiling: [],
      version: 1,
    });
    expect(role.rows).toEqual([]);
  });
});

describe('a copy of a system role', () => {
  it.each(systemRoles)(
    '%s gives the same answers as the role itself; what it cannot is said, and is less',
    (slug) => {
      const { policy: copied, lost } = policyOfSystemRole(slug);
      expect(Policy.safeParse(copied).success).toBe(true);
      for (const environmentId of [null, 'production', 'sandbox']) {
        const ceiling = ['viewer', 'developer'];
        const custom = accessOfGrants([grantOf(rowsOf(copied), environmentId, ceiling)]);
        const system = accessOfGrants([grantOf(roleRows[slug], environmentId, ceiling)]);
        for (const [model, row] of subjects)
          for (const action of new Set(named.flatMap(([may, on]) => (on === model ? [may] : [])))) {
            const [copy, role] = [custom, system].map((access) => mayOn(access, action, model, row));
            const isSaid = lost.some((line) => line.startsWith(`${nouns[model]}, ${verbOf(action)}`));
            const what = `${action} ${model} in ${environmentId}`;
            expect(copy === role || (role && !copy && isSaid), what).toBe(true);
          }
      }
    },
  );

  it('says that it cannot tell the own deeds of the other environment, nor which approvals somebody sees', () => {
    const own = 'Audit trail, read: of the other environment, where it is held in one';
    expect(policyOfSystemRole('developer').lost).toEqual([own]);
    for (const slug of ['account-owner', 'administrator', 'auditor', 'viewer'] as const)
      expect(policyOfSystemRole(slug).lost, slug).toEqual([]);
  });

  it('of a viewer lies inside what an access manager may give; one that adds a verb without a limit does not', () => {
    const { policy: copied } = policyOfSystemRole('developer');
    const ceiling = ['developer', 'auditor', 'viewer'];
    const role = (rules: Policy['rules']) => ({ rows: rowsOf({ rules }), ceiling: [] });
    expect(lieInside(role(policyOfSystemRole('viewer').policy.rules), ceiling)).toBe(true);
    const wide = [...copied.rules, { may: ['key.create'], on: 'ApiKey' }];
    expect(lieInside(role(wide), ceiling)).toBe(false);
  });
});

it('every permission that a person’s role names can be put in a role, or everybody holds it for themselves', () => {
  const own = new Set(everybody.flatMap((row) => row.may.map((may) => `${may} ${row.on}`)));
  for (const slug of systemRoles)
    for (const row of roleRows[slug])
      for (const may of row.may) {
        const key = `${may} ${row.on}`;
        expect(permissions.has(key) || own.has(key), key).toBe(true);
      }
});

it('the published schema names every permission, and no other', () => {
  const schema = policySchema('https://gatehouse.example') as {
    properties: {
      rules: {
        items: {
          allOf: {
            if: { properties: { on: { const: string } } };
            then: { properties: { may: { items: { enum: string[] } } } };
          }[];
        };
      };
    };
  };
  const listed = schema.properties.rules.items.allOf.flatMap((one) =>
    one.then.properties.may.items.enum.map((may) => `${may} ${one.if.properties.on.const}`),
  );
  expect(listed.sort()).toEqual([...permissions].sort());
});
