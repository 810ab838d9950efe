import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordContext, type ResponseParameters } from '#dev/idp/response.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { makeSpKeys, type SpKey } from '#lib/connections/service-provider.ts';
import { db } from '#lib/db/client.ts';
import { keyring } from '#lib/keyring.ts';
import { seal } from '#lib/vault/envelope.ts';
import { acme, Browser, right, sessions, setPolicy, verdict, verdictOn } from './kit.ts';

const house = acme();
const minute = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * minute);
type Signs = NonNullable<ResponseParameters['sign']>;

describe('a connection that demands the signature of the Response alone', () => {
  beforeAll(() => setPolicy({ signatures: 'response' }));

  it.each<[string, string, Signs]>([
    ['the Response alone', 'accepted', 'response'],
    ['both', 'accepted', 'both'],
    ['the assertion alone', 'signature-missing', 'assertion'],
    ['nothing', 'signature-missing', 'none'],
  ])('and gets a message that signs %s: %s', async (_, expected, sign) => {
    expect(await verdictOn(house.key, { sign })).toBe(expected);
  });
});

describe('a connection that demands the signature of the assertion alone', () => {
  beforeAll(() => setPolicy({ signatures: 'assertion' }));

  it.each<[string, string, Signs]>([
    ['the assertion alone', 'accepted', 'assertion'],
    ['both', 'accepted', 'both'],
    ['the Response alone', 'signature-missing', 'response'],
    ['nothing', 'signature-missing', 'none'],
  ])('and gets a message that signs %s: %s', async (_, expected, sign) => {
    expect(await verdictOn(house.key, { sign })).toBe(expected);
  });
});

describe('an encrypted assertion', () => {
  afterAll(() => setPolicy({ signatures: 'both' }));

  it.each<[string, string, Signs, string]>([
    ['response', 'accepted', 'response', 'the Response alone is signed'],
    ['response', 'accepted', 'both', 'both are signed'],
    ['response', 'signature-missing', 'assertion', 'only what is inside is signed'],
    ['assertion', 'accepted', 'both', 'both are signed'],
    ['assertion', 'signature-missing', 'assertion', 'only what is inside is signed'],
    ['assertion', 'signature-missing', 'response', 'the Response alone is signed'],
  ])('under the policy "%s" is: %s, when it comes %s and %s', async (signatures, expected, sign) => {
    await setPolicy({ signatures });
    const encryptFor = (await connectionBySlug('acme'))?.encryptionCert ?? '';
    expect(await verdictOn(house.key, { encryptFor, sign })).toBe(expected);
  });
});

