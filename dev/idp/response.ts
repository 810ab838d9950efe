import { randomUUID } from 'node:crypto';
import samlify from 'samlify';
import { encryptAssertion } from './encrypt.ts';
import { certificateBody, type SigningKey } from './keys.ts';

const { SamlLib, Constants } = samlify;

export const mfaContext = 'https://refeds.org/profile/mfa';
export const passwordContext = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
export const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
export const success = Constants.namespace.statusCode.success;

const lifetimeMs = 5 * 60_000;

/** What an assertion says. Null or undefined leaves the attribute or element out. */
export interface AssertionFacts {
  assertionId: string;
  assertionIssuer: string;
  nameId: string | null;
  nameIdFormat: string | null;
  recipient: string | null;
  audience: string | null;
  confirmationInResponseTo: string | null;
  confirmationNotOnOrAfter: Date;
  notBefore: Date;
  notOnOrAfter: Date;
  authnInstant: Date;
  sessionIndex: string | null;
  contextClass: string | null;
  attributes: Record<string, string | readonly string[]>;
}

/** Everything that a response is made of. Only the first group is needed; the rest follows from it. */
export interface ResponseParameters extends Partial<AssertionFacts> {
  key: SigningKey;
  issuer: string;
  acs: string;
  audience: string | null;
  inResponseTo: string | null;
  nameId: string | null;

  now?: Date;
  responseId?: string;
  destination?: string | null;
  /** Top-level status code and those below it. */
  status?: readonly string[];
  /** One assertion for each entry, which says what differs from the facts above; an empty list sends none. */
  assertions?: readonly Partial<AssertionFacts>[];
  sign?: 'both' | 'response' | 'assertion' | 'none';
  algorithm?: 'rsa-sha256' | 'rsa-sha512' | 'rsa-sha1';
  /** PEM certificate of the service provider: assertions go encrypted (AES-256-GCM, RSA-OAEP). */
  encryptFor?: string;
  /** Last changes to the XML: each before the signature of its element, `sent` after all signatures. */
  edit?: { assertion?(xml: string): string; response?(xml: string): string; sent?(xml: string): string };
}

/** A SAML response as the POST binding carries it: base64. Says and signs whatever it is told to, true or not. */
export async function makeResponse(parameters: ResponseParameters): Promise<string> {
  return Buffer.from(await makeResponseXml(parameters), 'utf8').toString('base64');
}

export async function makeResponseXml(p: ResponseParameters): Promise<string> {
  const assertions: string[] = [];
  for (const difference of p.assertions ?? [{}]) {
    const signed = makeAssertion({ ...p, ...difference });
    assertions.push(p.encryptFor ? await encryptAssertion(signed, p.encryptFor) : signed);
  }
  const plain = fill(responseTemplate, {
    ID: p.responseId ?? newId(),
    IssueInstant: (p.now ?? new Date()).toISOString(),
    Destination: p.destination === undefined ? p.acs : p.destination,
    InResponseTo: p.inResponseTo,
    Issuer: p.issuer,
  })
    .replace('<!status/>', () => statusXml(p.status ?? [success]))
    .replace('<!assertions/>', () => assertions.join(''));
  const edited = p.edit?.response?.(plain) ?? plain;
  const signed = p.sign === 'assertion' || p.sign === 'none' ? edited : sign(edited, p);
  return p.edit?.sent?.(signed) ?? signed;
}

