import samlify from 'samlify';
import { certificatePem } from './keys.ts';
import { childrenOf, descendantsOf, metadataNs, parseXml, rootOf, signatureNs } from './xml.ts';

const { Constants, ServiceProvider } = samlify;
const freshMs = 15_000;
const patienceMs = 3_000;
const sizeLimit = 256 * 1024;

export type Binding = 'redirect' | 'post';

/** What the console's metadata says. */
export interface Sp {
  entityId: string;
  acs: string[];
  signsRequests: boolean;
  signing: string[];
  encryption: string | null;
  logoutBindings: Binding[];
  entity: ReturnType<typeof ServiceProvider>;
}

export interface SpSource {
  /** Where the console takes responses when its metadata is out of reach. */
  expectedAcs: string;
  /**
   * The console as it describes itself, not older than some seconds; as last seen when it does not answer; else null.
   * It calls itself by another entityID for each of its connections; without one the usual connection is meant.
   */
  now(entityId?: string): Promise<Sp | null>;
  /** The same, asked anew: the console may have changed its key a moment ago. */
  again(entityId?: string): Promise<Sp | null>;
}

export function spSource(publicUrl: string): SpSource {
  const known = new Map<string, { sp: Sp; at: number }>();
  const usual = `${publicUrl}/saml/dev/metadata`;
  // Metadata of this console alone: an address that a message names itself would describe whoever wrote the message.
  const addressOf = (entityId = usual) => {
    const slug = entityId.startsWith(`${publicUrl}/saml/`) ? entityId.slice(`${publicUrl}/saml/`.length) : '';
    return /^[a-z][a-z0-9-]{0,30}\/metadata$/.test(slug) ? entityId : usual;
  };
  const again = async (entityId?: string) => {
    const address = addressOf(entityId);
    const described = await ask(address);
    if (described) known.set(address, { sp: described, at: Date.now() });
    return known.get(address)?.sp ?? null;
  };
  return {
    expectedAcs: `${publicUrl}/saml/dev/acs`,
    now: async (entityId) => {
      const last = known.get(addressOf(entityId));
      return last && Date.now() - last.at < freshMs ? last.sp : again(entityId);
    },
    again,
  };
}

export function readSp(xml: string): Sp {
  const root = rootOf(parseXml(xml), metadataNs, 'EntityDescriptor');
  const [sp] = childrenOf(root, metadataNs, 'SPSSODescriptor');
  if (!sp) throw new Error('the metadata describes no service provider');
  const located = (name: string, binding: Binding) =>
    childrenOf(sp, metadataNs, name).filter(
      (e) => e.getAttribute('Binding') === Constants.namespace.binding[binding],
    );
  return {
    entityId: root.getAttribute('entityID') ?? '',
    acs: located('AssertionConsumerService', 'post').map((e) => e.getAttribute('Location') ?? ''),
    signsRequests: ['true', '1'].includes(sp.getAttribute('AuthnRequestsSigned') ?? ''),
    signing: certificates(sp, 'signing'),
    encryption: certificates(sp, 'encryption')[0] ?? null,
    logoutBindings: (['redirect', 'post'] as const).filter(
      (binding) => located('SingleLogoutService', binding).length > 0,
    ),
    entity: ServiceProvider({ metadata: xml, wantLogoutRequestSigned: true, wantLogoutResponseSigned: true }),
  };
}

/** A KeyDescriptor without `use` serves both (SAML metadata 2.4.1.1). */
function certificates(sp: Element, use: 'signing' | 'encryption'): string[] {
  return childrenOf(sp, metadataNs, 'KeyDescriptor')
    .filter((key) => [use, null, ''].includes(key.getAttribute('use')))
    .flatMap((key) => descendantsOf(key, signatureNs, 'X509Certificate'))
    .map((certificate) => certificatePem(certificate.textContent ?? ''));
}

/** Null when nobody answers sensibly: the console may be starting, and the sign-in page comes up regardless. */
async function ask(url: string): Promise<Sp | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
    const text = response.ok ? await response.text() : '';
    return text.length > 0 && text.length <= sizeLimit ? readSp(text) : null;
  } catch {
    return null;
  }
}
