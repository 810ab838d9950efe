import { Ban } from 'lucide-react';
import Link from 'next/link';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { State, Tag } from '#components/ui/state.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OperatorRow } from '#lib/operators/list-queries.ts';
import { paths } from '#lib/paths.ts';

/** A row with its roles already in words. */
export type Listed = OperatorRow & { roles: string[] };
/** Whoever may see ids only is shown those. */
const nameOf = ({ id, name }: OperatorRow) => name ?? id;
type Sort = { href: string; direction?: 'ascending' | 'descending' };

interface OperatorTableProps {
  rows: Listed[];
  /** Where a click sorts. */
  sorts: { name: Sort; signIn: Sort };
  now: Date;
}

export function OperatorTable({ rows, sorts, now }: OperatorTableProps) {
  return (
    <Table
      label="Operators"
      columns={['w-[220px]', 'w-[240px]', 'w-[160px]', '', 'w-[112px]', 'w-[112px]']}
      minWidth="min-w-[1060px]"
      narrow={<NarrowRows rows={rows} now={now} />}
    >
      <thead>
        <tr>
          <Th sort={sorts.name}>Name</Th>
          <Th>E-mail</Th>
          <Th>Connection</Th>
          <Th>Roles</Th>
          <Th>State</Th>
          <Th num sort={sorts.signIn}>
            Last sign-in
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id} ended={row.state === 'disabled'}>
            <Td title={nameOf(row)}>
              <span className="row">
                <Avatar name={nameOf(row)} />
                <Link className="name cut" href={paths.operator(row.id)} prefetch={false}>
                  {nameOf(row)}
                </Link>
              </span>
            </Td>
            <Td title={row.email ?? undefined}>{row.email}</Td>
            <Td title={row.connection?.name}>{row.connection?.name}</Td>
            <Td title={row.roles.join(', ')}>
              <RoleTags roles={row.roles} />
            </Td>
            <Td>
              <OperatorState state={row.state} />
            </Td>
            <Td num>
              <LastSignIn row={row} now={now} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** For those who may see names only: there is nothing else to line up. */
export function NameList({ rows }: { rows: OperatorRow[] }) {
  return (
    <Rows label="Operators" inline>
      {rows.map((row) => (
        <RowItem key={row.id} mark={<Avatar name={nameOf(row)} />} title={nameOf(row)} />
      ))}
    </Rows>
  );
}

function NarrowRows({ rows, now }: { rows: Listed[]; now: Date }) {
  return (
    <Rows label="Operators">
      {rows.map((row) => (
        <RowItem
          key={row.id}
          ended={row.state === 'disabled'}
          mark={<Avatar name={nameOf(row)} />}
          title={<Link href={paths.operator(row.id)}>{nameOf(row)}</Link>}
          detail={[row.email, row.roles.join(', ') || 'no role'].join(' · ')}
          end={
            <>
              <OperatorState state={row.state} />
              <span className="text-ink-3">
                <LastSignIn row={row} now={now} />
              </span>
            </>
          }
        />
      ))}
    </Rows>
  );
}

function RoleTags({ roles }: { roles: string[] }) {
  if (roles.length === 0) return <span className="text-ink-3">no role</span>;
  return (
    <span className="row min-w-0 gap-1" title={roles.join(', ')}>
      {roles.slice(0, 2).map((role) => (
        <Tag key={role}>{role}</Tag>
      ))}
      {roles.length > 2 ? <span className="text-12 text-ink-3">+{roles.length - 2}</span> : null}
    </span>
  );
}

function OperatorState({ state }: { state: OperatorRow['state'] }) {
  return state === 'disabled' ? (
    <State tone="bad" icon={<Ban />}>
      Disabled
    </State>
  ) : (
    <State tone="ok">Active</State>
  );
}

function LastSignIn({ row, now }: { row: OperatorRow; now: Date }) {
  return row.lastSignInAt ? <Time at={row.lastSignInAt} now={now} unfocusable /> : 'never';
}
