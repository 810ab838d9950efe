import { createHash } from 'node:crypto';
import type { SigningKey } from './keys.ts';
import { demoDomain } from './people.ts';
import { newId, passwordContext, type ResponseParameters } from './response.ts';
import { wrapResponse } from './wrap.ts';

/** What a failure may need beyond the correct response. */
export interface FailureKit {
  /** A key that no metadata names. */
  strangerKey(): Promise<SigningKey>;
  /** PEM of the service provider's encryption certificate, when its metadata has one. */
  encryptionCertificate: string | null;
}

export interface Failure {
  /** For the page: what is wrong with the response. */
  says: string;
  /** False: the password alone signs in. */
  asksCode?: false;
  /** True: the response is good, so the browser is signed in here afterwards. */
  signsIn?: true;
  change?(right: ResponseParameters, kit: FailureKit): ResponseParameters | Promise<ResponseParameters>;
}

/** Thrown by a row that cannot be made with this service provider. */
export class ImpossibleFailure extends Error {}

const persistentFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const minute = 60_000;
const after = (p: ResponseParameters, ms: number) => new Date((p.now ?? new Date()).getTime() + ms);
const elsewhere = 'https://console.other.example';

/**
 * The failures that tests choose by the name typed (`expired@`, `expired+owner@`): each row takes the correct
 * response and breaks one thing. What a row does not name stays right, signatures included.
 */
export const failures = {
  'no-mfa': {
    says: 'Password only: the class is PasswordProtectedTransport',
    asksCode: false,
    change: (p) => ({ ...p, contextClass: passwordContext }),
  },
  expired: {
    says: 'NotOnOrAfter is five minutes past',
    change: (p) => ({ ...p, notBefore: after(p, -10 * minute), notOnOrAfter: after(p, -5 * minute) }),
  },
  future: {
    says: 'NotBefore is five minutes ahead',
    change: (p) => ({ ...p, notBefore: after(p, 5 * minute), notOnOrAfter: after(p, 10 * minute) }),
  },
  'wrong-audience': {
    says: 'Audience names another service provider',
    change: (p) => ({ ...p, audience: `${elsewhere}/metadata` }),
  },
  'wrong-issuer': {
    says: 'Issuer of response and assertion is another IdP',
    change: (p) => ({ ...p, issuer: 'https://idp.other.example/metadata' }),
  },
  'wrong-destination': {
    says: 'Destination is another address',
    change: (p) => ({ ...p, destination: `${elsewhere}/acs` }),
  },
  'wrong-recipient': {
    says: 'Recipient of the subject confirmation is another address',
    change: (p) => ({ ...p, recipient: `${elsewhere}/acs` }),
  },
  'wrong-in-response-to': {
    says: 'InResponseTo is a request that was never sent',
    change: (p) => ({ ...p, inResponseTo: newId() }),
  },
  unsigned: { says: 'No signature at all', change: (p) => ({ ...p, sign: 'none' }) },
  'unsigned-response': { says: 'Only the assertion is signed', change: (p) => ({ ...p, sign: 'assertion' }) },
  'unsigned-assertion': { says: 'Only the response is signed', change: (p) => ({ ...p, sign: 'response' }) },
  'wrong-key': {
    says: 'Signed by an unknown key, its certificate in KeyInfo',
    change: async (p, kit) => ({ ...p, key: await kit.strangerKey() }),
  },
  sha1: { says: 'Signed with RSA-SHA1', change: (p) => ({ ...p, algorithm: 'rsa-sha1' }) },
  tampered: {
    says: 'NameID changed to another person after signing',
    change: (p) => ({
      ...p,
      edit: { sent: (xml) => xml.replaceAll(`>${p.nameId}<`, `>${anotherThan(p.nameId)}<`) },
    }),
  },
  'status-denied': {
    says: 'Status is Responder, AuthnFailed; no assertion',
    change: (p) => ({ ...p, assertions: [], status: status('Responder', 'AuthnFailed') }),
  },
  'two-assertions': {
    says: 'Two assertions, both signed, about two people',
    change: (p) => ({ ...p, assertions: [{}, { nameId: anotherThan(p.nameId), sessionIndex: newId() }] }),
  },
  wrapped: {
    says: 'Signature wrapping: the signed response hides inside its own signature',
    change: (p) => ({
      ...p,
      edit: { sent: (xml) => wrapResponse(xml, String(p.nameId), anotherThan(p.nameId)) },
    }),
  },
  doctype: {
    says: 'A document type with an entity stands before the response',
    change: (p) => ({
      ...p,
      edit: { sent: (xml) => `<!DOCTYPE samlp:Response [<!ENTITY who "nobody">]>${xml}` },
    }),
  },
  replay: { says: 'A correct response; /replay posts the same one again' },
  'stale-authn': {
    says: 'AuthnInstant is eight hours ago',
    change: (p) => ({ ...p, authnInstant: after(p, -8 * 60 * minute) }),
  },
  'no-nameid': { says: 'The subject has no NameID', change: (p) => ({ ...p, nameId: null }) },
  'comment-in-nameid': {
    says: 'A comment cuts the NameID in two; exclusive c14n drops it, so the signature still holds',
    change: (p) => ({
      ...p,
      nameId: `${p.nameId}.other.example`,
      edit: {
        sent: (xml) => xml.replace(`>${p.nameId}.other.example<`, `>${p.nameId}<!-- -->.other.example<`),
      },
    }),
  },
  encrypted: {
    says: 'Nothing wrong: the assertion is encrypted for the console',
    signsIn: true,
    change: (p, kit) => {
      if (kit.encryptionCertificate) return { ...p, encryptFor: kit.encryptionCertificate };
      throw new ImpossibleFailure(
        "The console's metadata names no encryption certificate, so nothing can be encrypted for it.",
      );
    },
  },
  'no-groups': {
    says: 'Nothing wrong: the groups are left out',
    signsIn: true,
    change: ({ attributes: { groups: _, ...attributes } = {}, ...p }) => ({ ...p, attributes }),
  },
  badge: {
    says: 'Nothing wrong: the NameID is a badge number, the e-mail address stands in its attribute alone',
    signsIn: true,
    change: (p) => ({ ...p, nameId: badgeOf(p.nameId), nameIdFormat: persistentFormat }),
  },
  'two-emails': {
    says: 'A badge number as NameID, and two values of the e-mail attribute',
    change: (p) => ({
      ...p,
      nameId: badgeOf(p.nameId),
      nameIdFormat: persistentFormat,
      attributes: { ...p.attributes, email: [String(p.nameId), `somebody@${demoDomain}`] },
    }),
  },
  unknown: {
    says: 'A NameID that no operator has',
    change: (p) => ({
      ...p,
      nameId: `stranger@${demoDomain}`,
      attributes: { email: `stranger@${demoDomain}`, displayName: 'A Stranger' },
    }),
  },
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof failures;

/** The row by its name, in the one shape that all rows share. */
export function failureNamed(name: FailureName): Failure {
  return failures[name];
}

export function status(top: string, second: string): string[] {
  return [top, second].map((code) => `urn:oasis:names:tc:SAML:2.0:status:${code}`);
}

/** The same for the same person every time, and no e-mail address. */
function badgeOf(nameId: string | null): string {
  return `EMP-${createHash('sha256').update(String(nameId)).digest('hex').slice(0, 8)}`;
}

function anotherThan(nameId: string | null): string {
  const owner = `owner@${demoDomain}`;
  return nameId === owner ? `owner2@${demoDomain}` : owner;
}
