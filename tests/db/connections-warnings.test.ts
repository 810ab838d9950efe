/** Certificates near their end: told at 60, 30, 14 and 3 days, once each, to those who can do something about it. */
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { dueWarnings, thresholds, warningsOf } from '#lib/connections/due.ts';
import { warningAction } from '#lib/connections/rules.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { commands } from '#lib/registry.ts';
import { localOrigin, makeOperator } from '#prisma/factories.ts';
import { anIdp } from '#tests/support/connections.ts';
import { personOf, world } from '#tests/support/world.ts';
import { workerActor } from '#worker/actor.ts';
import { warnCertificates } from '#worker/warn-certificates.ts';

const w = world();
const day = 86_400_000;
let id = '';
let end = 0;
let slug = '';
const daysAhead = (days: number) => new Date(end - days * day);

beforeAll(async () => {
  ({ id, slug } = await anIdp());
  const { certificates } = await db().connection.findUniqueOrThrow({ where: { id } });
  end = new X509Certificate(certificates[0] ?? '').validToDate.getTime();
});

/** What was told of this provider's certificate by then, in order. */
async function told(): Promise<(string | undefined)[]> {
  const notices = await db().notice.findMany({
    where: { action: warningAction, text: { contains: `provider of ${slug} ` } },
    orderBy: { createdAt: 'asc' },
  });
  return notices.map(({ text }) => /in (\d+) days/.exec(text)?.[1]);
}

describe('the worker', () => {
  it('says nothing 61 days before, and then at each threshold once, however often it looks', async () => {
    await warnCertificates(daysAhead(61));
    expect(await told()).toEqual([]);
    for (const days of thresholds)
      for (const later of [0.1, 0.2, 0.3]) await warnCertificates(daysAhead(days - later));
    expect(await told()).toEqual(['60', '30', '14', '3']);
    const [event] = await db().auditEvent.findMany({ where: { action: warningAction, subjectId: id } });
    expect(event).toMatchObject({ outcome: 'done', actorKind: 'system', actorName: 'Scheduler' });
  });

  it('that was away passes over what is past, and tells the nearest threshold alone', async () => {
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    const of = (days: number) =>
      warningsOf(row, daysAhead(days)).filter(({ text }) => text.includes('provider'));
    expect(of(10).map(({ days }) => days)).toEqual([14]);
    expect(of(0)).toEqual([]);
  });

  it('tells of our own certificates, too', async () => {
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    const ours = new X509Certificate(row.spCertificate).validToDate.getTime();
    const texts = warningsOf({ ...row, certificates: [] }, new Date(ours - day)).map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringMatching(/^Our signing certificate for /),
      expect.stringMatching(/^Our encryption certificate for /),
    ]);
  });

  it('gives each warning once, also when two give it at the same time', async () => {
    const { id: other } = await anIdp();
    const { certificates } = await db().connection.findUniqueOrThrow({ where: { id: other } });
    const { validToDate, fingerprint256: fingerprint } = new X509Certificate(certificates[0] ?? '');
    const now = new Date(validToDate.getTime() - 29 * day);
    const give = () =>
      execute(
        commands.warnCertificate,
        workerActor,
        { id: other, fingerprint },
        { origin: localOrigin, now },
      );
    const outcomes = await Promise.all([give(), give()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(await dueWarnings(now)).not.toContainEqual(expect.objectContaining({ id: other, fingerprint }));
  });
});

describe('the command', () => {
  const fingerprint = '';

  it('is run by nobody but the worker', async () => {
    const { actor } = await personOf((await makeOperator({ role: 'account-owner' })).id);
    const origin = { origin: localOrigin };
    for (const by of [actor, { kind: 'system', id: 'sign-in', name: 'Sign-in' } as const])
      expect(await execute(commands.warnCertificate, by, { id, fingerprint }, origin)).toMatchObject({
        kind: 'refused',
        code: 'forbidden',
      });
  });

  it('answers for a connection that is absent, and for a certificate that is none of it', async () => {
    const absent = { id: '00000000-0000-7000-8000-000000000001', fingerprint };
    const origin = { origin: localOrigin };
    expect(await execute(commands.warnCertificate, workerActor, absent, origin)).toMatchObject({
      code: 'not_found',
    });
    expect(await execute(commands.warnCertificate, workerActor, { id, fingerprint }, origin)).toMatchObject({
      code: 'conflict',
    });
  });
});

describe('Overview', () => {
  it('says that an enabled connection is untested, until a test has passed with these settings', async () => {
    const { id: enabled } = await anIdp();
    const needOf = async () =>
      (await needsNow(await w.reader(await w.another('account-owner')))).find(
        (need) => need.id === `untested-${enabled}`,
      );
    expect(await needOf()).toMatchObject({ kind: 'untested', subjectId: enabled });
  });

  it('shows our own certificate beside the provider’s', async () => {
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    const ours = new X509Certificate(row.spCertificate).validToDate.getTime();
    const reader = { ...(await w.reader(await w.another('account-owner'))), now: new Date(ours - 2 * day) };
    expect(await needsNow(reader)).toContainEqual(
      expect.objectContaining({ id: `our-certificate-${id}`, urgent: true }),
    );
  });
});
