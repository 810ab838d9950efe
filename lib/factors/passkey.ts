/** Promise: a passkey counts only for this console, for the challenge that was taken out for it, and with its user verified (WebAuthn 7). */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { env } from '../env.ts';
import type { PasskeyReason } from './reasons.ts';

/** How long a browser waits for its person; the challenge lives as long. */
export const challengeMinutes = 5;
/** EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

type TransportList = NonNullable<
  NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number]['transports']
>;
export interface KnownPasskey {
  credentialId: string;
  transports: string[];
}
export interface Person {
  id: string;
  name: string;
  email: string;
}

/** This console as passkeys know it: never from a header, which a caller may write. */
function party() {
  const { hostname, origin } = new URL(env().publicUrl);
  return { id: hostname, origin };
}

/** The same bytes for every passkey of a person, and nothing that tells who they are (WebAuthn 14.6.1). */
function userHandle({ id }: Pick<Person, 'id'>): Buffer<ArrayBuffer> {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

export function creationOptions(
  person: Person,
  challenge: string,
  known: KnownPasskey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: 'Gatehouse',
    rpID: party().id,
    userID: userHandle(person),
    userName: person.email,
    userDisplayName: person.name,
    challenge: Buffer.from(challenge, 'base64url'),
    timeout: challengeMinutes * 60_000,
    attestationType: 'none',
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

export function requestOptions(
  challenge: string,
  known: KnownPasskey[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: party().id,
    challenge: Buffer.from(challenge, 'base64url'),
    timeout: challengeMinutes * 60_000,
    allowCredentials: known.map(descriptor),
    userVerification: 'required',
  });
}

const descriptor = ({ credentialId, transports }: KnownPasskey) => ({
  id: credentialId,
  transports: transports as TransportList,
});

const Encoded = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(8192);
const Credential = z.object({
  id: Encoded.max(1400),
  rawId: Encoded,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
});
const Attestation = Credential.extend({
  // What the browser says of where the passkey was kept (WebAuthn 10.1.3).
  clientExtensionResults: z
    .object({ credProps: z.object({ rk: z.boolean().optional() }).optional() })
    .default({}),
  response: z.object({
    clientDataJSON: Encoded,
    attestationObject: Encoded,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(8)
      .default([]),
  }),
});
const Assertion = Credential.extend({
  response: z.object({
    clientDataJSON: Encoded,
    authenticatorData: Encoded,
    signature: Encoded,
    userHandle: Encoded.optional(),
  }),
});
const ClientData = z.object({ challenge: Encoded.max(100), crossOrigin: z.boolean().optional() });

/** A browser's answer that has the shape of one; what it says is not judged yet. */
export interface Answer<R> {
  credential: R;
  challenge: string;
  crossOrigin: boolean;
}

export const readAttestation = (json: string) => read(Attestation, json);
export const readAssertion = (json: string) => read(Assertion, json);

function read<S extends typeof Attestation | typeof Assertion>(
  schema: S,
  json: string,
): Answer<z.output<S>> | null {
  try {
    const credential = schema.parse(JSON.parse(json)) as z.output<S>;
    const client = Buffer.from(credential.response.clientDataJSON, 'base64url').toString('utf8');
    const { challenge, crossOrigin = false } = ClientData.parse(JSON.parse(client));
    return { credential, challenge, crossOrigin };
  } catch {
    return null;
  }
}

export type Judged<T> = { holds: true; value: T } | { holds: false; reason: PasskeyReason };

export interface NewPasskey {
  credentialId: string;
  publicKey: string;
  transports: string[];
  backedUp: boolean;
  /** Found without being named; null: its browser did not say. */
  discoverable: boolean | null;
  counter: number;
}

/** WebAuthn 7.1. Attestation is not asked for: any authenticator that verifies its user is welcome. */
export async function judgeAttestation(
  answer: Answer<z.output<typeof Attestation>>,
): Promise<Judged<NewPasskey>> {
  // A page of somebody else that frames this console would choose when the person is asked.
  if (answer.crossOrigin) return { holds: false, reason: 'framed' };
  try {
    if (!isUncertified(answer.credential.response.attestationObject))
      return { holds: false, reason: 'attested' };
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer.credential as RegistrationResponseJSON,
      expectedChallenge: answer.challenge,
      expectedOrigin: party().origin,
      expectedRPID: party().id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return { holds: false, reason: 'signature' };
    const { credential, credentialBackedUp: backedUp } = registrationInfo;
    const value = {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      transports: answer.credential.response.transports,
      backedUp,
      discoverable: answer.credential.clientExtensionResults.credProps?.rk ?? null,
      counter: credential.counter,
    };
    return { holds: true, value };
  } catch (error) {
    return { holds: false, reason: reasonOf(error) };
  }
}

/**
 * The library asks the address that a sender's certificates name for a list of the revoked before it knows whether it
 * trusts them: this console would fetch what anybody wishes, from inside. A browser that was asked for no attestation
 * sends none, or one by the passkey's own key (WebAuthn 5.1.3).
 */
function isUncertified(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')));
  const format = decoded.get('fmt');
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined);
}

export interface StoredPasskey {
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
}

/** WebAuthn 7.2. Gives the counter to store; null of a passkey that does not count. */
export async function judgeAssertion(
  answer: Answer<z.output<typeof Assertion>>,
  person: Pick<Person, 'id'>,
  passkey: StoredPasskey,
): Promise<Judged<{ counter: number | null }>> {
  if (answer.crossOrigin) return { holds: false, reason: 'framed' };
  const handle = answer.credential.response.userHandle;
  if (handle && handle !== userHandle(person).toString('base64url'))
    return { holds: false, reason: 'stranger' };
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer.credential as AuthenticationResponseJSON,
      expectedChallenge: answer.challenge,
      expectedOrigin: party().origin,
      expectedRPID: party().id,
      requireUserVerification: true,
      // Zero here, and judged below: only what bears the passkey's own signature may say that it was copied.
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    });
    if (!verified) return { holds: false, reason: 'signature' };
    const counter = authenticationInfo.newCounter;
    if (counter === 0 && passkey.counter === 0) return { holds: true, value: { counter: null } };
    if (counter <= passkey.counter) return { holds: false, reason: 'counter' };
    return { holds: true, value: { counter } };
  } catch (error) {
    return { holds: false, reason: reasonOf(error) };
  }
}

// Beginnings of the library's messages; what comes later in them is the sender's own text.
const said: [RegExp, PasskeyReason][] = [
  [/^Unexpected (authentication|registration) response origin/, 'origin'],
  [/^Unexpected (authentication|registration) response type/, 'ceremony'],
  [/^Unexpected RP ID hash/, 'party'],
  [/^User verification (was )?required/, 'verification'],
  [/^User (not present|presence was required)/, 'presence'],
];

function reasonOf(error: unknown): PasskeyReason {
  const message = error instanceof Error ? error.message : '';
  return said.find(([beginning]) => beginning.test(message))?.[1] ?? 'shape';
}
