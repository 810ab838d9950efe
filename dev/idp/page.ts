import { html, type Markup } from './html.ts';
import type { Answer } from './http.ts';

interface PageOptions {
  title: string;
  status?: number;
  /** Where forms of this page may lead, beyond this IdP. */
  formsTo?: string;
  script?: 'page' | 'post';
  wide?: boolean;
  cookies?: string[];
}

/** The frame of every page: the label that this is no production IdP, and a policy without anything inline. */
export function page(options: PageOptions, content: Markup): Answer {
  const script = options.script ? html`<script src="/assets/${options.script}.js" defer></script>` : null;
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title} · Gatehouse development IdP</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="preload" href="/assets/geist.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/assets/geist-mono.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/assets/idp.css">
${script}
</head>
<body>
<header><p class="label">${warning}Development identity provider — not for production</p></header>
<main${options.wide ? html` class="wide"` : null}>
<p class="brand">${gate}Gatehouse</p>
${content}
</main>
</body>
</html>
`;
  return {
    status: options.status ?? 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy(options.formsTo),
    },
    body: body.text,
    ...(options.cookies ? { cookies: options.cookies } : {}),
  };
}

export function sentencePage(status: number, title: string, sentence: string, publicUrl: string): Answer {
  return page(
    { title, status },
    html`<h1>${title}</h1>
<p class="lead">${sentence}</p>
<p><a class="link" href="${publicUrl}/">Open the console</a> <a class="link" href="/">Development IdP</a></p>`,
  );
}

/** `form-action` also judges where a form's answer redirects to, so the console's origin stands in it. */
function policy(formsTo?: string): string {
  const forms = formsTo ? ` ${new URL(formsTo).origin}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self'${forms}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const gate = html`<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M3 17.5V9a7 7 0 0 1 14 0v8.5"/><path d="M7.6 17.5V8.2M12.4 17.5V8.2M3.4 12.5h13.2"/></svg>`;
const warning = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/></svg>`;
