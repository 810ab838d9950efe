/** A logout message as an IdP sends it by form: its own signature, after the Issuer. */
import samlify from 'samlify';
import { certificateBody, type SigningKey } from '#dev/idp/keys.ts';

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** `xml` signed, in base64. */
export function signedMessage(xml: string, key: SigningKey): string {
  return samlify.SamlLib.constructSAMLSignature({
    rawSamlMessage: xml,
    isMessageSigned: true,
    isBase64Output: true,
    privateKey: key.privateKey,
    signingCert: certificateBody(key.certificate),
    signatureAlgorithm: rsaSha256,
    signatureConfig: {
      prefix: 'ds',
      location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
    },
  });
}
