import { FolderSync } from 'lucide-react';
import Link from 'next/link';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';

export interface GroupLine {
  id: string;
  name: string;
  members: number;
  /** "Viewer in Production" */
  roles: string[];
  /** Of a directory: the connection's name. */
  keptBy: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);

export function GroupTable({ rows, now }: { rows: GroupLine[]; now: Date }) {
  return (
    <Table
      label="Groups"
      columns={['', 'w-[96px]', 'w-[40%]', 'w-[170px]', 'w-[120px]']}
      minWidth="min-w-[820px]"
      narrow={
        <Rows label="Groups">
          {rows.map((row) => (
            <RowItem
              key={row.id}
              ended={row.endedAt !== null}
              title={
                <Link className="name" href={paths.group(row.id)}>
                  {row.name}
                </Link>
              }
              detail={`${people(row.members)} · ${row.endedAt ? 'ended' : row.roles.join(', ') || 'no role'}`}
            />
          ))}
        </Rows>
      }
    >
      <thead>
        <tr>
          <Th>Name</Th>
          <Th num>Members</Th>
          <Th>Roles</Th>
          <Th>Kept by</Th>
          <Th>Made</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id} ended={row.endedAt !== null}>
            <Td>
              <Link className="name cut" href={paths.group(row.id)}>
                {row.name}
              </Link>
            </Td>
            <Td num>{row.members}</Td>
            <Td title={row.roles.join(', ')}>
              <span className="cut">
                {row.roles.length > 0 ? (
                  row.roles.join(', ')
                ) : (
                  <span className="text-ink-3">{row.endedAt ? 'ended' : 'none'}</span>
                )}
              </span>
            </Td>
            <Td>
              {row.keptBy ? (
                <span className="row gap-1.5">
                  <FolderSync aria-hidden className="size-3.5 text-ink-3" />
                  {row.keptBy}
                </span>
              ) : (
                <span className="text-ink-3">hand</span>
              )}
            </Td>
            <Td>
              <Time at={row.createdAt} now={now} unfocusable />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function KeptTag() {
  return <Tag>from a directory</Tag>;
}
