/** Reads an IdP's metadata (SAML metadata 2.4.3) and says exactly what is wrong with it. */
import { createHash, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isLoopbackHost } from '../env.ts';
import { Refusal } from '../errors.ts';
import { BadXml, childrenNamed, type Element, everyElement, isNamed, parseXml, textOf } from '../xml/dom.ts';
import { type Caps, type Flaw, messageCaps } from '../xml/scan.ts';
import { readCertificate } from './read-certificate.ts';
import { metadataLimit } from './schema.ts';

/** How logout messages go to the IdP. */
export type SloBinding = 'redirect' | 'post';

export interface IdpMetadata {
  entityId: string;
  ssoUrl: string;
  sloUrl: string | null;
  sloBinding: SloBinding;
  /** Where our logout answers go; null where they go to `sloUrl` like our requests. */
  sloResponseUrl: string | null;
  /** PEM, at most four. */
  certificates: string[];
  /** The certificates' subjects. */
  subjects: string[];
}

const bindings = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
};
const saml2 = 'urn:oasis:names:tc:SAML:2.0:protocol';
const caps: Caps = { ...messageCaps, elements: 8_000, attributes: 16_000 };

const sentences: Record<Flaw, string> = {
  size: 'The metadata is too large: at most 512 kB, 8,000 elements and 32 levels. Give the metadata of this one IdP, not of a federation.',
  markup: 'The metadata has a document type, a comment or CDATA. Remove it; none belongs into metadata.',
  instruction: 'The metadata has a processing instruction. Remove it.',
  character:
    'The metadata has characters that XML does not allow. Save it as UTF-8 without control characters.',
  reference: 'The metadata uses an entity that is not defined.',
  'well-formed': 'The metadata is not well-formed XML. Copy the whole file, from the first < to the last >.',
  namespace: 'The metadata uses an XML prefix that is not declared.',
};

/**
 * Metadata as a command takes it: text in, what it says out. A proof of second factor is then bound to what will be
 * stored, and not to a date or an order in the text that the IdP writes anew for each reader.
 */
export const Metadata = z
  .string({ error: 'Give the metadata of the IdP as XML.' })
  .min(1, 'Give the metadata of the IdP as XML.')
  .max(metadataLimit, 'Metadata has at most 512 kB.')
  .transform((xml, context): IdpMetadata => {
    try {
      return readIdpMetadata(xml, new Date());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      context.addIssue(error.message);
      return z.NEVER;
    }
  });

/** sha256, hex, of what metadata says. Whoever confirms a difference sends it along: what they saw is what is stored. */
export function digestOfMetadata(idp: IdpMetadata): string {
  const { entityId, ssoUrl, certificates } = idp;
  return createHash('sha256')
    .update(JSON.stringify([entityId, ssoUrl, sloOf(idp), certificates]))
    .digest('hex');
}

/** What metadata says of single logout: the columns that a refresh takes from it together. */
export function sloOf({ sloUrl, sloBinding, sloResponseUrl }: IdpMetadata) {
  return { sloUrl, sloBinding, sloResponseUrl };
}

/** Throws `Refusal` ('invalid', field `metadata`) with the sentence that says what is wrong. */
export function readIdpMetadata(xml: string, now: Date): IdpMetadata {
  const root = parse(withoutComments(xml.replace(/^\uFEFF/, '').trim()));
  if (!isNamed(root, 'metadata', 'EntityDescriptor'))
    throw wrong(
      isNamed(root, 'metadata', 'EntitiesDescriptor')
        ? 'The metadata describes several parties. Give the EntityDescriptor of this one IdP.'
        : 'This is not SAML 2.0 metadata: the outermost element is not md:EntityDescriptor.',
    );
  const [idp, ...more] = childrenNamed(root, 'metadata', 'IDPSSODescriptor').filter((d) =>
    (d.getAttribute('protocolSupportEnumeration') ?? '').split(/\s+/).includes(saml2),
  );
  if (!idp || more.length > 0)
    throw wrong('The metadata does not describe one SAML 2.0 IdP: it needs one md:IDPSSODescriptor.');
  requireCurrent(root, now);
  requireCurrent(idp, now);
  const certificates = signingCertificates(idp, now);
  return {
    entityId: entityIdOf(root),
    ssoUrl: addressOf(endpoint(idp, 'SingleSignOnService', 'redirect') ?? missingSso(), 'Location'),
    ...singleLogout(idp),
    certificates: certificates.map((c) => c.toString()),
    subjects: certificates.map((c) => c.subject),
  };
}

