/** The last way in does not lose the certificate that its provider signs with. */
import { expect, it } from 'vitest';
import { signInActor } from '#lib/auth/entrance.ts';
import { disableConnection } from '#lib/connections/commands.ts';
import { refreshConnection, removeCertificate } from '#lib/connections/settings-commands.ts';
import { recordTest } from '#lib/connections/test-commands.ts';
import { fingerprintsOf } from '#lib/connections/trusted-certificates.ts';
import { db } from '#lib/db/client.ts';
import { localOrigin, makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { anIdp, toRefresh } from '../support/connections.ts';
import { executeProven } from '../support/proven.ts';
import { metadataOf, personOf, world } from '../support/world.ts';

world();

it('of the last connection a certificate goes only once a test sign-in has passed under one that stays', async () => {
  const metadata = await metadataOf('https://only.example');
  const { id } = await makeConnection({ slug: 'only', metadata });
  const owner = await personOf((await makeOperator({ connection: 'only', role: 'account-owner' })).id);
  const { version } = await must(refreshConnection, await toRefresh({ id, version: 1 }));
  const dev = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
  const cli = { kind: 'cli' as const, id: 'root@host', name: 'root@host' };
  await must(disableConnection, { id: dev.id, reason: 'one alone from here on' }, cli);
  const { certificates } = await db().connection.findUniqueOrThrow({ where: { id } });
  const [fresh = '', former = ''] = fingerprintsOf(certificates);
  const drop = (fingerprint: string) => {
    const input = { id, version, fingerprint, reason: 'its key was seen elsewhere' };
    return executeProven(removeCertificate, owner.actor, input, { origin: localOrigin });
  };
  const tested = (fingerprint: string) =>
    must(
      recordTest,
      {
        ...{ connectionId: id, version, testedBy: owner.id, passed: true, fingerprint, assertion: null },
        checks: [{ name: 'Signature', rule: 'signature', outcome: 'passed', value: null, detail: null }],
      },
      signInActor,
    );
  expect(await drop(former)).toMatchObject({ code: 'conflict', message: expect.stringContaining('test') });
  await tested(former);
  expect(await drop(former), 'the provider signs with the very one that would go').toMatchObject({
    code: 'conflict',
  });
  await tested(fresh);
  expect(await drop(former)).toMatchObject({ kind: 'done' });
});

it('beside another connection for two account owners it goes at once', async () => {
  const { id } = await anIdp();
  const { version } = await must(refreshConnection, await toRefresh({ id, version: 1 }));
  const { certificates } = await db().connection.findUniqueOrThrow({ where: { id } });
  const [, former = ''] = fingerprintsOf(certificates);
  await must(removeCertificate, { id, version, fingerprint: former, reason: 'replaced' });
  expect((await db().connection.findUniqueOrThrow({ where: { id } })).certificates).toHaveLength(1);
});
