import { CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Signed out' };

export default function SignedOut() {
  return (
    <>
      <div className="flex items-start gap-2.5">
        <CircleCheck className="mt-1.5 text-ok" />
        <h1>You are signed out</h1>
      </div>
      <p className="mt-2 text-ink-2">
        The session of this browser has ended. Your provider may still know you; on a shared machine sign out
        there, too.
      </p>
      <div className="row mt-6">
        <LinkButton href={paths.signIn} variant="primary">
          Sign in again
        </LinkButton>
      </div>
    </>
  );
}
