import { CircleX, Undo2 } from 'lucide-react';
import type { Metadata } from 'next';
import { BreakGlassLink } from '#components/break-glass/link.tsx';
import { ReferenceCard } from '#components/shell/reference-card.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { utcDay } from '#components/ui/format.ts';
import { paths } from '#lib/paths.ts';
import { parseReference } from '#lib/reference.ts';

export const metadata: Metadata = { title: 'Not signed in' };

interface RefusedProps {
  searchParams: Promise<{ reference?: string | string[] }>;
}

/** One page for every reason: whatever differed here would tell an attacker which of the checks stopped him. */
export default async function Refused({ searchParams }: RefusedProps) {
  const given = (await searchParams).reference;
  // Shown only in the shape that we make, so that nobody can send a link that speaks through this page.
  const reference = typeof given === 'string' ? parseReference(given) : null;
  const now = new Date();
  return (
    <>
      <div className="flex items-start gap-2.5">
        <CircleX className="mt-1.5 text-bad" />
        <h1>You could not be signed in</h1>
      </div>
      <p className="mt-2 mb-5 text-ink-2">
        No session was started.{' '}
        {reference
          ? 'Ask your administrator and give them this number; it leads them to the exact reason.'
          : 'Try again, and ask your administrator if it happens twice.'}
      </p>
      {reference ? (
        <>
          <ReferenceCard reference={reference} />
          <p className="mt-2 text-12 text-ink-3">
            {utcDay(now)}, {now.toISOString().slice(11, 19)} UTC
          </p>
        </>
      ) : null}
      <div className="row mt-6">
        <LinkButton href={paths.signIn} variant="primary" icon={<Undo2 />}>
          Try again
        </LinkButton>
      </div>
      <BreakGlassLink />
    </>
  );
}
