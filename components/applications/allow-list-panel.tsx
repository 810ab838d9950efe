import { Globe, Network, ShieldOff } from 'lucide-react';
import Link from 'next/link';
import { ListModeState } from '#components/keys/key-words.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { ListState } from '#lib/allow-lists/effects.ts';

interface AllowListPanelProps {
  list: ListState | null;
  /** Null: the viewer may not edit it. */
  editHref: string | null;
}

const shown = 8;

export function AllowListPanel({ list, editHref }: AllowListPanelProps) {
  const entries = list?.entries ?? [];
  return (
    <Panel
      title="Allow-list"
      aside={entries.length > 0 ? `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}` : null}
      end={
        <span className="row gap-4">
          <ListModeState mode={list?.mode ?? 'off'} />
          {editHref ? (
            <Link className="link" href={editHref}>
              Edit
            </Link>
          ) : null}
        </span>
      }
    >
      {entries.length === 0 ? (
        <Empty
          title="Calls may come from anywhere"
          art={<ShieldOff />}
          actions={
            editHref ? (
              <LinkButton size="sm" href={editHref}>
                Add addresses or domains
              </LinkButton>
            ) : null
          }
        >
          A list here holds for every key of the application, besides the key’s own.
        </Empty>
      ) : (
        <ul className="px-4 py-2">
          {entries.slice(0, shown).map(({ kind, value }) => (
            <li key={value} className="row h-7">
              {kind === 'cidr' ? <Network className="s text-ink-3" /> : <Globe className="s text-ink-3" />}
              <span className="mono cut" title={value}>
                {value}
              </span>
            </li>
          ))}
          {entries.length > shown ? (
            <li className="flex h-7 items-center text-12 text-ink-3">and {entries.length - shown} more</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}
