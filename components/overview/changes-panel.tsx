import { Clock } from 'lucide-react';
import Link from 'next/link';
import { machineIcon } from '#components/audit/actor.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { lastSensitiveChanges } from '#lib/audit/queries.ts';
import { inWords } from '#lib/command-words.ts';
import { paths } from '#lib/paths.ts';

type SensitiveChange = Awaited<ReturnType<typeof lastSensitiveChanges>>[number];

interface ChangesPanelProps {
  changes: SensitiveChange[];
  /** The viewer reads no other actions than their own. */
  onlyOwn: boolean;
  now: Date;
}

export function ChangesPanel({ changes, onlyOwn, now }: ChangesPanelProps) {
  return (
    <Panel
      title="Last sensitive changes"
      aside={onlyOwn ? 'by you' : null}
      end={
        <Link className="link" href={paths.audit}>
          Audit
        </Link>
      }
    >
      {changes.length === 0 ? (
        <Empty title={onlyOwn ? 'No sensitive change by you yet' : 'No sensitive change yet'} art={<Clock />}>
          Changes of production keys, allow-lists, operators and roles stand here.
        </Empty>
      ) : (
        <Rows label="Last sensitive changes" tight>
          {changes.map((change) => (
            <ChangeRow key={String(change.number)} change={change} now={now} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function ChangeRow({ change, now }: { change: SensitiveChange; now: Date }) {
  const detail = [change.actorName, change.reason && `reason: “${change.reason}”`]
    .filter(Boolean)
    .join(' · ');
  return (
    <RowItem
      mark={<Avatar name={change.actorName} system={machineIcon(change.actorKind)} />}
      title={
        <Link
          href={paths.auditEvent(String(change.number))}
          className="hover:underline"
          title={inWords(change.summary)}
        >
          {inWords(change.summary)}
        </Link>
      }
      detail={<span title={detail}>{detail}</span>}
      end={
        <span className="text-ink-3">
          <Time at={change.at} now={now} />
        </span>
      }
    />
  );
}
