/**
 * Promise: @node-saml/passport-saml judges each message on its own, knowing one connection and one request. A
 * passport strategy answers through methods on `this`, which Express gives it per request; here a derived object
 * does, so that nothing of one request is seen by another.
 */
import {
  type CacheProvider,
  type Profile,
  Strategy,
  ValidateInResponseTo,
  type VerifiedCallback,
} from '@node-saml/passport-saml';
import type { SignInConnection } from '../connections/queries.ts';
import { keyring } from '../keyring.ts';
import { open } from '../vault/envelope.ts';
import { spAddresses } from './addresses.ts';
import { signInMinutes } from './cookies.ts';
import { skewMs } from './instant.ts';
import { signaturesOf } from './response.ts';
import { teachAlgorithms } from './xml-algorithms.ts';

// Here, since whoever verifies by the library comes through this file, logout messages by form included.
teachAlgorithms();

export type SamlAnswer =
  | { kind: 'accepted'; profile: Profile }
  | { kind: 'redirect'; url: string }
  | { kind: 'refused'; error: Error };

interface Held {
  version: string;
  strategy: Strategy;
  keys: SpKeys;
}

export interface SpKeys {
  signing: string;
  /** What opens an assertion: the current key and, during a rollover of ours, the next. */
  decryption: string[];
}

type Saml = NonNullable<Strategy['_saml']>;

const held = new Map<string, Held>();
const neverUsed: CacheProvider = {
  saveAsync: () => Promise.reject(new Error('no request is bound')),
  getAsync: async () => null,
  removeAsync: async () => null,
};

/** The service provider of one connection for one request, with a cache that knows that request alone. */
export async function serviceProvider(connection: SignInConnection, cache: CacheProvider = neverUsed) {
  const { strategy, keys } = await strategyOf(connection);
  const saml = Object.create(strategy._saml as Saml) as Saml;
  saml.cacheProvider = cache;
  const own = Object.create(strategy) as Strategy;
  own._saml = saml;
  return { strategy: own, saml, keys };
}

/** An AuthnRequest, signed, as an address at the IdP. */
export async function authorizeUrl(
  connection: SignInConnection,
  options: { cache: CacheProvider; relayState: string; force: boolean },
): Promise<string> {
  const { strategy, saml } = await serviceProvider(connection, options.cache);
  saml.options = { ...saml.options, forceAuthn: options.force || connection.forcesAuthn };
  const answer = await authenticate(strategy, {
    method: 'GET',
    url: '/',
    query: { RelayState: options.relayState },
    body: {},
  });
  if (answer.kind !== 'redirect') throw new Error('the SAML library made no request');
  return answer.url;
}

export interface PutToLibrary {
  base64: string;
  /** Null: it answers no request, and this connection takes it so. */
  inResponseTo: string | null;
  requestedAt: Date;
  /** The key that opened the assertion; null when it is plain. */
  decryption: string | null;
}

/** Puts a posted response to the library: signatures, times, audience, request. */
export async function judgeResponse(connection: SignInConnection, posted: PutToLibrary): Promise<SamlAnswer> {
  // The request was consumed before; the library is told of it and of no other.
  const cache: CacheProvider = {
    ...neverUsed,
    getAsync: async (id) => (id === posted.inResponseTo ? posted.requestedAt.toISOString() : null),
  };
  const { strategy, saml } = await serviceProvider(connection, cache);
  if (posted.decryption !== null) saml.options = { ...saml.options, decryptionPvk: posted.decryption };
  if (posted.inResponseTo === null)
    saml.options = { ...saml.options, validateInResponseTo: ValidateInResponseTo.ifPresent };
  return authenticate(strategy, {
    method: 'POST',
    url: '/',
    query: {},
    body: { SAMLResponse: posted.base64 },
  });
}

interface PassportRequest {
  method: string;
  url: string;
  query: Record<string, string>;
  body: Record<string, string>;
}

function authenticate(strategy: Strategy, request: PassportRequest): Promise<SamlAnswer> {
  return new Promise((resolve) => {
    const refused = (why: string) => resolve({ kind: 'refused', error: new Error(why) });
    strategy.success = (profile) => resolve({ kind: 'accepted', profile: profile as Profile });
    strategy.redirect = (url) => resolve({ kind: 'redirect', url });
    strategy.error = (error) => resolve({ kind: 'refused', error });
    strategy.fail = () => refused('no profile');
    strategy.pass = () => refused('nothing to judge');
    strategy.authenticate({ ...request, headers: {} } as never, {});
  });
}

async function strategyOf(connection: SignInConnection): Promise<Held> {
  const addresses = spAddresses(connection.slug);
  const version = `${connection.version} ${addresses.entityId}`;
  const known = held.get(connection.id);
  if (known?.version === version) return known;
  const keys = await openKeys(connection);
  const wanted = signaturesOf(connection.signatures);
  const strategy = new Strategy(
    {
      callbackUrl: addresses.acs,
      logoutCallbackUrl: addresses.slo,
      issuer: addresses.entityId,
      audience: addresses.entityId,
      idpIssuer: connection.entityId,
      idpCert: connection.certificates,
      entryPoint: connection.ssoUrl,
      ...(connection.sloUrl ? { logoutUrl: connection.sloUrl } : {}),
      privateKey: keys.signing,
      publicCert: connection.spCertificate,
      decryptionPvk: keys.decryption[0] ?? '',
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      wantAuthnResponseSigned: wanted.response,
      wantAssertionsSigned: wanted.assertion,
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: signInMinutes * 60_000,
      cacheProvider: neverUsed,
      acceptedClockSkewMs: skewMs,
      identifierFormat: null,
      authnContext: connection.mfaContexts,
      racComparison: 'exact',
      disableRequestedAuthnContext: !connection.asksContext || connection.mfaContexts.length === 0,
    },
    (profile: Profile | null, done: VerifiedCallback) => done(null, profile ?? undefined),
    (_profile: Profile | null, done: VerifiedCallback) =>
      done(new Error('logout does not pass through here')),
  );
  const made = { version, strategy, keys };
  held.set(connection.id, made);
  return made;
}

async function openKeys(connection: SignInConnection): Promise<SpKeys> {
  const ring = await keyring();
  const opened = (column: string, sealed: string) =>
    open(ring, { table: 'connection', column, row: connection.id }, sealed).toString('utf8');
  const next = connection.nextEncryptionPrivateKey;
  return {
    signing: opened('sp_private_key', connection.spPrivateKey),
    decryption: [
      opened('encryption_private_key', connection.encryptionPrivateKey),
      ...(next ? [opened('next_encryption_private_key', next)] : []),
    ],
  };
}
