/** A test sign-in: what it shows, whom it lets in (nobody), and who may begin one. */
import { inflateRawSync } from 'node:zlib';
import samlify from 'samlify';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateBody, makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import type { ResponseParameters } from '#dev/idp/response.ts';
import { beginTest } from '#lib/auth/test-sign-in.ts';
import { certificateFacts } from '#lib/connections/certificates.ts';
import { addConnection, enableConnection } from '#lib/connections/commands.ts';
import type { SignInConnection } from '#lib/connections/queries.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { TestCheck } from '#lib/connections/test-schema.ts';
import { db } from '#lib/db/client.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { localOrigin, makeOperator, must } from '#prisma/factories.ts';
import { executeProven } from '../support/proven.ts';
import { personOf } from '../support/world.ts';
import { agedKey } from './aged-key.ts';
import {
  acme,
  Browser,
  eventBehind,
  idpMetadata,
  publicUrl,
  right,
  type Started,
  sessions,
  setPolicy,
} from './kit.ts';

const house = acme();
const entity = 'https://idp.tried.example/metadata';
const at = `${publicUrl}/saml/tried`;
const admin = 'admin@acme.example';
let key: SigningKey;
let connection: SignInConnection;
let adminId = '';

beforeAll(async () => {
  key = await makeSigningKey('Tried IdP');
  const metadata = idpMetadata(key, entity);
  await must(addConnection, { slug: 'tried', name: 'Tried', metadata, enable: false, listed: true });
  adminId = (await makeOperator({ connection: 'acme', email: admin, role: 'administrator' })).id;
  connection = (await connectionBySlug('tried')) as SignInConnection;
});

async function signedIn(nameId = admin): Promise<Browser> {
  const browser = new Browser();
  const started = await browser.start();
  const response = await right(house.key, started, { nameId });
  await browser.post({ SAMLResponse: response, RelayState: started.relayState });
  return browser;
}

function ask(browser: Browser, slug = 'tried', site: string | null = 'same-origin') {
  return browser.ask(`/saml/${slug}/login?purpose=test`, { headers: site ? { 'sec-fetch-site': site } : {} });
}

function startedBy(answer: Response): Started {
  const url = new URL(answer.headers.get('location') ?? '');
  const sent = Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64');
  const request = inflateRawSync(sent).toString();
  const relayState = url.searchParams.get('RelayState') ?? '';
  return { id: / ID="([^"]+)"/.exec(request)?.[1] ?? '', relayState, request };
}

async function answer(browser: Browser, started: Started, change: Partial<ResponseParameters> = {}) {
  const mine = { issuer: entity, acs: `${at}/acs`, audience: `${at}/metadata` };
  const response = await right(key, started, { ...mine, ...change });
  return browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'tried');
}

async function testOf(response: Response) {
  const path = new URL(response.headers.get('location') ?? '').pathname;
  const id = new RegExp(`^/connections/${connection.id}/tests/([0-9a-f-]{36})$`).exec(path)?.[1];
  if (!id) throw new Error(`no test: ${path}`);
  const row = await db().connectionTest.findUniqueOrThrow({ where: { id } });
  return { ...row, checks: TestCheck.array().parse(row.checks) };
}

async function tested(change: Partial<ResponseParameters> = {}) {
  const browser = await signedIn();
  return testOf(await answer(browser, startedBy(await ask(browser)), change));
}

function signedBy({ privateKey, certificate }: SigningKey, rawSamlMessage: string): string {
  return samlify.SamlLib.constructSAMLSignature({
    rawSamlMessage,
    isMessageSigned: true,
    isBase64Output: false,
    privateKey,
    signingCert: certificateBody(certificate),
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    signatureConfig: {
      prefix: 'ds',
      location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
    },
  });
}

const checkOf = ({ checks }: { checks: TestCheck[] }, rule: string) => checks.find((c) => c.rule === rule);

