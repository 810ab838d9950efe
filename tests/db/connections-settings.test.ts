/** What a connection demands and trusts, as people change it: nothing unseen, nothing lost, nothing that locks everybody out. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import type { Actor } from '#lib/access/actor.ts';
import { digestOfMetadata, readIdpMetadata } from '#lib/connections/metadata.ts';
import { showMetadata } from '#lib/connections/preview.ts';
import { readSettings } from '#lib/connections/settings.ts';
import { EditConnection } from '#lib/connections/settings-schema.ts';
import { trustedAfter } from '#lib/connections/trusted-certificates.ts';
import { settingColumns } from '#lib/connections/versions.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { keyring } from '#lib/keyring.ts';
import { commands } from '#lib/registry.ts';
import { open } from '#lib/vault/envelope.ts';
import { localOrigin, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, idpMetadata, right, sessions, setPolicy, verdictOn } from '../attack/kit.ts';
import * as idps from '../support/connections.ts';
import { executeProven } from '../support/proven.ts';
import { personOf } from '../support/world.ts';

const house = acme();
const reason = 'for this test';
const origin = { origin: localOrigin, recovery: true };
const owner = async (connection = 'dev') =>
  (await personOf((await makeOperator({ role: 'account-owner', connection })).id)).actor;
const cli: Actor = { kind: 'cli', id: 'cli:root@test', name: 'root on test' };
const row = (id: string) => db().connection.findUniqueOrThrow({ where: { id } });
const run = async (name: keyof typeof commands, input: object, actor?: Actor) =>
  executeProven(commands[name] as typeof commands.editConnection, actor ?? (await owner()), input, origin);

describe('an edit', () => {
  it('is stored, leaves an event with before and after, and keeps how it was set before', async () => {
    const input = await idps.toEdit();
    const before = await row(input.id);
    const actor = await owner();
    expect(await run('editConnection', input, actor)).toMatchObject({ kind: 'done', result: { version: 2 } });
    const after = await row(input.id);
    expect(after).toMatchObject({ name: 'Edited', withoutMfa: 'ask', authnMaxAgeMinutes: 60, version: 2 });
    expect(after.causedBy).toBe(before.causedBy);
    const [former] = await db().connectionVersion.findMany({ where: { connectionId: input.id } });
    expect(former).toMatchObject({ version: 1, replacedBy: actor.name });
    expect(readSettings(former?.settings)).toEqual(pick(before));
    expect(JSON.stringify(former)).not.toMatch(/PRIVATE|gh1\./);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.edit', subjectId: input.id },
    });
    expect(event).toMatchObject({ sensitivity: 'critical', reason, before: { name: before.name } });
    expect(event.after).toMatchObject({ mfaAttributes: [{ name: 'amr', values: ['mfa'] }] });
  });

  it('needs a proof of this very edit', async () => {
    const outcome = await execute(commands.editConnection, await owner(), await idps.toEdit(), origin);
    expect(outcome).toMatchObject({ kind: 'needsFactor', binding: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('of a name alone makes no new version: the test sign-in of these settings still counts', async () => {
    const { id } = await idps.anIdp();
    const { name: _, ...same } = pick(await row(id));
    const { entityId, ssoUrl, sloUrl, sloBinding, sloResponseUrl, certificates, ...rest } = same;
    const { mapping, provisioning, roleCeiling, emailDomains, linksByEmail, ...policy } = rest;
    const input = { id, ...policy, version: 1, name: 'Another name', reason };
    expect(await run('editConnection', input)).toMatchObject({ kind: 'done', result: { version: 1 } });
    expect(await db().connectionVersion.count({ where: { connectionId: id } })).toBe(0);
    expect(await run('editConnection', input)).toMatchObject({ kind: 'refused', code: 'conflict' });
  });

  it.each([
    ['a field that it does not know', { slug: 'other' }, ''],
    [
      'the class of a password',
      { mfaContexts: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password' },
      'mfaContexts.0',
    ],
    [
      'no proof of MFA and nobody who asks',
      { mfaContexts: '', mfaAttributes: '[]', withoutMfa: 'refuse' },
      'mfaContexts',
    ],
    ['an age of no minutes', { authnMaxAgeMinutes: '0' }, 'authnMaxAgeMinutes'],
    ['an age of more than a day', { authnMaxAgeMinutes: '1441' }, 'authnMaxAgeMinutes'],
    [
      'an attribute without a value',
      { mfaAttributes: '[{"name":"amr","values":[]}]' },
      'mfaAttributes.0.values',
    ],
    [
      'an attribute that stands there twice',
      { mfaAttributes: '[{"name":"a","values":["x"]},{"name":"a","values":["y"]}]' },
      'mfaAttributes',
    ],
    ['signatures of neither', { signatures: 'none' }, 'signatures'],
  ])('with %s is refused at its field', async (_, wrong, field) => {
    const outcome = await run('editConnection', { ...(await idps.toEdit()), ...wrong });
    expect(outcome).toMatchObject({ kind: 'invalid' });
    if (outcome.kind === 'invalid' && field) expect(Object.keys(outcome.fields)).toContain(field);
  });

  it('of what somebody changed meanwhile is refused, in sequence and at once', async () => {
    const input = await idps.toEdit();
    const { id, version } = await must(commands.editConnection, input);
    expect(await run('editConnection', { ...input, name: 'Late' })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
      message: expect.stringContaining('changed since you opened'),
    });
    // An edit against a restore, each of version 2: one of them wins, and the other is told.
    const edit = { ...input, version, withoutMfa: 'refuse' };
    const outcomes = await Promise.all([
      run('editConnection', edit, cli),
      run('restoreConnection', { id, version, former: 1, reason }, cli),
    ]);
    expect(outcomes.map((o) => o.kind).sort()).toEqual(['done', 'refused']);
    expect((await row(id)).version).toBe(3);
    expect(await db().connectionVersion.count({ where: { connectionId: id } })).toBe(2);
  });

  it('whatever a form sends, nothing but settings of the known form comes out of it', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            mfaContexts: fc.oneof(fc.string(), fc.array(fc.string())),
            mfaAttributes: fc.oneof(fc.string(), fc.json(), fc.anything()),
            signatures: fc.oneof(fc.constantFrom('both', 'response'), fc.string()),
            authnMaxAgeMinutes: fc.oneof(fc.integer(), fc.string(), fc.double()),
            withoutMfa: fc.oneof(fc.constantFrom('ask', 'refuse'), fc.anything()),
            metadataUrl: fc.oneof(fc.string(), fc.webUrl()),
          },
          { requiredKeys: [] },
        ),
        (said) => {
          const parsed = EditConnection.safeParse({
            id: '00000000-0000-7000-8000-000000000001',
            ...idps.policy,
            reason,
            ...said,
          });
          if (!parsed.success) return;
          const { mfaContexts, mfaAttributes, authnMaxAgeMinutes: age, withoutMfa } = parsed.data;
          expect(Number.isInteger(age) && age >= 1 && age <= 1440).toBe(true);
          expect(mfaContexts.every((context) => /^(https?:\/\/|urn:)\S+$/.test(context))).toBe(true);
          expect(mfaAttributes.every(({ name, values }) => name && values.length > 0)).toBe(true);
          expect(withoutMfa === 'ask' || mfaContexts.length + mfaAttributes.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe('a former version', () => {
  it('comes back as it was, and what stood before is kept in its turn', async () => {
    const input = await idps.toRestore();
    const { settings } = await db().connectionVersion.findFirstOrThrow({
      where: { connectionId: input.id, version: 1 },
    });
    expect(await run('restoreConnection', input)).toMatchObject({ kind: 'done', result: { version: 3 } });
    expect(pick(await row(input.id))).toEqual(settings);
    const kept = await db().connectionVersion.findMany({
      where: { connectionId: input.id },
      orderBy: { version: 'asc' },
    });
    expect(kept.map(({ version }) => version)).toEqual([1, 2]);
    expect(kept[1]?.settings).toMatchObject({ name: 'Edited' });
  });

  it('from before sign-out by POST was known comes back as what it was: by redirect', async () => {
    const { id, version } = await must(commands.refreshConnection, await byPost());
    const kept = await db().connectionVersion.findFirstOrThrow({ where: { connectionId: id } });
    const { sloBinding: _, sloResponseUrl: __, ...former } = kept.settings as Record<string, unknown>;
    expect(readSettings(former)).toEqual(kept.settings);
    expect(await run('restoreConnection', { id, version, former: 1, reason })).toMatchObject({
      kind: 'done',
    });
    expect(await row(id)).toMatchObject({ sloBinding: 'redirect', sloResponseUrl: null });
  });

  it('that is none is refused, and so is one whose certificates have all ended', async () => {
    const input = await idps.toRestore();
    expect(await run('restoreConnection', { ...input, former: 7 })).toMatchObject({ code: 'conflict' });
    const [pem = ''] = (await row(input.id)).certificates;
    const later = new Date(new X509Certificate(pem).validToDate.getTime() + 1);
    expect(await execute(commands.restoreConnection, cli, input, { ...origin, now: later })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('No certificate would be valid'),
    });
  });

  it('brings back no e-mail domain that another connection was given since', async () => {
    const [{ id }, other] = [await idps.anIdp(), await idps.anIdp()];
    const people = { rules: [], roleCeiling: [], provisioning: 'off' as const, reason };
    await must(commands.editMapping, { id, ...people, emailDomains: ['moved.example'] });
    await must(commands.editMapping, { id, ...people, emailDomains: [] });
    await must(commands.editMapping, { id: other.id, ...people, emailDomains: ['moved.example'] });
    expect(await run('restoreConnection', { id, version: 3, former: 2, reason })).toMatchObject({
      kind: 'invalid',
      fields: { emailDomains: expect.stringContaining('moved.example') },
    });
  });
});

describe('a refresh of metadata', () => {
  it('trusts what was shown, keeps the former certificate beside it until it is removed by hand', async () => {
    const input = await idps.toRefresh();
    const [old = ''] = (await row(input.id)).certificates;
    expect(await run('refreshConnection', input)).toMatchObject({
      kind: 'done',
      result: { version: 2, certificates: 2 },
    });
    const { certificates } = await row(input.id);
    expect(certificates[1]).toBe(old);
    const fingerprint = new X509Certificate(old).fingerprint256;
    const removal = { id: input.id, version: 2, fingerprint, reason };
    expect(await run('removeCertificate', removal)).toMatchObject({ kind: 'done' });
    expect((await row(input.id)).certificates).toEqual([certificates[0]]);
    expect(await run('removeCertificate', { ...removal, version: 3 })).toMatchObject({ code: 'conflict' });
  });

  it('takes how and where single logout is told, shows it before, and keeps it in the trail', async () => {
    const input = await byPost();
    const { sloUrl: url } = readIdpMetadata(input.metadata, new Date());
    const { id } = input;
    const settings = readSettings(pick(await row(id)));
    const shown = showMetadata(settings, { metadata: input.metadata, address: null, now: new Date() });
    expect(shown.digest).toBe(input.digest);
    const said = Object.fromEntries(shown.changes.map(({ field, after }) => [field, after]));
    expect(said).toMatchObject({
      'SLO URL': [url],
      'Sign-out messages go': ['by POST'],
      'Sign-out answers go to': [`${url}/answers`],
    });
    expect(await run('refreshConnection', input)).toMatchObject({ kind: 'done' });
    const stored = { sloUrl: url, sloBinding: 'post', sloResponseUrl: `${url}/answers` };
    expect(await row(id)).toMatchObject(stored);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.refresh', subjectId: id },
    });
    expect(event).toMatchObject({ before: { sloBinding: 'redirect' }, after: stored });
    const again = readSettings(pick(await row(id)));
    const { changes } = showMetadata(again, { metadata: input.metadata, address: null, now: new Date() });
    expect(changes).toEqual([]);
  });

  it('trusts the new certificates alone where that is chosen', async () => {
    const input = { ...(await idps.toRefresh()), keepsFormer: 'false' };
    expect(await run('refreshConnection', input)).toMatchObject({ result: { certificates: 1 } });
  });

  it('of other metadata than was shown is refused', async () => {
    const shown = await idps.toRefresh();
    const other = await idps.toRefresh({ id: shown.id, version: 1 });
    expect(await run('refreshConnection', { ...shown, metadata: other.metadata })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('not the metadata that was shown'),
    });
    expect(await run('refreshConnection', { ...shown, digest: '' })).toMatchObject({ kind: 'invalid' });
  });

  it('of another IdP is refused: another IdP is another connection', async () => {
    const { id } = await idps.anIdp();
    const metadata = idpMetadata(await makeSigningKey('an IdP'), 'https://elsewhere.example/metadata');
    const digest = digestOfMetadata(readIdpMetadata(metadata, new Date()));
    expect(await run('refreshConnection', { id, version: 1, metadata, digest, reason })).toMatchObject({
      kind: 'invalid',
      fields: { metadata: expect.stringContaining('another connection') },
    });
  });

  it('never makes a connection of people trust a development IdP', async () => {
    const { id } = await idps.anIdp();
    const { entityId } = await row(id);
    const dev = await db().connection.findUniqueOrThrow({ where: { slug: 'dev' } });
    for (const key of [
      { certificate: dev.certificates[0] ?? '' },
      await makeSigningKey('Gatehouse development IdP'),
    ]) {
      const metadata = idpMetadata(key as never, entityId);
      const digest = digestOfMetadata(readIdpMetadata(metadata, new Date()));
      expect(await run('refreshConnection', { id, version: 1, metadata, digest, reason })).toMatchObject({
        kind: 'invalid',
        fields: { metadata: expect.stringContaining('development IdP') },
      });
    }
  });

  it('or a removal never leaves an enabled connection without a certificate that is valid now', async () => {
    const { id } = await idps.anIdp();
    const [pem = ''] = (await row(id)).certificates;
    const fingerprint = new X509Certificate(pem).fingerprint256;
    expect(await run('removeCertificate', { id, version: 1, fingerprint, reason })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    const early = new Date(new X509Certificate(pem).validFromDate.getTime() - 120_000);
    const input = { ...(await idps.toRefresh({ id, version: 1 })), keepsFormer: false };
    expect(await execute(commands.refreshConnection, cli, input, { ...origin, now: early })).toMatchObject({
      message: expect.stringContaining('No certificate would be valid'),
    });
    await must(commands.disableConnection, { id, reason }, cli);
    expect(await execute(commands.refreshConnection, cli, input, { ...origin, now: early })).toMatchObject({
      kind: 'done',
    });
  });

  it('keeps at most four, the named ones first, and none that has ended', async () => {
    const keys = await Promise.all([1, 2, 3, 4, 5].map((n) => makeSigningKey(`key ${n}`)));
    const [a = '', b = '', ...former] = keys.map((key) => key.certificate);
    const now = new Date();
    expect(trustedAfter([a, b], [a, ...former], { keepsFormer: true, now })).toEqual([
      a,
      b,
      ...former.slice(0, 2),
    ]);
    expect(trustedAfter([a], former, { keepsFormer: false, now })).toEqual([a]);
    expect(trustedAfter([a], former, { keepsFormer: true, now: new Date('2100-01-01') })).toEqual([a]);
  });
});

describe('our own keys', () => {
  const metadataOf = async (slug: string) => (await new Browser().ask(`/saml/${slug}/metadata`)).text();

  it('roll over: both are published meanwhile, requests are signed with the present one, then with the next', async () => {
    const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } });
    const before = await row(id);
    const begun = await run('beginKeyRollover', { id, version: before.version, reason });
    expect(begun).toMatchObject({ kind: 'done' });
    const during = await row(id);
    expect(during.spCertificate).toBe(before.spCertificate);
    expect((await metadataOf('acme')).match(/<KeyDescriptor use="(signing|encryption)">/g)).toHaveLength(4);
    expect(await run('beginKeyRollover', { id, version: during.version, reason })).toMatchObject({
      code: 'conflict',
    });
    expect(await signIn()).toBe(1);
    const finished = await run('finishKeyRollover', { id, version: during.version, reason });
    expect(finished).toMatchObject({ kind: 'done' });
    const after = await row(id);
    expect(after).toMatchObject({
      spCertificate: during.nextSpCertificate,
      encryptionCert: during.nextEncryptionCert,
      nextSpPrivateKey: null,
      nextEncryptionPrivateKey: null,
    });
    // Sealed anew, to its own column: the next key's text would not open there.
    expect(after.spPrivateKey).not.toBe(during.nextSpPrivateKey);
    for (const [column, sealed, certificate] of [
      ['sp_private_key', after.spPrivateKey, after.spCertificate],
      ['encryption_private_key', after.encryptionPrivateKey, after.encryptionCert],
    ] as const) {
      const pem = open(await keyring(), { table: 'connection', column, row: id }, sealed).toString();
      expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(pem))).toBe(true);
    }
    expect((await metadataOf('acme')).match(/<KeyDescriptor/g)).toHaveLength(2);
    expect(await signIn()).toBe(1);
  });

  it('stay as they are when the next ones are forgotten; nothing secret stands in the trail', async () => {
    const input = await idps.toFinish();
    const { spCertificate } = await row(input.id);
    expect(await run('cancelKeyRollover', input)).toMatchObject({ kind: 'done' });
    expect(await row(input.id)).toMatchObject({ spCertificate, nextSpCertificate: null });
    const again = { ...input, version: input.version + 1 };
    for (const command of ['cancelKeyRollover', 'finishKeyRollover'] as const)
      expect(await run(command, again)).toMatchObject({ code: 'conflict' });
    const events = await db().auditEvent.findMany({ where: { subjectId: input.id } });
    expect(JSON.stringify(events, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toMatch(
      /PRIVATE KEY|gh1\./,
    );
  });

  async function signIn(): Promise<number> {
    const browser = new Browser();
    const started = await browser.start();
    const open = await sessions();
    await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
    return (await sessions()) - open;
  }
});

it('an edit takes effect with the next response: a class that was taken off the list proves nothing any more', async () => {
  await setPolicy({ withoutMfa: 'refuse', mfaContexts: ['https://old.example/mfa'] });
  const { id, version } = await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } });
  const demand = { ...idps.policy, mfaAttributes: [], forcesAuthn: false, withoutMfa: 'refuse' as const };
  expect(await verdictOn(house.key, { contextClass: 'https://old.example/mfa' })).toBe('accepted');
  await must(commands.editConnection, { id, ...demand, version, reason });
  expect(await verdictOn(house.key, { contextClass: 'https://old.example/mfa' })).not.toBe('accepted');
  expect(await verdictOn(house.key, {})).toBe('accepted');
});

/** `connection.refresh` with metadata that offers single logout by POST alone, and answers to an address of their own. */
async function byPost() {
  const input = await idps.toRefresh();
  const at = `${(await row(input.id)).entityId.replace(/metadata$/, '')}slo`;
  const service = `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${at}" ResponseLocation="${at}/answers"/>`;
  const metadata = input.metadata.replace('<md:SingleSignOnService', `${service}$&`);
  return { ...input, metadata, digest: digestOfMetadata(readIdpMetadata(metadata, new Date())) };
}

function pick(of: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(settingColumns).map((column) => [column, of[column]]));
}
