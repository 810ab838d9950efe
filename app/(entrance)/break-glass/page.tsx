import type { Metadata } from 'next';
import Link from 'next/link';
import { DoorForm } from '#components/break-glass/door-form.tsx';
import { EffectList } from '#components/break-glass/effect-list.tsx';
import { KeepFresh } from '#components/break-glass/keep-fresh.tsx';
import { SeatFrame } from '#components/break-glass/seat-frame.tsx';
import { WaitingPanel } from '#components/break-glass/waiting-panel.tsx';
import { Note } from '#components/ui/note.tsx';
import { Stack } from '#components/ui/page.tsx';
import { waitMinutes } from '#lib/break-glass/rules.ts';
import type { Seat } from '#lib/break-glass/seat.ts';
import { listEffects, otherNamed } from '#lib/break-glass/seat-queries.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { askAtDoor, closeBreakGlass, enterBreakGlass, withdrawEffect } from './actions.ts';
import { currentSeat } from './current.ts';

export const metadata: Metadata = { title: 'Break-glass' };

interface BreakGlassProps {
  searchParams: Promise<{ closed?: string }>;
}

/** Always there, whatever stands of the providers: it asks none of them. */
export default async function BreakGlass({ searchParams }: BreakGlassProps) {
  const { seat, hadSeat, now } = await currentSeat();
  if (seat) return <Inside seat={seat} now={now} />;
  const closed = (await searchParams).closed !== undefined;
  return <Door note={closed ? 'closed' : hadSeat ? 'over' : null} />;
}

function Door({ note }: { note: keyof typeof notes | null }) {
  return (
    <div className="break-glass-door">
      {note ? (
        <Note tone={note === 'closed' ? 'ok' : 'warn'} role="status" title={notes[note]} className="mb-6" />
      ) : null}
      <h1>Break-glass</h1>
      <p className="mt-1 mb-6 text-ink-2">
        For when nobody can sign in. Two named people prove themselves here within {waitMinutes} minutes of
        each other, each on a device of their own. Both fill in the same form.
      </p>
      <DoorForm action={enterBreakGlass} ask={askAtDoor} />
      <p className="mt-6 text-12 text-ink-3">
        Every try is recorded. If a provider works,{' '}
        <Link className="link" href={paths.signIn} prefetch={false}>
          sign in instead
        </Link>
        .
      </p>
    </div>
  );
}

const notes = {
  closed: 'Break-glass is closed, for both of you. Its review now waits on Overview.',
  over: 'This browser’s break-glass is over: it was closed, ran out, or was taken along to another browser.',
};

async function Inside({ seat, now }: { seat: Seat; now: Date }) {
  const isWaiting = seat.phase === 'waiting';
  return (
    <SeatFrame seat={seat} now={now} close={closeBreakGlass}>
      <KeepFresh seconds={4} />
      {isWaiting ? (
        <WaitingPanel
          seat={seat}
          others={await otherNamed(seat)}
          address={`${env().publicUrl}${paths.breakGlass}`}
        />
      ) : (
        <Stack>
          <EffectList seat={seat} effects={await listEffects(seat)} now={now} withdraw={withdrawEffect} />
        </Stack>
      )}
    </SeatFrame>
  );
}
