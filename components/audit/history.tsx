import { Ban, History } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { historyOf } from '#lib/audit/queries.ts';
import { paths } from '#lib/paths.ts';
import { machineIcon } from './actor.tsx';

interface HistoryPanelProps {
  events: Awaited<ReturnType<typeof historyOf>>;
  now: Date;
  /** Where the whole of it is read. */
  allHref: string;
}

/** What was done to one subject, newest first, each leading to its event. */
export function HistoryPanel({ events, now, allHref }: HistoryPanelProps) {
  const all = (
    <Link className="link" href={allHref}>
      In the audit trail
    </Link>
  );
  return (
    <Panel title="History" end={events.length > 0 ? all : null}>
      {events.length === 0 ? (
        <Empty title="Nothing that you may read" art={<History />}>
          What you do here yourself will stand in this place.
        </Empty>
      ) : (
        <Rows label="History" tight>
          {events.map((event) => (
            <RowItem
              key={String(event.number)}
              mark={<Avatar name={event.actorName} system={machineIcon(event.actorKind)} />}
              title={
                <span className="row">
                  {event.outcome === 'refused' ? (
                    <Ban className="s text-bad" role="img" aria-label="Refused" />
                  ) : null}
                  <Link
                    className="cut hover:underline"
                    href={paths.auditEvent(String(event.number))}
                    title={event.summary}
                  >
                    {event.summary}
                  </Link>
                </span>
              }
              detail={[event.actorName, event.reason && `“${event.reason}”`].filter(Boolean).join(' · ')}
              end={
                <span className="text-ink-3">
                  <Time at={event.at} now={now} />
                </span>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}
