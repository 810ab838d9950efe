/** Responses in the shapes that products send: which prefixes, where they are declared, what stands in which order. */
import { randomBytes, randomUUID } from 'node:crypto';
import { certificateOnly, type Hand, type KeyParts, place } from './stock-signer.ts';

export interface StockFacts {
  issuer: string;
  acs: string;
  audience: string;
  inResponseTo: string;
  nameId: string;
  responseId: string;
  assertionId: string;
  now: Date;
}

/** What of a message is signed, or signed and then encrypted. */
export type Form = 'assertion' | 'response' | 'both' | 'encrypted' | 'encrypted, signed inside';

export interface Stock {
  name: string;
  slug: string;
  issuer: string;
  /** What it can be set to sign. */
  forms: Form[];
  newId(): string;
  /** `assertion` stands where the assertion belongs. */
  response(facts: StockFacts, assertion: string): string;
  assertion(facts: StockFacts): string;
  hand: Omit<Hand, 'key'>;
  /** How it states a second factor, as a connection would be set. */
  mfa: { mfaContexts?: string[]; mfaAttributes?: { name: string; values: string[] }[] } | null;
}

const assertionNs = 'urn:oasis:names:tc:SAML:2.0:assertion';
const protocolNs = 'urn:oasis:names:tc:SAML:2.0:protocol';
const schema = 'http://www.w3.org/2001/XMLSchema';
const instanceNs = `${schema}-instance`;
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes';
const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const formats = 'urn:oasis:names:tc:SAML:2.0:attrname-format';
const entity = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const refeds = 'https://refeds.org/profile/mfa';
const methods = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const multiple = 'http://schemas.microsoft.com/claims/multipleauthn';
const password = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const milliseconds = ({ now }: StockFacts, minutes = 0) =>
  new Date(now.getTime() + minutes * 60_000).toISOString();
const seconds = (facts: StockFacts, minutes = 0) => milliseconds(facts, minutes).replace(/\.\d+Z$/, 'Z');

const okta: Stock = {
  name: 'Okta',
  slug: 'okta',
  issuer: 'http://www.okta.com/exk1fcia6d6EMsf331d8',
  forms: ['assertion', 'response', 'both'],
  newId: () =>
    `id${BigInt(`0x${hex(8)}`)
      .toString()
      .padStart(20, '1')}`,
  response: (f, assertion) =>
    `<?xml version="1.0" encoding="UTF-8"?><saml2p:Response Destination="${f.acs}" ID="${f.responseId}" InResponseTo="${f.inResponseTo}" IssueInstant="${milliseconds(f)}" Version="2.0" xmlns:saml2p="${protocolNs}" xmlns:xs="${schema}"><saml2:Issuer Format="${entity}" xmlns:saml2="${assertionNs}">${f.issuer}</saml2:Issuer>${place(f.responseId)}<saml2p:Status xmlns:saml2p="${protocolNs}"><saml2p:StatusCode Value="${success}"/></saml2p:Status>${assertion}</saml2p:Response>`,
  assertion: (f) =>
    `<saml2:Assertion ID="${f.assertionId}" IssueInstant="${milliseconds(f)}" Version="2.0" xmlns:saml2="${assertionNs}" xmlns:xs="${schema}"><saml2:Issuer Format="${entity}" xmlns:saml2="${assertionNs}">${f.issuer}</saml2:Issuer>${place(f.assertionId)}<saml2:Subject xmlns:saml2="${assertionNs}"><saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">${f.nameId}</saml2:NameID><saml2:SubjectConfirmation Method="${bearer}"><saml2:SubjectConfirmationData InResponseTo="${f.inResponseTo}" NotOnOrAfter="${milliseconds(f, 5)}" Recipient="${f.acs}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="${milliseconds(f, -5)}" NotOnOrAfter="${milliseconds(f, 5)}" xmlns:saml2="${assertionNs}"><saml2:AudienceRestriction><saml2:Audience>${f.audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AuthnStatement AuthnInstant="${milliseconds(f, -2)}" SessionIndex="${f.inResponseTo}" xmlns:saml2="${assertionNs}"><saml2:AuthnContext><saml2:AuthnContextClassRef>${classes}:PasswordProtectedTransport</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement xmlns:saml2="${assertionNs}">${oktaAttribute('email', [f.nameId])}${oktaAttribute('session.amr', ['pwd', 'mfa', 'otp'])}</saml2:AttributeStatement></saml2:Assertion>`,
  hand: { prefix: 'ds', prefixList: 'xs', lineLength: 64 },
  mfa: { mfaContexts: [], mfaAttributes: [{ name: 'session.amr', values: ['mfa'] }] },
};

