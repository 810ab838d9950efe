import { Fingerprint, Undo2 } from 'lucide-react';
import type { Metadata } from 'next';
import { BreakGlassLink } from '#components/break-glass/link.tsx';
import { ReferenceCard } from '#components/shell/reference-card.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts } from '#components/ui/panel.tsx';
import { paths } from '#lib/paths.ts';
import { parseReference } from '#lib/reference.ts';

export const metadata: Metadata = { title: 'A second factor is missing' };

interface SecondFactorProps {
  searchParams: Promise<{ reference?: string | string[] }>;
}

/** Reached only when every other check of the response has passed: what is missing is proof of a second factor. */
export default async function SecondFactorMissing({ searchParams }: SecondFactorProps) {
  const given = (await searchParams).reference;
  const reference = typeof given === 'string' ? parseReference(given) : null;
  return (
    <>
      <div className="flex items-start gap-2.5">
        <Fingerprint className="mt-1.5 text-warn" />
        <h1>A second factor is missing</h1>
      </div>
      <p className="mt-2 mb-5 text-ink-2">
        Your provider knows you, but did not say that you used a second factor. Gatehouse opens only with that
        proof, so no session was started.
      </p>
      <Facts
        className="mb-5"
        items={[
          {
            label: 'You',
            value: 'Set up an authenticator app or a security key at your provider, then try again.',
          },
          {
            label: 'Already set up',
            value:
              'Ask your administrator to have the provider state it: an authentication context or an attribute that this connection accepts.',
          },
        ]}
      />
      {reference ? <ReferenceCard reference={reference} /> : null}
      <div className="row mt-6">
        <LinkButton href={paths.signIn} variant="primary" icon={<Undo2 />}>
          Try again
        </LinkButton>
      </div>
      <BreakGlassLink />
    </>
  );
}
