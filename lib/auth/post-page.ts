/** Promise: a page that carries a message of ours posts it to the IdP and to nobody else, and no value in it becomes markup. */
import { randomBytes } from 'node:crypto';
import type { PostForm } from './logout-messages.ts';

interface PostPage extends PostForm {
  /** What has happened, in a sentence. */
  said: string;
  /** The connection's name. */
  idp: string;
  cookies?: string[];
}

/** A form that submits itself; without scripts its button does. */
export function postPage({ to, field, base64, relayState, said, idp, cookies = [] }: PostPage): Response {
  const nonce = randomBytes(18).toString('base64');
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy(to, nonce),
    // The IdP may see from which host the form comes, as of any form; the path stays here.
    'referrer-policy': 'strict-origin',
  });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  const fields = [[field, base64], ...(relayState === null ? [] : [['RelayState', relayState]])]
    .map(
      ([name = '', value = '']) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    )
    .join('\n');
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Signed out</title>
<h1>Signed out</h1>
<p>${escaped(said)}</p>
<form method="post" action="${escaped(to)}">
${fields}
<button type="submit">Continue to ${escaped(idp)}</button>
</form>
<script nonce="${nonce}">document.forms[0].submit();</script>
</html>
`;
  return new Response(body, { status: 200, headers });
}

// Chromium holds form-action against each redirect that follows a form. An IdP may answer a post by redirect, and then
// the browser comes back here: hence 'self'.
function policy(to: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `form-action ${new URL(to).origin} 'self'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Next keeps a header that proxy.ts has set and drops the route's. So proxy.ts sets none of these two at the doors
 * that may answer with such a page (`answersByForm`), and every other answer of theirs gets here what each page has.
 */
export async function underOwnPolicy(request: Request, work: Promise<Response>): Promise<Response> {
  const response = await work;
  const usual = {
    'content-security-policy': request.headers.get('content-security-policy') ?? "default-src 'none'",
    'referrer-policy': 'same-origin',
  };
  for (const [name, value] of Object.entries(usual))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

/** For text and for attributes in double quotes. A browser would read a bare CR as LF. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}
