import { describe, expect, it } from 'vitest';
import { certificateBody, makeSigningKey } from '#dev/idp/keys.ts';
import { makeAssertion, passwordContext, type ResponseParameters } from '#dev/idp/response.ts';
import { wrapResponse } from '#dev/idp/wrap.ts';
import type { Rule } from '#lib/auth/rules.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { acme, Browser, base, eventBehind, issuer, person, right, sessions } from './kit.ts';

const it_ = acme();
const minute = 60_000;
const from = (p: ResponseParameters, ms: number) => new Date((p.now ?? new Date()).getTime() + ms);
type Change = (p: ResponseParameters) => Partial<ResponseParameters> | Promise<Partial<ResponseParameters>>;

const inAssertion =
  (edit: (xml: string) => string): Change =>
  () => ({ edit: { assertion: edit } });
const inResponse =
  (edit: (xml: string) => string): Change =>
  () => ({ edit: { response: edit } });
const afterSigning =
  (edit: (xml: string) => string): Change =>
  () => ({ edit: { sent: edit } });
const onceMore = (xml: string, tag: string) => {
  const whole = new RegExp(`<${tag}[ >][\\s\\S]*?</${tag}>`).exec(xml)?.[0] ?? '';
  return xml.replace(whole, () => whole + whole);
};

