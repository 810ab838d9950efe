import Link from 'next/link';
import { formatCount } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';

export interface RoleRow {
  name: string;
  does: string;
  href: string;
  /** Each person once. */
  people: number;
  everywhere: number;
  production: number;
  sandbox: number;
  /** Null of a system role. */
  version: number | null;
  changedAt: Date | null;
  changedBy: string | null;
}

type Sort = { href: string; direction?: 'ascending' | 'descending' };

interface RoleTableProps {
  label: string;
  rows: RoleRow[];
  now: Date;
  /** Where a click sorts. */
  sorts: { name: Sort; people: Sort };
  /** Of roles that change. */
  withVersions?: boolean;
}

/** Roles with how many people hold each, and where. */
export function RoleTable({ label, rows, now, sorts, withVersions = false }: RoleTableProps) {
  return (
    <Table
      label={label}
      columns={[
        'w-[208px]',
        '',
        'w-[84px]',
        'w-[104px]',
        'w-[104px]',
        'w-[104px]',
        ...(withVersions ? ['w-[84px]', 'w-[176px]'] : []),
      ]}
      minWidth={withVersions ? 'min-w-[1120px]' : 'min-w-[960px]'}
      narrow={<NarrowRows label={label} rows={rows} />}
    >
      <thead>
        <tr>
          <Th sort={sorts.name}>Role</Th>
          <Th>What it is for</Th>
          <Th num sort={sorts.people}>
            People
          </Th>
          <Th num>Everywhere</Th>
          <Th num>Production</Th>
          <Th num>Sandbox</Th>
          {withVersions ? <Th num>Version</Th> : null}
          {withVersions ? <Th>Last change</Th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, does, href, version, changedAt, changedBy, ...held }) => (
          <Tr key={href}>
            <Td>
              <Link className="name cut" href={href} title={name} prefetch={false}>
                {name}
              </Link>
            </Td>
            <Td title={does}>{does}</Td>
            {[held.people, held.everywhere, held.production, held.sandbox].map((count, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; the list never changes
              <Td num key={place}>
                {count > 0 ? formatCount(count) : <span className="text-ink-3">0</span>}
              </Td>
            ))}
            {withVersions ? <Td num>{version}</Td> : null}
            {withVersions ? (
              <Td title={changedBy ?? undefined}>
                {changedAt ? <Time at={changedAt} now={now} unfocusable /> : null}
                {changedBy ? ` by ${changedBy}` : ''}
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ label, rows }: { label: string; rows: RoleRow[] }) {
  return (
    <Rows label={label}>
      {rows.map(({ name, does, href, people }) => (
        <RowItem key={href} title={<Link href={href}>{name}</Link>} detail={does} end={peopleOf(people)} />
      ))}
    </Rows>
  );
}

function peopleOf(count: number): string {
  if (count === 0) return 'nobody';
  return count === 1 ? '1 person' : `${formatCount(count)} people`;
}
