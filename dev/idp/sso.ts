import { failureNamed, ImpossibleFailure, status } from './failures.ts';
import { type Answer, type Ask, cookie, Declined, redirect } from './http.ts';
import type { Idp } from './idp.ts';
import { readMessage } from './message.ts';
import { readName, type TypedName } from './names.ts';
import { attributesOf, demoPassword } from './people.ts';
import { postPage } from './post-page.ts';
import { makeResponse, type ResponseParameters } from './response.ts';
import type { Sp } from './service-provider.ts';
import { newSession, type Pending, randomKey, type Session } from './sessions.ts';
import { type Field, signInPage } from './sign-in-page.ts';
import { protocolNs } from './xml.ts';

export const sessionCookie = 'gatehouse_idp';
export const browserCookie = 'gatehouse_idp_browser';

/** GET and POST /sso: takes an AuthnRequest and keeps it. The redirect lets the POST binding see the Lax cookie, too. */
export async function takeRequest(idp: Idp, ask: Ask): Promise<Answer> {
  const message = await readMessage(ask, 'AuthnRequest', idp.ssoUrl, idp.console, 'as announced');
  const flag = (name: string) => ['true', '1'].includes(message.root.getAttribute(name) ?? '');
  const protocol = message.root.getAttribute('ProtocolBinding');
  if (message.id === '') throw new Declined(400, 'The request has no ID, so no response could name it.');
  if (protocol && protocol !== `${protocolNs.replace('protocol', 'bindings')}:HTTP-POST`) {
    throw new Declined(400, 'Responses are sent by the POST binding only.');
  }
  const pending: Pending = {
    requestId: message.id,
    acs: acsOf(message.root.getAttribute('AssertionConsumerServiceURL'), message.sp, idp),
    audience: message.sp?.entityId ?? message.issuer,
    encryptionCertificate: message.sp?.encryption ?? null,
    relayState: message.relayState,
    forceAuthn: flag('ForceAuthn'),
    isPassive: flag('IsPassive'),
  };
  const key = randomKey();
  idp.memory.pending.put(key, pending);
  return redirect(`/sign-in?request=${key}`);
}

/** A response to an address that the request alone names would hand a person's sign-in to whoever wrote the request. */
function acsOf(asked: string | null, sp: Sp | null, idp: Idp): string {
  const allowed = [...(sp?.acs ?? []), idp.console.expectedAcs];
  const acs = asked || allowed[0];
  if (acs && allowed.includes(acs)) return acs;
  throw new Declined(
    400,
    `The request wants its response at ${asked}, which is not an address of the console.`,
  );
}

/** GET /sign-in: answers at once where a session suffices, else shows the form, filled when a person was chosen. */
export async function showSignIn(idp: Idp, ask: Ask): Promise<Answer> {
  const [key, pending] = pendingOf(idp, ask.query);
  const session = idp.memory.sessions.get(ask.cookies.get(sessionCookie));
  if (session && !pending.forceAuthn) return answer(idp, ask, key, pending, session);
  if (pending.isPassive)
    return post(idp, ask, key, pending, {
      ...parameters(idp, pending, null),
      status: status('Responder', 'NoPassive'),
    });
  const typed = ask.query.get('name') ?? '';
  const named = readName(typed);
  const values = named ? { name: typed, password: demoPassword, code: codeFor(idp, named) } : { name: typed };
  return signInPage(idp.codes, {
    request: key,
    publicUrl: idp.publicUrl,
    forceAuthn: pending.forceAuthn,
    values,
  });
}

