import { inflateRawSync } from 'node:zlib';
import samlify from 'samlify';
import { type Ask, Declined } from './http.ts';
import { certificateBody } from './keys.ts';
import type { Binding, Sp, SpSource } from './service-provider.ts';
import {
  assertionNs,
  childrenOf,
  descendantsOf,
  parseXml,
  protocolNs,
  rootOf,
  signatureNs,
  textOf,
} from './xml.ts';

const { Constants, SamlLib } = samlify;
const xmlLimit = 256 * 1024;
const takenAlgorithms: string[] = [
  Constants.algorithms.signature.RSA_SHA256,
  Constants.algorithms.signature.RSA_SHA512,
];

export interface Message {
  root: Element;
  id: string;
  issuer: string;
  binding: Binding;
  relayState: string | null;
  /** The console that sent it; null when its metadata is out of reach, and then no signature was checked. */
  sp: Sp | null;
}

interface Sent {
  parameter: 'SAMLRequest' | 'SAMLResponse';
  binding: Binding;
  xml: string;
  ask: Ask;
}

/**
 * Reads one SAML message from the redirect or POST binding and proves where it comes from. `signed` says whether
 * a signature is a must, or only when the console's metadata announces one.
 */
export async function readMessage(
  ask: Ask,
  name: string,
  self: string,
  source: SpSource,
  signed: 'always' | 'as announced',
): Promise<Message> {
  const sent = unpack(ask, name.endsWith('Response') ? 'SAMLResponse' : 'SAMLRequest');
  const document = parseXml(sent.xml);
  const root = rootOf(document, protocolNs, name);
  const issuer = textOf(root, assertionNs, 'Issuer') ?? '';
  const destination = root.getAttribute('Destination');
  if (root.getAttribute('Version') !== '2.0') throw new Declined(400, 'The message is not SAML 2.0.');
  if (destination && destination !== self)
    throw new Declined(400, `The message is addressed to ${destination}, and this is ${self}.`);
  return {
    root,
    id: root.getAttribute('ID') ?? '',
    issuer,
    binding: sent.binding,
    relayState: (ask.method === 'POST' ? ask.form : ask.query).get('RelayState'),
    sp: await provenSender(sent, document, issuer, source, signed),
  };
}

/** Asks for the metadata once more before it says no: the console may have a new key since. */
async function provenSender(
  sent: Sent,
  document: Document,
  issuer: string,
  source: SpSource,
  signed: 'always' | 'as announced',
): Promise<Sp | null> {
  const judge = (sp: Sp) => {
    if (issuer !== sp.entityId)
      return `The message comes from ${issuer || 'nobody'}, and the console calls itself ${sp.entityId}.`;
    const carries =
      sent.binding === 'redirect'
        ? sent.ask.query.has('Signature')
        : childrenOf(rootElement(document), signatureNs, 'Signature').length > 0;
    if (!carries) return signed === 'always' || sp.signsRequests ? 'The message is not signed.' : null;
    return isSigned(sent, document, sp)
      ? null
      : "The signature does not hold under the keys in the console's metadata.";
  };
  let sp = await source.now(issuer);
  let objection = sp && judge(sp);
  if (objection) {
    sp = await source.again(issuer);
    objection = sp && judge(sp);
  }
  if (!sp && signed === 'always')
    throw new Declined(503, "The console's metadata is out of reach, so nobody can tell who sent this.");
  if (objection) throw new Declined(403, objection);
  return sp;
}

function isSigned(sent: Sent, document: Document, sp: Sp): boolean {
  try {
    return sp.signing.some((certificate) =>
      sent.binding === 'redirect'
        ? isQuerySigned(sent, certificate)
        : isXmlSigned(sent, document, certificate),
    );
  } catch {
    return false;
  }
}

/** SAML bindings 3.4.4.1: the signature covers the parameters in this order, in the octets that were sent. */
function isQuerySigned({ ask, parameter }: Sent, certificate: string): boolean {
  const raw = (name: string) => ask.rawQuery.split('&').find((pair) => pair.startsWith(`${name}=`));
  const octets = [raw(parameter), raw('RelayState'), raw('SigAlg')]
    .filter((pair) => pair !== undefined)
    .join('&');
  const algorithm = ask.query.get('SigAlg') ?? '';
  if (!takenAlgorithms.includes(algorithm)) return false;
  const signature = Buffer.from(ask.query.get('Signature') ?? '', 'base64');
  return SamlLib.verifyMessageSignature(asMetadata(certificate), octets, signature, algorithm);
}

function isXmlSigned({ xml }: Sent, document: Document, certificate: string): boolean {
  const root = rootElement(document);
  const [method, ...methods] = descendantsOf(root, signatureNs, 'SignatureMethod');
  const [reference, ...references] = descendantsOf(root, signatureNs, 'Reference');
  // A signature about another element of the document would verify, too, and say nothing about the message.
  const coversRoot =
    methods.length + references.length === 0 &&
    reference?.getAttribute('URI') === `#${root.getAttribute('ID')}`;
  const signatureAlgorithm = method?.getAttribute('Algorithm') ?? '';
  if (!coversRoot || !takenAlgorithms.includes(signatureAlgorithm)) return false;
  return SamlLib.verifySignature(xml, { metadata: asMetadata(certificate), signatureAlgorithm })[0];
}

type SamlifyMetadata = Parameters<typeof SamlLib.verifyMessageSignature>[0];

/** samlify asks a metadata object for its certificate and stumbles over two; so it gets one at a time. */
function asMetadata(certificate: string): SamlifyMetadata {
  return { getX509Certificate: () => certificateBody(certificate) } as unknown as SamlifyMetadata;
}

function unpack(ask: Ask, parameter: Sent['parameter']): Sent {
  const binding = ask.method === 'POST' ? 'post' : 'redirect';
  const values = (binding === 'post' ? ask.form : ask.query).getAll(parameter);
  const [value = ''] = values;
  if (values.length !== 1 || value === '')
    throw new Declined(400, `This address takes exactly one ${parameter}.`);
  const bytes = Buffer.from(value, 'base64');
  // The POST binding carries plain XML, but node-saml deflates there as well unless told otherwise.
  const xml = binding === 'post' && bytes[0] === 0x3c ? bytes : inflate(bytes);
  return { parameter, binding, xml: xml.toString('utf8'), ask };
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: xmlLimit });
  } catch {
    throw new Declined(400, 'The message cannot be unpacked: it is not deflated, or it is too large.');
  }
}

function rootElement(document: Document): Element {
  if (!document.documentElement) throw new Declined(400, 'The XML is empty.');
  return document.documentElement;
}
