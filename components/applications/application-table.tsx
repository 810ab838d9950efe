import { Boxes, UserX } from 'lucide-react';
import Link from 'next/link';
import { ListModeState } from '#components/keys/key-words.tsx';
import { formatCount } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ApplicationRow } from '#lib/applications/queries.ts';
import { paths } from '#lib/paths.ts';

type Sort = { href: string; direction?: 'ascending' | 'descending' };

interface ApplicationTableProps {
  rows: ApplicationRow[];
  sorts: { name: Sort; newest: Sort };
  now: Date;
}

export function ApplicationTable({ rows, sorts, now }: ApplicationTableProps) {
  return (
    <Table
      label="Applications"
      columns={['', 'w-[220px]', 'w-[180px]', 'w-[168px]', 'w-[112px]', 'w-[112px]']}
      minWidth="min-w-[980px]"
      narrow={<NarrowRows rows={rows} now={now} />}
    >
      <thead>
        <tr>
          <Th sort={sorts.name}>Name</Th>
          <Th>Owner</Th>
          <Th>Deputy</Th>
          <Th>Allow-list</Th>
          <Th num>Active keys</Th>
          <Th num sort={sorts.newest}>
            Created
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td title={row.name}>
              <span className="row">
                <Boxes className="s text-ink-3" />
                <Link className="name cut" href={paths.application(row.id)} prefetch={false}>
                  {row.name}
                </Link>
                {row.orphanedAt ? <Orphaned /> : null}
              </span>
            </Td>
            <Td title={ownerOf(row)}>
              <Owner row={row} />
            </Td>
            <Td title={row.deputy?.name}>{row.deputy?.name ?? '–'}</Td>
            <Td>
              <ListModeState mode={row.mode} aside={entriesOf(row)} />
            </Td>
            <Td num>{formatCount(row.activeKeys)}</Td>
            <Td num>
              <Time at={row.createdAt} now={now} unfocusable />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ rows, now }: { rows: ApplicationRow[]; now: Date }) {
  return (
    <Rows label="Applications">
      {rows.map((row) => (
        <RowItem
          key={row.id}
          mark={<Boxes className="text-ink-3" />}
          title={<Link href={paths.application(row.id)}>{row.name}</Link>}
          detail={`${ownerOf(row)} · ${row.activeKeys} active ${row.activeKeys === 1 ? 'key' : 'keys'}`}
          end={
            <>
              {row.orphanedAt ? <Orphaned /> : <ListModeState mode={row.mode} aside={entriesOf(row)} />}
              <span className="text-ink-3">
                <Time at={row.createdAt} now={now} unfocusable />
              </span>
            </>
          }
        />
      ))}
    </Rows>
  );
}

const Orphaned = () => (
  <State tone="bad" icon={<UserX />}>
    Orphaned
  </State>
);

function Owner({ row: { owner } }: { row: ApplicationRow }) {
  if (owner.state === 'active') return owner.name;
  return (
    <State tone="warn" icon={<UserX role="img" aria-label="Disabled" />}>
      <span className="cut">{owner.name}</span>
    </State>
  );
}

function ownerOf({ owner }: ApplicationRow): string {
  return owner.state === 'disabled' ? `${owner.name} (disabled)` : owner.name;
}

function entriesOf({ entryCount }: ApplicationRow): string | undefined {
  if (entryCount === 0) return undefined;
  return `${formatCount(entryCount)} ${entryCount === 1 ? 'entry' : 'entries'}`;
}
