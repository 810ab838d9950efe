import samlify from 'samlify';
import { type CodeBook, codeBook, openSeeds } from './codes.ts';
import { openFolder } from './folder.ts';
import { certificateBody, makeSigningKey, openSigningKey, type SigningKey } from './keys.ts';
import { emailFormat } from './response.ts';
import { type SpSource, spSource } from './service-provider.ts';
import { type Memory, newMemory } from './sessions.ts';

const { Constants, IdentityProvider } = samlify;

export interface IdpOptions {
  /** Keys and seeds are kept in `idp/` below it. */
  dataDir: string;
  /** The console. */
  publicUrl: string;
  /** A code may be used again while it is current: for test runs that sign the same person in many times a minute. */
  reuseCodes?: boolean;
}

/** What every handler needs. */
export interface Idp {
  url: string;
  entityId: string;
  publicUrl: string;
  ssoUrl: string;
  sloUrl: string;
  key: SigningKey;
  strangerKey(): Promise<SigningKey>;
  codes: CodeBook;
  memory: Memory;
  console: SpSource;
  entity: ReturnType<typeof IdentityProvider>;
}

/** Opens or makes what is kept; `listen` gives the port, which the addresses in the metadata carry. */
export async function openIdp(options: IdpOptions, url: string): Promise<Idp> {
  const folder = openFolder(options.dataDir);
  const key = await openSigningKey(folder);
  let stranger: Promise<SigningKey> | undefined;
  const addresses = { entityId: `${url}/metadata`, ssoUrl: `${url}/sso`, sloUrl: `${url}/slo` };
  return {
    url,
    ...addresses,
    publicUrl: options.publicUrl,
    key,
    strangerKey: () => (stranger ??= makeSigningKey('Nobody that anyone knows')),
    codes: codeBook(openSeeds(folder), Date.now, !options.reuseCodes),
    memory: newMemory(),
    console: spSource(options.publicUrl),
    entity: describe(key, addresses),
  };
}

function describe(
  key: SigningKey,
  { entityId, ssoUrl, sloUrl }: Pick<Idp, 'entityId' | 'ssoUrl' | 'sloUrl'>,
) {
  const { redirect, post } = Constants.namespace.binding;
  const at = (Location: string) => [redirect, post].map((Binding) => ({ Binding, Location }));
  return IdentityProvider({
    entityID: entityId,
    signingCert: certificateBody(key.certificate),
    privateKey: key.privateKey,
    requestSignatureAlgorithm: Constants.algorithms.signature.RSA_SHA256,
    nameIDFormat: [emailFormat],
    singleSignOnService: at(ssoUrl),
    singleLogoutService: at(sloUrl),
    // The order that the schema asks for (SAML metadata 2.4.3); the library's own default is another.
    ...{ elementsOrder: ['KeyDescriptor', 'SingleLogoutService', 'NameIDFormat', 'SingleSignOnService'] },
  });
}
