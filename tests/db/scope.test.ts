/** `accessibleBy` yields `{ OR: [] }` for "no access", which Prisma ignores in places: denial is tried in each of them. */
import { beforeAll, expect, it } from 'vitest';
import { accessOfGrants } from '#lib/access/ability.ts';
import { scopeOf } from '#lib/access/scope.ts';
import { db } from '#lib/db/client.ts';
import { makeApplication, makeKey } from '#prisma/factories.ts';
import { world } from '#tests/support/world.ts';

const w = world();
const nobody = accessOfGrants([]);
const denied = scopeOf(nobody, 'read', 'ApiKey');

beforeAll(async () => {
  const owner = await w.person('account-owner');
  const { id } = await makeApplication({ ownerId: owner.id });
  await makeKey({ applicationId: id });
  await makeKey({ applicationId: id });
});

it.each([
  ['alone', denied],
  ['inside AND', { AND: [denied] }],
  ['inside AND beside another condition', { AND: [{ environmentId: 'production' }, denied] }],
  ['inside OR', { OR: [denied] }],
  ['inside a nested AND', { AND: [{ AND: [denied] }] }],
])('no access yields no row %s', async (_, where) => {
  expect(await db().apiKey.count()).toBe(2);
  expect(await db().apiKey.findMany({ where })).toEqual([]);
  expect(await db().apiKey.count({ where })).toBe(0);
});

it('no access yields no row in an include or a relation count', async () => {
  const applications = await db().application.findMany({
    include: {
      keys: { where: { AND: [denied] } },
      _count: { select: { keys: { where: { AND: [denied] } } } },
    },
  });
  expect(applications.map((a) => [a.keys.length, a._count.keys])).toEqual([[0, 0]]);
});

it('no access to rows without an id column is no access, too', async () => {
  expect(await db().auditEvent.findMany({ where: { AND: [scopeOf(nobody, 'read', 'AuditEvent')] } })).toEqual(
    [],
  );
  expect(await db().decision.findMany({ where: { AND: [scopeOf(nobody, 'read', 'Decision')] } })).toEqual([]);
});