// Vendors' exports carry comments (licences, dates). They are cut here, before the scan refuses every `<!`; what
// remains must pass it, so a comment can hide nothing: what is stored is read from the text without it.
function withoutComments(xml: string): string {
  return xml.replace(/<!--(?:(?!--)[\s\S])*-->/g, '');
}

function parse(xml: string): Element {
  try {
    return parseXml(xml, caps);
  } catch (error) {
    throw error instanceof BadXml ? wrong(sentences[error.flaw]) : error;
  }
}

function entityIdOf(root: Element): string {
  const entityId = root.getAttribute('entityID') ?? '';
  if (!/^[\x21-\x7e]{1,1024}$/.test(entityId))
    throw wrong('The metadata has no entityID, or one that is not a URI.');
  return entityId;
}

function missingSso(): never {
  throw wrong(
    'The metadata names no md:SingleSignOnService with the HTTP-Redirect binding. Switch that binding on at the IdP.',
  );
}

/** By redirect where that is offered: it needs no page of ours in between. Else by POST (SAML bindings 3.5). */
function singleLogout(idp: Element): ReturnType<typeof sloOf> {
  const byRedirect = endpoint(idp, 'SingleLogoutService', 'redirect');
  const offered = byRedirect ?? endpoint(idp, 'SingleLogoutService', 'post');
  return {
    sloUrl: offered && addressOf(offered, 'Location'),
    sloBinding: offered && !byRedirect ? 'post' : 'redirect',
    sloResponseUrl: offered?.hasAttribute('ResponseLocation') ? addressOf(offered, 'ResponseLocation') : null,
  };
}

function endpoint(idp: Element, name: string, binding: SloBinding): Element | null {
  const offered = childrenNamed(idp, 'metadata', name);
  return offered.find((e) => e.getAttribute('Binding') === bindings[binding]) ?? null;
}

function addressOf(of: Element, attribute: 'Location' | 'ResponseLocation'): string {
  const location = of.getAttribute(attribute) ?? '';
  const name = `md:${of.localName}${attribute === 'Location' ? '' : ` (${attribute})`}`;
  const url = URL.canParse(location) ? new URL(location) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.hash || !isPlainHost(url))
    throw wrong(`The address of ${name} is not a web address: ${location.slice(0, 200)}`);
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw wrong(`The address of ${name} is not HTTPS: ${location.slice(0, 200)}`);
  return location;
}

// URL takes ";" and "," in a host. The origin stands in a Content-Security-Policy, where they would begin another rule.
function isPlainHost({ hostname }: URL): boolean {
  return /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}

function signingCertificates(idp: Element, now: Date): X509Certificate[] {
  const found = new Map<string, X509Certificate>();
  for (const key of childrenNamed(idp, 'metadata', 'KeyDescriptor')) {
    // Without `use` a key serves both purposes (SAML metadata 2.4.1.1).
    if (!['signing', null, ''].includes(key.getAttribute('use'))) continue;
    for (const element of everyElement(key)) {
      if (!isNamed(element, 'signature', 'X509Certificate')) continue;
      const certificate = certificateIn(textOf(element) ?? '', now);
      found.set(certificate.fingerprint256, certificate);
    }
  }
  if (found.size === 0)
    throw wrong('The metadata names no signing certificate (md:KeyDescriptor use="signing").');
  if (found.size > 4)
    throw wrong(
      'The metadata names more than four signing certificates. Leave the current one and the next.',
    );
  return [...found.values()];
}

function certificateIn(base64: string, now: Date): X509Certificate {
  const read = readCertificate(base64, now);
  if (read.fault === null) return read.certificate;
  if (read.fault === 'ended') throw ended(read.on);
  throw wrong(faults[read.fault]);
}

const faults = {
  unreadable: 'A signing certificate in the metadata cannot be read. Export the metadata again.',
  weak: 'A signing certificate has a weak key: RSA of at least 2048 bits, or the curve P-256, P-384 or P-521.',
};

/** Throws `Refusal` where a certificate ended between the reading and the storing. */
export function requireCurrentCertificates({ certificates }: IdpMetadata, now: Date): void {
  for (const pem of certificates) {
    const { validToDate } = new X509Certificate(pem);
    if (validToDate <= now) throw ended(validToDate);
  }
}

function ended(on: Date): Refusal {
  return wrong(
    `A signing certificate ended on ${on.toISOString().slice(0, 10)}. Renew it at the IdP, then export the metadata again.`,
  );
}

function requireCurrent(element: Element, now: Date): void {
  const until = element.getAttribute('validUntil');
  if (until && !(Date.parse(until) > now.getTime()))
    throw wrong(`The metadata was valid until ${until.slice(0, 40)} only. Export it again.`);
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { metadata: sentence });
}
