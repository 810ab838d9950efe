/** Promise: what is believed of a person stands in octets that the IdP signed, and each of them was looked at (sign-in.md rules 8 and 9). */
import { childrenNamed, type Element, elementsOf, isNamed, onlyChild, textOf } from '../xml/dom.ts';
import { instantOf, isAhead, isBefore, isOver, skewMs } from './instant.ts';
import { checkIssuer, lexed } from './message.ts';
import { demand } from './rules.ts';

export interface AssertionExpected {
  issuer: string;
  recipient: string;
  audience: string;
  /** Null: it must answer no request. */
  inResponseTo: string | null;
  requestedAt: Date;
  /** How far back the authentication may lie. */
  authnMaxAgeMinutes: number;
  /** Whether the IdP was told to authenticate anew. */
  forcedAuthn: boolean;
  now: Date;
}

export interface AssertionFacts {
  id: string;
  nameId: string;
  nameIdFormat: string | null;
  sessionIndex: string | null;
  /** The one class that the IdP states. */
  authnContext: string;
  authnInstant: Date;
  /** By name, exactly as the IdP gives it; texts only. */
  attributes: ReadonlyMap<string, readonly string[]>;
  /** SessionNotOnOrAfter. */
  sessionEndsAt: Date | null;
  /** Until when a copy must be known as used. */
  rememberUntil: Date;
}

/** How long an assertion may be valid. */
const longestLifetimeMs = 2 * 3_600_000;
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** Reads the signed assertion. Throws `RuleBroken`. */
export function readAssertion(signedXml: string, expected: AssertionExpected): AssertionFacts {
  const assertion = lexed(signedXml);
  demand(isNamed(assertion, 'assertion', 'Assertion'), 'structure');
  const id = assertion.getAttribute('ID') ?? '';
  demand(/^[A-Za-z_][\w.-]{0,255}$/.test(id), 'structure');
  demand(assertion.getAttribute('Version') === '2.0', 'version');
  checkIssuer(assertion, expected.issuer);
  const issued = instantOf(assertion.getAttribute('IssueInstant'));
  demand(issued !== null && !isAhead(issued, expected.now), 'issue-instant');
  demand(!isBefore(issued, expected.requestedAt), 'issue-instant');
  for (const child of elementsOf(assertion)) demand(isKnownChild(child), 'structure');
  const subject = readSubject(only(assertion, 'Subject', 'subject'), expected);
  const conditionsEnd = checkConditions(only(assertion, 'Conditions', 'conditions'), expected);
  const authn = readAuthn(only(assertion, 'AuthnStatement', 'authn-statement'), expected);
  const latest = Math.max(subject.confirmationEnd.getTime(), conditionsEnd.getTime());
  const { nameId, nameIdFormat } = subject;
  const attributes = readAttributes(assertion);
  return { id, nameId, nameIdFormat, ...authn, attributes, rememberUntil: new Date(latest + skewMs) };
}

function isKnownChild(child: Element): boolean {
  const names = ['Issuer', 'Subject', 'Conditions', 'AuthnStatement', 'AttributeStatement'];
  return names.some((name) => isNamed(child, 'assertion', name)) || isNamed(child, 'signature', 'Signature');
}

function readSubject(subject: Element, expected: AssertionExpected) {
  demand(elementsOf(subject).length === 2, 'subject');
  const name = only(subject, 'NameID', 'subject');
  const nameId = textOf(name) ?? '';
  // Only text, or a comment or child could cut the name short for one reader and not for another.
  demand(nameId.length > 0 && nameId.length <= 256 && nameId === nameId.trim(), 'subject');
  const confirmation = only(subject, 'SubjectConfirmation', 'subject');
  demand(confirmation.getAttribute('Method') === bearer, 'subject');
  const [detail, ...more] = elementsOf(confirmation);
  demand(detail !== undefined && more.length === 0, 'subject');
  demand(isNamed(detail, 'assertion', 'SubjectConfirmationData'), 'subject');
  demand(detail.getAttribute('Recipient') === expected.recipient, 'recipient');
  demand(detail.getAttribute('InResponseTo') === expected.inResponseTo, 'in-response-to');
  // Profiles 4.1.4.2: a bearer confirmation has an end and no beginning.
  demand(!detail.hasAttribute('NotBefore'), 'subject');
  const confirmationEnd = instantOf(detail.getAttribute('NotOnOrAfter'));
  demand(confirmationEnd !== null && !isOver(confirmationEnd, expected.now), 'time');
  demand(confirmationEnd.getTime() - expected.now.getTime() <= longestLifetimeMs + skewMs, 'time');
  return { nameId, nameIdFormat: name.getAttribute('Format'), confirmationEnd };
}