describe('what answers no request, where the connection takes it,', () => {
  beforeAll(() => setPolicy({ allowsUnsolicited: true }));
  const nobody = { id: '', relayState: '', request: '' };
  const post = async (change: Partial<ResponseParameters> = {}, fields: Record<string, string> = {}) => {
    const browser = new Browser();
    const message = await right(house.key, nobody, { inResponseTo: null, ...change });
    const answer = await browser.post({ SAMLResponse: message, ...fields });
    return { answer, verdict: await verdict(answer, browser) };
  };

  /** What an answer can leave behind: a session, a proof, a test's outcome. */
  const proven = async () => ({
    starts: await db().auditEvent.count({ where: { action: 'session.start', outcome: 'done' } }),
    proofs: await db().proof.count(),
    tests: await db().connectionTest.count(),
  });

  it('signs in and leads home, whatever RelayState says', async () => {
    for (const RelayState of ['', '/keys', 'https://evil.example/', 'x'.repeat(500)]) {
      const { answer, verdict } = await post({}, { RelayState });
      expect([verdict, answer.headers.get('location')]).toEqual(['accepted', 'http://localhost:3000/']);
    }
  });

  it.each<[string, string, () => Partial<ResponseParameters>]>([
    ['a request in its confirmation', 'in-response-to', () => ({ confirmationInResponseTo: '_a' })],
    ['a request that was never sent', 'in-response-to', () => ({ inResponseTo: '_never' })],
    [
      'an empty request',
      'in-response-to',
      () => ({ edit: { response: (x) => x.replace(' Version=', ' InResponseTo="" Version=') } }),
    ],
    ['no second factor', 'mfa', () => ({ contextClass: passwordContext })],
    ['an age of ten minutes', 'issue-instant', () => ({ now: ago(10), notOnOrAfter: ago(-5) })],
    ['another addressee', 'destination', () => ({ destination: 'https://elsewhere.example/acs' })],
    ['another audience', 'audience', () => ({ audience: 'https://elsewhere.example/metadata' })],
    ['no signature', 'signature-missing', () => ({ sign: 'none' })],
  ])('with %s is refused as %s', async (_, rule, change) => {
    expect((await post(change())).verdict).toBe(rule);
  });

  it('counts once, also of twenty copies at once', async () => {
    const before = await sessions();
    const message = await right(house.key, nobody, { inResponseTo: null });
    const browsers = Array.from({ length: 20 }, () => new Browser());
    const told = await Promise.all(
      browsers.map(async (b) => verdict(await b.post({ SAMLResponse: message }), b)),
    );
    // The look-up finds those that come late, the unique insert those that came together.
    // On a machine that is busy a copy may wait too long for the winner's commit, and is told so.
    expect(told.filter((t) => !['replay', 'conflict', 'unavailable'].includes(t))).toEqual(['accepted']);
    expect(await sessions()).toBe(before + 1);
    const late = new Browser();
    expect(await verdict(await late.post({ SAMLResponse: message }), late)).toBe('replay');
  });

  it('takes nobody’s request out: one that waits in that browser stays', async () => {
    const browser = new Browser();
    const { id } = await browser.start();
    const message = await right(house.key, nobody, { inResponseTo: null });
    expect(await verdict(await browser.post({ SAMLResponse: message }), browser)).toBe('accepted');
    expect(await db().samlRequest.count({ where: { id } })).toBe(1);
  });

  it.each(['step-up', 'test'] as const)(
    'never answers a %s, though one waits in that browser',
    async (purpose) => {
      const browser = new Browser();
      const { id } = await browser.start();
      const { starts, ...before } = await proven();
      await db().samlRequest.update({ where: { id }, data: { purpose } });
      const message = await right(house.key, nobody, { inResponseTo: null });
      expect(await verdict(await browser.post({ SAMLResponse: message }), browser)).toBe('accepted');
      expect(await db().samlRequest.count({ where: { id, purpose } })).toBe(1);
      expect(await proven()).toEqual({ starts: starts + 1, ...before });
    },
  );

  it('and a message that answers a request still needs its RelayState and its browser', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const message = await right(house.key, started);
    const other = new Browser();
    expect(await verdict(await other.post({ SAMLResponse: message }), other)).toBe('browser');
    expect(await verdict(await browser.post({ SAMLResponse: message }), browser)).toBe('relay-state');
  });

  it('is refused again when the connection no longer takes it', async () => {
    await setPolicy({ allowsUnsolicited: false });
    expect((await post()).verdict).toBe('in-response-to');
  });
});

const methods = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const multiple = 'http://schemas.microsoft.com/claims/multipleauthn';
const single = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password';

