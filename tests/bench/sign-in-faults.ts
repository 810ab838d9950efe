/** Responses that break one rule each, as an outsider, a stranger's key or somebody at the IdP could post them. */
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { passwordContext, type ResponseParameters } from '#dev/idp/response.ts';

export const person = 'ada@acme.example';

export interface Fault {
  name: string;
  rule: string;
  change?(right: ResponseParameters): Partial<ResponseParameters> | Promise<Partial<ResponseParameters>>;
  fields?: Record<string, string>;
  withoutCookie?: boolean;
}

type Edit = (xml: string) => string;
const inside = (assertion: Edit) => ({ edit: { assertion } });
const around = (response: Edit) => ({ edit: { response } });
const after = (sent: Edit) => ({ edit: { sent } });
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
let stranger: Promise<SigningKey> | undefined;

export function faults(encryptFor: string): Fault[] {
  return [
    { name: 'no base64', rule: 'transport', fields: { SAMLResponse: '!' } },
    { name: 'a document type', rule: 'lexical', change: () => after((x) => `<!DOCTYPE a>${x}`) },
    {
      name: 'another root',
      rule: 'structure',
      change: () => after((x) => x.replaceAll('samlp:Response', 'samlp:Other')),
    },
    {
      name: 'a request that was never sent',
      rule: 'in-response-to',
      change: () => ({ inResponseTo: '_never' }),
    },
    { name: 'another browser’s request', rule: 'browser', withoutCookie: true },
    { name: 'another RelayState', rule: 'relay-state', fields: { RelayState: 'x'.repeat(22) } },
    { name: 'no signature', rule: 'signature-missing', change: () => ({ sign: 'none' }) },
    { name: 'SHA-1', rule: 'signature-shape', change: () => ({ algorithm: 'rsa-sha1' }) },
    {
      name: 'a stranger’s key',
      rule: 'signature',
      change: async () => {
        stranger ??= makeSigningKey('stranger');
        return { key: await stranger };
      },
    },
    {
      name: 'another name in what is signed',
      rule: 'signature',
      change: () => after((x) => x.replaceAll(`>${person}<`, '>eve@acme.example<')),
    },
    {
      name: 'a broken ciphertext',
      rule: 'encryption',
      change: () => ({ encryptFor, ...around((x) => x.replace(/(<xenc:CipherValue>).../, '$1AAA')) }),
    },
    {
      name: 'another destination',
      rule: 'destination',
      change: () => ({ destination: 'https://elsewhere.example/acs' }),
    },
    {
      name: 'another issuer',
      rule: 'issuer',
      change: (p) => ({ issuer: 'https://evil.example/', assertionIssuer: p.issuer }),
    },
    {
      name: 'two NameIDs',
      rule: 'subject',
      change: () => inside((x) => x.replace(/<saml:NameID.*?<\/saml:NameID>/, (n) => n + n)),
    },
    {
      name: 'another recipient',
      rule: 'recipient',
      change: () => ({ recipient: 'https://elsewhere.example/acs' }),
    },
    { name: 'expired', rule: 'time', change: () => ({ notBefore: ago(10), notOnOrAfter: ago(5) }) },
    { name: 'another audience', rule: 'audience', change: () => ({ audience: 'urn:other' }) },
    {
      name: 'an authentication of this morning',
      rule: 'authn-instant',
      change: () => ({ authnInstant: ago(480) }),
    },
    { name: 'a name that nobody has', rule: 'operator', change: () => ({ nameId: 'stranger@acme.example' }) },
    {
      name: 'a name that nobody has, and no second factor',
      rule: 'operator',
      change: () => ({ nameId: 'stranger@acme.example', contextClass: passwordContext }),
    },
    { name: 'no second factor', rule: 'mfa', change: () => ({ contextClass: passwordContext }) },
  ];
}
