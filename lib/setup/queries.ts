import { TestCheck } from '../connections/test-schema.ts';
import { db, type Tx } from '../db/client.ts';
import { canonicalNameId } from '../operators/schema.ts';

/** True while nobody is an operator: only then is there anything to set up. */
export async function nobodyYet(): Promise<boolean> {
  return (await db().operator.findFirst({ select: { id: true } })) === null;
}

const columns = {
  id: true,
  browserDigest: true,
  ownerName: true,
  ownerEmail: true,
  ownerNameId: true,
  connectionId: true,
  expiresAt: true,
  endedAt: true,
} as const;

/** The link with this digest, in whatever state; the commands decide. */
export function linkByDigest(digest: string) {
  return db().setupLink.findUnique({ where: { digest }, select: columns });
}

/** The open link that belongs to the browser with this digest, while there is nobody yet. */
export async function linkOfBrowser(browserDigest: string, now: Date) {
  const link = await db().setupLink.findFirst({
    where: { browserDigest, endedAt: null, expiresAt: { gt: now } },
    select: columns,
    orderBy: { createdAt: 'desc' },
  });
  return link && (await nobodyYet()) ? link : null;
}
export type SetupLink = NonNullable<Awaited<ReturnType<typeof linkOfBrowser>>>;

/** Until when a link can be used that was made already, and which nobody needs to be handed anew; null when there is none. */
export async function openUntil(now: Date): Promise<Date | null> {
  const link = await db().setupLink.findFirst({
    where: { endedAt: null, expiresAt: { gt: now } },
    select: { expiresAt: true },
  });
  return link?.expiresAt ?? null;
}

/** The latest test sign-in of the connection that this set-up made, and as it stands; null before the first. */
export async function latestTest(client: Pick<Tx, 'connectionTest' | 'connection'>, of: TestOf) {
  const { version } = await client.connection.findUniqueOrThrow({
    where: { id: of.connectionId },
    select: { version: true },
  });
  const test = await client.connectionTest.findFirst({
    where: { connectionId: of.connectionId, testedBy: of.linkId, version },
    select: { id: true, passed: true, checks: true, at: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return test && { ...test, checks: TestCheck.array().catch([]).parse(test.checks) };
}

interface TestOf {
  connectionId: string;
  linkId: string;
}

/** What the latest test showed, for the page. */
export function testOf(of: TestOf) {
  return latestTest(db(), of);
}

/** True when the latest test passed and the provider named exactly this person in it. */
export async function hasNamed(
  client: Pick<Tx, 'connectionTest' | 'connection'>,
  of: TestOf,
  nameId: string,
): Promise<boolean> {
  const test = await latestTest(client, of);
  return test?.passed === true && nameIn(test.checks) === nameId;
}

/** The NameID in a test's checks, which may stand before its format in parentheses. */
export function nameIn(checks: TestCheck[]): string | null {
  const said = checks.find((check) => check.rule === 'subject' && check.outcome === 'passed')?.value;
  return said ? canonicalNameId(said.replace(/ \((urn|https?):[^\s()]+\)$/, '')) : null;
}

/** The connection that set-up made, as its pages show it. */
export function connectionOf(id: string) {
  return db().connection.findUnique({
    where: { id },
    select: { id: true, slug: true, name: true, entityId: true, mfaContexts: true, spCertificate: true },
  });
}
