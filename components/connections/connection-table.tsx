import { LogIn } from 'lucide-react';
import Link from 'next/link';
import { formatCount } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import type { ConnectionRow } from '#lib/connections/console-queries.ts';
import { paths } from '#lib/paths.ts';
import { CertificateEnd } from './certificate-end.tsx';
import { ConnectionKind, ConnectionState, peopleOf } from './connection-words.tsx';

interface ConnectionTableProps {
  rows: ConnectionRow[];
  now: Date;
}

export function ConnectionTable({ rows, now }: ConnectionTableProps) {
  return (
    <Table
      label="Connections"
      columns={['', 'w-[180px]', 'w-[140px]', 'w-[140px]', 'w-[200px]', 'w-[96px]']}
      minWidth="min-w-[980px]"
      narrow={<NarrowRows rows={rows} now={now} />}
    >
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Short name</Th>
          <Th>Kind</Th>
          <Th>State</Th>
          <Th>IdP certificate</Th>
          <Th num>People</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id} ended={!row.enabled}>
            <Td title={row.name}>
              <span className="row">
                <LogIn className="s text-ink-3" />
                <Link className="name cut" href={paths.connection(row.id)} prefetch={false}>
                  {row.name}
                </Link>
              </span>
            </Td>
            <Td title={row.slug}>
              <span className="mono">{row.slug}</span>
            </Td>
            <Td>
              <ConnectionKind kind={row.kind} />
            </Td>
            <Td>
              <ConnectionState enabled={row.enabled} />
            </Td>
            <Td>
              <CertificateEnd certificate={row.certificate} now={now} />
            </Td>
            <Td num>{formatCount(row.people)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ rows, now }: ConnectionTableProps) {
  return (
    <Rows label="Connections">
      {rows.map((row) => (
        <RowItem
          key={row.id}
          ended={!row.enabled}
          mark={<LogIn className="text-ink-3" />}
          title={<Link href={paths.connection(row.id)}>{row.name}</Link>}
          detail={`${row.slug} · ${row.kind === 'dev' ? 'development' : 'SAML 2.0'} · ${peopleOf(row.people)}`}
          end={
            <>
              <ConnectionState enabled={row.enabled} />
              <CertificateEnd certificate={row.certificate} now={now} />
            </>
          }
        />
      ))}
    </Rows>
  );
}
