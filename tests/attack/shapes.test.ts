import { describe, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { passwordContext, type ResponseParameters } from '#dev/idp/response.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { acme, person, verdictOn } from './kit.ts';

const house = acme();
const minute = 60_000;
const ahead = (ms: number) => new Date(Date.now() + ms);
const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const saml = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
type Edit = (xml: string) => string;
/** An edit that finds nothing to change would test nothing. */
const sure =
  (edit: Edit): Edit =>
  (xml) => {
    const edited = edit(xml);
    if (edited === xml) throw new Error('the edit changed nothing');
    return edited;
  };
const inside = (edit: Edit) => ({ edit: { assertion: sure(edit) } });
const around = (edit: Edit) => ({ edit: { response: sure(edit) } });
const after = (edit: Edit) => ({ edit: { sent: sure(edit) } });

const keyValue =
  '<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>';
const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const canonicalization = `<ds:CanonicalizationMethod Algorithm="${excC14n}"/>`;
const listed = (prefixes: string) =>
  `<ds:CanonicalizationMethod Algorithm="${excC14n}" xmlns:c="${excC14n}"><c:InclusiveNamespaces PrefixList="${prefixes}"/></ds:CanonicalizationMethod>`;
type Case = [what: string, verdict: string, change: () => Partial<ResponseParameters>];

const wholeOf = (xml: string, tag: string) =>
  new RegExp(`<${tag}[ >][\\s\\S]*</${tag}>`).exec(xml)?.[0] ?? '';
const signatures: Case[] = [
  [
    'a SHA-1 digest under an RSA-SHA256 signature',
    'signature-shape',
    () => after((x) => x.replace(`DigestMethod Algorithm="${sha256}"`, `DigestMethod Algorithm="${sha1}"`)),
  ],
  [
    'an element of another namespace in a signature',
    'signature-shape',
    () => after((x) => x.replace('</ds:Signature>', '<x xmlns="urn:x"/></ds:Signature>')),
  ],
  [
    'a reference to another element',
    'signature-shape',
    () => after((x) => x.replace(/ URI="#[^"]+"/, ' URI="#_other"')),
  ],
  ['a reference without URI', 'signature-shape', () => after((x) => x.replace(/ URI="#[^"]+"/, ''))],
  [
    'the enveloped transform alone',
    'signature-shape',
    () => after((x) => x.replace(/<ds:Transform Algorithm="[^"]*exc-c14n#"\/?>(<\/ds:Transform>)?/, '')),
  ],
  [
    'an XPath transform',
    'signature-shape',
    () =>
      after((x) =>
        x.replace(
          'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
          'http://www.w3.org/TR/1999/REC-xpath-19991116',
        ),
      ),
  ],
  [
    'a second SignedInfo',
    'signature-shape',
    () => after((x) => x.replace('<ds:SignatureValue>', () => `<ds:SignedInfo/><ds:SignatureValue>`)),
  ],
  [
    'a second SignatureValue',
    'signature-shape',
    () =>
      after((x) =>
        x.replace('</ds:SignatureValue>', '</ds:SignatureValue><ds:SignatureValue>AAAA</ds:SignatureValue>'),
      ),
  ],
  [
    'an element in DigestValue',
    'signature-shape',
    () => after((x) => x.replace('<ds:DigestValue>', '<ds:DigestValue><ds:x/>')),
  ],
  [
    'a RetrievalMethod in KeyInfo',
    'signature-shape',
    () => after((x) => x.replace('<ds:X509Data>', '<ds:RetrievalMethod URI="#k"/><ds:X509Data>')),
  ],
  [
    'a key name in place of the certificate',
    'signature-shape',
    () =>
      after((x) =>
        x.replace(
          /<ds:KeyInfo>[\s\S]*?<\/ds:KeyInfo>/,
          '<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>',
        ),
      ),
  ],
  [
    'a key in place of the certificate',
    'signature-shape',
    () => after((x) => x.replace(/<ds:X509Data>[\s\S]*?<\/ds:X509Data>/, keyValue)),
  ],
  [
    'a key name before the certificate and the key behind it',
    'accepted',
    () =>
      after((x) =>
        x
          .replace('<ds:X509Data>', '<ds:KeyName>k</ds:KeyName><ds:X509Data>')
          .replace('</ds:X509Data>', `</ds:X509Data>${keyValue}`),
      ),
  ],
  [
    'an element in the key’s name',
    'signature-shape',
    () => after((x) => x.replace('<ds:X509Data>', '<ds:KeyName><ds:x/></ds:KeyName><ds:X509Data>')),
  ],
  [
    'an element in the certificate',
    'signature-shape',
    () => after((x) => x.replace('<ds:X509Certificate>', '<ds:X509Certificate><ds:x/>')),
  ],
  [
    'a subject without its certificate',
    'signature-shape',
    () =>
      after((x) =>
        x.replace(
          /<ds:X509Certificate>[\s\S]*?<\/ds:X509Certificate>/,
          '<ds:X509SubjectName>CN=Acme IdP</ds:X509SubjectName>',
        ),
      ),
  ],
  [
    'an issuer and serial in KeyInfo',
    'signature-shape',
    () => after((x) => x.replace('<ds:X509Data>', '<ds:X509Data><ds:X509IssuerSerial/>')),
  ],
  [
    'prefixes without end for its canonicalization',
    'signature-shape',
    () => after((x) => x.replace(canonicalization, listed('a '.repeat(129)))),
  ],
  [
    'two lists of prefixes',
    'signature-shape',
    () => after((x) => x.replace(canonicalization, listed('xs"/><c:InclusiveNamespaces PrefixList="xsi'))),
  ],
  [
    'an element in a list of prefixes',
    'signature-shape',
    () =>
      after((x) =>
        x.replace(canonicalization, listed('xs"><c:x/></c:InclusiveNamespaces><c:InclusiveNamespaces a="')),
      ),
  ],
  [
    'an empty signature value',
    'signature-shape',
    () => after((x) => x.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>')),
  ],
  [
    'the other element’s signature value',
    'signature',
    () =>
      after((x) => {
        const [one = '', two = ''] = [...x.matchAll(/<ds:SignatureValue>([^<]*)/g)].map((m) => m[1] ?? '');
        return x.replace(one, () => two);
      }),
  ],
  [
    'a Response signature without KeyInfo',
    'accepted',
    () => after((x) => x.replace(wholeOf(x.slice(0, x.indexOf('</ds:Signature>')), 'ds:KeyInfo'), '')),
  ],
  ['RSA-SHA512 signatures', 'accepted', () => ({ algorithm: 'rsa-sha512' })],
];

const texts: Case[] = [
  [
    'thirty-three attributes on one element',
    'lexical',
    () =>
      inside((x) =>
        x.replace(
          '<saml:Subject>',
          () => `<saml:Subject${Array.from({ length: 33 }, (_, i) => ` a${i}=""`).join('')}>`,
        ),
      ),
  ],
  [
    'nine thousand attributes',
    'lexical',
    () =>
      around((x) =>
        x.replace(
          '<samlp:Status>',
          () =>
            `${`<a${Array.from({ length: 30 }, (_, i) => ` a${i}=""`).join('')}/>`.repeat(300)}<samlp:Status>`,
        ),
      ),
  ],
  [
    'five thousand references',
    'lexical',
    () => after((x) => x.replace(`>${person}<`, () => `>${'&amp;'.repeat(5_000)}<`)),
  ],
  [
    'a reference to an entity that nobody declared',
    'lexical',
    () => after((x) => x.replace(`>${person}<`, '>&admin;<')),
  ],
  [
    'a processing instruction before the root',
    'lexical',
    () => after((x) => `<?xml-stylesheet href="http://evil.example/"?>${x}`),
  ],
  [
    'an encoding other than UTF-8 declared',
    'lexical',
    () => after((x) => `<?xml version="1.0" encoding="UTF-7"?>${x}`),
  ],
  ['an XML declaration', 'accepted', () => after((x) => `<?xml version="1.0" encoding="UTF-8"?>${x}`)],
];

const responses: Case[] = [
  [
    'another namespace of the Response',
    'structure',
    () => after((x) => x.replace('SAML:2.0:protocol', 'SAML:1.0:protocol')),
  ],
  [
    'no Issuer of the Response',
    'structure',
    () => after((x) => x.replace(/<saml:Issuer>[^<]*<\/saml:Issuer>/, '')),
  ],
  [
    'two Issuers of the Response',
    'structure',
    () => around((x) => x.replace(/<saml:Issuer>[^<]*<\/saml:Issuer>/, (i) => i + i)),
  ],
  [
    'an Issuer with a qualifier',
    'issuer',
    () => around((x) => x.replace('<saml:Issuer>', '<saml:Issuer NameQualifier="x">')),
  ],
  [
    'an Issuer of a person’s format',
    'issuer',
    () =>
      inside((x) =>
        x.replace(
          '<saml:Issuer>',
          '<saml:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">',
        ),
      ),
  ],
  [
    'an Issuer in other letters',
    'issuer',
    () =>
      around((x) => x.replace('>https://idp.acme.example/metadata<', '>https://IDP.acme.example/metadata<')),
  ],
  [
    'a Destination with a slash more',
    'destination',
    () => ({ destination: 'http://localhost:3000/saml/acme/acs/' }),
  ],
  [
    'a Destination with a query',
    'destination',
    () => ({ destination: 'http://localhost:3000/saml/acme/acs?x' }),
  ],
  [
    'a Destination in other letters',
    'destination',
    () => ({ destination: 'http://LOCALHOST:3000/saml/acme/acs' }),
  ],
  [
    'success below a failure',
    'status',
    () => ({
      status: ['urn:oasis:names:tc:SAML:2.0:status:Responder', 'urn:oasis:names:tc:SAML:2.0:status:Success'],
    }),
  ],
  [
    'no status code',
    'status',
    () => around((x) => x.replace(/<samlp:Status>[\s\S]*<\/samlp:Status>/, '<samlp:Status></samlp:Status>')),
  ],
  ['no status', 'structure', () => around((x) => x.replace(/<samlp:Status>[\s\S]*<\/samlp:Status>/, ''))],
  [
    'an ID that an xml:id repeats',
    'structure',
    () =>
      inside((x) =>
        x.replace('<saml:Subject>', () => `<saml:Subject xml:id="${/ ID="([^"]+)"/.exec(x)?.[1]}">`),
      ),
  ],
  [
    'an ID that AssertionID-like spellings repeat',
    'structure',
    () =>
      inside((x) => x.replace('<saml:Subject>', () => `<saml:Subject iD="${/ ID="([^"]+)"/.exec(x)?.[1]}">`)),
  ],
  [
    'text between its elements',
    'accepted',
    () => around((x) => x.replace('<samlp:Status>', '\n  <samlp:Status>')),
  ],
];

const conditions: Case[] = [
  [
    'NotBefore equal to NotOnOrAfter',
    'time',
    () => {
      const at = ahead(30_000);
      return { notBefore: at, notOnOrAfter: at };
    },
  ],
  [
    'NotBefore behind NotOnOrAfter',
    'time',
    () => ({ notBefore: ahead(50_000), notOnOrAfter: ahead(20_000) }),
  ],
  [
    'an end fifty seconds ago, within what clocks differ',
    'accepted',
    () => ({ notBefore: ahead(-5 * minute), notOnOrAfter: ahead(-50_000) }),
  ],
  [
    'an end seventy seconds ago',
    'time',
    () => ({ notBefore: ahead(-5 * minute), notOnOrAfter: ahead(-70_000) }),
  ],
  ['a beginning in fifty seconds', 'accepted', () => ({ notBefore: ahead(50_000) })],
  ['a beginning in seventy seconds', 'time', () => ({ notBefore: ahead(70_000) })],
  ['no Conditions', 'audience', () => inside((x) => x.replace(wholeOf(x, 'saml:Conditions'), ''))],
  [
    'Conditions without an end',
    'time',
    () => inside((x) => x.replace(/(<saml:Conditions[^>]*) NotOnOrAfter="[^"]+"/, '$1')),
  ],
  [
    'a beginning that is no instant',
    'time',
    () => inside((x) => x.replace(/(<saml:Conditions[^>]*NotBefore=")[^"]+/, '$1yesterday')),
  ],
  [
    'a confirmation without an end',
    'time',
    () => inside((x) => x.replace(/(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]+"/, '$1')),
  ],
  [
    'OneTimeUse',
    'accepted',
    () => inside((x) => x.replace('</saml:Conditions>', '<saml:OneTimeUse/></saml:Conditions>')),
  ],
  [
    'OneTimeUse twice',
    'conditions',
    () =>
      inside((x) =>
        x.replace('</saml:Conditions>', '<saml:OneTimeUse/><saml:OneTimeUse/></saml:Conditions>'),
      ),
  ],
  [
    'ProxyRestriction',
    'accepted',
    () =>
      inside((x) => x.replace('</saml:Conditions>', '<saml:ProxyRestriction Count="0"/></saml:Conditions>')),
  ],
  [
    'a condition of another namespace',
    'conditions',
    () => inside((x) => x.replace('</saml:Conditions>', '<c xmlns="urn:x"/></saml:Conditions>')),
  ],
  [
    'several audiences in one restriction, one of them ours',
    'accepted',
    () =>
      inside((x) => x.replace('<saml:Audience>', '<saml:Audience>urn:other</saml:Audience><saml:Audience>')),
  ],
  [
    'an audience that begins like ours',
    'audience',
    () => ({ audience: 'http://localhost:3000/saml/acme/metadata2' }),
  ],
  [
    'an assertion issued in two minutes',
    'issue-instant',
    () =>
      inside((x) => x.replace(/IssueInstant="[^"]+"/, `IssueInstant="${ahead(2 * minute).toISOString()}"`)),
  ],
];

const subjects: Case[] = [
  [
    'an EncryptedID instead of a NameID',
    'subject',
    () => inside((x) => x.replace(wholeOf(x, 'saml:NameID'), '<saml:EncryptedID/>')),
  ],
  [
    'a BaseID beside the NameID',
    'subject',
    () => inside((x) => x.replace('<saml:NameID', '<saml:BaseID/><saml:NameID')),
  ],
  ['two Subjects', 'subject', () => inside((x) => x.replace(wholeOf(x, 'saml:Subject'), (s) => s + s))],
  ['no confirmation', 'subject', () => inside((x) => x.replace(wholeOf(x, 'saml:SubjectConfirmation'), ''))],
  ['no Recipient', 'recipient', () => ({ recipient: null })],
  ['a space around the NameID', 'subject', () => ({ nameId: `${person} ` })],
  ['a name of 257 characters', 'subject', () => ({ nameId: `${'a'.repeat(245)}@acme.example` })],
  [
    'no NameID, but an attribute that is called so',
    'subject',
    () => ({ nameId: null, attributes: { nameID: person, NameID: person } }),
  ],
  [
    'an authorization decision',
    'structure',
    () => inside((x) => x.replace('</saml:Assertion>', '<saml:AuthzDecisionStatement/></saml:Assertion>')),
  ],
  [
    'advice',
    'structure',
    () => inside((x) => x.replace('</saml:Conditions>', '</saml:Conditions><saml:Advice/>')),
  ],
  [
    'no AuthnStatement',
    'authn-statement',
    () => inside((x) => x.replace(wholeOf(x, 'saml:AuthnStatement'), '')),
  ],
  [
    'two AuthnContexts',
    'authn-statement',
    () => inside((x) => x.replace(wholeOf(x, 'saml:AuthnContext'), (c) => c + c)),
  ],
  ['no AuthnInstant', 'authn-instant', () => inside((x) => x.replace(/ AuthnInstant="[^"]+"/, ''))],
  [
    'a session end that is no instant',
    'session-end',
    () =>
      inside((x) => x.replace('<saml:AuthnStatement ', '<saml:AuthnStatement SessionNotOnOrAfter="soon" ')),
  ],
  ['a class with a space before it', 'mfa', () => ({ contextClass: ' https://refeds.org/profile/mfa' })],
  ['a class in other letters', 'mfa', () => ({ contextClass: 'https://refeds.org/profile/MFA' })],
  [
    'a password, and an attribute that says more',
    'mfa',
    () => ({
      contextClass: passwordContext,
      attributes: {
        'http://schemas.microsoft.com/claims/authnmethodsreferences':
          'http://schemas.microsoft.com/claims/multipleauthn',
        amr: ['pwd', 'mfa'],
      },
    }),
  ],
];

describe('a response, signed as it should be,', () => {
  it.each([...texts, ...signatures, ...responses, ...conditions, ...subjects])(
    'with %s is: %s',
    async (_, expected, change) => {
      expect(await verdictOn(house.key, change())).toBe(expected);
    },
  );
});

describe('an encrypted assertion', () => {
  const oaep = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
  const sealed = async (change: Partial<ResponseParameters>) =>
    verdictOn(house.key, { encryptFor: (await connectionBySlug('acme'))?.encryptionCert ?? '', ...change });
  const keyOf = (x: string) => wholeOf(x, 'e:EncryptedKey');
  const wrapped = (x: string) => wholeOf(x, 'saml:EncryptedAssertion');

  it('may name SHA-1 as OAEP’s digest, which no signature may', async () => {
    let seen = '';
    const edit = (x: string) => {
      seen = x;
      return x;
    };
    expect(await sealed({ edit: { response: edit } })).toBe('accepted');
    expect(seen).toContain(`DigestMethod Algorithm="${sha1}"`);
  });

  it.each<[string, string, (xml: string) => string]>([
    ['two of them', 'structure', (x) => x.replace(wrapped(x), (w) => w + w)],
    [
      'a plain one beside it',
      'structure',
      (x) => x.replace('</samlp:Response>', () => `<saml:Assertion ${saml} ID="_p"/></samlp:Response>`),
    ],
    [
      'itself in Extensions',
      'structure',
      (x) =>
        x
          .replace(wrapped(x), '')
          .replace(
            '<samlp:Status>',
            () => `<samlp:Extensions>${wrapped(x)}</samlp:Extensions><samlp:Status>`,
          ),
    ],
    [
      'its key beside the data',
      'encryption',
      (x) =>
        x
          .replace(keyOf(x), '')
          .replace('</saml:EncryptedAssertion>', () => `${keyOf(x)}</saml:EncryptedAssertion>`),
    ],
    [
      'a RetrievalMethod for its key',
      'encryption',
      (x) => x.replace(keyOf(x), () => `<RetrievalMethod URI="#k"/>`),
    ],
    [
      'a RetrievalMethod beside its key',
      'encryption',
      (x) => x.replace(keyOf(x), (k) => `${k}<RetrievalMethod URI="#k"/>`),
    ],
    ['two keys', 'encryption', (x) => x.replace(keyOf(x), (k) => k + k)],
    [
      'a CipherReference for its key',
      'encryption',
      (x) => x.replace(wholeOf(x, 'e:CipherValue'), '<e:CipherReference URI="http://evil.example/"/>'),
    ],
    [
      'a CipherReference for its data',
      'encryption',
      (x) => x.replace(wholeOf(x, 'xenc:CipherValue'), '<xenc:CipherReference URI="http://evil.example/"/>'),
    ],
    ['3DES', 'encryption', (x) => x.replace('2009/xmlenc11#aes256-gcm', '2001/04/xmlenc#tripledes-cbc')],
    [
      'OAEP with a mask of its own',
      'encryption',
      (x) => x.replace(oaep, 'http://www.w3.org/2009/xmlenc11#rsa-oaep'),
    ],
    [
      'properties behind its data',
      'encryption',
      (x) => x.replace('</xenc:EncryptedData>', '<xenc:EncryptionProperties/></xenc:EncryptedData>'),
    ],
  ])('with %s is refused as %s, though the response is signed', async (_, rule, edit) => {
    expect(await sealed(around(edit))).toBe(rule);
  });

  it.each<[string, string, (xml: string) => string]>([
    ['a comment', 'lexical', (x) => x.replace(`>${person}<`, `>${person}<!-- -->.evil.example<`)],
    ['a document type', 'lexical', (x) => `<!DOCTYPE a>${x}`],
    ['a processing instruction', 'lexical', (x) => x.replace('<saml:Subject>', '<?x y?><saml:Subject>')],
    [
      'a second assertion inside',
      'structure',
      (x) => x.replace('</saml:Assertion>', '<saml:Assertion ID="_i"/></saml:Assertion>'),
    ],
    ['another audience', 'audience', (x) => x.replace(/<saml:Audience>[^<]*/, '<saml:Audience>urn:other')],
    ['another name in it', 'operator', (x) => x.replace(`>${person}<`, '>stranger@acme.example<')],
  ])('with %s in its plaintext is refused as %s', async (_, rule, edit) => {
    expect(await sealed(inside(edit))).toBe(rule);
  });

  it('that is no assertion is refused', async () => {
    expect(await sealed(inside((x) => x.replaceAll('saml:Assertion', 'saml:Advice')))).toBe('structure');
  });

  it('under a stranger’s Response signature answers alike for right and broken ciphertext: nothing is decrypted', async () => {
    const key = await makeSigningKey('stranger');
    const broken = around((x) =>
      x.replace(
        /(<xenc:CipherValue>)(.)/,
        (_m, tag: string, first: string) => `${tag}${first === 'A' ? 'B' : 'A'}`,
      ),
    );
    expect([await sealed({ key }), await sealed({ key, ...broken })]).toEqual(['signature', 'signature']);
  });
});

it('the NameID counts, whatever an attribute calls itself', async () => {
  const attributes = { nameID: 'eve@acme.example', email: 'eve@acme.example', uid: 'eve' };
  expect(await verdictOn(house.key, { attributes })).toBe('accepted');
});
