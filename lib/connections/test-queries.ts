import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db, type Tx } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { TestCheck } from './test-schema.ts';

const columns = {
  id: true,
  version: true,
  testedByName: true,
  passed: true,
  fingerprint: true,
  at: true,
} as const;

/** The latest test sign-ins of a connection, the newest first. */
export function listTests({ access }: Reader, connectionId: string) {
  return db().connectionTest.findMany({
    where: { AND: [{ connectionId }, scopeOf(access, 'read', 'ConnectionTest')] },
    select: columns,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: 10,
  });
}
export type ListedTest = Awaited<ReturnType<typeof listTests>>[number];

/** One test with every check; `connection` as it stands now. Throws `not_found`. */
export async function readTest({ access }: Reader, connectionId: string, id: string) {
  const row = await db().connectionTest.findFirst({
    where: { AND: [{ id, connectionId }, scopeOf(access, 'read', 'ConnectionTest')] },
    select: { ...columns, checks: true },
  });
  if (!row) throw notFound('This test sign-in');
  return { ...row, checks: TestCheck.array().catch([]).parse(row.checks) };
}
export type ReadTest = Awaited<ReturnType<typeof readTest>>;

/** True when exactly these settings have passed a test sign-in. */
export async function isTested(
  tx: Pick<Tx, 'connectionTest'>,
  connectionId: string,
  version: number,
): Promise<boolean> {
  return (await tx.connectionTest.count({ where: { connectionId, version, passed: true } })) > 0;
}