function oktaAttribute(name: string, values: string[]): string {
  const each = values.map(
    (value) =>
      `<saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instanceNs}" xsi:type="xs:string">${value}</saml2:AttributeValue>`,
  );
  return `<saml2:Attribute Name="${name}" NameFormat="${formats}:unspecified">${each.join('')}</saml2:Attribute>`;
}

/** Entra ID and AD FS write the assertion in the default namespace, attributes before the authentication. */
function microsoftAssertion(f: StockFacts, nameIdFormat: string, context: string): string {
  const attribute = (name: string, ...values: string[]) =>
    `<Attribute Name="${name}">${values.map((v) => `<AttributeValue>${v}</AttributeValue>`).join('')}</Attribute>`;
  const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
  return `<Assertion ID="${f.assertionId}" IssueInstant="${milliseconds(f)}" Version="2.0" xmlns="${assertionNs}"><Issuer>${f.issuer}</Issuer>${place(f.assertionId)}<Subject><NameID${nameIdFormat}>${f.nameId}</NameID><SubjectConfirmation Method="${bearer}"><SubjectConfirmationData InResponseTo="${f.inResponseTo}" NotOnOrAfter="${milliseconds(f, 60)}" Recipient="${f.acs}"/></SubjectConfirmation></Subject><Conditions NotBefore="${milliseconds(f, -5)}" NotOnOrAfter="${milliseconds(f, 60)}"><AudienceRestriction><Audience>${f.audience}</Audience></AudienceRestriction></Conditions><AttributeStatement>${attribute('http://schemas.microsoft.com/identity/claims/tenantid', randomUUID())}${attribute(`${claims}/emailaddress`, f.nameId)}${attribute(methods, password, multiple)}</AttributeStatement><AuthnStatement AuthnInstant="${milliseconds(f, -30)}" SessionIndex="${f.assertionId}"><AuthnContext><AuthnContextClassRef>${context}</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion>`;
}

const byMethods = { mfaContexts: [], mfaAttributes: [{ name: methods, values: [multiple] }] };

const entra: Stock = {
  name: 'Entra ID',
  slug: 'entra',
  issuer: 'https://sts.windows.net/5b0a2b1e-6a8c-4d0e-9f53-0c1c8f1d2a77/',
  forms: ['assertion', 'response', 'both'],
  newId: () => `_${randomUUID()}`,
  response: (f, assertion) =>
    `<samlp:Response ID="${f.responseId}" Version="2.0" IssueInstant="${milliseconds(f)}" Destination="${f.acs}" InResponseTo="${f.inResponseTo}" xmlns:samlp="${protocolNs}"><Issuer xmlns="${assertionNs}">${f.issuer}</Issuer>${place(f.responseId)}<samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status>${assertion}</samlp:Response>`,
  assertion: (f) => microsoftAssertion(f, ` Format="${email}"`, `${classes}:Password`),
  hand: {},
  mfa: byMethods,
};

const adfs: Stock = {
  name: 'AD FS',
  slug: 'adfs',
  issuer: 'http://adfs.acme.example/adfs/services/trust',
  forms: ['assertion', 'response', 'both'],
  newId: () => `_${randomUUID()}`,
  response: (f, assertion) =>
    `<samlp:Response ID="${f.responseId}" Version="2.0" IssueInstant="${milliseconds(f)}" Destination="${f.acs}" Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" InResponseTo="${f.inResponseTo}" xmlns:samlp="${protocolNs}"><Issuer xmlns="${assertionNs}">${f.issuer}</Issuer>${place(f.responseId)}<samlp:Status><samlp:StatusCode Value="${success}" /></samlp:Status>${assertion}</samlp:Response>`,
  assertion: (f) => microsoftAssertion(f, '', `${classes}:PasswordProtectedTransport`),
  hand: { prefix: 'ds', keyInfo: declaresItself },
  mfa: byMethods,
};

