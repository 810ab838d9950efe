import Link from 'next/link';
import { KeyState } from '#components/keys/key-words.tsx';
import { relativeTime } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';
import type { ServiceAccountRow } from '#lib/service-accounts/queries.ts';

interface AccountTableProps {
  rows: ServiceAccountRow[];
  now: Date;
}

const columns = ['', 'w-[152px]', 'w-[176px]', 'w-[184px]', 'w-[104px]', 'w-[208px]'];
const isEnded = ({ shown }: ServiceAccountRow) => shown === 'revoked' || shown === 'expired';

export function AccountTable({ rows, now }: AccountTableProps) {
  return (
    <Table
      label="Service accounts"
      columns={columns}
      minWidth="min-w-[1040px]"
      narrow={<NarrowAccounts rows={rows} now={now} />}
    >
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>State</Th>
          <Th>Permissions</Th>
          <Th>Owner</Th>
          <Th num>Expires</Th>
          <Th num>Last used</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id} ended={isEnded(row)}>
            <Td>
              <Link
                className="name cut"
                href={paths.serviceAccount(row.id)}
                title={row.name}
                prefetch={false}
              >
                {row.name}
              </Link>
            </Td>
            <Td>
              <KeyState state={row.shown} />
            </Td>
            <Td>{inForceWords(row)}</Td>
            <Td title={`${row.application.owner.name}, ${row.application.name}`}>
              {row.application.owner.name}
              <span className="text-ink-3"> · {row.application.name}</span>
            </Td>
            <Td num>
              <Time at={row.expiresAt} now={now} unfocusable />
            </Td>
            <Td num>
              {row.lastUsedAt ? <LastUse row={row} now={now} /> : <span className="text-ink-3">never</span>}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LastUse({ row, now }: { row: ServiceAccountRow; now: Date }) {
  return (
    <>
      {row.lastUsedAt ? <Time at={row.lastUsedAt} now={now} unfocusable /> : null}{' '}
      <span className="mono text-ink-3">{row.lastAddress}</span>
    </>
  );
}

export function inForceWords({ scopes, inForce }: Pick<ServiceAccountRow, 'scopes' | 'inForce'>): string {
  if (inForce.length === scopes.length) return `${scopes.length}`;
  return inForce.length === 0
    ? `None of ${scopes.length} in force`
    : `${inForce.length} of ${scopes.length} in force`;
}

function NarrowAccounts({ rows, now }: AccountTableProps) {
  return (
    <Rows label="Service accounts">
      {rows.map((row) => (
        <RowItem
          key={row.id}
          ended={isEnded(row)}
          title={
            <Link className="name cut" href={paths.serviceAccount(row.id)} prefetch={false}>
              {row.name}
            </Link>
          }
          detail={`${row.application.owner.name}, ${row.application.name} · ${
            row.lastUsedAt
              ? `used ${relativeTime(row.lastUsedAt, now)} from ${row.lastAddress}`
              : 'never used'
          }`}
          end={<KeyState state={row.shown} />}
        />
      ))}
    </Rows>
  );
}