/** POST /sign-in: name, password and code. */
export async function signIn(idp: Idp, ask: Ask): Promise<Answer> {
  const [key, pending] = pendingOf(idp, ask.form);
  const typed = (field: Field) => (ask.form.get(field) ?? '').trim();
  const named = readName(typed('name'));
  const problem = objection(idp, named, typed('password'), typed('code').replaceAll(' ', ''));
  if (problem || !named) {
    const values = { name: typed('name'), password: problem?.field === 'code' ? typed('password') : '' };
    return signInPage(idp.codes, {
      request: key,
      publicUrl: idp.publicUrl,
      forceAuthn: pending.forceAuthn,
      values,
      ...(problem ? { problem } : {}),
    });
  }
  const before = idp.memory.sessions.get(ask.cookies.get(sessionCookie));
  const session = newSession(named.person, named.failure, new Date());
  // The same person again is the same session to the console, which logs out by its index.
  if (before?.person === named.person) session.sessionIndex = before.sessionIndex;
  const cookies: string[] = [];
  if (named.failure === null || failureNamed(named.failure).signsIn) {
    if (before) idp.memory.sessions.drop(before.id);
    idp.memory.sessions.put(session.id, session);
    cookies.push(cookie(sessionCookie, session.id));
  }
  return answer(idp, ask, key, pending, session, cookies);
}

interface Problem {
  field: Field;
  sentence: string;
}

function objection(idp: Idp, named: TypedName | null, password: string, code: string): Problem | null {
  if (!named) return { field: 'name', sentence: 'Nobody here has this name.' };
  if (password !== demoPassword) return { field: 'password', sentence: 'The password is wrong.' };
  if (named.failure && failureNamed(named.failure).asksCode === false) return null;
  // Failures are tried many times a minute by tests and sign nobody in, so they do not spend the person's code.
  const verdict = idp.codes.check(named.person.email, code, named.failure === null);
  if (verdict === 'wrong') return { field: 'code', sentence: 'The code is wrong or out of date.' };
  if (verdict === 'used') return { field: 'code', sentence: 'This code was used. Take the next one.' };
  return null;
}

function codeFor(idp: Idp, { person, failure }: TypedName): string {
  if (failure === null) return idp.codes.next(person.email) ?? '';
  return failureNamed(failure).asksCode === false ? '' : idp.codes.current(person.email);
}

function pendingOf(idp: Idp, from: URLSearchParams): [string, Pending] {
  const key = from.get('request') ?? '';
  const pending = idp.memory.pending.get(key);
  if (!pending)
    throw new Declined(
      410,
      'This sign-in was answered already, or it is too old. Start again from the console.',
    );
  return [key, pending];
}

async function answer(
  idp: Idp,
  ask: Ask,
  key: string,
  pending: Pending,
  session: Session,
  cookies: string[] = [],
): Promise<Answer> {
  const right = parameters(idp, pending, session);
  const { change } = session.failure ? failureNamed(session.failure) : {};
  const kit = { strangerKey: idp.strangerKey, encryptionCertificate: pending.encryptionCertificate };
  try {
    return await post(idp, ask, key, pending, change ? await change(right, kit) : right, cookies);
  } catch (error) {
    if (error instanceof ImpossibleFailure) throw new Declined(409, error.message);
    throw error;
  }
}

/** The correct response; about nobody when there is no session. */
function parameters(idp: Idp, pending: Pending, session: Session | null): ResponseParameters {
  const common = {
    key: idp.key,
    issuer: idp.entityId,
    acs: pending.acs,
    audience: pending.audience,
    inResponseTo: pending.requestId,
  };
  if (!session) return { ...common, nameId: null, assertions: [] };
  const { email } = session.person;
  return {
    ...common,
    nameId: email,
    authnInstant: session.authenticatedAt,
    sessionIndex: session.sessionIndex,
    attributes: attributesOf(session.person),
  };
}

async function post(
  idp: Idp,
  ask: Ask,
  key: string,
  pending: Pending,
  chosen: ResponseParameters,
  cookies: string[] = [],
): Promise<Answer> {
  const samlResponse = await makeResponse(chosen);
  const browser = ask.cookies.get(browserCookie) ?? randomKey();
  idp.memory.pending.drop(key);
  idp.memory.posted.put(browser, { acs: pending.acs, samlResponse, relayState: pending.relayState });
  return postPage({
    to: pending.acs,
    parameter: 'SAMLResponse',
    message: samlResponse,
    relayState: pending.relayState,
    cookies: [...cookies, cookie(browserCookie, browser)],
  });
}