/** Each breaks one rule; what it does not name is right and signed by the connection's key. */
const attacks: [what: string, rule: Rule, change: Change][] = [
  ['a document type', 'lexical', afterSigning((x) => `<!DOCTYPE r [<!ENTITY e "x">]>${x}`)],
  [
    'a comment in the NameID',
    'lexical',
    afterSigning((x) => x.replace(`>${person}<`, `>${person}<!-- -->.evil.example<`)),
  ],
  ['CDATA', 'lexical', inAssertion((x) => x.replace(`>${person}<`, `><![CDATA[${person}]]><`))],
  [
    'a processing instruction',
    'lexical',
    inResponse((x) => x.replace('<samlp:Status>', '<?x y?><samlp:Status>')),
  ],
  ['a control character', 'lexical', afterSigning((x) => x.replace(`>${person}<`, `>${person}\u0001<`))],
  [
    'a reference to a control character',
    'lexical',
    afterSigning((x) => x.replace(`>${person}<`, `>${person}&#1;<`)),
  ],
  ['a byte order mark', 'lexical', afterSigning((x) => `\uFEFF${x}`)],
  [
    'a prefix that is not declared',
    'lexical',
    afterSigning((x) => x.replace('<saml:Issuer>', '<saml:Issuer evil:a="b">')),
  ],
  [
    'an attribute twice under two prefixes',
    'lexical',
    afterSigning((x) =>
      x.replace('<saml:Issuer>', '<saml:Issuer xmlns:a="urn:x" xmlns:b="urn:x" a:c="1" b:c="2">'),
    ),
  ],
  [
    'forty levels',
    'lexical',
    inAssertion((x) =>
      x.replace(
        '</saml:Assertion>',
        `${'<saml:Advice>'.repeat(40)}${'</saml:Advice>'.repeat(40)}</saml:Assertion>`,
      ),
    ),
  ],
  [
    'five thousand elements',
    'lexical',
    inResponse((x) => x.replace('<samlp:Status>', `${'<a/>'.repeat(5_000)}<samlp:Status>`)),
  ],
  ['two roots', 'lexical', afterSigning((x) => x + x)],

  ['no signature at all', 'signature-missing', () => ({ sign: 'none' })],
  ['only the assertion signed', 'signature-missing', () => ({ sign: 'assertion' })],
  ['only the response signed', 'signature-missing', () => ({ sign: 'response' })],
  [
    'another key, its certificate in KeyInfo',
    'signature',
    async () => ({ key: await makeSigningKey('stranger') }),
  ],
  [
    'another name after signing',
    'signature',
    afterSigning((x) => x.replaceAll(`>${person}<`, '>eve@acme.example<')),
  ],
  ['SHA-1', 'signature-shape', () => ({ algorithm: 'rsa-sha1' })],
  [
    'the signed response hidden in its own signature',
    'structure',
    afterSigning((x) => wrapResponse(x, person, 'eve@acme.example')),
  ],
  [
    'an object inside a signature',
    'signature-shape',
    afterSigning((x) => x.replace('</ds:Signature>', '<ds:Object/></ds:Signature>')),
  ],
  ['a second reference', 'signature-shape', afterSigning((x) => onceMore(x, 'ds:Reference'))],
  [
    'a reference to the whole document',
    'signature-shape',
    afterSigning((x) => x.replace(/ URI="#[^"]+"/, ' URI=""')),
  ],
  [
    'a transform too many',
    'signature-shape',
    afterSigning((x) =>
      x.replace(
        '</ds:Transforms>',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></ds:Transforms>',
      ),
    ),
  ],
  [
    'a comment-keeping canonicalization',
    'signature-shape',
    afterSigning((x) =>
      x.replace(
        'Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
        'Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"',
      ),
    ),
  ],
  [
    'an HMAC keyed by the certificate',
    'signature-shape',
    afterSigning((x) =>
      x.replaceAll(
        'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
        'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
      ),
    ),
  ],
  [
    'a key value in KeyInfo',
    'signature-shape',
    afterSigning((x) => x.replace('<ds:X509Data>', '<ds:KeyValue/><ds:X509Data>')),
  ],
  [
    'a second signature',
    'signature-shape',
    afterSigning((x) => {
      const at = x.lastIndexOf('<ds:Signature ');
      const own = x.slice(at, x.indexOf('</ds:Signature>', at) + 15);
      return x.replace('<saml:Subject>', () => `${own}<saml:Subject>`);
    }),
  ],
  [
    'a signature in the status',
    'signature-shape',
    afterSigning((x) =>
      x.replace(
        '</samlp:Status>',
        '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></samlp:Status>',
      ),
    ),
  ],

  ['two assertions, both signed', 'structure', () => ({ assertions: [{}, { nameId: 'eve@acme.example' }] })],
  ['no assertion', 'structure', () => ({ assertions: [] })],
  [
    'an assertion inside an attribute',
    'structure',
    (p) =>
      inAssertion((x) =>
        x.replace(
          '</saml:Assertion>',
          `<saml:AttributeStatement><saml:Attribute Name="a"><saml:AttributeValue>${makeAssertion({ ...p, sign: 'none' })}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`,
        ),
      )(p),
  ],
  [
    'extensions',
    'structure',
    inResponse((x) => x.replace('<samlp:Status>', '<samlp:Extensions/><samlp:Status>')),
  ],
  [
    'one ID twice',
    'structure',
    inAssertion((x) => x.replace('<saml:Subject>', `<saml:Subject Id="${/ ID="([^"]+)"/.exec(x)?.[1]}">`)),
  ],
  [
    'another root',
    'structure',
    afterSigning((x) => x.replaceAll('samlp:Response', 'samlp:ArtifactResponse')),
  ],

  ['version 1.1', 'version', inResponse((x) => x.replace('Version="2.0"', 'Version="1.1"'))],
  [
    'version 1.1 of the assertion',
    'version',
    inAssertion((x) => x.replace('Version="2.0"', 'Version="1.1"')),
  ],
  ['another destination', 'destination', () => ({ destination: 'https://elsewhere.example/acs' })],
  ['no destination', 'destination', () => ({ destination: null })],
  [
    'another issuer',
    'issuer',
    () => ({ issuer: 'https://idp.evil.example/metadata', assertionIssuer: issuer }),
  ],
  [
    'another issuer of the assertion',
    'issuer',
    () => ({ assertionIssuer: 'https://idp.evil.example/metadata' }),
  ],
  [
    'a denial',
    'status',
    () => ({
      status: [
        'urn:oasis:names:tc:SAML:2.0:status:Responder',
        'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed',
      ],
    }),
  ],
  [
    'two status codes',
    'status',
    inResponse((x) =>
      x.replace(
        '</samlp:Status>',
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></samlp:Status>',
      ),
    ),
  ],
  [
    'issued an hour ago',
    'issue-instant',
    inResponse((x) =>
      x.replace(/IssueInstant="[^"]+"/, `IssueInstant="${new Date(Date.now() - 60 * minute).toISOString()}"`),
    ),
  ],
  [
    'issued in the future',
    'issue-instant',
    inResponse((x) =>
      x.replace(/IssueInstant="[^"]+"/, `IssueInstant="${new Date(Date.now() + 5 * minute).toISOString()}"`),
    ),
  ],
  [
    'an assertion issued an hour ago',
    'issue-instant',
    inAssertion((x) =>
      x.replace(/IssueInstant="[^"]+"/, `IssueInstant="${new Date(Date.now() - 60 * minute).toISOString()}"`),
    ),
  ],

  ['a request that was never sent', 'in-response-to', () => ({ inResponseTo: '_never' })],
  ['unsolicited', 'in-response-to', () => ({ inResponseTo: null })],
  ['another request in the confirmation', 'in-response-to', () => ({ confirmationInResponseTo: '_other' })],
  ['no request in the confirmation', 'in-response-to', () => ({ confirmationInResponseTo: null })],

  ['no NameID', 'subject', () => ({ nameId: null })],
  ['two NameIDs', 'subject', inAssertion((x) => onceMore(x, 'saml:NameID'))],
  [
    'a NameID of an element',
    'subject',
    inAssertion((x) => x.replace(`>${person}<`, `>${person}<saml:b>.evil</saml:b><`)),
  ],
  ['two confirmations', 'subject', inAssertion((x) => onceMore(x, 'saml:SubjectConfirmation'))],
  ['a holder-of-key confirmation', 'subject', inAssertion((x) => x.replace('cm:bearer', 'cm:holder-of-key'))],
  [
    'a confirmation with a beginning',
    'subject',
    inAssertion((x) =>
      x.replace(
        '<saml:SubjectConfirmationData ',
        `<saml:SubjectConfirmationData NotBefore="${new Date().toISOString()}" `,
      ),
    ),
  ],
  ['another recipient', 'recipient', () => ({ recipient: 'https://elsewhere.example/acs' })],
  ['expired', 'time', (p) => ({ notBefore: from(p, -10 * minute), notOnOrAfter: from(p, -5 * minute) })],
  ['an expired confirmation', 'time', (p) => ({ confirmationNotOnOrAfter: from(p, -5 * minute) })],
  ['not valid yet', 'time', (p) => ({ notBefore: from(p, 5 * minute), notOnOrAfter: from(p, 10 * minute) })],
  [
    'valid for a day',
    'time',
    (p) => ({ notOnOrAfter: from(p, 24 * 60 * minute), confirmationNotOnOrAfter: from(p, minute) }),
  ],
  [
    'a confirmation valid for a day',
    'time',
    (p) => ({ confirmationNotOnOrAfter: from(p, 24 * 60 * minute) }),
  ],
  [
    'an end without a time zone',
    'time',
    inAssertion((x) => x.replace(/(<saml:Conditions[^>]* NotOnOrAfter="[^"]+)Z"/, '$1"')),
  ],
  ['another audience', 'audience', () => ({ audience: 'https://elsewhere.example/metadata' })],
  ['no audience', 'audience', () => ({ audience: null })],
  [
    'a second restriction that does not name us',
    'audience',
    inAssertion((x) =>
      x.replace(
        '</saml:Conditions>',
        '<saml:AudienceRestriction><saml:Audience>urn:other</saml:Audience></saml:AudienceRestriction></saml:Conditions>',
      ),
    ),
  ],
  [
    'an unknown condition',
    'conditions',
    inAssertion((x) => x.replace('</saml:Conditions>', '<saml:Condition/></saml:Conditions>')),
  ],

  [
    'two authentication statements',
    'authn-statement',
    inAssertion((x) => onceMore(x, 'saml:AuthnStatement')),
  ],
  ['two classes', 'authn-statement', inAssertion((x) => onceMore(x, 'saml:AuthnContextClassRef'))],
  ['no class', 'authn-statement', () => ({ contextClass: null })],
  ['authenticated eight hours ago', 'authn-instant', (p) => ({ authnInstant: from(p, -480 * minute) })],
  ['authenticated in the future', 'authn-instant', (p) => ({ authnInstant: from(p, 5 * minute) })],
  [
    'a session that ended',
    'session-end',
    inAssertion((x) =>
      x.replace(
        '<saml:AuthnStatement ',
        `<saml:AuthnStatement SessionNotOnOrAfter="${new Date(Date.now() - minute).toISOString()}" `,
      ),
    ),
  ],
  ['a name nobody has', 'operator', () => ({ nameId: 'stranger@acme.example' })],
  ['the name of another connection', 'operator', () => ({ nameId: 'person-1@example.test' })],
  ['a name with a Kelvin sign', 'operator', () => ({ nameId: person.replace('a', 'ａ') })],
  [
    'a second factor by a class that is nearly right',
    'mfa',
    () => ({ contextClass: 'https://refeds.org/profile/mfa/' }),
  ],
  ['a password only', 'mfa', () => ({ contextClass: passwordContext })],
];

describe('a response that breaks one rule and is otherwise right', () => {
  it.each(attacks)('with %s starts no session; the trail says %s', async (_, rule, change) => {
    const browser = new Browser();
    const started = await browser.start();
    const before = await sessions();
    const plain = {
      key: it_.key,
      issuer,
      acs: `${base}/acs`,
      audience: `${base}/metadata`,
      inResponseTo: started.id,
      nameId: person,
    };
    const response = await right(it_.key, started, await change(plain));
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(answer.status).toBe(303);
    const event = await eventBehind(answer);
    expect([event.code, event.action, event.outcome, event.address]).toEqual([
      rule,
      'session.start',
      'refused',
      '203.0.113.7',
    ]);
    expect(await sessions()).toBe(before);
    expect(browser.cookies.has('__Host-gatehouse')).toBe(false);
    const page = rule === 'mfa' ? '/sign-in/second-factor' : '/sign-in/refused';
    expect(new URL(answer.headers.get('location') ?? '').pathname).toBe(page);
  });

  it('the right one starts a session, so the attacks above fail by what they change', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const answer = await browser.post({
      SAMLResponse: await right(it_.key, started),
      RelayState: started.relayState,
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'http://localhost:3000/keys']);
    expect(browser.cookies.get('__Host-gatehouse')).toMatch(/^[\w-]{43}$/);
  });

  it('missing MFA is said only when every other rule holds', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const response = await right(it_.key, started, {
      contextClass: passwordContext,
      nameId: 'stranger@acme.example',
    });
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect((await eventBehind(answer)).code).toBe('operator');
    expect(answer.headers.get('location')).toContain('/sign-in/refused?');
  });
});

