/** Encrypts an assertion in the form that products send, by node:crypto: no library here is its own judge. */
import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';
import { certificateBody } from '#dev/idp/keys.ts';

const xenc = 'http://www.w3.org/2001/04/xmlenc#';
const dsig = 'http://www.w3.org/2000/09/xmldsig#';

const contents = {
  'aes-128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'aes-256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'aes-256-cbc': `${xenc}aes256-cbc`,
};

export interface Cipher {
  certificate: string;
  content?: keyof typeof contents;
  /** The key beside the data, found by reference, as Okta has it. */
  beside?: boolean;
}

export function encrypted(xml: string, { certificate, content = 'aes-256-gcm', beside }: Cipher): string {
  const isGcm = content !== 'aes-256-cbc';
  const key = randomBytes(content === 'aes-128-gcm' ? 16 : 32);
  const iv = randomBytes(isGcm ? 12 : 16);
  const cipher = createCipheriv(content as 'aes-256-gcm', key, iv);
  const body = Buffer.concat([
    iv,
    cipher.update(xml),
    cipher.final(),
    isGcm ? cipher.getAuthTag() : Buffer.alloc(0),
  ]);
  const wrapped = publicEncrypt(
    {
      key: new X509Certificate(certificate).publicKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha1',
    },
    key,
  );
  const value = (bytes: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  const encryptedKey = `<xenc:EncryptedKey xmlns:xenc="${xenc}" Id="_key" Recipient="https://console.acme.example"><xenc:EncryptionMethod Algorithm="${xenc}rsa-oaep-mgf1p"><ds:DigestMethod xmlns:ds="${dsig}" Algorithm="${dsig}sha1"/></xenc:EncryptionMethod><ds:KeyInfo xmlns:ds="${dsig}"><ds:X509Data><ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${value(wrapped)}</xenc:EncryptedKey>`;
  const found = beside ? `<ds:RetrievalMethod Type="${xenc}EncryptedKey" URI="#_key"/>` : encryptedKey;
  return `<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="${xenc}" Id="_data" Type="${xenc}Element"><xenc:EncryptionMethod Algorithm="${contents[content]}"/><ds:KeyInfo xmlns:ds="${dsig}">${found}</ds:KeyInfo>${value(body)}</xenc:EncryptedData>${beside ? encryptedKey : ''}</saml2:EncryptedAssertion>`;
}
