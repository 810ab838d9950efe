/** The cut of lib/access/service.ts: what a token may is inside its scopes, inside its environment, inside the person. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfGrants, mayOn } from '#lib/access/ability.ts';
import type { HeldGrant } from '#lib/access/held.ts';
import { coversAccounts } from '#lib/access/review-rows.ts';
import { ceilings, roleRows, systemRoles } from '#lib/access/roles.ts';
import { accessOfScopes, scopeNamed, scopesWithin, serviceScopes } from '#lib/access/service.ts';

const me = '01970000-0000-7000-8000-000000000001';
const [mine, others] = ['01970000-0000-7000-8000-00000000000a', '01970000-0000-7000-8000-00000000000b'];
const places = ['production', 'sandbox'] as const;

const role = fc.constantFrom(...systemRoles);
const grant = fc.record({ role, environmentId: fc.constantFrom(null, ...places) }).map(
  ({ role: slug, environmentId }): HeldGrant => ({
    role: slug,
    rows: roleRows[slug],
    ceiling: ceilings[slug],
    environmentId,
    operatorId: me,
    ownApplications: [mine],
    teamApplications: [mine],
    assignmentId: me,
    group: null,
    name: slug,
    version: null,
  }),
);
const account = fc.record({
  environmentId: fc.constantFrom(...places),
  scopes: fc.subarray([
    ...serviceScopes,
    'assignment.create Assignment',
    'service_account.rotate ApiKey',
    'session.end Session',
  ]),
});

/** One row for each way in which a condition can tell two apart. */
const rows = places.flatMap((environmentId) =>
  [mine, others].flatMap((application) =>
    [me, others].map((actorId) => ({
      environmentId,
      applicationId: application,
      id: application,
      keyId: null,
      actorId,
    })),
  ),
);

describe('the access of a service account', () => {
  it('never holds what a scope does not name, the environment does not hold, or the person may not', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 3 }), account, (grants, of) => {
        const access = accessOfScopes(of, grants);
        const person = accessOfGrants(grants);
        for (const { on, may } of Object.values(roleRows).flat())
          for (const action of may)
            for (const row of rows) {
              if (!mayOn(access, action, on, row)) continue;
              expect(of.scopes).toContain(`${action} ${on}`);
              expect(scopeNamed(`${action} ${on}`)).not.toBeNull();
              expect(mayOn(person, action, on, row)).toBe(true);
              if (on !== 'Operator') expect(row.environmentId).toBe(of.environmentId);
            }
      }),
      { numRuns: 60 },
    );
  });

  it('holds all of what scopes, environment and person have in common', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 3 }), account, (grants, of) => {
        const access = accessOfScopes(of, grants);
        const person = accessOfGrants(grants);
        for (const scope of of.scopes) {
          const named = scopeNamed(scope);
          if (!named) continue;
          for (const row of rows.filter(({ environmentId }) => environmentId === of.environmentId))
            expect(mayOn(access, named.action, named.on, row)).toBe(
              mayOn(person, named.action, named.on, row),
            );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a scope that the person could use on nothing there is none that they can give', () => {
    const [owner] = fc.sample(
      grant.filter((g) => g.role === 'developer' && g.environmentId === null),
      1,
    );
    const given = (environmentId: string) =>
      scopesWithin({ environmentId, scopes: serviceScopes }, owner ? [owner] : []);
    expect(given('sandbox')).toContain('key.create ApiKey');
    expect(given('production')).not.toContain('key.create ApiKey');
    expect(scopesWithin({ environmentId: 'sandbox', scopes: serviceScopes }, [])).toEqual([]);
  });
});

describe('what a review counts a service account as', () => {
  it('is no less than any scope: a security officer and an auditor may it all', () => {
    const rowsOfBoth = [...roleRows['security-officer'], ...roleRows.auditor];
    const beyond = serviceScopes.filter((scope) => {
      const named = scopeNamed(scope);
      return !rowsOfBoth.some((row) => named && row.on === named.on && row.may.includes(named.action));
    });
    expect(beyond).toEqual([]);
    expect(systemRoles.filter((slug) => coversAccounts(ceilings[slug]))).toEqual([
      'account-owner',
      'administrator',
      'access-manager',
    ]);
  });
});
