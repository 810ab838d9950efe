import { html } from './html.ts';
import { type Answer, type Ask, cookie, Declined, redirect } from './http.ts';
import type { Idp } from './idp.ts';
import { readMessage } from './message.ts';
import { page } from './page.ts';
import { postPage } from './post-page.ts';
import { success } from './response.ts';
import type { Binding, Sp } from './service-provider.ts';
import type { Session } from './sessions.ts';
import { sessionCookie } from './sso.ts';
import { assertionNs, childrenOf, descendantsOf, protocolNs, textOf } from './xml.ts';

const freshMs = 5 * 60_000;

/** GET and POST /slo: a request of the console, or its answer to ours. */
export function logout(idp: Idp, ask: Ask): Promise<Answer> {
  const sent = ask.method === 'POST' ? ask.form : ask.query;
  return sent.has('SAMLResponse') ? endOfLogout(idp, ask) : takeLogout(idp, ask);
}

/** SAML core 3.7.3.2: ends the sessions that the request names, and says so whether there were any or not. */
async function takeLogout(idp: Idp, ask: Ask): Promise<Answer> {
  const { root, id, sp, binding, relayState } = await readMessage(
    ask,
    'LogoutRequest',
    idp.sloUrl,
    idp.console,
    'always',
  );
  if (!sp) throw new Declined(503, "The console's metadata is out of reach.");
  const issued = Date.parse(root.getAttribute('IssueInstant') ?? '');
  // A logout request caught on the wire must not end a session that begins later.
  if (!(Math.abs(Date.now() - issued) < freshMs)) throw new Declined(403, 'The logout request is too old.');
  const nameId = textOf(root, assertionNs, 'NameID');
  if (!nameId) throw new Declined(400, 'The logout request names nobody.');
  const indexes = childrenOf(root, protocolNs, 'SessionIndex').map((e) => e.textContent?.trim());
  for (const session of idp.memory.sessions.all()) {
    const named = indexes.length === 0 || indexes.includes(session.sessionIndex);
    if (session.person.email === nameId && named) idp.memory.sessions.drop(session.id);
  }
  const via = bindingFor(sp, binding);
  if (!via) throw new Declined(400, "The console's metadata has no address for a logout response.");
  const answer = idp.entity.createLogoutResponse(sp.entity, { extract: { request: { id } } }, via, {
    relayState: relayState ?? '',
  });
  return deliver(via, answer, 'SAMLResponse', relayState);
}

/** POST /sign-out, the button of the start page: ends the session here and asks the console to end its own. */
export async function signOutEverywhere(idp: Idp, ask: Ask): Promise<Answer> {
  const session = idp.memory.sessions.get(ask.cookies.get(sessionCookie));
  const cookies = [cookie(sessionCookie, '')];
  if (!session) return redirect('/', cookies);
  idp.memory.sessions.drop(session.id);
  const sp = await idp.console.now();
  const via = sp && bindingFor(sp, 'redirect');
  if (!sp || !via)
    return signedOut(
      'Signed out here only',
      'The console names no address for single logout, so its session goes on.',
      cookies,
    );
  return deliver(via, logoutRequest(idp, sp, via, session), 'SAMLRequest', null, cookies);
}

function logoutRequest(idp: Idp, sp: Sp, via: Binding, session: Session) {
  return idp.entity.createLogoutRequest(sp.entity, via, {
    logoutNameID: session.person.email,
    sessionIndex: session.sessionIndex,
  });
}

async function endOfLogout(idp: Idp, ask: Ask): Promise<Answer> {
  const { root } = await readMessage(ask, 'LogoutResponse', idp.sloUrl, idp.console, 'always');
  const [code] = descendantsOf(root, protocolNs, 'StatusCode');
  return code?.getAttribute('Value') === success
    ? signedOut('Signed out everywhere', 'The session here and the session of the console have ended.')
    : signedOut('Signed out here only', 'The console answered that it did not end its session.');
}

function bindingFor(sp: Sp, wanted: Binding): Binding | undefined {
  return sp.logoutBindings.find((binding) => binding === wanted) ?? sp.logoutBindings[0];
}

/** By redirect the library has made the whole address; by post it has made the message. */
function deliver(
  via: Binding,
  made: { context: string },
  parameter: 'SAMLRequest' | 'SAMLResponse',
  relayState: string | null,
  cookies?: string[],
): Answer {
  if (via === 'redirect') return redirect(made.context, cookies);
  const { entityEndpoint: to } = made as { context: string; entityEndpoint: string };
  return postPage({ to, parameter, message: made.context, relayState, ...(cookies ? { cookies } : {}) });
}

function signedOut(title: string, sentence: string, cookies?: string[]): Answer {
  return page(
    { title, ...(cookies ? { cookies } : {}) },
    html`<h1>${title}</h1><p class="lead">${sentence}</p><p><a class="link" href="/">Development IdP</a></p>`,
  );
}