/** One assertion, signed as the parameters say, in plain text. */
export function makeAssertion(p: ResponseParameters): string {
  const now = p.now ?? new Date();
  const end = p.notOnOrAfter ?? new Date(now.getTime() + lifetimeMs);
  const plain = fill(assertionTemplate, {
    AssertionID: p.assertionId ?? newId(),
    IssueInstant: now.toISOString(),
    Issuer: p.assertionIssuer ?? p.issuer,
    NameIDFormat: p.nameIdFormat === undefined ? emailFormat : p.nameIdFormat,
    NameID: p.nameId,
    Recipient: p.recipient === undefined ? p.acs : p.recipient,
    InResponseTo: p.confirmationInResponseTo === undefined ? p.inResponseTo : p.confirmationInResponseTo,
    ConfirmationNotOnOrAfter: (p.confirmationNotOnOrAfter ?? end).toISOString(),
    NotBefore: (p.notBefore ?? now).toISOString(),
    NotOnOrAfter: end.toISOString(),
    Audience: p.audience,
    AuthnInstant: (p.authnInstant ?? now).toISOString(),
    SessionIndex: p.sessionIndex === undefined ? newId() : p.sessionIndex,
    ContextClass: p.contextClass === undefined ? mfaContext : p.contextClass,
  }).replace('<!attributes/>', () => attributesXml(p.attributes ?? {}));
  const edited = p.edit?.assertion?.(plain) ?? plain;
  return p.sign === 'response' || p.sign === 'none' ? edited : sign(edited, p);
}

export function newId(): string {
  return `_${randomUUID()}`;
}

/** Signs the root element: enveloped, exclusive c14n, the signature right after the Issuer (SAML core 5.4). */
function sign(
  xml: string,
  { key, algorithm = 'rsa-sha256' }: Pick<ResponseParameters, 'key' | 'algorithm'>,
): string {
  return SamlLib.constructSAMLSignature({
    rawSamlMessage: xml,
    isMessageSigned: true,
    isBase64Output: false,
    privateKey: key.privateKey,
    signingCert: certificateBody(key.certificate),
    signatureAlgorithm: algorithms[algorithm],
    signatureConfig: {
      prefix: 'ds',
      location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
    },
  });
}

const algorithms = {
  'rsa-sha256': Constants.algorithms.signature.RSA_SHA256,
  'rsa-sha512': Constants.algorithms.signature.RSA_SHA512,
  'rsa-sha1': Constants.algorithms.signature.RSA_SHA1,
};

function fill(template: string, values: Record<string, string | null>): string {
  return SamlLib.replaceTagsByValue(template, values);
}

function statusXml(codes: readonly string[]): string {
  const nested = codes.reduceRight(
    (inner, code) =>
      `${fill('<samlp:StatusCode Value="{Code}">', { Code: code })}${inner}</samlp:StatusCode>`,
    '',
  );
  return `<samlp:Status>${nested}</samlp:Status>`;
}

function attributesXml(attributes: Record<string, string | readonly string[]>): string {
  const each = Object.entries(attributes).map(([name, values]) => {
    const all = [values]
      .flat()
      .map((value) => fill('<saml:AttributeValue>{Value}</saml:AttributeValue>', { Value: value }));
    return `${fill(attributeTemplate, { Name: name })}${all.join('')}</saml:Attribute>`;
  });
  return each.length === 0 ? '' : `<saml:AttributeStatement>${each.join('')}</saml:AttributeStatement>`;
}

const attributeTemplate =
  '<saml:Attribute Name="{Name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">';

const responseTemplate =
  '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"' +
  ' ID="{ID}" Version="2.0" IssueInstant="{IssueInstant}" Destination="{Destination}" InResponseTo="{InResponseTo}">' +
  '<saml:Issuer>{Issuer}</saml:Issuer><!status/><!assertions/></samlp:Response>';

const assertionTemplate =
  '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{AssertionID}" Version="2.0" IssueInstant="{IssueInstant}">' +
  '<saml:Issuer>{Issuer}</saml:Issuer>' +
  '<saml:Subject><saml:NameID Format="{NameIDFormat}">{NameID}</saml:NameID>' +
  '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
  '<saml:SubjectConfirmationData NotOnOrAfter="{ConfirmationNotOnOrAfter}" Recipient="{Recipient}" InResponseTo="{InResponseTo}"/>' +
  '</saml:SubjectConfirmation></saml:Subject>' +
  '<saml:Conditions NotBefore="{NotBefore}" NotOnOrAfter="{NotOnOrAfter}">' +
  '<saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>' +
  '<saml:AuthnStatement AuthnInstant="{AuthnInstant}" SessionIndex="{SessionIndex}"><saml:AuthnContext>' +
  '<saml:AuthnContextClassRef>{ContextClass}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
  '<!attributes/></saml:Assertion>';
