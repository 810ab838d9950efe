/** Promise: what a test sign-in shows of a message is read for the eye alone; nothing is decided by it. */
import { certificateFacts } from '../connections/certificates.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { childrenNamed, type Element, everyElement, isNamed, onlyChild, textOf } from '../xml/dom.ts';
import type { AssertionFacts } from './assertion.ts';
import { signerIn } from './first-look.ts';
import type { Rule } from './rules.ts';
import type { Seen } from './test-checks.ts';

type Values = Partial<Record<Rule, Seen>>;

/** By rule, what stands in the Response, whether or not it is as it should be. */
export function observed(root: Element, connection: SignInConnection, now: Date): Values {
  const signers = signersOf(root, connection.certificates);
  const assertion = onlyChild(root, 'assertion', 'Assertion');
  const encrypted = onlyChild(root, 'assertion', 'EncryptedAssertion') !== null;
  const signed = [root, ...(assertion ? [assertion] : [])].filter(
    (e) => childrenNamed(e, 'signature', 'Signature').length > 0,
  );
  return {
    'in-response-to': value(root.getAttribute('InResponseTo')),
    version: value(root.getAttribute('Version')),
    destination: value(root.getAttribute('Destination')),
    issuer: value(textOf(onlyChild(root, 'assertion', 'Issuer'))),
    'issue-instant': value(root.getAttribute('IssueInstant')),
    status: value(all(root, 'StatusCode', 'Value').map(lastPart).join(', ')),
    'signature-shape': value(algorithmsOf(root).join(', ')),
    'signature-missing': value(signed.map((e) => e.localName).join(' and ') || 'nothing'),
    signature: signedBy(signers, now),
    certificate: value(signers.map((pem) => daysOf(pem, now)).join(', ')),
    encryption: value(encrypted ? all(root, 'EncryptionMethod', 'Algorithm').join(', ') : null),
    ...(assertion ? insideOf(assertion) : {}),
  };
}

/** What an assertion that was accepted says, read from its signed octets; an encrypted one shows nothing before. */
export function accepted(facts: AssertionFacts): Values {
  return {
    subject: value(facts.nameIdFormat ? `${facts.nameId} (${facts.nameIdFormat})` : facts.nameId),
    'authn-statement': value(facts.authnContext),
    'authn-instant': value(facts.authnInstant.toISOString()),
    'session-end': value(facts.sessionEndsAt?.toISOString() ?? 'none stated'),
  };
}

/** Those of the connection's certificates that signatures of the message hold under, in force or not. */
export function signersOf(root: Element, certificates: string[]): string[] {
  const holders = [root, ...childrenNamed(root, 'assertion', 'Assertion')];
  return certificates.filter((pem) => holders.some((holder) => isSignedBy(holder, pem)));
}

/** Which certificates signed: two where the response and the assertion were signed with different keys. */
export function signedBy(signers: string[], now: Date): Seen {
  return {
    value: signers.map((pem) => certificateFacts(pem, now).subject).join(' and ') || null,
    rows: signers.flatMap((pem) => certificateRows(pem, now)),
  };
}

function isSignedBy(holder: Element, pem: string): boolean {
  const signature = onlyChild(holder, 'signature', 'Signature');
  if (!signature) return false;
  try {
    signerIn(holder, signature, [pem]);
    return true;
  } catch {
    return false;
  }
}

function certificateRows(pem: string, now: Date) {
  const { subject, fingerprint, until } = certificateFacts(pem, now);
  return [
    { label: 'Signed by', value: subject },
    { label: 'SHA-256', value: fingerprint },
    { label: 'Ends', value: until.toISOString().slice(0, 10) },
  ];
}

function daysOf(pem: string, now: Date): string {
  const { from, until } = certificateFacts(pem, now);
  return `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
}

function insideOf(assertion: Element): Values {
  const find = (name: string) => [...everyElement(assertion)].find((e) => isNamed(e, 'assertion', name));
  const of = (name: string, attribute: string) => find(name)?.getAttribute(attribute) ?? null;
  const [begin, end] = [of('Conditions', 'NotBefore'), of('Conditions', 'NotOnOrAfter')];
  return {
    subject: value(textOf(find('NameID') ?? null)),
    recipient: value(of('SubjectConfirmationData', 'Recipient')),
    time: value(end === null ? null : `${begin ?? 'at once'} to ${end}`),
    audience: value(
      [...everyElement(assertion)]
        .filter((e) => isNamed(e, 'assertion', 'Audience'))
        .map((e) => textOf(e) ?? '')
        .join(', '),
    ),
    'authn-statement': value(textOf(find('AuthnContextClassRef') ?? null)),
    'authn-instant': value(of('AuthnStatement', 'AuthnInstant')),
    'session-end': value(of('AuthnStatement', 'SessionNotOnOrAfter') ?? 'none stated'),
  };
}

function algorithmsOf(root: Element): string[] {
  const named = ['SignatureMethod', 'DigestMethod'].flatMap((name) => all(root, name, 'Algorithm'));
  return [...new Set(named)].map(lastPart);
}

// "rsa-sha256" says it all; the address in front of it is the same for each.
function lastPart(uri: string): string {
  return uri.split(/[#:]/).at(-1) ?? uri;
}

function all(root: Element, name: string, attribute: string): string[] {
  return [...everyElement(root)]
    .filter((e) => e.localName === name)
    .map((e) => e.getAttribute(attribute) ?? '');
}

/** Cut, and without what could turn or hide a line: somebody else wrote it. */
export function shown(text: string): string {
  return text.slice(0, 2000).replace(/\p{C}/gu, '').trim().slice(0, 500);
}

function value(text: string | null): Seen {
  return { value: text ? shown(text) : null };
}
