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
  /** The console as it describes itself, not older than some seconds; as last seen when it does not answer; else null. */
  now(): Promise<Sp | null>;
  /** The same, asked anew: the console may have changed its key a moment ago. */
  again(): Promise<Sp | null>;
}

export function spSource(publicUrl: string): SpSource {
  let known: Sp | null = null;
  let at = 0;
  const again = async () => {
    const described = await ask(`${publicUrl}/saml/dev/metadata`);
    if (described) {
      known = described;
      at = Date.now();
    }
    return known;
  };
  return {
    expectedAcs: `${publicUrl}/saml/dev/acs`,
    now: async () => (known && Date.now() - at < freshMs ? known : again()),
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
