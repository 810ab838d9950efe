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

/** One test with every check, and whether it is of the settings that count now. Throws `not_found`. */
export async function readTest({ access }: Reader, connectionId: string, id: string) {
  const row = await db().connectionTest.findFirst({
    where: { AND: [{ id, connectionId }, scopeOf(access, 'read', 'ConnectionTest')] },
    select: { ...columns, checks: true, connection: { select: { version: true } } },
  });
  if (!row) throw notFound('This test sign-in');
  const { connection, ...test } = row;
  // Of settings that were replaced since, a test says nothing about those that count now.
  const isCurrent = connection.version === test.version;
  return { ...test, isCurrent, checks: TestCheck.array().catch([]).parse(row.checks) };
}
export type ReadTest = Awaited<ReturnType<typeof readTest>>;

/** True when a connection that the reader may see has passed a test with the settings that it has now. */
export async function isTestedNow({ access }: Reader, id: string): Promise<boolean> {
  const connection = await db().connection.findFirst({
    where: { AND: [{ id }, scopeOf(access, 'read', 'Connection')] },
    select: { version: true },
  });
  return connection !== null && isTested(db(), id, connection.version);
}

/** True when exactly these settings have passed a test sign-in. */
export async function isTested(
  tx: Pick<Tx, 'connectionTest'>,
  connectionId: string,
  version: number,
): Promise<boolean> {
  return (await tx.connectionTest.count({ where: { connectionId, version, passed: true } })) > 0;
}
