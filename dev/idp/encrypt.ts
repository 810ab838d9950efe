import { X509Certificate } from 'node:crypto';
import { encrypt } from 'xml-encryption';

/**
 * Wraps an assertion for the service provider (SAML core 2.3.4). samlify's own encryption ends at AES-128-GCM and
 * AES-CBC; the console takes AES-GCM only, and this IdP gives it the longer key.
 */
export async function encryptAssertion(xml: string, certificate: string): Promise<string> {
  const options = {
    rsa_pub: new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
    pem: certificate,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    disallowEncryptionWithInsecureAlgorithm: true,
  } as const;
  const encrypted = await new Promise<string>((resolve, reject) => {
    encrypt(xml, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${encrypted.trim()}</saml:EncryptedAssertion>`;
}