describe('a test sign-in', () => {
  it('of a disabled connection shows what each check of the message saw, and that a person whom nobody knows would be refused', async () => {
    const before = await sessions();
    const people = await db().operator.count();
    const browser = await signedIn();
    const cookie = browser.cookies.get('__Host-gatehouse');
    const held = await sessions();
    const attributes = { mail: 'stranger@acme.example', groups: ['admins', 'ops'] };
    const test = await testOf(
      await answer(browser, startedBy(await ask(browser)), { nameId: 'stranger@acme.example', attributes }),
    );
    expect(test).toMatchObject({ passed: true, testedBy: adminId, version: connection.version });
    expect(test.checks.map((c) => c.outcome)).not.toContain('failed');
    expect(test.checks.map((c) => c.outcome)).not.toContain('not reached');
    const { fingerprint } = certificateFacts(connection.certificates[0] ?? '', new Date());
    expect(test.fingerprint).toBe(fingerprint);
    expect(checkOf(test, 'issuer')?.value).toBe(entity);
    expect(checkOf(test, 'destination')?.value).toBe(`${at}/acs`);
    expect(checkOf(test, 'audience')?.value).toBe(`${at}/metadata`);
    expect(checkOf(test, 'signature-shape')?.value).toContain('rsa-sha256');
    expect(checkOf(test, 'signature')?.rows).toContainEqual({ label: 'SHA-256', value: fingerprint });
    expect(checkOf(test, 'mfa')?.value).toBe('https://refeds.org/profile/mfa');
    expect(checkOf(test, 'operator')).toMatchObject({
      outcome: 'refused',
      value: 'Nobody has this name yet',
      detail: expect.stringContaining('No active operator of this connection has that name.'),
    });
    expect(checkOf(test, 'subject')?.rows).toContainEqual({ label: 'groups', value: 'admins, ops' });
    expect([await sessions(), browser.cookies.get('__Host-gatehouse')]).toEqual([held, cookie]);
    expect([held, await db().operator.count()]).toEqual([before + 1, people]);
  });

  it.each<[string, string, Partial<ResponseParameters>]>([
    ['a wrong audience', 'audience', { audience: 'https://other.example/metadata' }],
    ['a wrong destination', 'destination', { destination: 'https://other.example/acs' }],
    ['another issuer', 'issuer', { issuer: 'https://other.example/metadata' }],
    ['no signature', 'signature-missing', { sign: 'none' }],
    ['SHA-1', 'signature-shape', { algorithm: 'rsa-sha1' }],
    [
      'an error status',
      'status',
      { status: ['urn:oasis:names:tc:SAML:2.0:status:Responder'], assertions: [] },
    ],
    ['no evidence of a second factor', 'mfa', { contextClass: 'urn:none' }],
    ['a document type', 'lexical', { edit: { sent: (xml) => `<!DOCTYPE a>${xml}` } }],
    ['an answer to no request', 'in-response-to', { inResponseTo: '_never-sent' }],
    ['a recipient elsewhere', 'recipient', { recipient: 'https://other.example/acs' }],
  ])(
    'with %s names the check %s in words, with what to change, and starts nothing',
    async (_, rule, change) => {
      const before = await sessions();
      const test = await tested(change);
      expect(test.passed).toBe(false);
      expect(test.checks.filter((c) => c.outcome === 'failed').map((c) => c.rule)).toEqual([rule]);
      expect(checkOf(test, rule)?.detail).toMatch(/\. [A-Z].{10,}\.$/);
      const failedAt = test.checks.findIndex((c) => c.outcome === 'failed');
      if (rule !== 'mfa')
        expect(test.checks.slice(failedAt + 1).some((c) => c.outcome === 'not reached')).toBe(true);
      expect(await sessions()).toBe(before + 1);
    },
  );

  it('signed by a stranger’s key fails, and says which certificates are known by none', async () => {
    const test = await tested({ key: await makeSigningKey('Stranger') });
    expect(checkOf(test, 'signature')).toMatchObject({ outcome: 'failed', rows: [] });
    expect(test.fingerprint).toBeNull();
  });

  it('signed by a key whose certificate has ended fails, and shows which one and its days', async () => {
    const ended = await agedKey(-60, -1);
    const { certificates } = connection;
    await setPolicy({ certificates: [...certificates, ended.certificate] }, 'tried');
    const test = await tested({ key: ended });
    await setPolicy({ certificates }, 'tried');
    const { fingerprint, until } = certificateFacts(ended.certificate, new Date());
    expect(test).toMatchObject({ passed: false, fingerprint });
    expect(checkOf(test, 'signature')?.outcome).toBe('passed');
    expect(checkOf(test, 'certificate')).toMatchObject({
      outcome: 'failed',
      value: expect.stringContaining(until.toISOString().slice(0, 10)),
    });
  });

  it('whose response and assertion bear different keys shows both certificates', async () => {
    const second = await makeSigningKey('Second key');
    const { certificates } = connection;
    await setPolicy({ certificates: [...certificates, second.certificate] }, 'tried');
    const resign = (xml: string) =>
      xml.replace(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, (inner) => signedBy(second, inner));
    const test = await tested({ sign: 'response', edit: { response: resign } });
    await setPolicy({ certificates }, 'tried');
    expect(test.passed).toBe(true);
    const prints = [...certificates, second.certificate].map(
      (pem) => certificateFacts(pem, new Date()).fingerprint,
    );
    const shown = checkOf(test, 'signature')?.rows.filter(({ label }) => label === 'SHA-256');
    expect(shown?.map(({ value }) => value).sort()).toEqual(prints.sort());
  });

  it.each<[string, object, Partial<ResponseParameters>, string]>([
    [
      'a name that changes with every sign-in',
      { provisioning: 'bare' },
      { nameId: '_t1', nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
      'changes with every sign-in',
    ],
    [
      'no e-mail address where the mapping looks',
      { provisioning: 'bare', mapping: { email: 'mail', name: null, groups: null, roles: [] } },
      { nameId: 'u-1' },
      'no e-mail address came',
    ],
    [
      'an address outside the connection’s domains',
      { provisioning: 'bare', emailDomains: ['tried.example'] },
      { nameId: 'eve@elsewhere.example' },
      'outside the domains',
    ],
  ])(
    'with %s tells that a sign-in would be refused, though the message is right',
    async (_, policy, change, why) => {
      const { mapping, provisioning, emailDomains } = await db().connection.findUniqueOrThrow({
        where: { id: connection.id },
      });
      await setPolicy(policy, 'tried');
      const test = await tested(change);
      await setPolicy({ mapping: mapping ?? {}, provisioning, emailDomains }, 'tried');
      expect(test.passed).toBe(true);
      expect(checkOf(test, 'operator')).toMatchObject({
        outcome: 'refused',
        detail: expect.stringContaining(why),
      });
    },
  );

  it('says of whom it would let in that they are known, or new', async () => {
    await setPolicy({ provisioning: 'bare' }, 'tried');
    const test = await tested({ nameId: 'new@acme.example' });
    await setPolicy({ provisioning: 'off' }, 'tried');
    expect(checkOf(test, 'operator')).toMatchObject({
      outcome: 'passed',
      value: 'Nobody has this name yet; they are let in as somebody new',
    });
  });

  it('passes without evidence where the connection asks for the factor here', async () => {
    await setPolicy({ withoutMfa: 'ask' }, 'tried');
    const test = await tested({ contextClass: 'urn:none' });
    await setPolicy({ withoutMfa: 'refuse' }, 'tried');
    expect(test.passed).toBe(true);
    expect(checkOf(test, 'mfa')?.value).toContain('Gatehouse asks for its own second factor');
  });

  it('leaves its event, and its assertion counts as used', async () => {
    const test = await tested({ assertionId: '_tested-once' });
    const event = await db().auditEvent.findFirstOrThrow({ where: { subjectId: test.id } });
    expect(event).toMatchObject({ action: 'connection.record_test', actorKind: 'system', outcome: 'done' });
    expect(checkOf(await tested({ assertionId: '_tested-once' }), 'replay')?.outcome).toBe('failed');
  });
});

describe('a test is begun', () => {
  it.each([
    ['another site', 'cross-site'],
    ['a sibling host', 'same-site'],
    ['a browser that does not say', null],
  ])('not from %s', async (_, site) => {
    expect(await eventBehind(await ask(await signedIn(), 'tried', site))).toMatchObject({
      action: 'connection.record_test',
      code: 'asker',
    });
  });

  it('not by somebody who may not, nor by nobody', async () => {
    const officer = await signedIn('ada@acme.example');
    expect((await eventBehind(await ask(officer))).code).toBe('asker');
    expect((await eventBehind(await ask(new Browser()))).code).toBe('asker');
  });

  it('and then a disabled connection listens to that test alone', async () => {
    const browser = await signedIn();
    const login = await browser.start('', 'acme');
    const started = startedBy(await ask(browser));
    const stranger = new Browser();
    await stranger.start('', 'acme');
    expect((await eventBehind(await answer(stranger, started))).code).toBe('connection');
    expect((await testOf(await answer(browser, started))).passed).toBe(true);
    expect((await eventBehind(await answer(browser, started))).code).toBe('connection');
    expect((await eventBehind(await answer(browser, login))).code).toBe('connection');
  });

  it('and an unsolicited response in its place starts no session', async () => {
    await setPolicy({ allowsUnsolicited: true }, 'tried');
    await makeOperator({ connection: 'tried', email: 'ada@acme.example', role: 'viewer' });
    const browser = await signedIn();
    const before = await sessions();
    const started = startedBy(await ask(browser));
    await answer(browser, started, { inResponseTo: null });
    await setPolicy({ allowsUnsolicited: false }, 'tried');
    expect(await sessions()).toBe(before);
  });

  it('by somebody who is shut out before it is answered: nothing is recorded', async () => {
    const browser = await signedIn();
    const started = startedBy(await ask(browser));
    const count = await db().connectionTest.count();
    await must(disableOperator, { id: adminId, reason: 'left the company' });
    const refused = await answer(browser, started);
    await must(enableOperator, { id: adminId, reason: 'came back' });
    expect((await eventBehind(refused)).code).toBe('asker');
    expect(await db().connectionTest.count()).toBe(count);
  });

  it('by a set-up link without anybody signed in, and leads back to where that asked', async () => {
    const browser = new Browser();
    const link = await db().$transaction(async (tx) => {
      const { recordEvent } = await import('#lib/audit/record.ts');
      const row = await tx.setupLink.create({
        data: { digest: 'd'.repeat(64), expiresAt: new Date(Date.now() + 60_000) },
      });
      await recordEvent(tx, {
        action: 'setup.test',
        outcome: 'done',
        sensitivity: 'routine',
        actor: { kind: 'system', id: 'tests', name: 'Tests' },
        origin: localOrigin,
        subjectType: 'SetupLink',
        subjectId: row.id,
        subjectLabel: 'a link',
        summary: 'A link for a test',
      });
      return row;
    });
    const asked = new Request(`${publicUrl}/setup/test`);
    const begun = await beginTest(asked, connection, link.id, '/setup/test');
    browser.keep(begun);
    const led = new URL((await answer(browser, startedBy(begun))).headers.get('location') ?? '');
    expect(led.pathname).toBe('/setup/test');
    const test = await db().connectionTest.findUniqueOrThrow({
      where: { id: led.searchParams.get('test') ?? '' },
    });
    expect(test).toMatchObject({ passed: true, testedBy: link.id });
    expect(browser.cookies.has('__Host-gatehouse')).toBe(false);
  });
});

describe('enabling', () => {
  const enable = async () => {
    const { actor } = await personOf(adminId);
    const input = { id: connection.id, reason: 'goes live' };
    return executeProven(enableConnection, actor, input, { origin: localOrigin });
  };

  it('by a person waits for a test that these very settings passed', async () => {
    await setPolicy({ authnMaxAgeMinutes: 60 }, 'tried');
    expect(await enable()).toMatchObject({ kind: 'refused', code: 'conflict' });
    await tested({ audience: 'https://other.example/metadata' });
    expect(await enable()).toMatchObject({ kind: 'refused', code: 'conflict' });
    await tested();
    await setPolicy({ authnMaxAgeMinutes: 61 }, 'tried');
    expect(await enable()).toMatchObject({ message: expect.stringContaining('test sign-in') });
    await tested();
    expect(await enable()).toMatchObject({ kind: 'done' });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.enable', outcome: 'done' },
      orderBy: { number: 'desc' },
    });
    expect(event.summary).toBe('Connection tried enabled');
  });

  it('on the command line skips it, and the trail says so', async () => {
    const metadata = idpMetadata(key, 'https://idp.quick.example/metadata');
    const { id } = await must(
      addConnection,
      { slug: 'quick', name: 'Quick', metadata, enable: true, listed: true },
      { kind: 'cli', id: 'cli:test', name: 'test' },
    );
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'connection.add', subjectId: id },
    });
    expect(event.summary).toBe('Connection quick added and enabled without a test sign-in');
  });
});
