import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfGrants, accessOfRow, mayOn } from '#lib/access/ability.ts';
import { catalogue, reachIn } from '#lib/access/catalogue.ts';
import { systemDefinition, systemDefinitions } from '#lib/access/definitions.ts';
import { groundsOf, reaches, rolesThatMay } from '#lib/access/explain.ts';
import { systemRoles } from '#lib/access/roles.ts';
import type { Grant, Row } from '#lib/access/rows.ts';

const people = ['ada', 'bea'];
const applications = ['payments', 'onboarding'];
const places = ['production', 'sandbox'];
const held = fc
  .array(
    fc.record({
      slug: fc.constantFrom(...systemRoles),
      environmentId: fc.constantFrom(null, ...places),
      operatorId: fc.constant('ada'),
      ownApplications: fc.subarray(applications),
      assignmentId: fc.uuid(),
    }),
    { maxLength: 4 },
  )
  .map((grants) =>
    grants.map(({ slug, ...grant }) => {
      const { name, rows, ceiling, version } = systemDefinition(slug);
      const role = { role: slug, name, rows, ceiling, version, group: null };
      return { ...grant, ...role, teamApplications: grant.ownApplications };
    }),
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
  groupId: fc.constant(null),
  memberships: fc.constant([]),
  assignments: fc.array(
    fc.record({ role: fc.constantFrom(...systemRoles), endedAt: fc.constantFrom(null, new Date(0)) }),
    {
      maxLength: 2,
    },
  ),
});

describe('the grounds of a permission', () => {
  it('are there exactly where the decision permits', async () => {
    await fc.assert(
      fc.asyncProperty(held, permission, subject, async (grants, { action, on }, row) => {
        const permits = (one: Row, grant: Grant) => mayOn(accessOfRow(one, grant), action, on, row);
        const grounds = await groundsOf(grants, { action, on }, permits);
        expect(grounds.length > 0).toBe(mayOn(accessOfGrants(grants), action, on, row));
        for (const ground of grounds) {
          expect(grants.map((g) => g.assignmentId)).toContain(ground.assignmentId);
          expect(rolesThatMay(systemDefinitions, action, on)).toContain(ground.role);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('without a subject are there wherever some subject of the environment would be permitted', async () => {
    await fc.assert(
      fc.asyncProperty(held, permission, subject, async (grants, { action, on }, row) => {
        if (!mayOn(accessOfGrants(grants), action, on, row)) return;
        const permits = (one: Row, grant: Grant) => reaches(one, grant, row.environmentId);
        expect((await groundsOf(grants, { action, on }, permits)).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the catalogue', () => {
  it('says of a developer what docs/access.md says', () => {
    const rotate = { action: 'key.rotate', on: 'ApiKey', label: '' } as const;
    const see = { action: 'read', on: 'ApiKey', label: '' } as const;
    expect(reachIn(systemDefinition('developer'), rotate, 'production')).toBeNull();
    expect(reachIn(systemDefinition('developer'), rotate, 'sandbox')).toBe(
      'Of applications they own or deputise',
    );
    expect(reachIn(systemDefinition('developer'), see, 'production')).toBe(
      'Of applications they own or deputise',
    );
    expect(reachIn(systemDefinition('developer'), see, 'sandbox')).toBe('Always');
    expect(
      reachIn(systemDefinition('viewer'), { action: 'read', on: 'Operator', label: '' }, 'production'),
    ).toBe('Names only');
  });

  it('has a label for each permission and names none twice', () => {
    const all = catalogue.flatMap((group) => group.permissions);
    expect(all.every(({ label }) => label.length > 1)).toBe(true);
    expect(new Set(all.map(({ action, on }) => `${action} ${on}`)).size).toBe(all.length);
  });
});
