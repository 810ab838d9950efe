import { Laptop, MonitorOff } from 'lucide-react';
import { deviceOf } from '#components/audit/device.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OperatorPage } from '#lib/operators/queries.ts';

interface SessionsPanelProps {
  sessions: OperatorPage['sessions'];
  /** The one that looks at this page. */
  own: string;
  /** Null: not permitted. */
  endHref: ((id: string) => string) | null;
  now: Date;
}

/** Where they are signed in now: device, place, and when it was last used. */
export function SessionsPanel({ sessions, own, endHref, now }: SessionsPanelProps) {
  return (
    <Panel title="Open sessions" aside={sessions.length > 0 ? sessions.length : null}>
      {sessions.length === 0 ? (
        <Empty title="Not signed in" art={<MonitorOff />}>
          No session of theirs is open.
        </Empty>
      ) : (
        <Rows label="Open sessions" inline>
          {sessions.map((session) => (
            <RowItem
              key={session.id}
              mark={<Laptop className="text-ink-3" />}
              title={
                <span title={session.userAgent}>
                  {deviceOf(session.userAgent) ?? 'Unknown device'}
                  {session.id === own ? <span className="font-normal text-ink-3"> · this one</span> : null}
                </span>
              }
              detail={
                <>
                  <span className="mono">{session.address}</span> · used{' '}
                  <Time at={session.activity?.lastSeenAt ?? session.startedAt} now={now} />
                </>
              }
              end={
                endHref ? (
                  <LinkButton size="sm" href={endHref(session.id)}>
                    End…<span className="sr-only"> session from {session.address}</span>
                  </LinkButton>
                ) : null
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}
