import { Globe, Network, ShieldOff } from 'lucide-react';
import Link from 'next/link';
import { ListModeState } from '#components/keys/key-words.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { ListState } from '#lib/allow-lists/effects.ts';
import { parseEntry } from '#lib/allow-lists/schema.ts';

interface ListPanelProps {
  title: string;
  list: ListState | null;
  /** Left out where the viewer may not edit it now. */
  editHref?: string;
  /** What it means that there is nothing here. */
  emptyWords: string;
}

/** One allow-list as it stands: its mode and what each entry admits. */
export function ListPanel({ title, list, editHref, emptyWords }: ListPanelProps) {
  const entries = list?.entries ?? [];
  const mode = list?.mode ?? 'off';
  return (
    <Panel
      title={title}
      aside={entries.length > 0 ? `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}` : null}
      end={
        <span className="flex items-center gap-4">
          <ListModeState mode={mode} />
          {editHref ? (
            <Link className="link" href={editHref} prefetch={false}>
              Edit
            </Link>
          ) : null}
        </span>
      }
    >
      {entries.length === 0 ? (
        <Empty
          title={mode === 'enforce' ? 'Every call is refused' : 'Nothing on this list'}
          art={<ShieldOff />}
        >
          {mode === 'enforce' ? 'The list is enforced and empty.' : emptyWords}
        </Empty>
      ) : (
        <ul className="py-2 text-13">
          {entries.map(({ kind, value }) => {
            const entry = parseEntry(value);
            return (
              <li
                key={`${kind} ${value}`}
                className="flex min-h-7 flex-wrap items-center gap-x-2 px-4 py-1 narrow:py-0"
              >
                {kind === 'cidr' ? (
                  <Network className="s text-ink-3" role="img" aria-label="Addresses" />
                ) : (
                  <Globe className="s text-ink-3" role="img" aria-label="Domain" />
                )}
                <span className="mono wrap-anywhere">{value}</span>
                {entry.error === undefined ? (
                  <span className="ml-auto text-12 text-ink-3">{entry.size}</span>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