describe('a second factor that an attribute states', () => {
  beforeAll(() =>
    setPolicy({
      mfaAttributes: [
        { name: methods, values: [multiple] },
        { name: 'session.amr', values: ['mfa', 'hwk'] },
      ],
    }),
  );
  const said = (attributes: Record<string, string | string[]>, change: Partial<ResponseParameters> = {}) =>
    verdictOn(house.key, { contextClass: passwordContext, attributes, ...change });

  it.each<[string, Record<string, string | string[]>]>([
    ['by one value', { [methods]: multiple }],
    ['by one of several values, as Entra ID and AD FS send them', { [methods]: [single, multiple] }],
    ['by another of the values that count, as Okta sends it', { 'session.amr': ['pwd', 'hwk'] }],
  ])('counts %s, where the connection counts it', async (_, attributes) => {
    expect(await said(attributes)).toBe('accepted');
  });

  it.each<[string, Record<string, string | string[]>]>([
    ['in other letters', { [methods]: multiple.toUpperCase(), 'session.amr': 'MFA' }],
    ['with a space before it', { [methods]: ` ${multiple}`, 'session.amr': ' mfa' }],
    ['with a line break behind it', { [methods]: `${multiple}\n`, 'session.amr': 'mfa\n' }],
    ['that begins like it', { [methods]: `${multiple}/not`, 'session.amr': 'mfa-skipped' }],
    ['that it begins with', { [methods]: multiple.slice(0, -1), 'session.amr': 'mf' }],
    ['among others in one text', { 'session.amr': 'pwd mfa' }],
    ['of the one attribute in the other', { [methods]: 'mfa', 'session.amr': multiple }],
    ['in an attribute that does not count', { amr: 'mfa', authnmethodsreferences: multiple }],
    ['in an attribute in other letters', { 'Session.AMR': 'mfa' }],
    ['in an attribute whose name has a space', { 'session.amr ': 'mfa' }],
    ['that is empty', { [methods]: '', 'session.amr': [''] }],
    ['that says a password', { [methods]: single, 'session.amr': ['pwd'] }],
  ])('does not count by a value %s', async (_, attributes) => {
    expect(await said(attributes)).toBe('mfa');
  });

  it.each<[string, string]>([
    [
      'a FriendlyName',
      '<saml:Attribute Name="x" FriendlyName="session.amr"><saml:AttributeValue>mfa</saml:AttributeValue></saml:Attribute>',
    ],
    [
      'a value with an element inside',
      '<saml:Attribute Name="session.amr"><saml:AttributeValue><saml:b>mfa</saml:b></saml:AttributeValue></saml:Attribute>',
    ],
    [
      'an attribute of another namespace',
      '<Attribute xmlns="urn:x" Name="session.amr"><AttributeValue>mfa</AttributeValue></Attribute>',
    ],
    [
      'an XML attribute of the value',
      '<saml:Attribute Name="session.amr"><saml:AttributeValue value="mfa">pwd</saml:AttributeValue></saml:Attribute>',
    ],
  ])('does not count by %s', async (_, xml) => {
    const edit = {
      assertion: (x: string) =>
        x.replace(
          '</saml:Assertion>',
          () => `<saml:AttributeStatement>${xml}</saml:AttributeStatement></saml:Assertion>`,
        ),
    };
    expect(await said({}, { edit })).toBe('mfa');
  });

  it('does not make up for an old authentication', async () => {
    expect(await said({ 'session.amr': 'mfa' }, { authnInstant: ago(5 * 60) })).toBe('authn-instant');
  });

  it('does not count where the connection counts none, or what it stores says nothing', async () => {
    const stored: (object | null)[] = [
      [],
      {},
      [{ name: methods }],
      [{ name: '', values: [''] }],
      [null, 'mfa'],
    ];
    for (const mfaAttributes of stored) {
      await setPolicy({ mfaAttributes: mfaAttributes as never });
      expect(await said({ [methods]: multiple, 'session.amr': 'mfa', '': '' })).toBe('mfa');
    }
  });
});

describe('the age of an authentication', () => {
  it.each<[string, string, number, number]>([
    ['29 minutes, of at most half an hour', 'accepted', 30, 29],
    ['31 minutes, of at most half an hour', 'authn-instant', 30, 31],
    ['five hours, of at most ten', 'accepted', 600, 300],
    ['five hours, of at most four', 'authn-instant', 240, 300],
  ])('%s: %s', async (_, expected, authnMaxAgeMinutes, age) => {
    await setPolicy({ authnMaxAgeMinutes });
    expect(await verdictOn(house.key, { authnInstant: ago(age) })).toBe(expected);
  });
});

