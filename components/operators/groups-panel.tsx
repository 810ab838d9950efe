import { UsersRound } from 'lucide-react';
import Link from 'next/link';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';

interface GroupsPanelProps {
  groups: { id: string; name: string; source: string; createdAt: Date }[];
  now: Date;
}

export function GroupsPanel({ groups, now }: GroupsPanelProps) {
  return (
    <Panel title="Groups">
      <Rows label="Groups" inline>
        {groups.map(({ id, name, source, createdAt }) => (
          <RowItem
            key={id}
            mark={<UsersRound className="text-ink-3" />}
            title={
              <>
                <Link className="name" href={paths.group(id)}>
                  {name}
                </Link>{' '}
                {source === 'scim' ? <Tag>from a directory</Tag> : null}
              </>
            }
            end={
              <span className="text-ink-3">
                since <Time at={createdAt} now={now} />
              </span>
            }
          />
        ))}
      </Rows>
    </Panel>
  );
}
