/** Promise: every way in which a SAML message can be refused stands here, and nowhere else is one made up. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** rule -> what the trail says. Outside, all of them but `mfa` look alike. */
export const rules = {
  connection: 'The connection is unknown or disabled, or a development IdP that others can reach.',
  transport: 'The message did not arrive as one base64 value in a form of at most 512 kB.',
  lexical:
    'The XML has what no SAML message needs: a document type, a comment, a control character, or worse.',
  structure: 'The document is not one Response with exactly one assertion, each ID once.',
  'in-response-to': 'It answers no request that waits: never sent, already answered, or run out.',
  browser: 'It answers a request that another browser sent.',
  'relay-state': 'RelayState is not the one that was sent with the request.',
  'signature-missing': 'It lacks a signature that this connection demands.',
  'signature-shape': 'A signature has another form than SAML allows, or names a weak algorithm.',
  signature: 'A signature does not hold under the certificates of the connection.',
  certificate: 'It is signed with a certificate of the connection that is not valid now.',
  encryption: 'The assertion is encrypted in a way that is not accepted, or cannot be opened.',
  version: 'It is not SAML 2.0.',
  destination: 'It is addressed to somebody else.',
  issuer: 'It was issued by somebody else than the IdP of this connection.',
  status: 'The IdP reports no success.',
  'issue-instant': 'It was issued before the request, or in the future.',
  subject: 'It does not name one person by one NameID with one bearer confirmation.',
  recipient: 'The confirmation is meant for another address.',
  time: 'It is not valid yet, not valid any more, or for too long.',
  conditions: 'Its conditions are missing, or name something unknown.',
  audience: 'It was made for another audience.',
  'authn-statement': 'It does not say in exactly one way how the person was authenticated.',
  'authn-instant': 'The authentication lies too far back, or in the future.',
  'session-end': 'The IdP says that its session has ended already.',
  library: 'The SAML library refused it.',
  mfa: 'It does not prove a second factor in a way that this connection accepts.',
  replay: 'The message was used before.',
  operator: 'No active operator of this connection has that name.',
  'name-transient': 'Nobody has that name, and it is one that changes with every sign-in.',
  'email-absent': 'Nobody has that name, and no e-mail address came by which they could be let in.',
  'email-several': 'Nobody has that name, and more than one e-mail address came.',
  'email-foreign': 'The e-mail address lies in a domain for which another connection speaks.',
  'email-outside': 'The e-mail address lies outside the domains of this connection.',
  'email-taken': 'The e-mail address is that of another operator of this connection.',
  mapping: 'Who they are, or their mapped roles, could not be stored.',
  asker: 'A step-up or a test was asked for by nobody who may, or not from a page of the console.',
  'session-over': 'The session that asked for the proof has ended, or is not the one of this browser.',
  'other-person': 'It names another person than the one whose session asked for the proof.',
  'not-fresh': 'The person was authenticated before the request was sent: the IdP did not ask them anew.',
  'logout-signature': 'The logout message is not signed by the IdP of this connection.',
} as const;

export type Rule = keyof typeof rules;

/** Thrown where a rule is broken. */
export class RuleBroken extends Error {
  readonly rule: Rule;
  constructor(rule: Rule, options?: ErrorOptions) {
    super(rules[rule], options);
    this.name = 'RuleBroken';
    this.rule = rule;
  }
}

export function demand(holds: boolean, rule: Rule): asserts holds {
  if (!holds) throw new RuleBroken(rule);
  if (witnesses > 0) witness.getStore()?.add(rule);
}

const witness = new AsyncLocalStorage<Set<Rule>>();
let witnesses = 0;

/** Runs `work` and tells which rules were looked at and held, in the order of their first look: for a test sign-in. */
export async function witnessed<T>(
  work: () => Promise<T>,
): Promise<{ held: Set<Rule>; result: T; broken: null } | { held: Set<Rule>; broken: RuleBroken }> {
  const held = new Set<Rule>();
  witnesses += 1;
  try {
    return { held, result: await witness.run(held, work), broken: null };
  } catch (error) {
    if (error instanceof RuleBroken) return { held, broken: error };
    throw error;
  } finally {
    witnesses -= 1;
  }
}
