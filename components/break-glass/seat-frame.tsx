import { DoorOpen, ShieldAlert, Siren } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/cx.ts';
import { relativeTime, utcInstant } from '#components/ui/format.ts';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { Seat } from '#lib/break-glass/seat.ts';

interface SeatFrameProps {
  seat: Seat;
  now: Date;
  close(): Promise<void>;
  children: ReactNode;
}

/** Around every screen of it: what this is, who is in it, until when, and the way out. */
export function SeatFrame({ seat, now, close, children }: SeatFrameProps) {
  return (
    <div className="break-glass">
      <section className={cx('bg-banner', seat.drill ? 'drill' : 'real')} aria-label="Break-glass">
        <div className="flex min-w-0 items-start gap-3">
          {seat.drill ? <ShieldAlert /> : <Siren />}
          <div className="min-w-0">
            <h1 className="bg-title">{titleOf(seat)}</h1>
            <p>
              {seat.me.name} (you){seat.other ? ` and ${seat.other.name}` : ''} · “{seat.reason}”
            </p>
            <p>
              {seat.phase === 'open' ? 'Closes by itself' : 'Ends without a second person'}{' '}
              <time dateTime={seat.endsAt.toISOString()} title={utcInstant(seat.endsAt)}>
                at {seat.endsAt.toISOString().slice(11, 16)} UTC, {relativeTime(seat.endsAt, now)}
              </time>
              . All account owners are told.
            </p>
          </div>
        </div>
        <form action={close}>
          <SubmitButton size="sm" icon={<DoorOpen />} pendingLabel="Closing">
            {seat.phase === 'open' ? 'Close for both' : 'Cancel'}
          </SubmitButton>
        </form>
      </section>
      {children}
    </div>
  );
}

function titleOf({ drill, phase }: Seat): string {
  if (phase === 'waiting')
    return drill ? 'Drill: waiting for the second person' : 'Waiting for the second person';
  return drill ? 'Drill: nothing you do here changes anything' : 'Break-glass is open';
}
