/** A passkey in software (WebAuthn 3, ES256): what a browser would send, and each way in which it could be wrong. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';

/** What differs from the right answer. */
export interface Knobs {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  present?: boolean;
  verified?: boolean;
  counter?: number;
  credentialId?: string;
  userHandle?: string;
  /** Flips a bit of the signature, or of the public key at an enrolment. */
  tampered?: boolean;
  /** What it states about itself at an enrolment, beside a passkey that is right; nothing where left out. */
  attest?: Attest;
  /** What the browser says of where it is kept; null: nothing. Kept on the device unless said otherwise. */
  rk?: boolean | null;
}

export type Attest = (made: {
  authData: Buffer;
  client: Buffer;
  privateKey: KeyObject;
  publicKey: KeyObject;
}) => { fmt: string; statement: Buffer };

export interface Authenticator {
  credentialId: string;
  create(options: PublicKeyCredentialCreationOptionsJSON, knobs?: Knobs): string;
  get(options: PublicKeyCredentialRequestOptionsJSON, knobs?: Knobs): string;
  /** The same key and counter in another hand. */
  copy(): Authenticator;
}

interface Held {
  privateKey: KeyObject;
  publicKey: KeyObject;
  credentialId: string;
  counter: number;
  userHandle: string | undefined;
}

/** `counts: false` is one that always says zero, as synced passkeys do. */
export function makeAuthenticator(origin: string, { counts = true } = {}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32).toString('base64url');
  return authenticatorOf(origin, counts, {
    privateKey,
    publicKey,
    credentialId,
    counter: 0,
    userHandle: undefined,
  });
}

function authenticatorOf(origin: string, counts: boolean, held: Held): Authenticator {
  const next = (knobs: Knobs) => {
    if (counts) held.counter += 1;
    return knobs.counter ?? held.counter;
  };
  return {
    credentialId: held.credentialId,
    copy: () => authenticatorOf(origin, counts, { ...held }),
    create(options, knobs = {}) {
      held.userHandle = options.user.id;
      const client = clientData(origin, 'webauthn.create', options.challenge, knobs);
      const id = Buffer.from(knobs.credentialId ?? held.credentialId, 'base64url');
      const key = coseOf(held.publicKey);
      if (knobs.tampered) key[10] = (key[10] ?? 0) ^ 1;
      const attested = Buffer.concat([Buffer.alloc(16), uint16(id.length), id, key]);
      const authData = Buffer.concat([
        authenticatorData(options.rp.id ?? '', next(knobs), knobs, 0x40),
        attested,
      ]);
      const { fmt, statement } = (knobs.attest ?? unattested)({ authData, client, ...held });
      const attestationObject = map([
        [text('fmt'), text(fmt)],
        [text('attStmt'), statement],
        [text('authData'), bytes(authData)],
      ]);
      const made = {
        clientDataJSON: client.toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      };
      const { rk = true } = knobs;
      return answer(knobs.credentialId ?? held.credentialId, made, rk === null ? {} : { credProps: { rk } });
    },
    get(options, knobs = {}) {
      const client = clientData(origin, 'webauthn.get', options.challenge, knobs);
      const authData = authenticatorData(options.rpId ?? '', next(knobs), knobs, 0);
      const signed = Buffer.concat([authData, sha256(client)]);
      const signature = createSign('sha256').update(signed).sign(held.privateKey);
      if (knobs.tampered) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
      const userHandle = knobs.userHandle ?? held.userHandle;
      return answer(knobs.credentialId ?? held.credentialId, {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle && { userHandle }),
      });
    },
  };
}

function unattested() {
  return { fmt: 'none', statement: map([]) };
}

function answer(id: string, response: object, clientExtensionResults: object = {}): string {
  return JSON.stringify({
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults,
    response,
  });
}

function clientData(origin: string, type: string, challenge: string, knobs: Knobs): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: knobs.type ?? type,
      challenge: knobs.challenge ?? challenge,
      origin: knobs.origin ?? origin,
      crossOrigin: knobs.crossOrigin ?? false,
      ...(knobs.topOrigin && { topOrigin: knobs.topOrigin }),
    }),
  );
}

/** WebAuthn 6.1: hash of the RP ID, flags, counter. */
function authenticatorData(rpId: string, counter: number, knobs: Knobs, extra: number): Buffer {
  const flags = (knobs.present === false ? 0 : 0x01) | (knobs.verified === false ? 0 : 0x04) | extra;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(knobs.rpId ?? rpId), Buffer.from([flags]), count]);
}

/** RFC 9053, 7.1.1: kty EC2, alg ES256, crv P-256, x, y. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return map([
    [int(1), int(2)],
    [int(3), int(-7)],
    [int(-1), int(1)],
    [int(-2), bytes(Buffer.from(x, 'base64url'))],
    [int(-3), bytes(Buffer.from(y, 'base64url'))],
  ]);
}

// The little of CBOR (RFC 8949, 3.1) that a passkey speaks.
export const int = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
export const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
export const text = (value: string) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
export const map = (entries: [Buffer, Buffer][]) =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);
export const list = (items: Buffer[]) => Buffer.concat([head(4, items.length), ...items]);

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.concat([Buffer.from([(major << 5) | 25]), uint16(value)]);
}

function uint16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}

export function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}
