import { afterAll, beforeAll, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { type FailureName, failures } from '#dev/idp/failures.ts';
import { assertionNs, childrenOf, parseXml, protocolNs, rootOf, signatureNs } from '#dev/idp/xml.ts';
import { Browser, hidden, signIn, startConsole, type TestConsole } from './console.ts';

let sp: TestConsole;
beforeAll(async () => {
  sp = await startConsole({ encrypts: true });
});
afterAll(() => sp.close());

const at = (xml: string, attribute: string) =>
  Date.parse(new RegExp(` ${attribute}="([^"]+)"`).exec(xml)?.[1] ?? '');
const signatures = (xml: string) => xml.match(/<ds:Signature /g)?.length ?? 0;
const idsWithin = (xml: string, element: string) =>
  xml.match(new RegExp(`<${element}[ >]`, 'g'))?.length ?? 0;

interface Expected {
  /** What node-saml says; null: it accepts, and only the console's own rules refuse. */
  refusal: RegExp | null;
  xml(xml: string): void;
}

/** What must be seen of each row: that it is wrong in the way it is named for. */
const expected: Record<FailureName, Expected> = {
  'no-mfa': { refusal: null, xml: (x) => expect(x).toContain('ac:classes:PasswordProtectedTransport<') },
  expired: {
    refusal: /No valid subject confirmation/,
    xml: (x) => expect(at(x, 'NotOnOrAfter')).toBeLessThan(Date.now() - 240_000),
  },
  future: {
    refusal: /not yet valid/,
    xml: (x) => expect(at(x, 'NotBefore')).toBeGreaterThan(Date.now() + 240_000),
  },
  'wrong-audience': {
    refusal: /audience/i,
    xml: (x) => expect(x).toContain('<saml:Audience>https://console.other.example/metadata<'),
  },
  'wrong-issuer': {
    refusal: null,
    xml: (x) => expect(idsWithin(x, 'saml:Issuer>https://idp.other.example/metadata</saml:Issuer')).toBe(2),
  },
  'wrong-destination': {
    refusal: null,
    xml: (x) => expect(x).toContain(' Destination="https://console.other.example/acs"'),
  },
  'wrong-recipient': {
    refusal: null,
    xml: (x) => expect(x).toContain(' Recipient="https://console.other.example/acs"'),
  },
  'wrong-in-response-to': {
    refusal: /InResponseTo/,
    xml: (x) => expect(x.match(/InResponseTo="_[0-9a-f-]{36}"/g)).toHaveLength(2),
  },
  unsigned: { refusal: /signature/i, xml: (x) => expect(signatures(x)).toBe(0) },
  'unsigned-response': {
    refusal: /signature/i,
    xml: (x) => expect(x.indexOf('<ds:Signature ')).toBeGreaterThan(x.indexOf('<saml:Assertion')),
  },
  'unsigned-assertion': {
    refusal: /signature/i,
    xml: (x) =>
      expect([signatures(x), x.indexOf('<ds:Signature ') < x.indexOf('<saml:Assertion')]).toEqual([1, true]),
  },
  'wrong-key': { refusal: /signature/i, xml: (x) => expect(x.includes(ownCertificate())).toBe(false) },
  sha1: {
    refusal: null,
    xml: (x) => expect([x.match(/#rsa-sha1"/g)?.length, x.includes('sha256')]).toEqual([2, false]),
  },
  tampered: { refusal: /signature/i, xml: (x) => expect(x).toContain('>owner@gatehouse.test</saml:NameID>') },
  'status-denied': {
    refusal: /AuthnFailed/,
    xml: (x) => expect([x.includes('<saml:Assertion'), signatures(x)]).toEqual([false, 1]),
  },
  'two-assertions': {
    refusal: /./,
    xml: (x) => expect([idsWithin(x, 'saml:Assertion'), signatures(x)]).toEqual([2, 3]),
  },
  wrapped: { refusal: /./, xml: expectWrapped },
  doctype: { refusal: null, xml: (x) => expect(x).toMatch(/^<!DOCTYPE samlp:Response \[/) },
  replay: { refusal: null, xml: () => {} },
  'stale-authn': {
    refusal: null,
    xml: (x) => expect(at(x, 'AuthnInstant')).toBeLessThan(Date.now() - 7 * 3_600_000),
  },
  'no-nameid': { refusal: null, xml: (x) => expect(x).not.toContain('NameID') },
  'comment-in-nameid': {
    refusal: null,
    xml: (x) => expect(x).toContain('>security@gatehouse.test<!-- -->.other.example</saml:NameID>'),
  },
  encrypted: { refusal: null, xml: expectEncrypted },
  'no-groups': {
    refusal: null,
    xml: (x) => expect([x.includes('Name="email"'), x.includes('Name="groups"')]).toEqual([true, false]),
  },
  badge: {
    refusal: null,
    xml: (x) => expect(x).toMatch(/nameid-format:persistent">EMP-[0-9a-f]{8}<\/saml:NameID>/),
  },
  'two-emails': {
    refusal: null,
    xml: (x) => expect(x).toMatch(/>security@gatehouse\.test<.*>somebody@gatehouse\.test</),
  },
  unknown: { refusal: null, xml: (x) => expect(x).toContain('>stranger@gatehouse.test</saml:NameID>') },
};

const ownCertificate = () => /<ds:X509Certificate>([^<]+)/.exec(sp.idp.metadata())?.[1] ?? 'none';

const ownPem = () => `-----BEGIN CERTIFICATE-----\n${ownCertificate()}\n-----END CERTIFICATE-----`;

/** The genuine response is in there whole, and its signature still holds over it. */
function expectWrapped(xml: string): void {
  const root = rootOf(parseXml(xml), protocolNs, 'Response');
  const [signature] = childrenOf(root, signatureNs, 'Signature');
  const verifier = new SignedXml({ publicCert: ownPem() });
  verifier.loadSignature(String(signature));
  expect(verifier.checkSignature(xml)).toBe(true);
  expect(verifier.getSignedReferences()[0]).toContain('>security@gatehouse.test</saml:NameID>');
  expect(verifier.getSignedReferences()[0]).not.toContain('>owner@gatehouse.test</saml:NameID>');
  expect(String(childrenOf(root, assertionNs, 'Assertion')[0])).toContain(
    '>owner@gatehouse.test</saml:NameID>',
  );
}

function expectEncrypted(xml: string): void {
  expect(xml).toContain('http://www.w3.org/2009/xmlenc11#aes256-gcm');
  expect(xml).toContain('http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p');
  expect(xml).not.toContain('security@gatehouse.test');
}

test.each(Object.keys(failures) as FailureName[])(
  '%s@ is wrong in the way it is named for, and in no other',
  async (name) => {
    const { saml, SAMLResponse, xml } = await signIn(sp, `${name}@gatehouse.test`);
    expected[name].xml(xml);
    const verdict = await saml.validatePostResponseAsync({ SAMLResponse }).then(
      () => null,
      (error: Error) => error.message,
    );
    if (expected[name].refusal === null) expect(verdict).toBeNull();
    else expect(verdict).toMatch(expected[name].refusal);
  },
);

test('the comment in a NameID leaves the signature whole', async () => {
  const { xml } = await signIn(sp, 'comment-in-nameid@gatehouse.test');
  const verifier = new SignedXml({ publicCert: ownPem() });
  verifier.loadSignature(/<ds:Signature [\s\S]*?<\/ds:Signature>/.exec(xml)?.[0] ?? '');
  expect(verifier.checkSignature(xml)).toBe(true);
});

test('a failure about a named person is about that person', async () => {
  const { xml } = await signIn(sp, 'no-mfa+auditor@gatehouse.test');
  expect(xml).toContain('>auditor@gatehouse.test</saml:NameID>');
});

test('password only is enough where the failure is the missing second factor, and nowhere else', async () => {
  const tried = async (name: string) => {
    const browser = new Browser();
    const page = await browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {}));
    const fields = { request: hidden(page, 'request'), name, password: 'gatehouse', code: '' };
    return (await browser.post(`${sp.idp.url}/sign-in`, fields)).status;
  };
  expect(await tried('no-mfa@gatehouse.test')).toBe(200);
  expect(await tried('expired@gatehouse.test')).toBe(422);
});

test('a failure signs nobody in here: the next request asks again', async () => {
  const browser = new Browser();
  await signIn(sp, 'expired@gatehouse.test', sp.saml(), browser);
  const next = await browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {}));
  expect(next.text).toContain('One-time code');
});

test('an encrypted assertion is read by its console, with the same person in it', async () => {
  const { saml, SAMLResponse } = await signIn(sp, 'encrypted+admin@gatehouse.test');
  expect((await saml.validatePostResponseAsync({ SAMLResponse })).profile?.nameID).toBe(
    'admin@gatehouse.test',
  );
});

test('a console without an encryption key is told so', async () => {
  const plain = await startConsole();
  await expect(signIn(plain, 'encrypted@gatehouse.test')).rejects.toThrow(
    /409[\s\S]*no encryption certificate/,
  );
  await plain.close();
});

test('/replay offers the very response that this browser carried, and nothing to another browser', async () => {
  const browser = new Browser();
  const { SAMLResponse } = await signIn(sp, 'replay@gatehouse.test', sp.saml(), browser);
  expect(hidden(await browser.get(`${sp.idp.url}/replay`), 'SAMLResponse')).toBe(SAMLResponse);
  expect((await new Browser().get(`${sp.idp.url}/replay`)).status).toBe(404);
});
