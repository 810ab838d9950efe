import type { Metadata } from 'next';
import { ProveForm } from '#components/factors/prove-form.tsx';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireSession } from '#lib/auth/current.ts';
import { waysOf } from '#lib/factors/present.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';
import { proveForNow } from './actions.ts';
import { whyAsked } from './why.ts';

export const metadata: Metadata = { title: 'Prove your second factor' };

interface StepUpProps {
  searchParams: Promise<{ returnTo?: string | string[] }>;
}

/** Bound to no change: for a session that moved, and for whoever wants it done before a row of sensitive changes. */
export default async function StepUp({ searchParams }: StepUpProps) {
  const viewer = await requireSession(paths.stepUp);
  const { returnTo } = await searchParams;
  const target = safeReturnTo(typeof returnTo === 'string' ? returnTo : null);
  const message = whyAsked(viewer);
  const foot = (label: string) => (
    <DialogFoot>
      {viewer.moved ? (
        <form action={paths.signOut} method="post">
          <Button type="submit">Sign out</Button>
        </form>
      ) : (
        <LinkButton href={target}>{label}</LinkButton>
      )}
    </DialogFoot>
  );
  return (
    <Page>
      <PageHead title="Second factor" />
      <DialogPanel title="Prove your second factor" environment={null} closeHref={target}>
        {message ? (
          <>
            <DialogBody>
              <ProveForm
                action={proveForNow}
                asked={{
                  kind: 'needsFactor',
                  message,
                  error: null,
                  critical: false,
                  ways: await waysOf(viewer, null, viewer.now),
                }}
                values={{ returnTo: target }}
              />
            </DialogBody>
            {foot('Cancel')}
          </>
        ) : (
          <>
            <DialogBody>
              <Note tone="ok" title="Your last second factor still counts.">
                Nothing needs to be proven now. Each critical change asks for a proof of its own.
              </Note>
            </DialogBody>
            {foot('Go back')}
          </>
        )}
      </DialogPanel>
    </Page>
  );
}