/** AD FS leaves its prefix for KeyInfo itself and takes it up again inside. */
function declaresItself({ e, certificate }: KeyParts): string {
  return `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">${e('X509Data', e('X509Certificate', certificate))}</KeyInfo>`;
}

/** OpenSAML, as Shibboleth and Google build on it. */
function openSamlResponse(f: StockFacts, assertion: string, declared = ''): string {
  return `<saml2p:Response xmlns:saml2p="${protocolNs}"${declared} Destination="${f.acs}" ID="${f.responseId}" InResponseTo="${f.inResponseTo}" IssueInstant="${milliseconds(f)}" Version="2.0"><saml2:Issuer xmlns:saml2="${assertionNs}">${f.issuer}</saml2:Issuer>${place(f.responseId)}<saml2p:Status><saml2p:StatusCode Value="${success}"/></saml2p:Status>${assertion}</saml2p:Response>`;
}

const google: Stock = {
  name: 'Google Workspace',
  slug: 'google',
  issuer: 'https://accounts.google.com/o/saml2?idpid=C01abc2de',
  forms: ['assertion', 'response'],
  newId: () => `_${hex(16)}`,
  response: (f, assertion) =>
    `<?xml version="1.0" encoding="UTF-8" standalone="no"?>${openSamlResponse(f, assertion)}`,
  assertion: (f) =>
    `<saml2:Assertion xmlns:saml2="${assertionNs}" ID="${f.assertionId}" IssueInstant="${milliseconds(f)}" Version="2.0"><saml2:Issuer>${f.issuer}</saml2:Issuer>${place(f.assertionId)}<saml2:Subject><saml2:NameID Format="${email}">${f.nameId}</saml2:NameID><saml2:SubjectConfirmation Method="${bearer}"><saml2:SubjectConfirmationData InResponseTo="${f.inResponseTo}" NotOnOrAfter="${milliseconds(f, 5)}" Recipient="${f.acs}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="${milliseconds(f, -5)}" NotOnOrAfter="${milliseconds(f, 5)}"><saml2:AudienceRestriction><saml2:Audience>${f.audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AttributeStatement><saml2:Attribute Name="groups"><saml2:AttributeValue xmlns:xsi="${instanceNs}" xsi:type="xsd:anyType" xmlns:xsd="${schema}">Security</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement><saml2:AuthnStatement AuthnInstant="${milliseconds(f, -60)}" SessionIndex="${f.assertionId}"><saml2:AuthnContext><saml2:AuthnContextClassRef>${classes}:unspecified</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement></saml2:Assertion>`,
  hand: { prefix: 'ds', lineLength: 76, keyInfo: namesItsSubject },
  mfa: null,
};

function namesItsSubject({ e, certificate }: KeyParts): string {
  const subject = 'ST=California,C=US,OU=Google For Work,CN=Google,L=Mountain View,O=Google Inc.';
  return e('KeyInfo', e('X509Data', e('X509SubjectName', subject) + e('X509Certificate', certificate)));
}