function checkConditions(conditions: Element, { audience, now }: AssertionExpected): Date {
  const end = instantOf(conditions.getAttribute('NotOnOrAfter'));
  const begin = instantOf(conditions.getAttribute('NotBefore'));
  demand(end !== null && !isOver(end, now), 'time');
  demand(begin !== null || !conditions.hasAttribute('NotBefore'), 'time');
  demand(begin === null || (!isAhead(begin, now) && begin < end), 'time');
  demand(end.getTime() - (begin ?? now).getTime() <= longestLifetimeMs + skewMs, 'time');
  // Core 2.5.1: a condition that is not understood leaves the assertion's validity unknown.
  for (const child of elementsOf(conditions))
    demand(
      ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'].some((n) => isNamed(child, 'assertion', n)),
      'conditions',
    );
  demand(childrenNamed(conditions, 'assertion', 'OneTimeUse').length <= 1, 'conditions');
  const restrictions = childrenNamed(conditions, 'assertion', 'AudienceRestriction');
  // Core 2.5.1.4: every restriction must be met, each by one of its audiences.
  demand(restrictions.length > 0, 'audience');
  for (const restriction of restrictions) {
    const audiences = childrenNamed(restriction, 'assertion', 'Audience').map((e) => textOf(e));
    demand(audiences.includes(audience), 'audience');
  }
  return end;
}

function readAuthn(statement: Element, expected: AssertionExpected) {
  const { now, requestedAt, authnMaxAgeMinutes, forcedAuthn } = expected;
  const context = only(statement, 'AuthnContext', 'authn-statement');
  const authnContext = textOf(only(context, 'AuthnContextClassRef', 'authn-statement')) ?? '';
  demand(authnContext !== '' && authnContext.length <= 255, 'authn-statement');
  const authnInstant = instantOf(statement.getAttribute('AuthnInstant'));
  demand(authnInstant !== null && !isAhead(authnInstant, now), 'authn-instant');
  demand(now.getTime() - authnInstant.getTime() <= authnMaxAgeMinutes * 60_000, 'authn-instant');
  // IdPs ignore ForceAuthn, too, and answer from a session that they have: asking is not proof.
  demand(!forcedAuthn || !isBefore(authnInstant, requestedAt), 'authn-instant');
  const sessionEnd = statement.getAttribute('SessionNotOnOrAfter');
  const sessionEndsAt = instantOf(sessionEnd);
  demand(sessionEnd === null || (sessionEndsAt !== null && sessionEndsAt > now), 'session-end');
  const sessionIndex = statement.getAttribute('SessionIndex');
  demand((sessionIndex?.length ?? 0) <= 256, 'authn-statement');
  return { authnContext, authnInstant, sessionEndsAt, sessionIndex: sessionIndex || null };
}

/** A name that comes twice gives the values of both: which one counts must not depend on the reader. */
function readAttributes(assertion: Element): Map<string, string[]> {
  const attributes = new Map<string, string[]>();
  for (const statement of childrenNamed(assertion, 'assertion', 'AttributeStatement'))
    for (const attribute of childrenNamed(statement, 'assertion', 'Attribute')) {
      const name = attribute.getAttribute('Name') ?? '';
      const values = childrenNamed(attribute, 'assertion', 'AttributeValue').map((v) => textOf(v));
      const texts = values.filter((v): v is string => v !== null && v.trim() !== '');
      attributes.set(name, [...(attributes.get(name) ?? []), ...texts]);
    }
  return attributes;
}

function only(parent: Element, name: string, rule: Parameters<typeof demand>[1]): Element {
  const element = onlyChild(parent, 'assertion', name);
  demand(element !== null, rule);
  return element;
}
