import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { db } from '#lib/db/client.ts';
import { makeConnection, makeOperator, makeSession } from '#prisma/factories.ts';
import { acme, Browser, idpMetadata, person, publicUrl, setPolicy, verdict } from './kit.ts';
import { type Form, type Stock, stocks } from './stock.ts';
import { type Cipher, encrypted } from './stock-cipher.ts';
import { finished, type Hand, type KeyParts, place, signed } from './stock-signer.ts';

acme();
const policies = ['both', 'response', 'assertion'] as const;
type Policy = (typeof policies)[number];

/** What each form holds up under which policy; the rest lacks a signature. */
const takenUnder: Record<Form, readonly Policy[]> = {
  assertion: ['assertion'],
  response: ['response'],
  both: policies,
  encrypted: ['response'],
  'encrypted, signed inside': policies,
};

let key: SigningKey;
beforeAll(async () => {
  key = await makeSigningKey('A product');
  for (const { slug, name, issuer } of stocks) {
    const metadata = idpMetadata(key).replace(/entityID="[^"]+"/, `entityID="${issuer}"`);
    await makeConnection({ slug, name, metadata });
    await makeOperator({ connection: slug, email: person, role: 'viewer' });
  }
});

interface Change {
  hand?: Partial<Hand>;
  cipher?: Partial<Cipher>;
  /** Before anything is signed. */
  edit?(assertion: string): string;
  /** After it. */
  sent?(xml: string): string;
}

/** The product's response to a request of a fresh browser, posted; tells what became of it. */
async function told(stock: Stock, form: Form, change: Change = {}): Promise<string> {
  const browser = new Browser();
  const started = await browser.start('', stock.slug);
  const at = `${publicUrl}/saml/${stock.slug}`;
  const facts = {
    issuer: stock.issuer,
    acs: `${at}/acs`,
    audience: `${at}/metadata`,
    inResponseTo: started.id,
    nameId: person,
    responseId: stock.newId(),
    assertionId: stock.newId(),
    now: new Date(),
  };
  const edit = change.edit ?? ((xml: string) => xml);
  const hand = { ...stock.hand, key, ...change.hand };
  const isSealed = form.startsWith('encrypted');
  const signsInside = form === 'assertion' || form === 'both' || form === 'encrypted, signed inside';
  const sign = (xml: string, id: string, does: boolean) => (does ? signed(xml, id, hand) : xml);
  let assertion = edit(stock.assertion(facts));
  if (isSealed) {
    const certificate = (await connectionBySlug(stock.slug))?.encryptionCert ?? '';
    const plain = finished(sign(assertion, facts.assertionId, signsInside));
    assertion = encrypted(plain, { certificate, ...change.cipher });
  }
  let xml = stock.response(facts, assertion);
  if (!isSealed) xml = sign(xml, facts.assertionId, signsInside);
  xml = finished(sign(xml, facts.responseId, form !== 'assertion'));
  const SAMLResponse = Buffer.from(change.sent?.(xml) ?? xml).toString('base64');
  return verdict(await browser.post({ SAMLResponse, RelayState: started.relayState }, stock.slug), browser);
}

