/** Promise: our metadata names what we accept and nothing more: no CBC, no other host than PUBLIC_URL's. */
import type { SignInConnection } from '../connections/queries.ts';
import { spAddresses } from './addresses.ts';
import { signaturesOf } from './response.ts';

const bindings = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-';
const encryptionMethods = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
];

type Described = Pick<
  SignInConnection,
  'slug' | 'signatures' | 'spCertificate' | 'encryptionCert' | 'nextSpCertificate' | 'nextEncryptionCert'
>;

/** Our side of a connection as an IdP imports it (SAML metadata 2.4.4). */
export function spMetadata(connection: Described): string {
  const { entityId, acs, slo } = spAddresses(connection.slug);
  const methods = encryptionMethods.map((m) => `<EncryptionMethod Algorithm="${m}"/>`).join('');
  // During a rollover both pairs stand there, the present ones first: an IdP that takes one alone takes what is in use.
  const named = (certificates: (string | null)[]) => certificates.filter((pem) => pem !== null);
  const keys = [
    ...named([connection.spCertificate, connection.nextSpCertificate]).map((pem) => key('signing', pem, '')),
    ...named([connection.encryptionCert, connection.nextEncryptionCert]).map((pem) =>
      key('encryption', pem, methods),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${escaped(entityId)}">
  <SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="${signaturesOf(connection.signatures).assertion}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${keys.join('\n    ')}
    <SingleLogoutService Binding="${bindings}Redirect" Location="${escaped(slo)}"/>
    <SingleLogoutService Binding="${bindings}POST" Location="${escaped(slo)}"/>
    <AssertionConsumerService Binding="${bindings}POST" Location="${escaped(acs)}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`;
}

function key(use: string, certificate: string, methods: string): string {
  const body = certificate.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
  return `<KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${methods}</KeyDescriptor>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