const shibboleth: Stock = {
  name: 'Shibboleth',
  slug: 'shibboleth',
  issuer: 'https://idp.acme.example/idp/shibboleth',
  forms: ['assertion', 'response', 'both', 'encrypted', 'encrypted, signed inside'],
  newId: () => `_${hex(16)}`,
  response: (f, assertion) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${openSamlResponse(f, assertion, ` xmlns:xsd="${schema}"`)}`,
  assertion: (f) =>
    `<saml2:Assertion xmlns:saml2="${assertionNs}" xmlns:xsd="${schema}" ID="${f.assertionId}" IssueInstant="${milliseconds(f)}" Version="2.0"><saml2:Issuer>${f.issuer}</saml2:Issuer>${place(f.assertionId)}<saml2:Subject><saml2:NameID Format="${email}" NameQualifier="${f.issuer}" SPNameQualifier="${f.audience}">${f.nameId}</saml2:NameID><saml2:SubjectConfirmation Method="${bearer}"><saml2:SubjectConfirmationData Address="203.0.113.7" InResponseTo="${f.inResponseTo}" NotOnOrAfter="${milliseconds(f, 5)}" Recipient="${f.acs}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="${milliseconds(f)}" NotOnOrAfter="${milliseconds(f, 5)}"><saml2:AudienceRestriction><saml2:Audience>${f.audience}</saml2:Audience></saml2:AudienceRestriction><saml2:ProxyRestriction Count="0"/></saml2:Conditions><saml2:AuthnStatement AuthnInstant="${milliseconds(f, -1)}" SessionIndex="_${hex(16)}"><saml2:SubjectLocality Address="203.0.113.7"/><saml2:AuthnContext><saml2:AuthnContextClassRef>${refeds}</saml2:AuthnContextClassRef><saml2:AuthenticatingAuthority>https://sts.windows.net/5b0a2b1e-6a8c-4d0e-9f53-0c1c8f1d2a77/</saml2:AuthenticatingAuthority></saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement><saml2:Attribute FriendlyName="mail" Name="urn:oid:0.9.2342.19200300.100.1.3" NameFormat="${formats}:uri"><saml2:AttributeValue>${f.nameId}</saml2:AttributeValue></saml2:Attribute><saml2:Attribute FriendlyName="eduPersonTargetedID" Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.10" NameFormat="${formats}:uri"><saml2:AttributeValue><saml2:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${hex(8)}</saml2:NameID></saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement></saml2:Assertion>`,
  hand: { prefix: 'ds', prefixList: 'xsd', lineLength: 76 },
  mfa: { mfaContexts: [refeds] },
};

const keycloak: Stock = {
  name: 'Keycloak',
  slug: 'keycloak',
  issuer: 'https://sso.acme.example/realms/acme',
  forms: ['assertion', 'response', 'both', 'encrypted', 'encrypted, signed inside'],
  newId: () => `ID_${randomUUID()}`,
  response: (f, assertion) =>
    `<samlp:Response xmlns:samlp="${protocolNs}" xmlns:saml="${assertionNs}" Destination="${f.acs}" ID="${f.responseId}" InResponseTo="${f.inResponseTo}" IssueInstant="${milliseconds(f)}" Version="2.0"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.responseId)}<samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status>${assertion}</samlp:Response>`,
  assertion: (f) =>
    `<saml:Assertion xmlns:saml="${assertionNs}" xmlns="${assertionNs}" ID="${f.assertionId}" IssueInstant="${milliseconds(f)}" Version="2.0"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.assertionId)}<saml:Subject><saml:NameID Format="${email}">${f.nameId}</saml:NameID><saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData InResponseTo="${f.inResponseTo}" NotOnOrAfter="${milliseconds(f, 5)}" Recipient="${f.acs}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${milliseconds(f)}" NotOnOrAfter="${milliseconds(f, 1)}"><saml:AudienceRestriction><saml:Audience>${f.audience}</saml:Audience></saml:AudienceRestriction><saml:OneTimeUse/></saml:Conditions><saml:AuthnStatement AuthnInstant="${milliseconds(f)}" SessionIndex="${randomUUID()}::${randomUUID()}" SessionNotOnOrAfter="${milliseconds(f, 600)}"><saml:AuthnContext><saml:AuthnContextClassRef>${refeds}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute FriendlyName="email" Name="email" NameFormat="${formats}:basic"><saml:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instanceNs}" xsi:type="xs:string">${f.nameId}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="Role" NameFormat="${formats}:basic"><saml:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instanceNs}" xsi:type="xs:string">uma_authorization</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`,
  hand: { prefix: 'dsig', keyInfo: namesItsKey },
  mfa: { mfaContexts: [refeds] },
};

function namesItsKey({ e, certificate, modulus }: KeyParts): string {
  const value = e('RSAKeyValue', e('Modulus', modulus) + e('Exponent', 'AQAB'));
  return e(
    'KeyInfo',
    e('KeyName', 'JMrqK2LTXaQ0wIZkb3qXq_mVLAYj4bGwTLcUvKtaU2c') +
      e('X509Data', e('X509Certificate', certificate)) +
      e('KeyValue', value),
  );
}

const simplesaml: Stock = {
  name: 'SimpleSAMLphp',
  slug: 'simplesaml',
  issuer: 'https://login.acme.example/saml2/idp/metadata.php',
  forms: ['assertion', 'response', 'both', 'encrypted', 'encrypted, signed inside'],
  newId: () => `_${hex(21)}`,
  response: (f, assertion) =>
    `<?xml version="1.0"?>\n<samlp:Response xmlns:samlp="${protocolNs}" xmlns:saml="${assertionNs}" ID="${f.responseId}" Version="2.0" IssueInstant="${seconds(f)}" Destination="${f.acs}" InResponseTo="${f.inResponseTo}"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.responseId)}<samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status>${assertion}</samlp:Response>\n`,
  assertion: (f) =>
    `<saml:Assertion xmlns:saml="${assertionNs}" xmlns:xsi="${instanceNs}" xmlns:xs="${schema}" ID="${f.assertionId}" Version="2.0" IssueInstant="${seconds(f)}"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.assertionId)}<saml:Subject><saml:NameID SPNameQualifier="${f.audience}" Format="${email}">${f.nameId}</saml:NameID><saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData NotOnOrAfter="${seconds(f, 5)}" Recipient="${f.acs}" InResponseTo="${f.inResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${seconds(f, -0.5)}" NotOnOrAfter="${seconds(f, 5)}"><saml:AudienceRestriction><saml:Audience>${f.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${seconds(f, -1)}" SessionNotOnOrAfter="${seconds(f, 480)}" SessionIndex="_${hex(21)}"><saml:AuthnContext><saml:AuthnContextClassRef>${refeds}</saml:AuthnContextClassRef><saml:AuthenticatingAuthority>https://idp.partner.example/idp</saml:AuthenticatingAuthority><saml:AuthenticatingAuthority>https://proxy.partner.example/idp</saml:AuthenticatingAuthority></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail" NameFormat="${formats}:uri"><saml:AttributeValue xsi:type="xs:string">${f.nameId}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`,
  hand: { prefix: 'ds', spaced: true },
  mfa: { mfaContexts: [refeds] },
};

const lemonldap: Stock = {
  name: 'LemonLDAP::NG',
  slug: 'lemonldap',
  issuer: 'https://auth.acme.example/saml/metadata',
  forms: ['assertion', 'response', 'both'],
  newId: () => `_${hex(16).toUpperCase()}`,
  response: (f, assertion) =>
    `<samlp:Response xmlns:samlp="${protocolNs}" xmlns:saml="${assertionNs}" ID="${f.responseId}" InResponseTo="${f.inResponseTo}" Version="2.0" IssueInstant="${seconds(f)}" Destination="${f.acs}" Consent="urn:oasis:names:tc:SAML:2.0:consent:obtained"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.responseId)}<samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status>${assertion}</samlp:Response>`,
  assertion: (f) =>
    `<saml:Assertion Version="2.0" ID="${f.assertionId}" IssueInstant="${seconds(f)}"><saml:Issuer>${f.issuer}</saml:Issuer>${place(f.assertionId)}<saml:Subject><saml:NameID Format="${email}">${f.nameId}</saml:NameID><saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData NotOnOrAfter="${seconds(f, 72)}" Recipient="${f.acs}" InResponseTo="${f.inResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${seconds(f)}" NotOnOrAfter="${seconds(f, 72)}"><saml:AudienceRestriction><saml:Audience>${f.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${seconds(f)}" SessionIndex="${f.assertionId}" SessionNotOnOrAfter="${seconds(f, 1_200)}"><saml:AuthnContext><saml:AuthnContextClassRef>${refeds}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail" NameFormat="${formats}:basic" FriendlyName="mail"><saml:AttributeValue>${f.nameId}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`,
  hand: { spaced: true, lineLength: 64, keyInfo: certificateOnly },
  mfa: { mfaContexts: [refeds] },
};

export const stocks: Stock[] = [okta, entra, google, adfs, keycloak, shibboleth, simplesaml, lemonldap];
