import { html } from './html.ts';
import type { Answer } from './http.ts';
import { page } from './page.ts';
import type { Posted } from './sessions.ts';

interface Post {
  to: string;
  parameter: 'SAMLResponse' | 'SAMLRequest';
  message: string;
  relayState: string | null;
  cookies?: string[];
}

/** SAML bindings 3.5.4: a form that posts itself; with a button for browsers without scripts. */
export function postPage(post: Post): Answer {
  return page(
    {
      title: 'Back to the console',
      script: 'post',
      formsTo: post.to,
      ...(post.cookies ? { cookies: post.cookies } : {}),
    },
    html`<h1>Back to the console</h1>
<p class="lead">Your browser carries the answer to <span class="mono">${new URL(post.to).host}</span>.</p>
<form method="post" action="${post.to}" data-submit>
<input type="hidden" name="${post.parameter}" value="${post.message}">
${post.relayState === null ? null : html`<input type="hidden" name="RelayState" value="${post.relayState}">`}
<button class="primary" type="submit">Continue</button>
</form>`,
  );
}

export function replayPage(posted: Posted): Answer {
  return page(
    { title: 'Replay', formsTo: posted.acs },
    html`<h1>Replay</h1>
<p class="lead">The last response that this browser carried, byte for byte.</p>
<form method="post" action="${posted.acs}">
<input type="hidden" name="SAMLResponse" value="${posted.samlResponse}">
${posted.relayState === null ? null : html`<input type="hidden" name="RelayState" value="${posted.relayState}">`}
<button class="primary" type="submit">Post the same response again</button>
</form>`,
  );
}