describe('an encrypted assertion', () => {
  const attempt = async (change: (xml: string) => string, sign: ResponseParameters['sign'] = 'both') => {
    const browser = new Browser();
    const started = await browser.start();
    const connection = await connectionBySlug('acme');
    const response = await right(it_.key, started, {
      encryptFor: connection?.encryptionCert ?? '',
      sign,
      edit: { response: change },
    });
    return browser.post({ SAMLResponse: response, RelayState: started.relayState });
  };

  it('signs in by AES-GCM under RSA-OAEP', async () => {
    expect((await attempt((x) => x)).headers.get('location')).toBe('http://localhost:3000/keys');
  });

  it.each([
    ['CBC', (x: string) => x.replace('2009/xmlenc11#aes256-gcm', '2001/04/xmlenc#aes256-cbc')],
    ['RSA PKCS#1 1.5', (x: string) => x.replace('rsa-oaep-mgf1p', 'rsa-1_5')],
    [
      'a cipher reference',
      (x: string) =>
        x.replace(
          /<([a-z]+:)?CipherValue>[^<]*<\/([a-z]+:)?CipherValue>/,
          '<xenc:CipherReference xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" URI="http://evil.example/"/>',
        ),
    ],
    [
      'a ciphertext cut to its tag',
      (x: string) => x.replace(/(<xenc:CipherValue>)[^<]*/, '$1AAAAAAAAAAAAAAAAAAAAAA=='),
    ],
    [
      'a ciphertext with one bit changed',
      (x: string) =>
        x.replace(
          /(<xenc:CipherValue>)(.)/,
          (_m, tag: string, first: string) => `${tag}${first === 'A' ? 'B' : 'A'}`,
        ),
    ],
  ])('with %s is refused, though the response is signed', async (_, change) => {
    expect((await eventBehind(await attempt(change))).code).toBe('encryption');
  });

  it('is not decrypted under an unsigned response: there is no oracle', async () => {
    expect((await eventBehind(await attempt((x) => x, 'assertion'))).code).toBe('signature-missing');
  });

  it('must be signed inside, too', async () => {
    expect((await eventBehind(await attempt((x) => x, 'response'))).code).toBe('signature-missing');
  });
});

it('the certificate in KeyInfo is not what the signature is checked with', async () => {
  const browser = new Browser();
  const started = await browser.start();
  const own = certificateBody(it_.key.certificate);
  const stranger = await makeSigningKey('stranger');
  const response = await right(it_.key, started, {
    key: stranger,
    edit: { sent: (xml) => xml.replaceAll(certificateBody(stranger.certificate), own) },
  });
  const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
  expect((await eventBehind(answer)).code).toBe('signature');
});