describe.each(stocks)('a response as $name sends it,', (stock) => {
  // Google states no second factor: that alone is what is missing then, and it is looked at last.
  const right = stock.mfa ? 'accepted' : 'mfa';
  beforeAll(() => setPolicy(stock.mfa ?? {}, stock.slug));

  it.each(stock.forms)('signed thus: %s, is taken exactly where the policy demands no more', async (form) => {
    const found: Record<string, string> = {};
    for (const signatures of policies) {
      await setPolicy({ signatures }, stock.slug);
      found[signatures] = await told(stock, form);
    }
    const expected = policies.map((p) => [p, takenUnder[form].includes(p) ? right : 'signature-missing']);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  it.each(stock.forms)('signed thus: %s, is refused when a stranger signed it', async (form) => {
    await setPolicy({ signatures: takenUnder[form][0] ?? 'both' }, stock.slug);
    const stranger = await makeSigningKey('stranger');
    expect(await told(stock, form, { hand: { key: stranger } })).toBe('signature');
  });

  it('is refused with another name in it', async () => {
    await setPolicy({ signatures: 'assertion' }, stock.slug);
    const sent = (xml: string) => xml.replaceAll(`>${person}<`, '>eve@acme.example<');
    expect(await told(stock, 'assertion', { sent })).toBe('signature');
  });
});

const named = (slug: string) => stocks.find((stock) => stock.slug === slug) as Stock;

describe('of what products can be set to send', () => {
  beforeAll(async () => {
    for (const { slug } of stocks) await setPolicy({ signatures: 'response' }, slug);
  });

  it.each<[string, string, string, Form, Change]>([
    ['Shibboleth', 'AES-128-GCM', 'accepted', 'encrypted', { cipher: { content: 'aes-128-gcm' } }],
    ['Shibboleth', 'AES-256-CBC', 'encryption', 'encrypted', { cipher: { content: 'aes-256-cbc' } }],
    ['Entra ID', 'AES-256-CBC', 'encryption', 'encrypted', { cipher: { content: 'aes-256-cbc' } }],
    ['AD FS', 'AES-256-CBC', 'encryption', 'encrypted', { cipher: { content: 'aes-256-cbc' } }],
    [
      'Okta',
      'the key beside the data, by reference',
      'encryption',
      'encrypted',
      { cipher: { beside: true } },
    ],
    [
      'LemonLDAP::NG',
      'the bare key in place of the certificate',
      'signature-shape',
      'response',
      { hand: { keyInfo: bareKey } },
    ],
    ['LemonLDAP::NG', 'no KeyInfo', 'accepted', 'response', { hand: { keyInfo: () => '' } }],
    [
      'SimpleSAMLphp',
      'no SessionIndex',
      'accepted',
      'both',
      { edit: (x) => x.replace(/ SessionIndex="[^"]+"/, '') },
    ],
    [
      'Keycloak',
      'a SHA-512 digest',
      'accepted',
      'both',
      { hand: { digest: 'http://www.w3.org/2001/04/xmlenc#sha512' } },
    ],
    [
      'AD FS',
      'a SHA-384 digest',
      'accepted',
      'both',
      { hand: { digest: 'http://www.w3.org/2001/04/xmldsig-more#sha384' } },
    ],
    [
      'Okta',
      'no class that counts and no session.amr',
      'mfa',
      'both',
      { edit: (x) => x.replace('session.amr', 'session.other') },
    ],
    [
      'Entra ID',
      'a password alone',
      'mfa',
      'both',
      { edit: (x) => x.replace(/multipleauthn/, 'singleauthn') },
    ],
  ])('%s with %s is: %s', async (name, _, expected, form, change) => {
    const stock = stocks.find((each) => each.name === name) as Stock;
    expect(await told(stock, form, change)).toBe(expected);
  });
});

function bareKey({ e, modulus }: KeyParts): string {
  return e('KeyInfo', e('KeyValue', e('RSAKeyValue', e('Modulus', modulus) + e('Exponent', 'AQAB'))));
}

describe('a signature by', () => {
  const more = 'http://www.w3.org/2001/04/xmldsig-more#';
  beforeAll(async () => {
    const metadata = (key: SigningKey) =>
      idpMetadata(key).replace(/entityID="[^"]+"/, `entityID="${named('shibboleth').issuer}"`);
    for (const curve of ['P-256', 'P-384', 'P-521'] as const) {
      curves[curve] = await makeCurveKey(curve);
      const slug = `ec-${curve.slice(2)}`;
      await makeConnection({ slug, name: curve, metadata: metadata(curves[curve]) });
      await makeOperator({ connection: slug, email: person, role: 'viewer' });
    }
  });
  const curves = {} as Record<'P-256' | 'P-384' | 'P-521', SigningKey>;
  const by = (slug: string, hand: Partial<Hand>, form: Form = 'both') =>
    told({ ...named('shibboleth'), slug }, form, { hand });

  it.each(['rsa-sha256', 'rsa-sha384', 'rsa-sha512'])(
    '%s is taken under an RSA certificate',
    async (algorithm) => {
      for (const form of ['both', 'encrypted, signed inside'] as const)
        expect(await by('shibboleth', { algorithm: more + algorithm }, form)).toBe('accepted');
    },
  );

  it.each([
    ['ecdsa-sha256', 'P-256'],
    ['ecdsa-sha384', 'P-384'],
    ['ecdsa-sha512', 'P-521'],
    ['ecdsa-sha256', 'P-384'],
    ['ecdsa-sha512', 'P-256'],
  ] as const)('%s is taken under a certificate of %s', async (algorithm, curve) => {
    const hand = { algorithm: more + algorithm, key: curves[curve], digest: `${more}sha384` };
    for (const form of ['both', 'encrypted, signed inside'] as const)
      expect(await by(`ec-${curve.slice(2)}`, hand, form)).toBe('accepted');
  });

  it('a curve’s key holds for a logout request by form, too', async () => {
    const slo = `${publicUrl}/saml/ec-256/slo`;
    const { id: operatorId } = await db().operator.findFirstOrThrow({
      where: { connection: { slug: 'ec-256' } },
    });
    await makeSession(operatorId);
    const request = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${slo}"><saml:Issuer>${named('shibboleth').issuer}</saml:Issuer>${place('_out')}<saml:NameID>${person}</saml:NameID></samlp:LogoutRequest>`;
    const open = () => db().session.count({ where: { operatorId, endedAt: null } });
    const post = (key: SigningKey) => {
      const xml = signed(request, '_out', { key, prefix: 'ds', algorithm: `${more}ecdsa-sha256` });
      const body = new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return new Browser().ask('/saml/ec-256/slo', { method: 'POST', body, headers });
    };
    await post(curves['P-384']);
    expect(await open()).toBeGreaterThan(0);
    await post(curves['P-256']);
    expect(await open()).toBe(0);
  });

  it('a curve’s key under another certificate, or named as RSA, is refused', async () => {
    const key = curves['P-256'];
    const ecdsa = `${more}ecdsa-sha256`;
    const renamed = { sent: (xml: string) => xml.replaceAll(ecdsa, `${more}rsa-sha256`) };
    const stock = { ...named('shibboleth'), slug: 'ec-256' };
    expect(await by('ec-384', { algorithm: ecdsa, key })).toBe('signature');
    expect(await by('shibboleth', { algorithm: ecdsa, key })).toBe('signature');
    expect(await told(stock, 'both', { hand: { algorithm: ecdsa, key }, ...renamed })).toBe('signature');
    expect(await by('ec-256', {})).toBe('signature');
  });
});

async function makeCurveKey(curve: 'P-256' | 'P-384' | 'P-521'): Promise<SigningKey> {
  const made = await generate([{ name: 'commonName', value: curve }], { keyType: 'ec', curve });
  return { privateKey: made.private, certificate: made.cert };
}
