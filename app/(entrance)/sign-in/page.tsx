import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { BreakGlassLink } from '#components/break-glass/link.tsx';
import { EmailEntrance, Leading } from '#components/connections/email-entrance.tsx';
import { lastConnectionCookie } from '#lib/auth/cookies.ts';
import { routeByEmail } from '#lib/auth/routing.ts';
import { type Entrance, listEntrances } from '#lib/connections/queries.ts';
import { routesByEmail } from '#lib/connections/routing.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInProps {
  searchParams: Promise<{ returnTo?: string | string[]; email?: string | string[] }>;
}

/** Each connection is a plain link: a sign-in starts by GET, so it works without scripts and under `form-action 'self'`. */
export default async function SignIn({ searchParams }: SignInProps) {
  const { returnTo, email } = await searchParams;
  const target = safeReturnTo(typeof returnTo === 'string' ? returnTo : null);
  const home = target === '/' ? null : target;
  const typed = typeof email === 'string' ? email.slice(0, 254) : '';
  const routed = typed.trim() ? await routeByEmail(typed) : null;
  if (routed?.kind === 'found')
    return (
      <Leading
        name={routed.entrance.name}
        href={paths.login(routed.entrance.slug, home ?? undefined)}
        backHref={home ? `${paths.signIn}?returnTo=${encodeURIComponent(home)}` : paths.signIn}
      />
    );
  const [entrances, routes] = await Promise.all([listEntrances(), routesByEmail()]);
  if (entrances.length === 0 && !routes) return <NoConnection />;
  return (
    <>
      <h1>Sign in</h1>
      <p className="mt-1 mb-6 text-ink-2">
        {routes ? 'Your e-mail address leads to your provider.' : 'Choose where your account lives.'}
      </p>
      {routes ? <EmailEntrance typed={typed} returnTo={home} said={routed?.kind ?? null} /> : null}
      {routes && entrances.length > 0 ? (
        <p className="mt-6 mb-2 text-12 text-ink-3">Or choose where your account lives</p>
      ) : null}
      <Entrances entrances={entrances} returnTo={home} />
      <p className="mt-5 text-12 text-ink-3">
        A second factor is asked for, by your provider or here. A sign-in that fails shows a reference number
        for your administrator.
      </p>
      <BreakGlassLink />
    </>
  );
}

async function Entrances({ entrances, returnTo }: { entrances: Entrance[]; returnTo: string | null }) {
  const last = (await cookies()).get(lastConnectionCookie)?.value;
  return (
    <ul className="grid gap-2">
      {entrances.map(({ slug, name, kind }) => (
        <li key={slug}>
          <a className="idp" href={paths.login(slug, returnTo ?? undefined)}>
            <span className="min-w-0">
              <span className="name block">{name}</span>
              {slug === last || kind === 'dev' ? (
                <span className="block text-12 text-ink-3">
                  {slug === last ? 'Used last time on this device' : 'For trying out on this machine only'}
                </span>
              ) : null}
            </span>
            <ArrowRight />
          </a>
        </li>
      ))}
    </ul>
  );
}

function NoConnection() {
  return (
    <>
      <h1>No way in yet</h1>
      <p className="mt-2 text-ink-2">
        No identity provider is connected. Whoever runs this installation adds one on its own machine, then
        the first account owner:
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and must by keyboard, too */}
      <pre className="code mt-4" tabIndex={0}>
        {[
          'npx gatehouse connection add --name acme --enable \\',
          '  --metadata https://idp.example.com/metadata',
          'npx gatehouse operator add --connection acme \\',
          '  --email you@example.com --role account-owner',
        ].join('\n')}
      </pre>
      <p className="mt-5 text-12 text-ink-3">Then load this page again.</p>
      <BreakGlassLink />
    </>
  );
}
