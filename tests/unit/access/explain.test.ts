import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfGrants, mayOn } from '#lib/access/ability.ts';
import { catalogue, reachIn } from '#lib/access/catalogue.ts';
import { groundsOf, type HeldGrant, rolesThatMay } from '#lib/access/explain.ts';
import { systemRoles } from '#lib/access/roles.ts';

const people = ['ada', 'bea'];
const applications = ['payments', 'onboarding'];
const places = ['production', 'sandbox'];
const held = fc.array(
  fc.record({
    role: fc.constantFrom(...systemRoles),
    environmentId: fc.constantFrom(null, ...places),
    operatorId: fc.constant('ada'),
    ownApplications: fc.subarray(applications),
    assignmentId: fc.uuid(),
  }),
  { maxLength: 4 },
);
const permission = fc.constantFrom(...catalogue.flatMap((group) => group.permissions));
const subject = fc.record({
  id: fc.constantFrom(...people, ...applications),
  environmentId: fc.constantFrom(null, ...places),
  applicationId: fc.constantFrom(...applications),
  operatorId: fc.constantFrom(...people),
  actorId: fc.constantFrom(...people),
  keyId: fc.constantFrom(null, 'key'),
  role: fc.constantFrom(...systemRoles),
  assignments: fc.array(
    fc.record({ role: fc.constantFrom(...systemRoles), endedAt: fc.constantFrom(null, new Date(0)) }),
    {
      maxLength: 2,
    },
  ),
});

describe('the grounds of a permission', () => {
  it('are there exactly where the decision permits', () => {
    fc.assert(
      fc.property(held, permission, subject, (grants, { action, on }, row) => {
        const grounds = groundsOf(grants, { action, on, environmentId: null, subject: row });
        expect(grounds.length > 0).toBe(mayOn(accessOfGrants(grants), action, on, row));
      }),
      { numRuns: 2000 },
    );
  });

  it('name an assignment that is held, of a role that has such a row', () => {
    fc.assert(
      fc.property(held, permission, subject, (grants, { action, on }, row) => {
        for (const ground of groundsOf(grants as HeldGrant[], {
          action,
          on,
          environmentId: null,
          subject: row,
        })) {
          expect(grants.map((g) => g.assignmentId)).toContain(ground.assignmentId);
          expect(rolesThatMay(action, on)).toContain(ground.role);
        }
      }),
    );
  });

  it('without a subject are there wherever some subject of the environment would be permitted', () => {
    fc.assert(
      fc.property(held, permission, subject, (grants, { action, on }, row) => {
        if (!mayOn(accessOfGrants(grants), action, on, row)) return;
        const asked = { action, on, environmentId: row.environmentId, subject: null };
        expect(groundsOf(grants as HeldGrant[], asked).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the catalogue', () => {
  it('says of a developer what docs/access.md says', () => {
    const rotate = { action: 'key.rotate', on: 'ApiKey', label: '' } as const;
    const see = { action: 'read', on: 'ApiKey', label: '' } as const;
    expect(reachIn('developer', rotate, 'production')).toBeNull();
    expect(reachIn('developer', rotate, 'sandbox')).toBe('Of applications they own or deputise');
    expect(reachIn('developer', see, 'production')).toBe('Of applications they own or deputise');
    expect(reachIn('developer', see, 'sandbox')).toBe('Always');
    expect(reachIn('viewer', { action: 'read', on: 'Operator', label: '' }, 'production')).toBe('Names only');
  });

  it('has a label for each permission and names none twice', () => {
    const all = catalogue.flatMap((group) => group.permissions);
    expect(all.every(({ label }) => label.length > 1)).toBe(true);
    expect(new Set(all.map(({ action, on }) => `${action} ${on}`)).size).toBe(all.length);
  });
});
