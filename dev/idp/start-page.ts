import { html, type Markup } from './html.ts';
import type { Answer, Ask } from './http.ts';
import type { Idp } from './idp.ts';
import { page } from './page.ts';
import type { Session } from './sessions.ts';
import { peopleMarkup } from './sign-in-page.ts';
import { sessionCookie } from './sso.ts';

/** GET /: who is signed in here, who could be, and where things are. */
export function startPage(idp: Idp, ask: Ask): Answer {
  const session = idp.memory.sessions.get(ask.cookies.get(sessionCookie));
  return page(
    { title: 'Who is signed in', wide: true, script: 'page', formsTo: idp.publicUrl },
    html`<div class="columns">
<section aria-labelledby="session">
<h1 id="session">Development identity provider</h1>
<p class="lead">Signs the demo people in to the console, with SAML 2.0.</p>
${session ? signedIn(session) : html`<div class="facts"><p>Nobody is signed in here in this browser.</p></div>`}
<p><a class="link" href="${idp.publicUrl}/">Open the console</a></p>
<dl class="addresses">
<dt>Entity id</dt><dd class="mono">${idp.entityId}</dd>
<dt>Metadata</dt><dd class="mono"><a class="link" href="/metadata">${idp.entityId}</a></dd>
<dt>Single sign-on</dt><dd class="mono">${idp.ssoUrl}</dd>
<dt>Single logout</dt><dd class="mono">${idp.sloUrl}</dd>
</dl>
</section>
<section aria-labelledby="people">
${peopleMarkup(idp.codes)}
</section>
</div>`,
  );
}

function signedIn({ person, authenticatedAt }: Session): Markup {
  return html`<div class="facts">
<p><strong>${person.name}</strong> is signed in here.</p>
<p class="small">${person.email}, since ${authenticatedAt.toISOString().slice(11, 19)} UTC</p>
</div>
<form method="post" action="/sign-out"><button type="submit">Sign out everywhere</button></form>`;
}
