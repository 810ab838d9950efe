import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { lastConnectionCookie } from '#lib/auth/cookies.ts';
import { listEntrances } from '#lib/connections/queries.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInProps {
  searchParams: Promise<{ returnTo?: string | string[] }>;
}

/** Each connection is a plain link: a sign-in starts by GET, so it works without scripts and under `form-action 'self'`. */
export default async function SignIn({ searchParams }: SignInProps) {
  const { returnTo } = await searchParams;
  const target = safeReturnTo(typeof returnTo === 'string' ? returnTo : null);
  const entrances = await listEntrances();
  const last = (await cookies()).get(lastConnectionCookie)?.value;
  if (entrances.length === 0) return <NoConnection />;
  return (
    <>
      <h1>Sign in</h1>
      <p className="mt-1 mb-6 text-ink-2">Choose where your account lives.</p>
      <ul className="grid gap-2">
        {entrances.map(({ slug, name, kind }) => (
          <li key={slug}>
            <a className="idp" href={paths.login(slug, target === '/' ? undefined : target)}>
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
      <p className="mt-5 text-12 text-ink-3">
        A second factor is asked for, by your provider or here. A sign-in that fails shows a reference number
        for your administrator.
      </p>
    </>
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
    </>
  );
}
