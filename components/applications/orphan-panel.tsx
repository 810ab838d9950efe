import { KeyRound, UserRoundPen } from 'lucide-react';
import Link from 'next/link';
import { LinkButton } from '#components/ui/button.tsx';
import { formatCount, relativeTime, utcDay } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import type { OrphanedKey } from '#lib/applications/orphan-queries.ts';
import { paths } from '#lib/paths.ts';

interface OrphanPanelProps {
  orphanedAt: Date;
  keys: OrphanedKey[];
  /** Where it is handed over, for whoever may. */
  handOverHref: string | null;
  now: Date;
}

/** Nobody active answers for it: since when, and what becomes of each key, by its calls. */
export function OrphanPanel({ orphanedAt, keys, handOverHref, now }: OrphanPanelProps) {
  return (
    <Panel
      title="Nobody answers for it"
      tone="bad"
      aside={`since ${utcDay(orphanedAt)}`}
      end={
        handOverHref ? (
          <LinkButton size="sm" variant="primary" icon={<UserRoundPen />} href={handOverHref}>
            Hand over…
          </LinkButton>
        ) : null
      }
    >
      <div className="p-4">
        <Note
          tone="warn"
          title="Its keys go on. A key without calls is suspended after 30 days, and can be resumed."
        >
          Neither its owner nor its deputy is active. A key that is being called is never stopped for that.
        </Note>
      </div>
      {keys.length > 0 ? (
        <Rows label="What becomes of its keys">
          {keys.map((key) => (
            <RowItem
              key={key.id}
              mark={<KeyRound className="text-ink-3" />}
              title={<Link href={paths.key(key.id)}>{key.name}</Link>}
              detail={callsOf(key)}
              end={<Outlook outlook={key.outlook} now={now} />}
            />
          ))}
        </Rows>
      ) : null}
    </Panel>
  );
}

function callsOf({ calls }: OrphanedKey): string {
  if (calls === 0) return 'No calls in the last 7 days';
  return `${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'} in the last 7 days`;
}

function Outlook({ outlook, now }: { outlook: OrphanedKey['outlook']; now: Date }) {
  if (outlook.kind === 'in-use') return <State tone="ok">Will not be suspended</State>;
  if (outlook.kind === 'due') return <State tone="bad">Suspended any moment</State>;
  return (
    <State tone="warn" aside={utcDay(outlook.at)}>
      Suspended {relativeTime(outlook.at, now)}
    </State>
  );
}
