/** Promise: a test sign-in names every rule that a sign-in is held to, in the order of judging; none can be left out here. */
import type { TestCheck } from '../connections/test-schema.ts';
import { type Rule, rules } from './rules.ts';

/** What a rule is called, and what to change at the IdP where it fails. Null: a test cannot meet it. */
const told: Record<Rule, { name: string; change: string } | null> = {
  connection: null,
  asker: null,
  transport: {
    name: 'Transport',
    change: 'Let it answer by HTTP-POST to the ACS address, with one SAMLResponse of at most 512 kB.',
  },
  lexical: {
    name: 'XML',
    change: 'Let it send plain XML without document type, comments or processing instructions.',
  },
  browser: null,
  'in-response-to': {
    name: 'Answers our request',
    change:
      'Start at Gatehouse, not at the portal of the IdP, and let it copy the ID of our request into InResponseTo, in the Response and in SubjectConfirmationData.',
  },
  'relay-state': {
    name: 'RelayState',
    change: 'Let it return RelayState as it came. A default RelayState or start URL set there must go.',
  },
  structure: {
    name: 'Document',
    change: 'Let it send one Response with one assertion and nothing else; no extensions, no advice.',
  },
  'signature-shape': {
    name: 'Form of the signatures',
    change:
      'Set the signature algorithm to RSA-SHA256 (or ECDSA-SHA256) and the digest to SHA-256, with exclusive canonicalization.',
  },
  version: { name: 'SAML version', change: 'Choose SAML 2.0 there; this is another version.' },
  destination: {
    name: 'Destination',
    change: 'Enter our ACS address there exactly as this connection’s page gives it.',
  },
  issuer: {
    name: 'Issuer',
    change:
      'Its entity ID is another than the metadata that this connection was made from. Load the metadata of this very application again.',
  },
  'issue-instant': {
    name: 'Issued at',
    change: 'Its clock differs from ours by more than a minute. Set both by NTP.',
  },
  status: {
    name: 'Status',
    change:
      'It refused the sign-in itself: assign the person to the application there, and see its own log for the reason.',
  },
  'signature-missing': {
    name: 'What is signed',
    change: 'Set it to sign what this connection asks for: the response, the assertion, or both.',
  },
  signature: {
    name: 'Signature',
    change:
      'It signed with a certificate that this connection does not know. Load its metadata again and compare the fingerprint.',
  },
  certificate: {
    name: 'Certificate',
    change:
      'It signs with a key whose certificate has ended, or has not begun. Renew it there, load its metadata again, and look at both clocks.',
  },
  encryption: {
    name: 'Encryption',
    change:
      'Give it our encryption certificate and choose AES-GCM with RSA-OAEP, or switch assertion encryption off.',
  },
  library: {
    name: 'SAML library',
    change:
      'The message has a form that is not accepted. Ask for help with the reference in the audit trail.',
  },
  // The library looks at these two before the subject is read.
  time: {
    name: 'Validity',
    change: 'Set its clock by NTP, and let an assertion be valid for some minutes, at most two hours.',
  },
  audience: {
    name: 'Audience',
    change: 'Enter our entity ID as audience (SP entity ID), exactly as this connection’s page gives it.',
  },
  subject: {
    name: 'Subject',
    change: 'Let it send one NameID of plain text with one bearer confirmation that has an end.',
  },
  recipient: {
    name: 'Recipient',
    change: 'Enter our ACS address as recipient, exactly as this connection’s page gives it.',
  },
  conditions: { name: 'Conditions', change: 'Let it send Conditions with an AudienceRestriction alone.' },
  'authn-statement': {
    name: 'Authentication statement',
    change: 'Let it send one AuthnStatement with one AuthnContextClassRef.',
  },
  'authn-instant': {
    name: 'Authenticated at',
    change:
      'The person signed in there too long ago. Shorten its session, let this connection force a new sign-in, or allow a longer age.',
  },
  'session-end': {
    name: 'Session end',
    change: 'It says that its session has ended already: correct its clock or its session lifetime.',
  },
  replay: {
    name: 'Used once',
    change: 'It sent an assertion that it had sent before. Each needs an ID of its own.',
  },
  operator: { name: 'Operator', change: 'Add the person as an operator of this connection.' },
  // These are told in the row of the operator: the message itself is right.
  'name-transient': null,
  'email-absent': null,
  'email-several': null,
  'email-foreign': null,
  'email-outside': null,
  'email-taken': null,
  mapping: null,
  mfa: {
    name: 'Second factor',
    change:
      'Let it state how a second factor was given, by a context or an attribute that this connection accepts; or let this connection ask for Gatehouse’s own second factor.',
  },
  'session-over': null,
  'other-person': null,
  'not-fresh': null,
  'logout-signature': null,
};

/** What to change where a sign-in would be refused for whom the message names. */
const changes: Partial<Record<Rule, string>> = {
  'name-transient':
    'Let it send a NameID that stays the same for a person: a persistent one, or the e-mail address.',
  'email-absent': 'Let it send the e-mail address, in the NameID or in the attribute that the mapping names.',
  'email-several': 'Let it send one e-mail address.',
  'email-foreign': 'Such people come in through that connection; or take the domain off it.',
  'email-outside': 'Add the domain to this connection’s e-mail domains if its people are meant.',
  'email-taken': 'Mend the address of one of the two.',
};

const order = (Object.keys(told) as Rule[]).filter((rule) => told[rule] !== null);
/** Held by the very fact that the answer was taken for the test that waits. */
const before: Rule[] = ['transport', 'lexical', 'in-response-to'];

export interface Seen {
  value?: string | null;
  detail?: string | null;
  rows?: { label: string; value: string }[];
  /** Why whom it names would be refused, though the message is right. */
  refused?: Rule;
}

/** The checks in order: `broken` failed, what was `held` passed, the rest was not reached. */
export function checksOf(
  held: ReadonlySet<Rule>,
  broken: Rule | null,
  seen: Partial<Record<Rule, Seen>>,
): TestCheck[] {
  const failedEarly = broken !== null && before.includes(broken);
  return order.flatMap((rule) => {
    const { name, change } = told[rule] ?? { name: rule, change: '' };
    const isBefore = before.includes(rule) && !(failedEarly && order.indexOf(rule) > order.indexOf(broken));
    const passed = held.has(rule) || isBefore;
    const refused = seen[rule]?.refused;
    const outcome = rule === broken ? 'failed' : refused ? 'refused' : passed ? 'passed' : 'not reached';
    // Nothing asks the library or decrypts where there is no need to: such a row would only puzzle.
    if (outcome === 'not reached' && (rule === 'library' || rule === 'encryption')) return [];
    const { value = null, detail = null, rows = [] } = seen[rule] ?? {};
    return [
      {
        name,
        rule,
        outcome,
        value,
        detail:
          outcome === 'failed'
            ? `${rules[rule]} ${change}`
            : refused
              ? `They would be refused. ${rules[refused]} ${changes[refused] ?? told[refused]?.change ?? ''}`
              : detail,
        rows,
      },
    ];
  });
}
