/** One connection without a database, and the two ways to judge a response to it: the console's, and the library's alone. */
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { makeResponse } from '#dev/idp/response.ts';
import { spAddresses } from '#lib/auth/addresses.ts';
import { evidenceOf } from '#lib/auth/evidence.ts';
import { judge } from '#lib/auth/judge.ts';
import { openMessage } from '#lib/auth/message.ts';
import { serviceProvider } from '#lib/auth/passport.ts';
import { demand } from '#lib/auth/rules.ts';
import { readPosted } from '#lib/auth/transport.ts';
import type { SignInConnection } from '#lib/connections/queries.ts';
import { makeSpKeys } from '#lib/connections/service-provider.ts';
import type { ConsumedRequest } from '#lib/db/ledger.ts';
import { keyring, setKeyring } from '#lib/keyring.ts';
import { seal } from '#lib/vault/envelope.ts';
import { createKeyring, openKeyring } from '#lib/vault/keyring.ts';

export const requestId = '_0f3c9a52-6a3e-4b6e-9a8e-2f7d3f1f8a11';
const issuer = 'https://idp.acme.example/metadata';
const nameId = 'ada@acme.example';

/** A valid response, and the two ways to judge it under the policy that it meets. */
export interface Accepted {
  name: string;
  base64: string;
  /** The console's door from the form to the facts, the database left out. Throws `RuleBroken`. */
  accept(body: string): Promise<void>;
  /** @node-saml/node-saml with the same connection and options. */
  library(base64: string): Promise<void>;
}

export interface Subject {
  accepted: Accepted[];
  /** A right response with both signatures, for what hostile ones are made of. */
  plain: string;
  accept(body: string): Promise<void>;
}

const cases = [
  { name: 'both signatures', signatures: 'both', encrypts: false },
  { name: 'both signatures, encrypted', signatures: 'both', encrypts: true },
  { name: 'the response signed alone', signatures: 'response', encrypts: false },
  { name: 'the assertion signed alone', signatures: 'assertion', encrypts: false },
] as const;

/** `folder` holds the keyring of this run. */
export async function openSubject(folder: string): Promise<Subject> {
  createKeyring(folder);
  setKeyring(openKeyring(folder, null));
  const key = await makeSigningKey('Acme IdP');
  const accepted: Accepted[] = [];
  for (const [n, { name, signatures, encrypts }] of cases.entries()) {
    const connection = await makeSubjectConnection(key, n, signatures);
    const addresses = spAddresses(connection.slug);
    const saml = await libraryAlone(connection);
    const base64 = await makeResponse({
      key,
      issuer,
      acs: addresses.acs,
      audience: addresses.entityId,
      inResponseTo: requestId,
      nameId,
      sign: signatures,
      // Long enough for a run of minutes.
      notOnOrAfter: new Date(Date.now() + 3_600_000),
      ...(encrypts ? { encryptFor: connection.encryptionCert } : {}),
    });
    accepted.push({
      name,
      base64,
      accept: (body) => accept(connection, body),
      async library(response) {
        const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
        if (profile?.nameID !== nameId) throw new Error('the library accepted nothing');
      },
    });
  }
  const [first] = accepted;
  if (!first) throw new Error('nothing to measure');
  return { accepted, plain: first.base64, accept: first.accept };
}

const startedAt = new Date();
/** The request that every response answers: never used up, so that one response can be judged again. */
const sent: ConsumedRequest = {
  purpose: 'sign-in',
  sessionId: null,
  binding: null,
  askedBy: null,
  relayState: 'of this sign-in',
  returnTo: '/',
  createdAt: startedAt,
  expiresAt: new Date(startedAt.getTime() + 3_600_000),
};

/** As lib/auth/sign-in.ts has them: what `openAnswer` takes from the database is given here. */
async function accept(connection: SignInConnection, body: string): Promise<void> {
  const now = new Date();
  const request = new Request(spAddresses(connection.slug).acs, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const posted = await readPosted(request, ['SAMLResponse']);
  const root = openMessage(posted.xml, 'Response');
  const inResponseTo = root.getAttribute('InResponseTo') ?? '';
  demand(inResponseTo === requestId, 'in-response-to');
  // Whoever began a sign-in knows its RelayState: what is hostile gets as far as it can.
  const answer = { posted: { ...posted, relayState: sent.relayState }, root, inResponseTo, sent };
  const facts = await judge(answer, connection, now);
  demand(evidenceOf(connection, facts) !== null, 'mfa');
}

async function makeSubjectConnection(
  key: SigningKey,
  n: number,
  signatures: string,
): Promise<SignInConnection> {
  const ring = await keyring();
  const id = `00000000-0000-7000-8000-00000000be4${n}`;
  const { signing, encryption } = await makeSpKeys('acme', new Date());
  const sealed = (column: string, pem: string) =>
    seal(ring, { table: 'connection', column, row: id }, Buffer.from(pem));
  return {
    id,
    slug: 'acme',
    name: 'Acme',
    kind: 'saml',
    entityId: issuer,
    ssoUrl: 'https://idp.acme.example/sso',
    sloUrl: null,
    sloBinding: 'redirect',
    sloResponseUrl: null,
    certificates: [key.certificate],
    enabled: true,
    mfaContexts: ['https://refeds.org/profile/mfa'],
    spPrivateKey: sealed('sp_private_key', signing.privateKey),
    spCertificate: signing.certificate,
    encryptionPrivateKey: sealed('encryption_private_key', encryption.privateKey),
    encryptionCert: encryption.certificate,
    nextSpPrivateKey: null,
    nextSpCertificate: null,
    nextEncryptionPrivateKey: null,
    nextEncryptionCert: null,
    signatures,
    allowsUnsolicited: false,
    asksContext: true,
    forcesAuthn: false,
    mfaAttributes: [],
    authnMaxAgeMinutes: 240,
    withoutMfa: 'refuse',
    mapping: {},
    provisioning: 'off',
    roleCeiling: [],
    emailDomains: [],
    linksByEmail: false,
    causedBy: 'bench',
    version: 1,
  };
}

async function libraryAlone(connection: SignInConnection): Promise<SAML> {
  const { keys } = await serviceProvider(connection);
  const addresses = spAddresses(connection.slug);
  return new SAML({
    callbackUrl: addresses.acs,
    issuer: addresses.entityId,
    audience: addresses.entityId,
    idpIssuer: connection.entityId,
    idpCert: connection.certificates,
    entryPoint: connection.ssoUrl,
    decryptionPvk: keys.decryption[0] ?? '',
    wantAuthnResponseSigned: connection.signatures !== 'assertion',
    wantAssertionsSigned: connection.signatures !== 'response',
    acceptedClockSkewMs: 60_000,
    identifierFormat: null,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async (id) => (id === requestId ? startedAt.toISOString() : null),
      removeAsync: async () => null,
    },
  });
}
