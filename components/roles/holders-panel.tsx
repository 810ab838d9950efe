import { UserX } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';

interface Holder {
  id: string;
  name: string;
  /** Null where the reader sees no page of them. */
  href: string | null;
  /** "in Production, until 3 Dec 2026" */
  detail: string;
}

export function HoldersPanel({ holders, allHref }: { holders: Holder[]; allHref: string | null }) {
  return (
    <Panel
      title="Who holds it"
      footer={
        allHref ? (
          <Link className="link" href={allHref}>
            All of them
          </Link>
        ) : null
      }
    >
      {holders.length === 0 ? (
        <Empty title="Nobody" art={<UserX />}>
          No active operator holds this role now.
        </Empty>
      ) : (
        <Rows label="Who holds it">
          {holders.map(({ id, name, href, detail }) => (
            <RowItem
              key={id}
              mark={<Avatar name={name} />}
              title={
                href === null ? (
                  name
                ) : (
                  <Link href={href} title={name} prefetch={false}>
                    {name}
                  </Link>
                )
              }
              detail={detail}
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}
