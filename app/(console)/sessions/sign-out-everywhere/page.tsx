import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SignOutEverywhereForm } from '#components/sessions/sign-out-everywhere-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireSession } from '#lib/auth/current.ts';
import { listOwnSessions } from '#lib/auth/session-queries.ts';
import { paths } from '#lib/paths.ts';
import { signOutEverywhere } from '../actions.ts';

export const metadata: Metadata = { title: 'Sign out everywhere' };

export default async function SignOutEverywhere() {
  const returnTo = paths.signOutEverywhere;
  const viewer = await requireSession(returnTo);
  const sessions = await listOwnSessions(viewer.reader);
  if (sessions.length === 0) notFound();
  return (
    <Page>
      <PageHead
        title="Your sessions"
        crumbs={[{ label: 'Your sessions', href: paths.sessions }, { label: 'Sign out everywhere' }]}
      />
      <SignOutEverywhereForm
        // It narrows, so no second factor is asked.
        frame={{
          nonce: crypto.randomUUID(),
          returnTo,
          backHref: paths.sessions,
          environment: null,
          factor: null,
        }}
        action={signOutEverywhere}
        id={viewer.sessionId}
        open={sessions.length}
      />
    </Page>
  );
}
