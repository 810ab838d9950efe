/** Statements that an authenticator could send about itself, though none is asked for (WebAuthn 3, 6.5 and 8). */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Attest, bytes, int, list, map, sha256, text } from './authenticator.ts';

/** Signed by the passkey itself: what a browser lets through although nothing was asked. */
export const selfAttested: Attest = (made) => ({
  fmt: 'packed',
  statement: map([
    [text('alg'), int(-7)],
    [text('sig'), bytes(signed(made))],
  ]),
});

/** By certificates of the sender's own making; the leaf names `crlUrl` as the place that lists what was revoked. */
export const certified =
  (fmt: string, crlUrl: string): Attest =>
  (made) => {
    const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = certificate('leaf', made.publicKey, root.privateKey, [
      keyDescription(sha256(made.client)),
      crlPoint(crlUrl),
    ]);
    const own = certificate('root', root.publicKey, root.privateKey, [isCa]);
    return {
      fmt,
      statement: map([
        [text('alg'), int(-7)],
        [text('sig'), bytes(signed(made))],
        [text('x5c'), list([bytes(leaf), bytes(own)])],
      ]),
    };
  };

function signed({ authData, client, privateKey }: Parameters<Attest>[0]): Buffer {
  return createSign('sha256')
    .update(Buffer.concat([authData, sha256(client)]))
    .sign(privateKey);
}

function certificate(name: string, key: KeyObject, issuer: KeyObject, extensions: Buffer[]): Buffer {
  const algorithm = seq(oid('2a8648ce3d040302'));
  const day = (offset: number) => {
    const at = new Date(Date.now() + offset * 86_400_000).toISOString();
    return der(0x17, Buffer.from(`${at.replace(/[-:T]/g, '').slice(2, 14)}Z`));
  };
  const tbs = seq(
    der(0xa0, number(2)),
    number(1),
    algorithm,
    nameOf('root'),
    seq(day(-1), day(1)),
    nameOf(name),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, seq(...extensions)),
  );
  const signature = createSign('sha256').update(tbs).sign(issuer);
  return seq(tbs, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
}

const isCa = seq(oid('551d13'), octets(seq(der(0x01, Buffer.of(0xff)))));

function crlPoint(url: string): Buffer {
  const point = der(0xa0, der(0xa0, der(0x86, Buffer.from(url))));
  return seq(oid('551d1f'), octets(seq(seq(point))));
}

/** What an Android keystore says of a key, as far as the reader looks before it follows the certificates. */
function keyDescription(challenge: Buffer): Buffer {
  const level = der(0x0a, Buffer.of(1));
  const said = seq(number(3), level, number(4), level, octets(challenge), octets(), seq(), seq());
  return seq(oid('2b06010401d679020111'), octets(said));
}

function nameOf(common: string): Buffer {
  return seq(der(0x31, seq(oid('550403'), der(0x0c, Buffer.from(common)))));
}

// The little of DER (X.690) that a certificate needs; the names above are hexadecimal OBJECT IDENTIFIERs.
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  if (size < 128) return Buffer.concat([Buffer.of(tag, size), body]);
  return Buffer.concat([Buffer.of(tag, 0x82, size >> 8, size & 0xff), body]);
}

function seq(...content: Buffer[]): Buffer {
  return der(0x30, ...content);
}

function octets(...content: Buffer[]): Buffer {
  return der(0x04, ...content);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function number(value: number): Buffer {
  return der(0x02, Buffer.of(value));
}
