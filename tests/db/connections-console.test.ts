/** Connections as the console shows and changes them: who sees them, what is said of their end, what is refused. */
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateFacts, firstToEnd, nearnessOf } from '#lib/connections/certificates.ts';
import { addConnection, disableConnection, enableConnection } from '#lib/connections/commands.ts';
import { connectionEffects, listConnections, readConnection } from '#lib/connections/console-queries.ts';
import { guessProvider, guideOf, providers } from '#lib/connections/guides.ts';
import { db } from '#lib/db/client.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { localOrigin, makeConnection, makeOperator, makeTest } from '#prisma/factories.ts';
import { metadataOf, world } from '#tests/support/world.ts';
import { executeProven } from '../support/proven.ts';

const w = world();
const reason = 'for this test';
const day = 86_400_000;
let id = '';

beforeAll(async () => {
  id = (
    await makeConnection({ slug: 'acme', name: 'Acme', metadata: await metadataOf('https://acme.example') })
  ).id;
  await makeOperator({ connection: 'acme', role: 'viewer' });
});

describe('who sees connections', () => {
  it.each(['viewer', 'developer'] as const)('a %s lists none and finds none by its id', async (role) => {
    const reader = await w.reader(await w.person(role));
    expect((await listConnections(reader)).rows).toEqual([]);
    await expect(readConnection(reader, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['account-owner', 'security-officer', 'auditor'] as const)('a %s reads them all', async (role) => {
    const reader = await w.reader(await w.person(role));
    const { rows } = await listConnections(reader);
    expect(rows.map((row) => [row.slug, row.enabled])).toEqual([
      ['acme', true],
      ['dev', true],
    ]);
    expect(rows[0]?.people).toBe(1);
  });

  it('whoever reads one may change it only with a role for it', async () => {
    const verbs = ['enable', 'disable', 'remove', 'edit', 'restore', 'refresh', 'removeCertificate', 'keys'];
    const all = (may: boolean) => Object.fromEntries(verbs.map((verb) => [verb, may]));
    const of = async (role: 'administrator' | 'auditor') =>
      (await readConnection(await w.reader(await w.person(role)), id)).may;
    expect(await of('administrator')).toEqual(all(true));
    expect(await of('auditor')).toEqual(all(false));
  });

  it('no private key is read with it', async () => {
    const page = await readConnection(await w.reader(await w.person('account-owner')), id);
    expect(JSON.stringify(page)).not.toMatch(/private|gh1\./i);
    expect(page.certificates[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });
});

describe('switching on and off', () => {
  it('a person adds a connection switched off, whatever they send', async () => {
    const { actor } = await w.person('account-owner');
    const input = { slug: 'hasty', name: 'Hasty', metadata: await metadataOf('https://hasty.example') };
    const outcome = await executeProven(
      addConnection,
      actor,
      { ...input, enable: 'true' },
      { origin: localOrigin },
    );
    expect(outcome).toMatchObject({ kind: 'invalid', fields: { enable: expect.any(String) } });
    expect(await db().connection.count({ where: { slug: 'hasty' } })).toBe(0);
  });

  it('enabling keeps the reason in the trail, and an empty one is asked for', async () => {
    const { actor } = await w.person('account-owner');
    const origin = { origin: localOrigin };
    expect((await executeProven(disableConnection, actor, { id, reason }, origin)).kind).toBe('done');
    expect(await executeProven(enableConnection, actor, { id, reason: '' }, origin)).toMatchObject({
      kind: 'invalid',
      fields: { reason: expect.any(String) },
    });
    await makeTest(id, actor.id);
    expect((await executeProven(enableConnection, actor, { id, reason }, origin)).kind).toBe('done');
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.enable', subjectId: id, outcome: 'done' },
    });
    expect([event.reason, event.sensitivity]).toEqual([reason, 'critical']);
  });

  it('the page knows that no account owner could come in another way', async () => {
    const reader = await w.reader(await w.person('account-owner'));
    const dev = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    expect(await connectionEffects(reader, dev.id)).toMatchObject({ others: 1, ownersElsewhere: 0 });
    expect((await connectionEffects(reader, id)).ownersElsewhere).toBeGreaterThan(0);
  });
});

describe('a certificate near its end', () => {
  it('is called so from 60, 30, 14 and 3 days', () => {
    const now = new Date();
    const at = (days: number) => nearnessOf(new Date(now.getTime() + days * day), now);
    expect([61, 60, 30, 14, 3, 0].map(at)).toEqual(['far', 'soon', 'near', 'close', 'urgent', 'ended']);
  });

  it('needs those who can read connections, louder the nearer it is, until the next one is known', async () => {
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    const end =
      firstToEnd(row.certificates.map((pem) => certificateFacts(pem, new Date())))?.until.getTime() ?? 0;
    const needOf = async (role: 'account-owner' | 'viewer', days: number) => {
      const reader = { ...(await w.reader(await w.person(role))), now: new Date(end - days * day) };
      return (await needsNow(reader)).find((need) => need.id === `certificate-${id}`);
    };
    expect(await needOf('account-owner', 61)).toBeUndefined();
    expect(await needOf('account-owner', 59)).toMatchObject({ urgent: false, quiet: true, subjectId: id });
    expect(await needOf('account-owner', 13)).toMatchObject({ urgent: false, quiet: false });
    expect(await needOf('account-owner', 2)).toMatchObject({ urgent: true });
    expect(await needOf('viewer', 2)).toBeUndefined();
  });
});

describe('the guides', () => {
  const ours = {
    entityId: 'https://g.example/saml/a/metadata',
    acs: 'https://g.example/saml/a/acs',
    slo: 'https://g.example/saml/a/slo',
  };

  it.each(providers)('%s is given the ACS URL and entity ID of this installation', (provider) => {
    const { steps } = guideOf(provider, ours, { isAdded: true });
    const values = steps.flatMap((step) => step.values.map(({ value }) => value));
    expect(values).toEqual(expect.arrayContaining([ours.acs, ours.entityId]));
  });

  it('says that Google Workspace states no second factor, and offers no class for it', () => {
    expect(guideOf('google', ours, { isAdded: true }).mfa).toMatchObject({
      tone: 'warn',
      contexts: [],
      attributes: [],
    });
  });

  it('no guide offers a class that a password alone earns', () => {
    const offered = providers.flatMap((provider) => guideOf(provider, ours, { isAdded: true }).mfa.contexts);
    expect(offered.filter((context) => /password|unspecified/i.test(context))).toEqual([]);
  });

  it.each([
    ['http://www.okta.com/exk1', 'okta'],
    ['https://sts.windows.net/0b4/', 'entra'],
    ['https://accounts.google.com/o/saml2?idpid=C0', 'google'],
    ['http://fs.example.com/adfs/services/trust', 'adfs'],
    ['https://sso.example.com/realms/staff', 'keycloak'],
    ['https://idp.example.com/metadata', 'other'],
  ])('%s opens the guide for %s', (entityId, provider) => {
    expect(guessProvider(entityId)).toBe(provider);
  });
});
