import { Fingerprint, Smartphone } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { PasskeyForm } from '#components/factors/passkey-form.tsx';
import { ProveForm } from '#components/factors/prove-form.tsx';
import { TotpForm } from '#components/factors/totp-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { currentPending, currentViewer } from '#lib/auth/current.ts';
import type { Pending } from '#lib/auth/pending-sign-in.ts';
import { barredFrom, beginTotp } from '#lib/factors/begin.ts';
import { waysOf } from '#lib/factors/present.ts';
import { hasFactor } from '#lib/factors/queries.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';
import {
  beginFirstPasskey,
  checkFirstPasskey,
  enrolFirstApp,
  enrolFirstPasskey,
  proveFactor,
} from './actions.ts';

export const metadata: Metadata = { title: 'Second factor' };

interface FactorProps {
  searchParams: Promise<{ returnTo?: string | string[]; with?: string | string[] }>;
}

/** All that a pending session opens: the second factor that the provider did not state. */
export default async function Factor({ searchParams }: FactorProps) {
  await connection();
  const { returnTo, with: way } = await searchParams;
  const target = safeReturnTo(typeof returnTo === 'string' ? returnTo : null);
  const pending = await currentPending();
  if (!pending) redirect((await currentViewer()) ? target : paths.signIn);
  if (await hasFactor(pending.operatorId)) return <Prove pending={pending} target={target} />;
  return way === 'app' ? (
    <App pending={pending} target={target} />
  ) : (
    <Passkey pending={pending} target={target} />
  );
}

interface OwedProps {
  pending: Pending;
  target: string;
}

async function Prove({ pending, target }: OwedProps) {
  const ways = await waysOf(pending, null, pending.now);
  const message = `${pending.connection.name} did not say that you used one.`;
  return (
    <Owed pending={pending} title="Your second factor">
      <ProveForm
        action={proveFactor}
        asked={{ kind: 'needsFactor', message, error: null, critical: false, ways }}
        values={{ returnTo: target }}
        withIdp={false}
      />
    </Owed>
  );
}

async function Passkey({ pending, target }: OwedProps) {
  const barred = await barredFrom(pending, 'passkey', pending.now);
  if (barred)
    return (
      <Owed pending={pending} title="Set up a second factor">
        <Stale pending={pending} target={target} message={barred.message} />
      </Owed>
    );
  return (
    <Owed pending={pending} title="Set up a second factor">
      <FirstWords pending={pending} />
      <PasskeyForm
        begin={beginFirstPasskey}
        check={checkFirstPasskey}
        action={enrolFirstPasskey.bind(null, target)}
        nonce={crypto.randomUUID()}
        doneHref={target}
        idp={null}
      />
      <Other href={hrefOf(target, 'app')} icon={<Smartphone />}>
        Use an authenticator app instead
      </Other>
    </Owed>
  );
}

async function App({ pending, target }: OwedProps) {
  const start = await beginTotp(pending, pending.now);
  return (
    <Owed pending={pending} title="Set up a second factor">
      {start.kind === 'ready' ? (
        <TotpForm
          start={start}
          action={enrolFirstApp.bind(null, target)}
          nonce={crypto.randomUUID()}
          doneHref={target}
        />
      ) : (
        <Stale pending={pending} target={target} message={start.message} />
      )}
      <Other href={hrefOf(target)} icon={<Fingerprint />}>
        Use a passkey instead
      </Other>
    </Owed>
  );
}

function Owed({ pending, title, children }: { pending: Pending; title: string; children: ReactNode }) {
  return (
    <>
      <h1>{title}</h1>
      <p className="mt-1 mb-5 text-ink-2">
        You are <span className="name">{pending.operator.name}</span>. Nothing is open before it; this page
        waits for ten minutes.
      </p>
      <div className="grid gap-5">{children}</div>
      <p className="mt-6 text-12 text-ink-3">
        Somebody else?{' '}
        <a className="link" href={paths.signIn}>
          Choose another account
        </a>
      </p>
    </>
  );
}

function FirstWords({ pending }: { pending: Pending }) {
  return (
    <p className="text-13 text-ink-2">
      {pending.connection.name} did not say that you used one, so Gatehouse asks for its own from now on.
      Recovery codes come next.
    </p>
  );
}

/** The provider knew the browser from before: whoever sits at it may be another by now, and would make the factor theirs. */
function Stale({ pending, target, message }: OwedProps & { message: string }) {
  const login = `${paths.login(pending.connection.slug)}?force=1&returnTo=${encodeURIComponent(target)}`;
  return (
    <Note tone="warn" title={message}>
      <LinkButton href={login} native className="mt-2">
        Sign in anew at {pending.connection.name}
      </LinkButton>
    </Note>
  );
}

function Other({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <LinkButton href={href} icon={icon} variant="quiet" className="justify-self-start">
      {children}
    </LinkButton>
  );
}

function hrefOf(target: string, way?: string): string {
  return `${paths.signInFactor}?${way ? `with=${way}&` : ''}returnTo=${encodeURIComponent(target)}`;
}