describe('a connection that has its people authenticated at each sign-in', () => {
  beforeAll(() => setPolicy({ forcesAuthn: true, authnMaxAgeMinutes: 240 }));

  it('asks for it', async () => {
    expect((await new Browser().start()).request).toContain(' ForceAuthn="true"');
  });

  it('takes no authentication from before its request: asking is not proof', async () => {
    expect(await verdictOn(house.key, { authnInstant: ago(3) })).toBe('authn-instant');
    expect(await verdictOn(house.key, {})).toBe('accepted');
  });

  it('and one that does not asks for nothing and takes what is fresh enough', async () => {
    await setPolicy({ forcesAuthn: false });
    expect((await new Browser().start()).request).not.toContain('ForceAuthn');
    expect(await verdictOn(house.key, { authnInstant: ago(3) })).toBe('accepted');
  });
});

describe('the classes that count', () => {
  const asked = async () => (await new Browser().start()).request.includes('RequestedAuthnContext');

  it('are asked for where the connection says so, and hold either way', async () => {
    await setPolicy({ asksContext: true });
    expect([await asked(), await verdictOn(house.key, { contextClass: passwordContext })]).toEqual([
      true,
      'mfa',
    ]);
    await setPolicy({ asksContext: false });
    expect([await asked(), await verdictOn(house.key, { contextClass: passwordContext })]).toEqual([
      false,
      'mfa',
    ]);
    expect(await verdictOn(house.key, {})).toBe('accepted');
  });

  it('are not asked for when there are none', async () => {
    await setPolicy({ asksContext: true, mfaContexts: [] });
    expect([await asked(), await verdictOn(house.key, {})]).toEqual([false, 'mfa']);
    await setPolicy({ mfaContexts: ['https://refeds.org/profile/mfa'] });
  });
});

describe('during a rollover of our own key', () => {
  let next: SpKey;
  const encryptedFor = (certificate: string | undefined) =>
    verdictOn(house.key, { encryptFor: certificate ?? '' });
  beforeAll(async () => {
    next = (await makeSpKeys('acme', new Date())).encryption;
    const row = (await connectionBySlug('acme'))?.id ?? '';
    const place = { table: 'connection', column: 'next_encryption_private_key', row };
    await setPolicy({
      nextEncryptionPrivateKey: seal(await keyring(), place, Buffer.from(next.privateKey)),
      nextEncryptionCert: next.certificate,
    });
  });

  it('what is encrypted for the current or for the next certificate opens, and for no other', async () => {
    const current = (await connectionBySlug('acme'))?.encryptionCert;
    const stranger = (await makeSpKeys('acme', new Date())).encryption.certificate;
    const told = [
      await encryptedFor(current),
      await encryptedFor(next.certificate),
      await encryptedFor(stranger),
    ];
    expect(told).toEqual(['accepted', 'accepted', 'encryption']);
  });

  it('what the next key opens passes every other rule, too', async () => {
    const inside = (edit: (xml: string) => string) =>
      verdictOn(house.key, { encryptFor: next.certificate, edit: { assertion: edit } });
    expect(await inside((x) => x.replace(/<saml:Audience>[^<]*/, '<saml:Audience>urn:other'))).toBe(
      'audience',
    );
    expect(await inside((x) => x.replace('<saml:Subject>', '<!-- --><saml:Subject>'))).toBe('lexical');
  });

  it('a key that was given up opens nothing', async () => {
    await setPolicy({ nextEncryptionPrivateKey: null, nextEncryptionCert: null });
    expect(await encryptedFor(next.certificate)).toBe('encryption');
  });
});

it('a person in 1,400 groups signs in', async () => {
  const groups = Array.from({ length: 1_400 }, (_, i) => `acme-console-group-${String(i).padStart(45, '0')}`);
  expect(await verdictOn(house.key, { attributes: { groups } })).toBe('accepted');
});
