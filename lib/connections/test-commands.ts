import type { WhereOf } from '../access/scope.ts';
import { type Context, creation, type Kind } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { takeMessage } from '../db/ledger.ts';
import { Refusal } from '../errors.ts';
import { RecordTest } from './test-schema.ts';

async function find(tx: Tx, where: WhereOf<'ConnectionTest'>) {
  const row = await tx.connectionTest.findFirst({
    where,
    select: {
      id: true,
      version: true,
      testedBy: true,
      testedByName: true,
      passed: true,
      fingerprint: true,
      at: true,
      connection: { select: { slug: true } },
    },
  });
  return row && { ...row, connection: row.connection.slug };
}

const testKind: Kind<'ConnectionTest', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'ConnectionTest',
  table: 'connection_test',
  noun: 'This test sign-in',
  find,
  label: (test) => test.connection,
};

/** After the answer to a test sign-in: what each rule saw. It gives nobody a session, and needs nobody to exist. */
export const recordTest = creation({
  name: 'connection.record_test',
  kind: testKind,
  input: RecordTest,
  audited: ['connection', 'version', 'testedBy', 'testedByName', 'passed', 'fingerprint'],
  sensitivity: 'routine',
  async create(cx, { connectionId, version, testedBy }) {
    const connection = await cx.tx.connection.findUnique({
      where: { id: connectionId },
      select: { version: true },
    });
    // A test of settings that were replaced while the browser was at the IdP proves nothing about the new ones.
    if (connection?.version !== version)
      throw new Refusal('conflict', 'The connection was changed during its test. Test it again.');
    return { connectionId, version, testedBy, testedByName: await nameOf(cx, testedBy) };
  },
  async run({ tx, now }, wouldBe, { passed, checks, fingerprint, assertion }) {
    if (assertion) await takeMessage(tx, { ...assertion, expiresAt: new Date(assertion.expiresAt) });
    return tx.connectionTest.create({
      data: { ...wouldBe, passed, checks: checks as Prisma.InputJsonValue, fingerprint, at: now },
      select: { id: true },
    });
  },
  summary: ({ connection, version, passed, testedByName }) =>
    `Test sign-in of ${connection}, version ${version}, by ${testedByName}: ${passed ? 'passed' : 'failed'}`,
});

async function nameOf({ tx, now }: Context, testedBy: string): Promise<string> {
  const operator = await tx.operator.findFirst({
    where: { id: testedBy, state: 'active' },
    select: { name: true },
  });
  if (operator) return operator.name;
  const link = await tx.setupLink.findFirst({
    where: { id: testedBy, endedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  });
  if (link) return 'Set-up of the installation';
  throw new Refusal('forbidden', 'Whoever began this test sign-in may not test any more.');
}
