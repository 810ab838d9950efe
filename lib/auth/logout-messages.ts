/** Promise: a logout message of ours leaves signed, by the binding and to the address that the IdP's metadata names. */

import { signSamlPost } from '@node-saml/node-saml/lib/saml-post-signing.js';
import type { CacheProvider, Profile } from '@node-saml/passport-saml';
import type { SignInConnection } from '../connections/queries.ts';
import { serviceProvider } from './passport.ts';
import type { MessageName } from './transport.ts';

/** A message that is signed and ready to be carried by the browser. */
export type Outgoing = { by: 'redirect'; url: string } | ({ by: 'post' } & PostForm);

/** SAML bindings 3.5.4. */
export interface PostForm {
  to: string;
  field: MessageName;
  base64: string;
  relayState: string | null;
}

type Saml = Awaited<ReturnType<typeof serviceProvider>>['saml'];

/** Our request to end somebody's session at the IdP. `cache` is told its ID. */
export async function logoutRequest(
  connection: SignInConnection,
  of: { profile: Profile; relayState: string; cache: CacheProvider },
): Promise<Outgoing> {
  const { saml } = await serviceProvider(connection, of.cache);
  if (connection.sloBinding !== 'post')
    return { by: 'redirect', url: await saml.getLogoutUrlAsync(of.profile, of.relayState, {}) };
  const xml = await saml._generateLogoutRequest(of.profile);
  return posted(saml, { name: 'LogoutRequest', xml, to: connection.sloUrl, relayState: of.relayState });
}

/** Our answer to the IdP's request `of.id`, whose RelayState goes back with it (SAML bindings 3.5.3). */
export async function logoutResponse(
  connection: SignInConnection,
  of: { id: string; nameId: string; relayState: string | null },
): Promise<Outgoing> {
  const { saml } = await serviceProvider(connection);
  const to = connection.sloResponseUrl ?? connection.sloUrl;
  // The library knows one address, for both; it is Destination and target alike.
  saml.options = { ...saml.options, logoutUrl: to ?? '' };
  const profile = { ID: of.id, issuer: connection.entityId, nameID: of.nameId, nameIDFormat: '' };
  if (connection.sloBinding !== 'post') {
    const url = await saml.getLogoutResponseUrlAsync(profile, of.relayState ?? '', {}, true);
    return { by: 'redirect', url };
  }
  const xml = saml._generateLogoutResponse(profile, true);
  return posted(saml, { name: 'LogoutResponse', xml, to, relayState: of.relayState });
}

// Enveloped, after the Issuer, as the schema has it (SAML core 3.2.1). Nothing is deflated in this binding.
function posted(
  { options }: Saml,
  of: {
    name: 'LogoutRequest' | 'LogoutResponse';
    xml: string;
    to: string | null;
    relayState: string | null;
  },
): Outgoing {
  const element = `/*[local-name(.)="${of.name}" and namespace-uri(.)="urn:oasis:names:tc:SAML:2.0:protocol"]`;
  const { privateKey, publicCert, signatureAlgorithm, digestAlgorithm } = options;
  if (!of.to || !privateKey || !publicCert) throw new Error('a logout message has no address or no key');
  const signed = signSamlPost(of.xml, element, {
    privateKey,
    publicCert,
    signatureAlgorithm,
    ...(digestAlgorithm && { digestAlgorithm }),
  });
  return {
    by: 'post',
    to: of.to,
    field: of.name === 'LogoutRequest' ? 'SAMLRequest' : 'SAMLResponse',
    base64: Buffer.from(signed).toString('base64'),
    relayState: of.relayState,
  };
}
