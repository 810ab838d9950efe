import Link from 'next/link';
import { formatCount } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';

export interface RoleRow {
  name: string;
  does: string;
  href: string;
  everywhere: number;
  production: number;
  sandbox: number;
}

/** Every role with how many people hold it, and where. */
export function RoleTable({ rows }: { rows: RoleRow[] }) {
  return (
    <Table
      label="Roles"
      columns={['w-[208px]', '', 'w-[112px]', 'w-[112px]', 'w-[112px]']}
      minWidth="min-w-[880px]"
      narrow={<NarrowRows rows={rows} />}
    >
      <thead>
        <tr>
          <Th>Role</Th>
          <Th>What it is for</Th>
          <Th num>Everywhere</Th>
          <Th num>Production</Th>
          <Th num>Sandbox</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, does, href, ...held }) => (
          <Tr key={href}>
            <Td>
              <Link className="name cut" href={href} prefetch={false}>
                {name}
              </Link>
            </Td>
            <Td title={does}>{does}</Td>
            {[held.everywhere, held.production, held.sandbox].map((count, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; the list never changes
              <Td num key={place}>
                {count > 0 ? formatCount(count) : <span className="text-ink-3">0</span>}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ rows }: { rows: RoleRow[] }) {
  return (
    <Rows label="Roles">
      {rows.map(({ name, does, href, everywhere, production, sandbox }) => (
        <RowItem
          key={href}
          title={<Link href={href}>{name}</Link>}
          detail={does}
          end={peopleOf(everywhere + production + sandbox)}
        />
      ))}
    </Rows>
  );
}

function peopleOf(count: number): string {
  if (count === 0) return 'nobody';
  return count === 1 ? '1 person' : `${formatCount(count)} people`;
}
