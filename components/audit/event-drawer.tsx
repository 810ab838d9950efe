import { Ban, X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Diff } from '#components/ui/diff.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Facts } from '#components/ui/panel.tsx';
import { Avatar } from '#components/ui/rows.tsx';
import { Badge } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AuditEventPage } from '#lib/audit/queries.ts';
import { machineIcon } from './actor.tsx';
import { changesOf, type Shorten } from './changes.ts';
import { factsOf } from './event-facts.tsx';

interface EventDrawerProps {
  /** What a long text of the difference is in a line. */
  shorten: Shorten;
  event: AuditEventPage;
  now: Date;
  closeHref: string;
  /** The address of this event, for a colleague. */
  link: string;
}

/** One event whole, beside its list, so that the next row is one click away. */
export function EventDrawer({ event, now, closeHref, link, shorten }: EventDrawerProps) {
  const changes = changesOf(event.before, event.after, shorten);
  return (
    <aside id="event" aria-labelledby="event-title" className="flex min-w-0 scroll-mt-16 flex-col bg-raised">
      <header className="border-b border-line px-5 py-4">
        <div className="row">
          <span className="mono text-ink-3">event {formatCount(event.number)}</span>
          {event.outcome === 'refused' ? (
            <Badge tone="bad" icon={<Ban />}>
              Refused
            </Badge>
          ) : null}
          <span className="row ml-auto gap-1">
            <CopyButton icon value={link} label="Copy the address of this event" />
            <Link
              className="icon-btn xs"
              href={closeHref}
              scroll={false}
              aria-label="Close"
              title="Close"
              prefetch={false}
            >
              <X />
            </Link>
          </span>
        </div>
        <h2 id="event-title" className="mt-1 text-16 font-semibold tracking-tight [overflow-wrap:anywhere]">
          {event.summary}
        </h2>
        <div className="mt-2 flex items-center gap-2 text-13 text-ink-2">
          <Avatar name={event.actorName} system={machineIcon(event.actorKind)} />
          {event.actorKind === 'anonymous' ? 'not signed in' : event.actorName}
          <span className="text-ink-3">·</span>
          <Time at={event.at} now={now} />
        </div>
      </header>
      {changes.length > 0 ? (
        <Part title="Before and after">
          <Diff changes={changes} />
        </Part>
      ) : null}
      <Part title="Why and how">
        <Facts className="!text-13" tight items={factsOf(event)} />
      </Part>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-5 pt-3 pb-3.5">
      <h3 className="name mb-2 text-13">{title}</h3>
      {children}
    </section>
  );
}
